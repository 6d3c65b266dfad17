/** What can be asked of a compute: start, stop, restart, its nodes, its keys. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt } from '../../kernel/json.ts';
import type {
  ActionAnswer,
  ActionRequest,
  OperationPlan,
  OperationResult,
  OperationStyle,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { workspaceOf } from './child-model.ts';
import { nodesOf } from './compute-cluster.ts';
import { lastOperation } from './compute-instance.ts';

/** Recorded: `Azure-AsyncOperation` alone, `service=new` in it, and a status body without times. */
export const COMPUTE_STYLE: OperationStyle = Object.freeze({
  path: 'computeOperationsStatus',
  headers: ['azure-asyncoperation'],
  status: 201,
  body: 'resource',
  mark: { async: 'service=new', location: 'type=location' },
  statusBody: 'bare',
  succeeded: { percentComplete: 100 },
  instant: 201,
} as const);

const ACTION_STYLE: OperationStyle = Object.freeze({
  ...COMPUTE_STYLE,
  status: 202,
  body: 'none',
  instant: 'poll',
} as const);

type Move = 'start' | 'stop' | 'restart';

/** The moves of a compute instance. Recorded durations, milliseconds. */
const MOVES: Readonly<
  Record<
    Move,
    {
      readonly name: 'Start' | 'Stop' | 'Restart';
      readonly meanwhile: string;
      readonly state: string;
      readonly durationMs: number;
    }
  >
> = Object.freeze({
  start: { name: 'Start', meanwhile: 'Starting', state: 'Running', durationMs: 108_000 },
  stop: { name: 'Stop', meanwhile: 'Stopping', state: 'Stopped', durationMs: 63_000 },
  restart: { name: 'Restart', meanwhile: 'Restarting', state: 'Running', durationMs: 120_000 },
});

/** Where the operations of a compute are asked about: recorded, the workspace's location and not the compute's. */
export function operationLocation(
  context: UnitContext,
  id: string,
): Pick<OperationPlan, 'location'> {
  return { location: workspaceOf(context, id).location ?? 'global' };
}

/** `POST start`, `stop`, `restart`: 202, and a compute instance in another state. */
export function move(name: Move): (context: UnitContext, request: ActionRequest) => ActionAnswer {
  return (context, { resource }) => {
    checkIsInstance(resource, name);
    checkSettled(resource);
    return {
      operation: {
        handler: name,
        style: ACTION_STYLE,
        durationMs: MOVES[name].durationMs,
        ...operationLocation(context, resource.id),
      },
      effects: { put: [moved(resource, name, MOVES[name].meanwhile, 'InProgress', context.iso)] },
    };
  };
}

/** The end of a move. */
export function finishMove(
  name: Move,
): (context: UnitContext, operation: RunningOperation) => OperationResult {
  return (context, { resource }) => {
    if (!resource) return {};
    return {
      effects: { put: [moved(resource, name, MOVES[name].state, 'Succeeded', context.iso)] },
    };
  };
}

function moved(
  compute: StoredResource,
  name: Move,
  state: string,
  status: 'InProgress' | 'Succeeded',
  iso: string,
): StoredResource {
  const { properties } = compute;
  return {
    ...compute,
    properties: {
      ...properties,
      modifiedOn: iso,
      properties: {
        ...objectAt(properties, 'properties'),
        state,
        lastOperation: lastOperation(MOVES[name].name, iso, status),
      },
    },
  };
}

function checkIsInstance({ name, properties }: StoredResource, action: string): void {
  if (properties['computeType'] === 'ComputeInstance') return;
  throw new Refusal({
    status: 400,
    code: 'BadRequest',
    message: `The compute '${name}' is of type ${String(properties['computeType'])}: only a ComputeInstance can ${action}.`,
    evidence: 'assumed',
    failureCause: 'service',
  });
}

/** Refuses while other work on the compute is under way. */
function checkSettled({ name, properties }: StoredResource): void {
  const inner = objectAt(properties, 'properties');
  const states = [properties['provisioningState'], inner['state']];
  const busy = states.find(
    (state) => typeof state === 'string' && state.endsWith('ing') && state !== 'Running',
  );
  if (busy === undefined) return;
  throw new Refusal({
    status: 409,
    code: 'Conflict',
    message: `The compute '${name}' is ${String(busy)}; wait until that has ended.`,
    evidence: 'assumed',
    failureCause: 'service',
  });
}

/** `POST listNodes`: the idle nodes of a cluster. */
export function listNodes(context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  const { properties } = resource;
  if (properties['computeType'] !== 'AmlCompute') {
    throw notSimulated(`listNodes of the compute type '${String(properties['computeType'])}'`);
  }
  const isMade = properties['provisioningState'] === 'Succeeded';
  const count = isMade ? nodesOf(objectAt(properties, 'properties')) : 0;
  const nodes = Array.from({ length: count }, (_, index): JsonObject => ({
    nodeId: `tvm-${context.namedGuid(resource.id, 'node', String(index))}`,
    privateIpAddress: `10.0.0.${4 + (index % 250)}`,
    publicIpAddress: null,
    port: 50_000 + index,
    nodeState: 'idle',
    runId: null,
  }));
  return { status: 200, body: { nodes } };
}

/** `POST listKeys` of an attached cluster: configurations that begin with `sim-` and open nothing. */
export function listComputeKeys(context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  const { computeType } = resource.properties;
  if (computeType !== 'AKS') {
    throw notSimulated(`listKeys of the compute type '${String(computeType)}'`);
  }
  const simulated = (word: string): string => `sim-${context.namedGuid(resource.id, word)}`;
  return {
    status: 200,
    body: {
      computeType,
      userKubeConfig: simulated('user'),
      adminKubeConfig: simulated('admin'),
      imagePullSecretName: null,
    },
  };
}
