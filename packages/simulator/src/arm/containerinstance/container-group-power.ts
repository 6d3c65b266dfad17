/** What makes a container group run: it is made, started, restarted and stopped. */
import { Refusal } from '../../kernel/errors.ts';
import { objectAt, stringAt } from '../../kernel/json.ts';
import type {
  ActionRequest,
  ActionAnswer,
  OperationPlan,
  OperationResult,
  OperationStyle,
  ResourceType,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { checkGroupKey } from './container-group-key.ts';
import { readReferences } from './container-group-references.ts';
import { pullEvents, restarted, running, stopped, waiting } from './container-group-run.ts';

/** Recorded: about 26 seconds from a PUT to running containers; nobody measured the others. Milliseconds. */
const RUN_MS = 26_000;

/** By action. */
export const GROUP_ACTIONS: NonNullable<ResourceType['actions']> = Object.freeze({
  'POST start': start,
  'POST stop': stop,
  'POST restart': restart,
});

/** An operation that ends with containers that run. */
export function runOperation(
  handler: 'create' | 'start' | 'restart',
  answer: Pick<OperationStyle, 'status' | 'body' | 'instant'>,
): OperationPlan {
  return {
    handler,
    durationMs: RUN_MS,
    style: {
      path: 'operations',
      apiVersion: '2018-06-01',
      headers: ['azure-asyncoperation'],
      statusBody: 'events',
      running: 'Pending',
      ...answer,
    },
  };
}

/** Documented: a start deploys the group anew, as it is described; one that runs stays as it is. */
function start(_context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  checkSettled(resource);
  if (stateOf(resource) === 'Running') return { status: 204 };
  return {
    operation: runOperation('start', { status: 202, body: 'none', instant: 'poll' }),
    effects: { put: [waiting(resource)] },
  };
}

/** Recorded: done with its answer. What has stopped stays so. */
function stop(context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  checkSettled(resource);
  if (stateOf(resource) === 'Stopped') return { status: 204 };
  return { status: 204, effects: { put: [stopped(context, resource)] } };
}

/** Recorded: 204, and an operation all the same. */
function restart(_context: UnitContext, { resource, address }: ActionRequest): ActionAnswer {
  checkSettled(resource);
  if (stateOf(resource) === 'Stopped') {
    throw new Refusal({
      status: 409,
      code: 'ContainerGroupStopped',
      message: `Container Group '${resource.name}' in resource group '${address.resourceGroup}' is stopped.`,
      evidence: 'reported',
    });
  }
  return {
    operation: runOperation('restart', { status: 204, body: 'none', instant: 'poll' }),
    effects: {
      put: [{ ...resource, properties: { ...resource.properties, provisioningState: 'Pending' } }],
    },
  };
}

/** The end of a PUT. */
export function finishCreate(
  context: UnitContext,
  { resource }: RunningOperation,
): OperationResult {
  if (!resource) throw new TypeError('a group that is made is stored');
  checkGroupKey(context, resource);
  readReferences(context, resource);
  return {
    resource: running(context, resource),
    output: { events: pullEvents(context, resource) },
  };
}

/** A new deployment of what is stored under the key: nobody told what is said without it, so it is what a PUT hears. */
export function finishStart(context: UnitContext, operation: RunningOperation): OperationResult {
  return afresh(context, operation, running);
}

/** In place, with images pulled again. Nobody told whether the key is used; here it is, as with a start. */
export function finishRestart(context: UnitContext, operation: RunningOperation): OperationResult {
  return afresh(context, operation, restarted);
}

function afresh(
  context: UnitContext,
  { resource }: RunningOperation,
  run: (context: UnitContext, group: StoredResource) => StoredResource,
): OperationResult {
  if (!resource) return {};
  checkGroupKey(context, resource);
  readReferences(context, resource);
  return {
    output: { events: pullEvents(context, resource) },
    effects: { put: [run(context, resource)] },
  };
}

/** Refuses what is asked of a group that is on its way from one state to another. */
export function checkSettled(group: StoredResource): void {
  if (stringAt(group.properties, 'provisioningState') === 'Pending')
    throw transitioning(group.name);
}

/** The refusal of what comes too early. */
export function transitioning(name: string): Refusal {
  return new Refusal({
    status: 409,
    code: 'ContainerGroupTransitioning',
    message: `The container group '${name}' is still transitioning, please retry later.`,
    evidence: 'documented',
  });
}

function stateOf({ properties }: StoredResource): string | undefined {
  return stringAt(objectAt(properties, 'instanceView'), 'state');
}
