import type { ParseResult } from '../spec/parse-spec.ts';
import { specInvalid } from '../spec/spec-invalid.ts';
import type { CmkSpec } from '../spec/types.ts';
import { ruleIssuesOfReadable } from './rule-issues.ts';
import type { ValidateOptions } from './judged-by.ts';

/**
 * The spec of a result of `parseSpec` or `parseSpecText`, or one error with all issues.
 *
 * @param judge - when given, the error also tells the documented rules that the readable parts break. Those of a spec
 * that can be read are told by `planSpec` and `validateSpec`.
 * @throws `CmkError` with code `CMK_SPEC_INVALID` and `issues`, when the text or value is not a spec.
 *
 * @example
 * ```ts
 * import { assertSpec, type CmkSpec, parseSpecText } from '@azureml-cmk/core';
 * import { readFileSync } from 'node:fs';
 *
 * async function read(file: string): Promise<CmkSpec> {
 *   return assertSpec(await parseSpecText(readFileSync(file, 'utf8'), 'yaml'));
 * }
 * ```
 */
export function assertSpec(result: ParseResult, judge?: ValidateOptions): CmkSpec {
  if (result.ok) return result.spec;
  const issues = [...result.issues, ...(judge ? ruleIssuesOfReadable(result.input, judge) : [])];
  throw specInvalid(
    issues.filter(({ severity }) => severity === 'error'),
    issues,
    {
      reason: 'It cannot be read as the description of a workspace.',
      fix: 'Make the change that each issue names.',
    },
  );
}
