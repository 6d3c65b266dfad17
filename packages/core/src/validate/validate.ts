import { CmkError, type Issue } from '../errors/cmk-error.ts';
import type { Edition } from '../rules/types.ts';
import { parseSpec } from '../spec/parse-spec.ts';
import { ruleIssues, ruleIssuesOfReadable } from './rule-issues.ts';

/** At which instant, and by which documents. */
export interface ValidateOptions {
  /** ISO 8601 instant that key activation and expiry are judged against. */
  readonly asOf: string;
  /** Default: the spec's own `edition`, else `current`. */
  readonly edition?: Edition;
}

/**
 * Everything that is wrong with a description, without any request: first its grammar, then the documented rules. Empty
 * when nothing is. Only issues of severity `error` refuse.
 *
 * Of a description that cannot be read in places, the rules judge the rest: what they find is wrong whatever was meant
 * in those places.
 *
 * @throws CmkError `CMK_OPTION_INVALID` when `asOf` is not an instant.
 *
 * @example
 * ```ts
 * import { validateSpec } from '@azureml-cmk/core';
 *
 * const issues = validateSpec({ formatVersion: 1 }, { asOf: '2026-08-01T00:00:00Z' });
 * for (const { severity, code, path, message, fix } of issues) {
 *   console.log(severity, code, path, message, fix);
 * }
 * ```
 */
export function validateSpec(spec: unknown, options: ValidateOptions): Issue[] {
  const asOf = instant(options.asOf);
  const parsed = parseSpec(spec);
  const judged = { ...options, asOf };
  return [
    ...parsed.issues,
    ...(parsed.ok ? ruleIssues(parsed.spec, judged) : ruleIssuesOfReadable(spec, judged)),
  ];
}

/** A bad instant would make every key look valid, so it is refused. */
function instant(asOf: string): string {
  if (!Number.isNaN(Date.parse(asOf))) return asOf;
  throw new CmkError({
    code: 'CMK_OPTION_INVALID',
    hop: 'spec',
    message: `asOf is not an instant: '${asOf}'`,
    reason: 'Key activation and expiry are judged against this instant.',
    fix: 'Give an ISO 8601 instant such as 2026-08-01T00:00:00Z.',
    retryable: false,
  });
}
