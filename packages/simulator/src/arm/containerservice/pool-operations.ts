/** How work on a node pool ends, and the pool as its cluster lists it. */
import type { JsonObject } from '../../kernel/json.ts';
import type {
  Effects,
  OperationResult,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { together } from '../../kernel/together.ts';
import { CANCELED } from './abort.ts';
import { encryptDisks } from './cluster-disks.ts';
import { profilesOf, withState } from './cluster-operations.ts';
import { NODE_IMAGE } from './cluster-request.ts';
import { ephemeralDisks, forgottenDisks } from './ephemeral-disks.ts';

export function finishUpgradeImage(
  context: UnitContext,
  { resource }: RunningOperation,
): OperationResult {
  if (!resource) return {};
  const cluster = clusterOf(context, resource.id);
  const disks = encryptDisks(context, cluster);
  const { properties } = withState(resource, 'Succeeded');
  const pool = { ...resource, properties: { ...properties, nodeImageVersion: NODE_IMAGE } };
  return written(
    cluster,
    pool,
    together(disks, ephemeralDisks(context, cluster, [pool], 'remade')),
  );
}

export function finishWrite(context: UnitContext, { resource }: RunningOperation): OperationResult {
  if (!resource) throw new TypeError('a pool that is written is stored');
  const cluster = clusterOf(context, resource.id);
  const disks = encryptDisks(context, cluster);
  const pool = withState(resource, 'Succeeded');
  return written(cluster, pool, together(disks, ephemeralDisks(context, cluster, [pool], 'kept')));
}

/** A pool as it is now, and its cluster with it. */
function written(cluster: StoredResource, pool: StoredResource, disks: Effects): OperationResult {
  return { resource: pool, effects: together(disks, { put: [withPool(cluster, pool)] }) };
}

export function finishRemove(
  context: UnitContext,
  { resource }: RunningOperation,
): OperationResult {
  if (!resource) return { removed: true };
  const cluster = clusterOf(context, resource.id);
  const agentPoolProfiles = profilesOf(cluster).filter(({ name }) => name !== resource.name);
  const properties = { ...cluster.properties, agentPoolProfiles };
  return {
    removed: true,
    effects: together(forgottenDisks(context, [resource]), { put: [{ ...cluster, properties }] }),
  };
}

/** Work on a pool has stopped where it was. */
export function finishAbort(
  context: UnitContext,
  { resourceId }: RunningOperation,
): OperationResult {
  const stored = context.resource(resourceId);
  if (!stored) return {};
  const pool = withState(stored, CANCELED);
  return { effects: { put: [pool, withPool(clusterOf(context, pool.id), pool)] } };
}

/** A pool that could not be written is shown as failed, as the cluster that lists it shows it. */
export function failedPool(context: UnitContext, { resource }: RunningOperation): Effects {
  if (!resource) return {};
  const pool = withState(resource, 'Failed');
  return { put: [pool, withPool(clusterOf(context, pool.id), pool)] };
}

/** The cluster with a pool in its list as the pool is now. */
export function withPool(
  cluster: StoredResource,
  { name, properties }: StoredResource,
): StoredResource {
  const profile: JsonObject = { name, ...properties };
  const before = profilesOf(cluster);
  const agentPoolProfiles = before.some((other) => other['name'] === name)
    ? before.map((other) => (other['name'] === name ? profile : other))
    : [...before, profile];
  return { ...cluster, properties: { ...cluster.properties, agentPoolProfiles } };
}

/** The cluster that has a pool. */
export function clusterOf(context: UnitContext, poolId: string): StoredResource {
  const cluster = context.resource(poolId.split('/').slice(0, -2).join('/'));
  if (!cluster) throw new TypeError('the kernel refuses pools of a cluster that is not there');
  return cluster;
}
