import type { AzureFailure, FailureKind } from '../azure-failure.ts';
import type { Hop } from '../cmk-error.ts';

/** One way in which the chain is known to fail: how it is recognised and what to say about it. */
export interface KnownFailure {
  readonly code: `CMK_${string}`;
  readonly hop: Hop;
  readonly ruleId?: `CMK-${string}`;
  /** Whether the same call can succeed later without a change. */
  readonly retryable: boolean;
  readonly reason: string;
  readonly fix: string;
  /** A public page or report about it. */
  readonly docs?: string;
  /** `kind`, `status` and `hops` must all match where given; of `codes`, `text` and `simulatorText` one is enough. */
  readonly match: {
    readonly kind?: FailureKind;
    readonly status?: readonly number[];
    /** One of these is among the codes, outermost to innermost; without regard to case. */
    readonly codes?: readonly string[];
    /** Words that Azure was seen to send or documents, found in one of the messages. */
    readonly text?: RegExp;
    /** Words of the simulator where nobody has seen Azure's, found in a message that says it is one. */
    readonly simulatorText?: RegExp;
    /** Only in these parts of the chain. */
    readonly hops?: readonly Hop[];
  };
}

/** What a text of the simulator's own says. Repeats `rules/types.ts`, which errors may not import; a test compares them. */
export const simulatorWording = ' (simulator wording)';

/** Whether a failure is this known one. */
export function recognises(known: KnownFailure, failure: AzureFailure, hop: Hop): boolean {
  const { kind, status, codes, text, simulatorText, hops } = known.match;
  if (kind !== undefined && failure.kind !== kind) return false;
  if (hops !== undefined && !hops.includes(hop)) return false;
  if (status !== undefined && (failure.status === undefined || !status.includes(failure.status)))
    return false;
  if (codes === undefined && text === undefined && simulatorText === undefined) return true;
  const wanted = codes?.map((code) => code.toLowerCase()) ?? [];
  return (
    failure.codes.some((code) => wanted.includes(code.toLowerCase())) ||
    (text !== undefined && failure.messages.some((message) => text.test(message))) ||
    (simulatorText !== undefined &&
      failure.messages.some(
        (message) => message.includes(simulatorWording) && simulatorText.test(message),
      ))
  );
}
