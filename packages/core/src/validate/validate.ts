import type { Issue } from '../errors/cmk-error.ts';
import { parseSpec } from '../spec/parse-spec.ts';
import { judgedBy, type ValidateOptions } from './judged-by.ts';
import { ruleIssues, ruleIssuesOfReadable } from './rule-issues.ts';

/**
 * Everything that is wrong with a description, without any request: first its grammar, then the documented rules. Empty
 * when nothing is. Only issues of severity `error` refuse.
 *
 * Of a description that cannot be read in places, the rules judge the rest: what they find is wrong whatever was meant
 * in those places.
 *
 * @throws CmkError `CMK_OPTION_INVALID` when `asOf` is not an instant, or `edition` none that there is.
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
  const judged = judgedBy(options);
  const parsed = parseSpec(spec);
  return [
    ...parsed.issues,
    ...(parsed.ok ? ruleIssues(parsed.spec, judged) : ruleIssuesOfReadable(spec, judged)),
  ];
}
