import type { PolicyMark } from './policy/policies.ts';

/** What became of a request. */
export type Decision =
  /** The service did as it was asked, or told how far it is. */
  | 'answered'
  /** As Azure refuses. */
  | 'refused'
  /** A fault that was asked for came instead of an answer, or as one. */
  | 'goneWrong'
  /** 501: Azure has it, the simulator does not. */
  | 'notSimulated';

/** One exchange as it is remembered: no bodies, no headers, so no token and no secret. */
export interface LedgerEntry {
  /** 1 for the first. */
  readonly number: number;
  /** Virtual instant, ISO 8601. */
  readonly at: string;
  readonly method: string;
  /** What looks like a secret or a token in it is replaced by `REDACTED`. */
  readonly url: string;
  readonly decision: Decision;
  /** 0: the connection broke before an answer, as a fault had it. */
  readonly status: number;
  /** Object id of the caller, when a token was accepted. */
  readonly caller?: string;
  /** Azure's error code, when it refused. */
  readonly code?: string;
  /** Ids of the faults that made it go wrong. */
  readonly faults?: readonly string[];
  /** The documented rule that was enforced. */
  readonly ruleId?: string;
  /** What stands behind the text of a refusal. */
  readonly evidence?: string;
  /** Policies that the request did not satisfy and that let it pass: audited, or denied but not enforced. */
  readonly policies?: readonly PolicyMark[];
  /** Something to know about this exchange: an api-version served as its nearest known one. */
  readonly note?: string;
  /** Paths in the body that the api-version does not know: taken out, as Azure does, and stored nowhere. */
  readonly ignored?: readonly string[];
  /**
   * Paths in the body that the nearest published document does not list, where the api-version has no document at hand;
   * of a type without any, all its properties: served as far as the simulator knows them.
   */
  readonly unchecked?: readonly string[];
  /**
   * Paths in the body whose words the document of the api-version does not list, where it says that the list may grow
   * (`modelAsString`): taken and kept unless the service has words of its own against it. Azure refuses some of these,
   * so look at them first when it and the simulator disagree.
   */
  readonly unlisted?: readonly string[];
}

/** An exchange as it is told to the ledger. */
export type Exchanged = Omit<LedgerEntry, 'number' | 'decision'>;

/** What is found out of an exchange before it is answered. */
export type Remarks = {
  -readonly [
    Member in 'note' | 'policies' | 'ignored' | 'unchecked' | 'unlisted'
  ]?: Exchanged[Member];
};

/** What was asked and answered, in order. Few ledgers are read: what is costly is done when one is. */
export class Ledger {
  /** URLs as they came; nothing of it gets out but through {@link Ledger.entries}. */
  readonly #exchanges: Exchanged[] = [];
  readonly #entries: LedgerEntry[] = [];
  readonly #said = new Set<string>();

  /** How many exchanges there were. */
  get size(): number {
    return this.#entries.length + this.#exchanges.length;
  }

  add(exchanged: Exchanged): void {
    this.#exchanges.push(exchanged);
  }

  /** A note the first time it is made, then nothing until the ledger is cleared. */
  once(note: string): string | undefined {
    if (this.#said.has(note)) return undefined;
    this.#said.add(note);
    return note;
  }

  /** All entries, oldest first; a copy. */
  entries(): LedgerEntry[] {
    for (const exchanged of this.#exchanges) {
      this.#entries.push({
        number: this.#entries.length + 1,
        ...exchanged,
        url: redacted(exchanged.url),
        decision: decisionOf(exchanged),
      });
    }
    this.#exchanges.length = 0;
    return [...this.#entries];
  }

  clear(): void {
    this.#entries.length = 0;
    this.#exchanges.length = 0;
    this.#said.clear();
  }
}

const decisionOf = ({ status, code, faults }: Exchanged): Decision => {
  if (faults) return 'goneWrong';
  if (code === 'NotSimulated') return 'notSimulated';
  return status >= 400 ? 'refused' : 'answered';
};

/** Parameters of signed URLs and of sign-in, user names with passwords, and tokens wherever they stand. */
const SECRETS =
  /(?<=[?&](?:sig|token|access_token|id_token|refresh_token|client_secret|client_assertion|password|code|key|sas)=)[^&#]+|(?<=^https?:\/\/)[^/?#@]*(?=@)|\beyJ[\w-]+\.[\w-]+\.[\w-]*/gi;

/** A URL as it may be shown. */
export const redacted = (url: string): string => url.replaceAll(SECRETS, 'REDACTED');
