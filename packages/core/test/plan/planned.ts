import { ancestors } from '../../src/plan/graph.ts';
import { planSpec } from '../../src/plan/plan.ts';
import type { Plan, Step, StepKind, StepOf } from '../../src/plan/types.ts';
import type { CmkSpec } from '../../src/spec/types.ts';
import { asOf } from './specs.ts';

/** Plans at the instant of the tests. */
export function planned(spec: CmkSpec): Plan {
  return planSpec(spec, { asOf });
}

/** The step of one id; fails when there is none. */
export function stepById(plan: Plan, id: string): Step {
  const step = plan.steps.find((one) => one.id === id);
  if (!step) throw new Error(`no step "${id}" among ${plan.steps.map((one) => one.id).join(', ')}`);
  return step;
}

/** The step of one id and kind. */
export function stepOf<K extends StepKind>(plan: Plan, id: string, kind: K): StepOf<K> {
  const step = stepById(plan, id);
  if (step.kind !== kind) throw new Error(`step "${id}" is ${step.kind}, not ${kind}`);
  return step as StepOf<K>;
}

/** Ids of all steps of a kind. */
export function idsOf(plan: Plan, kind: StepKind): readonly string[] {
  return plan.steps.filter((step) => step.kind === kind).map((step) => step.id);
}

/** Whether one step waits for another, directly or not. */
export function waitsFor(plan: Plan, id: string, other: string): boolean {
  stepById(plan, id);
  stepById(plan, other);
  return ancestors(plan.steps).get(id)?.has(other) ?? false;
}
