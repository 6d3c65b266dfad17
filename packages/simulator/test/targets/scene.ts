import { ComputeManagementClient } from '@azure/arm-compute';
import {
  ContainerInstanceManagementClient,
  type ContainerGroup,
} from '@azure/arm-containerinstance';
import { ContainerServiceClient, type ManagedCluster } from '@azure/arm-containerservice';
import type { Simulator } from '../../src/index.ts';
import { FAST, GROUP, LOCATION, type Scene } from '../machinelearning/scene.ts';

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
