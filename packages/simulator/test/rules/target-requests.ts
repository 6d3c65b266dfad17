/** Inference targets as the facts describe them: container groups, disk encryption sets, clusters. */
import type {
  ClusterFacts,
  ContainerGroupFacts,
  DiskEncryptionSetFacts,
} from '@azureml-cmk/core/rules';
import { impliedIdentity, type KeyUser, letUse, makeIdentity } from './access.ts';
import { FAST } from './clients.ts';
import { NotPlayable } from './facts-reader.ts';
import { actualKeyUrl, makeKey, makeVault, type PlayedWorld } from './world-of-facts.ts';

const GROUP_API_VERSION = '2023-05-01';
const VAULT_OF_SET = 'kv-replay-set';

const idIn = ({ subscriptionId, group }: PlayedWorld, rest: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.${rest}`;

export const containerGroupId = (world: PlayedWorld): string =>
  idIn(world, `ContainerInstance/containerGroups/${groupOf(world).name}`);

export const setId = (world: PlayedWorld): string =>
  idIn(world, `Compute/diskEncryptionSets/${setOf(world).name}`);

export const clusterId = (world: PlayedWorld): string =>
  idIn(world, `ContainerService/managedClusters/${clusterOf(world).name}`);

function only<T>(what: string, found: readonly T[] | undefined): T {
  const [first, ...more] = found ?? [];
  if (first === undefined || more.length > 0) throw new NotPlayable(`not exactly one ${what}`);
  return first;
}

const groupOf = ({ facts }: PlayedWorld): ContainerGroupFacts =>
  only('container group', facts.containerGroups);
const setOf = ({ facts }: PlayedWorld): DiskEncryptionSetFacts =>
  only('disk encryption set', facts.diskEncryptionSets);
const clusterOf = ({ facts }: PlayedWorld): ClusterFacts => only('cluster', facts.clusters);

/** The identity that uses the group's key: named by the group, or implied by who is said to have access. */
export function containerGroupIdentityOf(world: PlayedWorld): string | undefined {
  const isImplied = world.facts.keyAccess?.some(
    ({ consumer }) => consumer === 'containerGroupIdentity',
  );
  return (
    groupOf(world).identityId ?? (isImplied ? impliedIdentity(world, 'id-containers') : undefined)
  );
}

/** The version as it is in this world. */
export function actualKeyVersion(
  world: PlayedWorld,
  { vaultBaseUrl, keyName, keyVersion, planned }: ContainerGroupFacts,
): string | undefined {
  const url = `${vaultBaseUrl}/keys/${keyName}/${keyVersion ?? ''}`;
  const actual = actualKeyUrl(world, url, planned === true);
  return actual === url ? keyVersion : actual.split('/').pop();
}

/** The typed client insists on all three of vault, key and version; what lacks one goes by the generic client. */
export async function putContainerGroup(world: PlayedWorld): Promise<void> {
  const { clients, subscriptionId, group, location } = world;
  const facts = groupOf(world);
  const { name, vaultBaseUrl, keyName } = facts;
  const keyVersion = actualKeyVersion(world, facts);
  const identityId = containerGroupIdentityOf(world);
  const resources = { requests: { cpu: 1, memoryInGB: 1.5 } };
  const image = 'mcr.microsoft.com/azuredocs/aci-helloworld';
  const identity = identityId && {
    type: 'UserAssigned' as const,
    userAssignedIdentities: { [identityId]: {} },
  };
  const encryptionProperties = {
    ...(vaultBaseUrl === undefined ? {} : { vaultBaseUrl }),
    ...(keyName === undefined ? {} : { keyName }),
    ...(keyVersion === undefined ? {} : { keyVersion }),
    ...(identityId === undefined ? {} : { identity: identityId }),
  };
  if (vaultBaseUrl !== undefined && keyName !== undefined && keyVersion !== undefined) {
    await clients.containers(subscriptionId).containerGroups.beginCreateOrUpdateAndWait(
      group,
      name,
      {
        location,
        osType: 'Linux',
        sku: 'Standard',
        containers: [{ name: 'scoring', image, resources }],
        encryptionProperties: { ...encryptionProperties, vaultBaseUrl, keyName, keyVersion },
        ...(identity ? { identity } : {}),
      },
      FAST,
    );
    return;
  }
  await clients.resources(subscriptionId).resources.createOrUpdateById(
    containerGroupId(world),
    GROUP_API_VERSION,
    {
      location,
      ...(identity ? { identity } : {}),
      properties: {
        osType: 'Linux',
        sku: 'Standard',
        containers: [{ name: 'scoring', properties: { image, resources } }],
        encryptionProperties,
      },
    },
    FAST,
  );
}

/** Who uses the set's key, when that can be known before the set is made. */
export async function userOfSet(world: PlayedWorld): Promise<KeyUser | undefined> {
  const { identityId } = setOf(world);
  if (identityId === undefined) return undefined;
  const principalId = await makeIdentity(world, identityId);
  const user: KeyUser = { consumer: 'diskEncryptionSet', principalId };
  await letUse(world, user);
  return user;
}

/** The set's key: the chain's, or one of a vault of its own when its vault is elsewhere. Made before it is needed. */
export async function keyUrlOfSet(world: PlayedWorld): Promise<string> {
  const { facts, subscriptionId, group, location } = world;
  const { vaultLocation } = setOf(world);
  const chainLocation = facts.vault?.state?.location ?? location;
  if (vaultLocation === undefined || vaultLocation === chainLocation || !facts.vault?.state) {
    if (!facts.key) throw new NotPlayable('a disk encryption set needs a key');
    return actualKeyUrl(world, facts.key.id, true);
  }
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.KeyVault/vaults/${VAULT_OF_SET}`;
  const state = { ...facts.vault.state, location: vaultLocation };
  await makeVault(world, { id, name: VAULT_OF_SET, state });
  return makeKey(world, { vaultName: VAULT_OF_SET, name: 'key-of-set' });
}

