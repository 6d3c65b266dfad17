/** What judges a description: an instant and documents. Of either a wrong word would make everything look right. */
import { CmkError } from '../errors/cmk-error.ts';
import { type Edition, editions } from '../rules/types.ts';

/** At which instant, and by which documents. */
export interface ValidateOptions {
  /** ISO 8601 instant that key activation and expiry are judged against. */
  readonly asOf: string;
  /** Default: the spec's own `edition`, else `current`. */
  readonly edition?: Edition;
}

/** The options as they are; throws `CMK_OPTION_INVALID` for what is no instant and for editions that there are not. */
export function judgedBy<Options extends ValidateOptions>(options: Options): Options {
  const { asOf, edition } = (options ?? {}) as Partial<ValidateOptions>;
  if (typeof asOf !== 'string' || Number.isNaN(Date.parse(asOf))) {
    throw optionInvalid(`asOf is not an instant: '${String(asOf)}'`, {
      reason: 'Key activation and expiry are judged against this instant.',
      fix: 'Give an ISO 8601 instant such as 2026-08-01T00:00:00Z.',
    });
  }
  if (edition !== undefined && !editions.includes(edition)) {
    throw optionInvalid(`edition is not one that there is: '${String(edition)}'`, {
      reason:
        'Each edition says which documented rules hold; by one that is not there, none would.',
      fix: `Give one of ${editions.join(', ')}, or none for what Azure does today.`,
    });
  }
  return options;
}

/** The error for an option that cannot be what it is given as. */
export function optionInvalid(
  message: string,
  { reason, fix }: { readonly reason: string; readonly fix: string },
): CmkError {
  return new CmkError({
    code: 'CMK_OPTION_INVALID',
    hop: 'spec',
    message,
    reason,
    fix,
    retryable: false,
  });
}
