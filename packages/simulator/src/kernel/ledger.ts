import type { PolicyMark } from './policy/policies.ts';

/** One exchange as it is remembered: no bodies, no headers, so no token and no secret. */
export interface LedgerEntry {
  /** 1 for the first. */
  readonly number: number;
  /** Virtual instant, ISO 8601. */
  readonly at: string;
  readonly method: string;
  readonly url: string;
  /** 0: the connection broke before an answer, as a fault had it. */
  readonly status: number;
  /** Object id of the caller, when a token was accepted. */
  readonly caller?: string;
  /** Azure's error code, when it refused. */
  readonly code?: string;
  /** The documented rule that was enforced. */
  readonly ruleId?: string;
  /** What stands behind the text of a refusal. */
  readonly evidence?: string;
  /** Policies that the request did not satisfy and that let it pass: audited, or denied but not enforced. */
  readonly policies?: readonly PolicyMark[];
  /** Something to know about this exchange: an api-version served as its nearest known one. */
  readonly note?: string;
}

/** What was asked and answered, in order. */
export class Ledger {
  readonly #entries: LedgerEntry[] = [];

  /** How many exchanges there were. */
  get size(): number {
    return this.#entries.length;
  }

  add(entry: Omit<LedgerEntry, 'number'>): void {
    this.#entries.push({ number: this.#entries.length + 1, ...entry });
  }

  /** All entries, oldest first; a copy. */
  entries(): LedgerEntry[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
