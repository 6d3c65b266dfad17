import { ComputeManagementClient } from '@azure/arm-compute';
import {
  ContainerInstanceManagementClient,
  type ContainerGroup,
} from '@azure/arm-containerinstance';
import { ContainerServiceClient, type ManagedCluster } from '@azure/arm-containerservice';
import type { Simulator } from '../../src/index.ts';
import {
  FAST,
  grant,
  GROUP,
  LOCATION,
  makeIdentity,
  READER,
  scene,
  type Scene,
  type SceneOptions,
} from '../machinelearning/scene.ts';

export * from '../machinelearning/scene.ts';

export const SET = 'des-ml';
export const CLUSTER = 'aks-ml';
export const CONTAINERS = 'aci-scoring';

export function compute(sim: Simulator, who?: string): ComputeManagementClient {
  return new ComputeManagementClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());
}

export function clusters(sim: Simulator, who?: string): ContainerServiceClient {
  return new ContainerServiceClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());
}

export function containers(sim: Simulator, who?: string): ContainerInstanceManagementClient {
  return new ContainerInstanceManagementClient(
    sim.credential(who),
    sim.subscriptionId,
    sim.clientOptions(),
  );
}

/** A disk encryption set under the scene's key, and the object id of its own identity. */
export async function makeSet(
  { sim, keyId }: Scene,
  name = SET,
): Promise<{ readonly id: string; readonly principalId: string }> {
  const set = await compute(sim).diskEncryptionSets.createOrUpdate(
    GROUP,
    name,
    {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      activeKey: { keyUrl: keyId },
    },
    FAST,
  );
  return { id: set.id ?? '', principalId: set.identity?.principalId ?? '' };
}

/** A cluster that runs as an identity of the caller's, with its disks under a set. */
export function encryptedCluster(
  setId: string,
  identityId: string,
  change: Partial<NonNullable<ManagedCluster>> = {},
): ManagedCluster {
  return {
    location: LOCATION,
    identity: { type: 'UserAssigned', userAssignedIdentities: { [identityId]: {} } },
    dnsPrefix: 'aksml',
    diskEncryptionSetID: setId,
    agentPoolProfiles: [{ name: 'system', count: 3, vmSize: 'Standard_D4s_v5', mode: 'System' }],
    ...change,
  };
}

/** A chain that is ready for a cluster. */
export interface ReadyCluster extends Scene {
  readonly setId: string;
  readonly setPrincipalId: string;
  readonly identityId: string;
  readonly identityPrincipalId: string;
  /** Name of the role assignment that lets the set use the key. */
  readonly keyGrant: string;
}

/** A set that may use its key, and an identity that may read the set, unless told otherwise. */
export async function readyCluster(
  options: SceneOptions & { readonly withKey?: boolean; readonly withReader?: boolean } = {},
): Promise<ReadyCluster> {
  const { withKey = true, withReader = true, ...rest } = options;
  const given = await scene({ grantCosmosDb: false, ...rest });
  const set = await makeSet(given);
  const identity = await makeIdentity(given.sim, 'id-aks');
  const keyGrant = withKey ? await grant(given.sim, given.vaultId, set.principalId) : '';
  if (withReader) await grant(given.sim, set.id, identity.principalId, READER);
  return {
    ...given,
    setId: set.id,
    setPrincipalId: set.principalId,
    identityId: identity.id,
    identityPrincipalId: identity.principalId,
    keyGrant,
  };
}

/** The same with the cluster, whose disks are under the set. */
export async function clusterScene(options: SceneOptions = {}): Promise<ReadyCluster> {
  const given = await readyCluster(options);
  const { sim, setId, identityId } = given;
  const cluster = encryptedCluster(setId, identityId);
  await clusters(sim).managedClusters.createOrUpdate(GROUP, CLUSTER, cluster, FAST);
  return given;
}

/** A container group under the scene's key. */
export function encryptedGroup(
  { keyId }: Scene,
  change: Partial<ContainerGroup> = {},
): ContainerGroup {
  const [, vaultBaseUrl = '', keyName = '', keyVersion = ''] =
    /^(https:\/\/[^/]+)\/keys\/([^/]+)\/([^/]+)$/.exec(keyId) ?? [];
  return {
    location: LOCATION,
    osType: 'Linux',
    sku: 'Standard',
    containers: [
      {
        name: 'scoring',
        image: 'mcr.microsoft.com/azuredocs/aci-helloworld',
        resources: { requests: { cpu: 1, memoryInGB: 1.5 } },
        environmentVariables: [{ name: 'TOKEN', secureValue: 'not shown' }],
      },
    ],
    encryptionProperties: { vaultBaseUrl, keyName, keyVersion },
    ...change,
  };
}