/** The PUT of the set; gives the object id of the set's own identity, when it has one. */
export async function putSet(world: PlayedWorld, keyUrl: string): Promise<string | undefined> {
  const { clients, subscriptionId, group } = world;
  const { name, location, identityId } = setOf(world);
  const made = await clients.compute(subscriptionId).diskEncryptionSets.createOrUpdate(
    group,
    name,
    {
      location,
      identity:
        identityId === undefined
          ? { type: 'SystemAssigned' }
          : { type: 'UserAssigned', userAssignedIdentities: { [identityId]: {} } },
      activeKey: { keyUrl },
    },
    FAST,
  );
  return made.identity?.principalId;
}

/** A set that may use its key, and who that is. */
export async function makeSet(world: PlayedWorld): Promise<KeyUser | undefined> {
  const keyUrl = await keyUrlOfSet(world);
  const known = await userOfSet(world);
  const principalId = await putSet(world, keyUrl);
  if (known || principalId === undefined) return known;
  const user: KeyUser = { consumer: 'diskEncryptionSet', principalId };
  await letUse(world, user);
  return user;
}

/** The PUT of the cluster, with or without the set for its disks. */
export async function putCluster(world: PlayedWorld, withSet: boolean): Promise<void> {
  const { clients, subscriptionId, group } = world;
  const { name, location = world.location, kubernetesVersion } = clusterOf(world);
  await clients.clusters(subscriptionId).managedClusters.createOrUpdate(
    group,
    name,
    {
      location,
      identity: { type: 'SystemAssigned' },
      dnsPrefix: 'replay',
      agentPoolProfiles: [{ name: 'system', count: 3, vmSize: 'Standard_D4s_v5', mode: 'System' }],
      ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
      ...(withSet ? { diskEncryptionSetID: setId(world) } : {}),
    },
    FAST,
  );
}

/** Data disks come under the key by a StorageClass in the cluster, which Resource Manager never sees. */
export function asksForSet(world: PlayedWorld): boolean {
  return clusterOf(world).disks.includes('os');
}
