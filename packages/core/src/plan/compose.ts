import { CmkError } from '../errors/cmk-error.ts';
import { stepProblems } from './check-steps.ts';
import { ancestors, directDependencies, topologicalOrder } from './graph.ts';
import { referencesOf } from './references.ts';
import type { Description } from './resolve/description.ts';
import { stepUnits } from './steps/all.ts';
import type { StepDraft } from './steps/unit.ts';
import type { Step } from './types.ts';
import { vaultsWrittenBy } from './vault-writes.ts';

/** Makes the steps of a description: in an order in which they can run, each with its phase and what it waits for. */
export function composeSteps(description: Description): readonly Step[] {
  const drafts = stepUnits.flatMap((unit) => unit(description));
  const byPhase = withPhases(inOrder(drafts));
  const chained = serialiseVaultWrites(
    [1, 2].flatMap((phase) => byPhase.filter((step) => step.phase === phase)),
    description,
  );
  const above = ancestors(chained);
  const position = new Map(chained.map((step, index) => [step.id, index]));
  const byPosition = (left: string, right: string): number =>
    (position.get(left) ?? 0) - (position.get(right) ?? 0);
  return checked(
    chained.map((step) => ({
      ...step,
      dependsOn: [...directDependencies(step, above)].sort(byPosition),
    })),
  );
}

function inOrder(drafts: readonly StepDraft[]): readonly StepDraft[] {
  const sorted = topologicalOrder(drafts);
  if ('order' in sorted) return sorted.order;
  throw defect([`steps wait for each other: ${sorted.cycle.join(' → ')}`]);
}

function checked(steps: readonly Step[]): readonly Step[] {
  const problems = stepProblems(steps);
  if (problems.length > 0) throw defect(problems);
  return steps;
}

function defect(problems: readonly string[]): CmkError {
  return new CmkError({
    code: 'CMK_PLAN_INVALID',
    hop: 'spec',
    message: `The planner made a plan that cannot run: ${problems.join('; ')}.`,
    reason: 'This is a defect of the planner, or an issue was accepted that no plan can live with.',
    fix: 'Accept no issues; if it stays, report it with the spec.',
    retryable: false,
  });
}

/** What brings a principal with it. */
const bringsPrincipal: ReadonlySet<Step['kind'] | undefined> = new Set([
  'diskEncryptionSet.ensure',
  'store.ensure',
]);

/** Phase 2 begins where a grant names a principal that something of phase 1 brought with it. */
function withPhases(drafts: readonly StepDraft[]): readonly Step[] {
  const kinds = new Map(drafts.map((draft) => [draft.id, draft.kind]));
  const second = new Set<string>();
  return drafts.map((draft) => {
    const namesNewPrincipal = referencesOf(draft).some(
      ({ ref }) => ref.output === 'principalId' && bringsPrincipal.has(kinds.get(ref.from)),
    );
    if (namesNewPrincipal || draft.dependsOn.some((id) => second.has(id))) second.add(draft.id);
    return { ...draft, phase: second.has(draft.id) ? 2 : 1 };
  });
}

/** Azure refuses two writes on one vault at the same time, so each waits for the one before it in the plan. */
function serialiseVaultWrites(steps: readonly Step[], description: Description): readonly Step[] {
  const last = new Map<string, string>();
  return steps.map((step) => {
    const previous: string[] = [];
    for (const vaultId of vaultsWrittenBy(step, description)) {
      const writer = last.get(vaultId);
      if (writer !== undefined) previous.push(writer);
      last.set(vaultId, step.id);
    }
    return previous.length === 0 ? step : { ...step, dependsOn: [...step.dependsOn, ...previous] };
  });
}
