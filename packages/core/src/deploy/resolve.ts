import { CmkError } from '../errors/cmk-error.ts';
import { stepProblems } from '../plan/check-steps.ts';
import { stepOutputs } from '../plan/outputs.ts';
import { referencesOf } from '../plan/references.ts';
import { type Plan, planFormatVersion, type StepKind, type StepOf } from '../plan/types.ts';
import type { StepOutputValues } from './events.ts';
import type { Known } from './step-unit.ts';

/** A plan that cannot be walked. */
function invalid(message: string): CmkError {
  return new CmkError({
    code: 'CMK_PLAN_INVALID',
    hop: 'spec',
    message,
    reason: 'The plan was not made by this version of plan(), or was edited.',
    fix: 'Make the plan again with plan(); do not edit its steps.',
    retryable: false,
  });
}

/** Checks that a plan, which may come from a file, can be walked. Throws `CMK_PLAN_INVALID`. */
export function assertWalkable(plan: Plan): void {
  if (plan.kind !== 'plan' || plan.formatVersion !== planFormatVersion) {
    throw invalid(`This is no plan of format version ${planFormatVersion}.`);
  }
  const unknown = plan.steps.find(({ kind }) => !Object.hasOwn(stepOutputs, kind));
  if (unknown) throw invalid(`Step ${unknown.id} is of the unknown kind ${unknown.kind}.`);
  const [problem, ...more] = stepProblems(plan.steps);
  if (problem === undefined) return;
  throw invalid(
    `The steps cannot run: ${problem}${more.length === 0 ? '' : ` (and ${more.length} more)`}.`,
  );
}

/** The step with every reference replaced by what the earlier step gave out. */
export function resolveStep<K extends StepKind>(
  step: StepOf<K>,
  outputs: ReadonlyMap<string, StepOutputValues>,
): Known<StepOf<K>> {
  let known: unknown = step;
  for (const { path, ref } of referencesOf(step)) {
    const value = outputs.get(ref.from)?.[ref.output];
    if (value === undefined || value === '') {
      throw invalid(
        `Step ${step.id} takes ${ref.output} of step ${ref.from} as ${path}, and it gave none.`,
      );
    }
    known = withValue(known, path.split('.'), value);
  }
  return known as Known<StepOf<K>>;
}

/** The same with another value at a path: only what is on the way is copied. */
function withValue(node: unknown, [key, ...rest]: readonly string[], value: string): unknown {
  if (key === undefined) return value;
  const members = node as Readonly<Record<string, unknown>>;
  return { ...members, [key]: withValue(members[key], rest, value) };
}
