import * as v from 'valibot';
import { CmkError } from '../errors/cmk-error.ts';
import { parseSpec } from '../spec/parse-spec.ts';
import { stepProblems } from './check-steps.ts';
import { deepFreeze } from './freeze.ts';
import { planSchema } from './plan-schema.ts';
import { type Plan, planFormatVersion } from './types.ts';

/** Problems printed in the message of an error. */
const problemsInMessage = 5;

/**
 * Reads a plan back from JSON: checks its form, that its steps can run in their order, and that it describes a spec.
 * Gives a frozen copy.
 *
 * @throws `CmkError` with code `CMK_PLAN_INVALID`, all problems in its `issues`; `CMK_PLAN_VERSION` for a plan of
 * another format version.
 *
 * @example
 * ```ts
 * import { parsePlan, type Plan } from '@azureml-cmk/core';
 *
 * function readPlan(text: string): Plan {
 *   return parsePlan(JSON.parse(text));
 * }
 * ```
 */
export function parsePlan(value: unknown): Plan {
  checkVersion(value);
  const parsed = v.safeParse(planSchema, value);
  if (!parsed.success) {
    throw planInvalid(
      parsed.issues.map((issue) => ({
        path: v.getDotPath(issue) ?? '',
        message: issue.message,
      })),
    );
  }
  const plan = parsed.output;
  const problems = stepProblems(plan.steps).map((message) => ({ path: 'steps', message }));
  if (problems.length > 0) throw planInvalid(problems);
  const spec = parseSpec(plan.spec);
  const refused = (spec.ok ? [] : spec.issues).filter(({ severity }) => severity === 'error');
  if (refused.length > 0) {
    throw planInvalid(refused.map(({ path, message }) => ({ path: `spec.${path}`, message })));
  }
  return deepFreeze(JSON.parse(JSON.stringify(plan)) as Plan);
}

function checkVersion(value: unknown): void {
  const version = (value as Partial<Plan> | null | undefined)?.formatVersion as unknown;
  if (version === undefined || version === planFormatVersion) return;
  throw new CmkError({
    code: 'CMK_PLAN_VERSION',
    hop: 'spec',
    message: `The plan has format version ${JSON.stringify(version)}; this version reads ${planFormatVersion}.`,
    reason: 'It was written by another version of this package.',
    fix: 'Plan the spec again, or use the version of the package that wrote the plan.',
    retryable: false,
  });
}

function planInvalid(
  problems: readonly { readonly path: string; readonly message: string }[],
): CmkError {
  const lines = problems
    .slice(0, problemsInMessage)
    .map(({ path, message }) => `\n  ${path === '' ? '' : `${path}: `}${message}`);
  const more = problems.length - lines.length;
  const fix = 'Plan the spec again; a plan is not meant to be edited.';
  return new CmkError({
    code: 'CMK_PLAN_INVALID',
    hop: 'spec',
    message: `This is not a plan that can be deployed:${lines.join('')}${more > 0 ? `\n  and ${more} more` : ''}`,
    reason: 'It was edited or cut off after it was made.',
    fix,
    retryable: false,
    issues: problems.map(({ path, message }) => ({
      code: 'PLAN-FORM',
      severity: 'error',
      path,
      message,
      fix,
    })),
  });
}
