/**
 * Ephemeral OS disks of a node pool: pieces of the hosts, made with the machines. Documented: they do not follow a new
 * version of the set's key; an upgrade of the node image brings them along, or a pool that is scaled to zero and back.
 */
import { unfitKind } from '../../kernel/customer-key.ts';
import { keyUrlOf, keyUseOf } from '../../kernel/disk-encryption-set.ts';
import { encryptedStore, forgetStore } from '../../kernel/encrypted-store.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import { together } from '../../kernel/together.ts';
import { lookAtStore, wrapStore, type WrappedStoreKey } from '../../kernel/wrapped-store.ts';
import { nodesOf } from './cluster-request.ts';

/** Name of the timer by which the disks of a pool look whether they still have their key. */
export const POOL_KEY_TIMER = 'Microsoft.ContainerService/managedClusters/agentPools.checkKey';

/** Whether machines that are there are made again, or only what is missing is made. */
type Machines = 'remade' | 'kept';

/**
 * The disks of pools as they are now. A machine that is added gets the version in use too, but the pool needs the one of
 * before until the last that has it is gone; so the pool stays with that one.
 */
export function ephemeralDisks(
  context: UnitContext,
  cluster: StoredResource,
  pools: readonly StoredResource[],
  machines: Machines,
): Effects {
  const set = setOf(context, cluster);
  return together(
    ...pools.map((pool): Effects => {
      const known = encryptedStore(context, pool.id);
      if (!set || !hasFitKey(context, set) || isStopped(cluster) || !hasMachines(pool)) {
        return forgottenDisks(context, [pool]);
      }
      if (known && machines === 'kept') return {};
      return wrapStore(context, useOf(context, pool, set, keyUrlOf(set)));
    }),
  );
}

/** What becomes of the disks of pools whose machines go. */
export function forgottenDisks(context: UnitContext, pools: readonly StoredResource[]): Effects {
  const known = pools.filter(({ id }) => encryptedStore(context, id) !== undefined);
  return { documents: known.flatMap(({ id }) => forgetStore(context, id)) };
}

/** The hourly look of a pool whether its disks still have the version that they were made with. */
export function checkDisks(context: UnitContext, payload: JsonObject): Effects {
  const pool = context.resource(stringAt(payload, 'id') ?? '');
  const cluster = pool && context.resource(pool.id.split('/').slice(0, -2).join('/'));
  const set = cluster && setOf(context, cluster);
  const known = pool && encryptedStore(context, pool.id);
  if (!pool || !set || !known) return {};
  const use = useOf(context, pool, set, known.dataKeys[0].kid);
  return lookAtStore(context, payload, use)?.effects ?? {};
}

function useOf(
  context: UnitContext,
  { id }: StoredResource,
  set: StoredResource,
  version: string,
): WrappedStoreKey {
  const use = keyUseOf(context, set);
  return { ...use, id, keyIdentifier: version, version, handler: POOL_KEY_TIMER };
}

function setOf(context: UnitContext, { properties }: StoredResource): StoredResource | undefined {
  const id = stringAt(properties, 'diskEncryptionSetID');
  return id === undefined ? undefined : context.resource(id);
}

function hasFitKey(context: UnitContext, set: StoredResource): boolean {
  const key = context.keys.describe(keyUrlOf(set));
  return key !== undefined && unfitKind(key) === undefined;
}

const isStopped = ({ properties }: StoredResource): boolean =>
  stringAt(properties['powerState'], 'code') === 'Stopped';

const hasMachines = ({ properties }: StoredResource): boolean =>
  stringAt(properties, 'osDiskType')?.toLowerCase() === 'ephemeral' && nodesOf(properties) > 0;
