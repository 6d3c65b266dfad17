import { CmkError, type Issue } from '../errors/cmk-error.ts';

/** Issues printed in the message of an error; all of them are in its `issues`. */
const issuesInMessage = 5;

/** The one error about a spec, with everything that was found. `refused`: the errors among the issues that count. */
export function specInvalid(
  refused: readonly Issue[],
  issues: readonly Issue[],
  { reason, fix }: { readonly reason: string; readonly fix: string },
): CmkError {
  const lines = refused
    .slice(0, issuesInMessage)
    .map(({ code, path, message }) => `\n  ${code}${path === '' ? '' : ` at ${path}`}: ${message}`);
  const more = refused.length - lines.length;
  return new CmkError({
    code: 'CMK_SPEC_INVALID',
    hop: 'spec',
    message:
      `The spec has ${refused.length === 1 ? '1 error' : `${refused.length} errors`}:${lines.join('')}` +
      (more > 0 ? `\n  and ${more} more` : ''),
    reason,
    fix,
    retryable: false,
    ...(refused.length === 1 && refused[0]?.code.startsWith('CMK-')
      ? { ruleId: refused[0].code }
      : {}),
    issues,
  });
}
