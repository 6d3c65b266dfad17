/** What a deployment amounts to, told from the results of its steps. */
import type { Plan, StepKind } from '../plan/types.ts';
import type { DeployOutcome, StepOutputValues, StepResult } from './events.ts';

/** What is known of a run. */
export interface RunRecord {
  readonly plan: Plan;
  readonly startedAtMs: number;
  /** By the id of the step. */
  readonly results: ReadonlyMap<string, StepResult>;
  /** By the id of the step; absent for one that did not succeed. */
  readonly outputs: ReadonlyMap<string, StepOutputValues>;
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** Steps that change something about a resource that is not theirs. */
const NOT_RESOURCES: readonly StepKind[] = ['provider.register', 'access.grant', 'role.assign'];

/** Ids of what a run has made or changed so far, in the order of the plan. */
function resourcesOf({ plan, results, outputs }: RunRecord): readonly string[] {
  const ids = plan.steps
    .filter(
      ({ id, kind }) => results.get(id)?.result === 'changed' && !NOT_RESOURCES.includes(kind),
    )
    .map(
      (step) =>
        outputs.get(step.id)?.['id'] || outputs.get(step.id)?.['keyIdentifier'] || step.resourceId,
    );
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/** How a deployment ended. */
export function outcomeOf(
  run: RunRecord,
  status: DeployOutcome['status'],
  finishedAtMs: number,
  sent: { requests: number; writes: number },
): DeployOutcome {
  const steps = run.plan.steps.flatMap(({ id }) => run.results.get(id) ?? []);
  return {
    kind: 'deploy.outcome',
    status,
    startedAt: iso(run.startedAtMs),
    finishedAt: iso(finishedAtMs),
    elapsedMs: finishedAtMs - run.startedAtMs,
    ...sent,
    changed: steps.filter(({ result }) => result === 'changed').length,
    steps,
    resources: resourcesOf(run),
    ...workspaceOf(run),
  };
}

/** What callers ask for most: the workspace and its key, as far as they are known. */
function workspaceOf({
  plan,
  outputs,
}: RunRecord): Pick<DeployOutcome, 'keyIdentifier' | 'workspaceId' | 'managedResourceGroup'> {
  const step = plan.steps.find((each) => each.kind === 'workspace.ensure');
  if (step === undefined) return {};
  const { keyIdentifier: key } = step.encryption;
  const keyIdentifier = typeof key === 'string' ? key : outputs.get(key.from)?.[key.output];
  const { id, managedResourceGroup } = outputs.get(step.id) ?? {};
  return {
    ...(keyIdentifier ? { keyIdentifier } : {}),
    ...(id ? { workspaceId: id } : {}),
    ...(managedResourceGroup ? { managedResourceGroup } : {}),
  };
}
