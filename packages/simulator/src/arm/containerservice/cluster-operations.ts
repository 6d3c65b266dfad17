/** How work on a cluster is told of and ends, and what the service keeps beside it: node pools and the node group. */
import { Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import { systemPrincipalsOf } from '../../kernel/managed-identity.ts';
import type {
  OperationPlan,
  OperationResult,
  OperationStyle,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { together } from '../../kernel/together.ts';
import { encryptDisks } from './cluster-disks.ts';
import { ephemeralDisks, forgottenDisks } from './ephemeral-disks.ts';

/** The node pools of a cluster. */
export const AGENT_POOLS = 'Microsoft.ContainerService/managedClusters/agentPools';

/** Work on a cluster or a pool after a PUT. */
export function writeOperation(
  handler: string,
  durationMs: number,
  status: 200 | 201,
): OperationPlan {
  return operation(handler, durationMs, {
    headers: ['azure-asyncoperation'],
    status,
    body: 'resource',
    instant: status,
  });
}

/** Work after a DELETE or a POST. */
export function actionOperation(
  handler: string,
  durationMs: number,
  instant: OperationStyle['instant'],
): OperationPlan {
  return operation(handler, durationMs, {
    headers: ['azure-asyncoperation', 'location'],
    locationPath: 'operationresults',
    status: 202,
    body: 'none',
    instant,
  });
}

function operation(
  handler: string,
  durationMs: number,
  style: Omit<OperationStyle, 'path' | 'apiVersion'>,
): OperationPlan {
  return {
    handler,
    durationMs,
    style: { path: 'operations', apiVersion: '2017-08-31', ...style },
  };
}

export function finishCreate(
  context: UnitContext,
  { resource }: RunningOperation,
): OperationResult {
  if (!resource) throw new TypeError('a cluster that is made is stored');
  const disks = encryptDisks(context, resource);
  const done = {
    ...withPools(withState(resource, 'Succeeded'), 'Succeeded'),
    hidden: { made: true },
  };
  const pools = poolsOf(done);
  return {
    resource: done,
    effects: together(disks, ephemeralDisks(context, done, pools, 'kept'), {
      put: [nodeGroup(context, done), ...pools],
    }),
  };
}

export function finishUpdate(
  context: UnitContext,
  { resource, input }: RunningOperation,
): OperationResult {
  if (!resource) throw new TypeError('a cluster that changes is stored');
  const disks = input['needsDisks'] === true ? encryptDisks(context, resource) : {};
  const done = withPools(withState(resource, 'Succeeded'), 'Succeeded');
  const pools = poolsOf(done);
  const gone = context
    .resources(AGENT_POOLS, resource.id)
    .filter((pool) => !pools.some(({ id }) => id.toLowerCase() === pool.id.toLowerCase()));
  return {
    resource: done,
    effects: together(
      disks,
      ephemeralDisks(context, done, pools, 'kept'),
      forgottenDisks(context, gone),
      { put: pools, remove: gone.map(({ id }) => id) },
    ),
  };
}

export function finishDelete(
  context: UnitContext,
  { resource }: RunningOperation,
): OperationResult {
  if (!resource) return { removed: true };
  const group = nodeGroup(context, resource).id;
  const { documents = [] } = forgottenDisks(context, context.resources(AGENT_POOLS, resource.id));
  return {
    removed: true,
    effects: {
      documents,
      remove: [
        ...context.under(resource.id).map(({ id }) => id),
        ...context.under(group).map(({ id }) => id),
        group,
      ],
      removePrincipals: systemPrincipalsOf(resource),
    },
  };
}

/** States in which no work is under way. */
export const SETTLED: readonly string[] = Object.freeze(['Succeeded', 'Failed', 'Canceled']);

/** Refuses what is asked of a cluster, or of its pools, while other work on it is under way. */
export function checkSettled({ name, properties }: StoredResource): void {
  const state = stringAt(properties, 'provisioningState') ?? '';
  if (SETTLED.includes(state)) return;
  throw new Refusal({
    status: 409,
    code: 'OperationNotAllowed',
    message: `The cluster '${name}' is in the state ${state}; wait until that is done.`,
    evidence: 'assumed',
  });
}

export function withState(cluster: StoredResource, provisioningState: string): StoredResource {
  return { ...cluster, properties: { ...cluster.properties, provisioningState } };
}

export function withPools(cluster: StoredResource, provisioningState: string): StoredResource {
  const agentPoolProfiles = profilesOf(cluster).map((pool) => ({ ...pool, provisioningState }));
  return { ...cluster, properties: { ...cluster.properties, agentPoolProfiles } };
}

/** The pools as resources of their own. */
export function poolsOf(cluster: StoredResource): StoredResource[] {
  return profilesOf(cluster).map(({ name, ...properties }) => ({
    id: `${cluster.id}/agentPools/${String(name)}`,
    type: AGENT_POOLS,
    name: String(name),
    properties,
  }));
}

/** The pools as the cluster itself lists them. */
export function profilesOf({ properties }: StoredResource): JsonObject[] {
  const profiles: Json | undefined = properties['agentPoolProfiles'];
  return Array.isArray(profiles) ? profiles.filter(isObject) : [];
}

function nodeGroup(context: UnitContext, cluster: StoredResource): StoredResource {
  const name = stringAt(cluster.properties, 'nodeResourceGroup') ?? '';
  return {
    id: `/subscriptions/${context.subscription.subscriptionId}/resourceGroups/${name}`,
    type: 'Microsoft.Resources/resourceGroups',
    name,
    ...(cluster.location === undefined ? {} : { location: cluster.location }),
    managedBy: cluster.id,
    properties: { provisioningState: 'Succeeded' },
  };
}
