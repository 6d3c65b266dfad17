/** A deployment under way: what is ready is written, what was begun is waited for, and so on until nothing is left. */
import type {
  OperationResult,
  RunningOperation,
  UnitContext,
} from '../../../kernel/resource-type.ts';
import { Refusal } from '../../../kernel/errors.ts';
import type { StoredResource } from '../../../kernel/resource.ts';
import { compare } from '../template/functions/compare.ts';
import { deploymentFailed, withinTemplate } from './errors.ts';
import { heard } from './hearing.ts';
import { isDeployment } from './item-body.ts';
import { outputsOf } from './outputs.ts';
import { written } from './preflight.ts';
import { madeBy, removalsOf } from './removals.ts';
import { rollBackRequest, rollBackState, shownRollBack } from './roll-back.ts';
import { durationOf, kept, type Run, runOf, withState } from './run-state.ts';
import { atRuntime, sent } from './sending.ts';

/** What one round of writes takes, milliseconds; the work that they begin comes on top. */
const ROUND_MS = 1000;

/** One round. */
export function step(context: UnitContext, operation: RunningOperation): OperationResult {
  const { resource, resourceId, answers } = operation;
  const stored = runOf(context, resourceId);
  if (!stored || !resource) throw new Error(`no deployment '${resourceId}' is under way`);
  const { run, requests } = sent(context, heard(context, stored, answers));
  const awaits = run.items.flatMap(({ awaited }) => awaited ?? []);
  const goesOn = (next: Run) => ({
    documents: kept(next, context.now),
    put: [withState(resource, 'Running', context)],
  });
  if (requests.length > 0 || awaits.length > 0) {
    return { next: { handler: 'step', afterMs: ROUND_MS, requests, awaits }, effects: goesOn(run) };
  }
  if (run.items.some(({ state }) => state === 'failed')) {
    return failing(context, run, resource);
  }
  const removals = removalsOf(context, run);
  if (removals.length > 0) {
    const more: Run = { ...run, hasRemovals: true, items: [...run.items, ...removals] };
    return { next: { handler: 'step', afterMs: ROUND_MS }, effects: goesOn(more) };
  }
  try {
    return finished(context, run, resource);
  } catch (error) {
    if (!(error instanceof Refusal) || !run.rollBack) throw error;
    return failing(context, { ...run, failure: error.data }, resource);
  }
}

/** What goes on when something failed: the deployment that it goes back to begins first. */
function failing(context: UnitContext, run: Run, resource: StoredResource): OperationResult {
  const goesBackTo = run.rollBack;
  const request = goesBackTo && rollBackRequest(context, goesBackTo, run.place);
  const handler = goesBackTo ? 'rollBack' : 'fail';
  return {
    next: { handler, afterMs: 0, requests: request ? [request] : [] },
    effects: {
      documents: kept(run, context.now),
      put: [withState(resource, 'Running', context)],
    },
  };
}

/** The deployment that it goes back to is waited for; then this one fails. */
export function rollBack(context: UnitContext, operation: RunningOperation): OperationResult {
  const { resource, resourceId, answers } = operation;
  const run = runOf(context, resourceId);
  if (!run?.rollBack || !resource) throw new Error(`'${resourceId}' goes back to nothing`);
  const [answer] = answers;
  const awaited = answer?.operationId ?? run.rollBack.awaited;
  if (awaited !== undefined && context.operation(awaited)?.status === 'Running') {
    const waiting: Run = { ...run, rollBack: { ...run.rollBack, awaited } };
    const next = { handler: 'rollBack', afterMs: ROUND_MS, awaits: [awaited] };
    return { next, effects: { documents: kept(waiting, context.now) } };
  }
  const isRefused = answer !== undefined && answer.status >= 400;
  const state = isRefused ? 'Failed' : rollBackState(context, run.rollBack, run.place);
  const onErrorDeployment = shownRollBack(run.rollBack, state);
  const properties = { ...resource.properties, onErrorDeployment };
  return {
    next: { handler: 'fail', afterMs: 0 },
    effects: { put: [{ ...resource, properties }] },
  };
}

/** The end of a deployment of which something failed. */
export function fail(context: UnitContext, { resourceId }: RunningOperation): OperationResult {
  const run = runOf(context, resourceId);
  if (run?.failure) throw new Refusal(run.failure);
  throw deploymentFailed(
    run?.id ?? resourceId,
    run?.items.flatMap(({ error }) => error ?? []) ?? [],
  );
}

/** The end of a deployment that succeeded, but for its outputs. */
function finished(context: UnitContext, run: Run, resource: StoredResource): OperationResult {
  const { items, scope } = atRuntime(context, run);
  const outputs = withinTemplate(() => outputsOf(run.template, scope));
  const made = written(items).flatMap(({ id, type }) =>
    isDeployment(type) ? madeBy(context, id) : [id],
  );
  const ended = withState(resource, 'Succeeded', context);
  return {
    resource: {
      ...ended,
      properties: {
        ...ended.properties,
        duration: durationOf(context.now - run.startedAt),
        ...(outputs ? { outputs } : {}),
        outputResources: made.toSorted(compare).map((id) => ({ id })),
      },
    },
    effects: { documents: kept(run, context.now, true) },
  };
}
