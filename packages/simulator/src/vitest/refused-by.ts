import type { MatcherResult } from './encrypted-under.ts';

/** The part of a simulator that the matcher reads. */
export interface RememberingSimulator {
  readonly ledger: {
    entries(): readonly { readonly ruleId?: string; readonly code?: string }[];
  };
}

/** Header under which the simulator names the rule it enforced. */
const RULE_HEADER = 'x-cmk-simulator-rule';

/** {@inheritDoc vitest!Matchers.toBeRefusedBy} */
export async function toBeRefusedBy(
  received: unknown,
  ruleId: string,
  simulator?: RememberingSimulator,
): Promise<MatcherResult> {
  const outcome = await outcomeOf(received);
  if ('value' in outcome) {
    return {
      pass: false,
      message: () => `expected to be refused by ${ruleId}, but it succeeded`,
    };
  }
  const { error } = outcome;
  const rule = ruleOf(error) ?? lastRuleIn(simulator);
  return {
    pass: rule === ruleId,
    actual: rule ?? null,
    expected: ruleId,
    message: () =>
      rule === ruleId
        ? `expected not to be refused by ${ruleId}, but it was: ${wordsOf(error)}`
        : `expected to be refused by ${ruleId}, but it was refused by ${rule ?? 'no documented rule'}: ${wordsOf(error)}${hint(rule, simulator)}`,
  };
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

async function outcomeOf(received: unknown): Promise<Outcome> {
  // What `.rejects` hands over is the error itself.
  if (received instanceof Error) return { error: received };
  try {
    const value: unknown = typeof received === 'function' ? received() : received;
    return { value: await value };
  } catch (error) {
    return { error };
  }
}

/** `CmkError.ruleId`, one of its issues, or the header of the answer that a `RestError` holds. */
function ruleOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const seen = error as {
    readonly ruleId?: unknown;
    readonly response?: { readonly headers?: { get?: (name: string) => unknown } };
  };
  if (typeof seen.ruleId === 'string') return seen.ruleId;
  const header = seen.response?.headers?.get?.(RULE_HEADER);
  return typeof header === 'string' ? header : undefined;
}

/** The clients throw a plain `Error` for a failed operation: the rule is then known to the simulator only. */
function lastRuleIn(simulator: RememberingSimulator | undefined): string | undefined {
  return simulator?.ledger
    .entries()
    .findLast(({ code, ruleId }) => code !== undefined || ruleId !== undefined)?.ruleId;
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

const hint = (rule: string | undefined, simulator: RememberingSimulator | undefined): string =>
  rule === undefined && simulator === undefined
    ? '\n(a failed long-running operation reaches the caller without headers: name the simulator too, toBeRefusedBy(ruleId, sim))'
    : '';
