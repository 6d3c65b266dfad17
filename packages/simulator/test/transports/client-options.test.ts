import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ComputeManagementClient } from '@azure/arm-compute';
import { ContainerInstanceManagementClient } from '@azure/arm-containerinstance';
import { ContainerServiceClient } from '@azure/arm-containerservice';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import type { TokenCredential } from '@azure/core-auth';
import { ClientSecretCredential } from '@azure/identity';
import { KeyClient } from '@azure/keyvault-keys';
import { describe, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const RESOURCE_MANAGERS = {
  public: 'https://management.azure.com',
  usGovernment: 'https://management.usgovcloudapi.net',
  china: 'https://management.chinacloudapi.cn',
} as const;

/** One read by every client of Resource Manager; what it answers does not matter here. */
const clients: Record<string, (sim: Simulator, credential: TokenCredential) => Promise<unknown>> = {
  resources: (sim, credential) =>
    new ResourceManagementClient(
      credential,
      sim.subscriptionId,
      sim.clientOptions(),
    ).resourceGroups.get('rg'),
  keyvault: (sim, credential) =>
    new KeyVaultManagementClient(credential, sim.subscriptionId, sim.clientOptions()).vaults.get(
      'rg',
      'kv',
    ),
  machinelearning: (sim, credential) =>
    new AzureMachineLearningWorkspaces(
      credential,
      sim.subscriptionId,
      sim.clientOptions(),
    ).workspaces.get('rg', 'ws'),
  containerinstance: (sim, credential) =>
    new ContainerInstanceManagementClient(
      credential,
      sim.subscriptionId,
      sim.clientOptions(),
    ).containerGroups.get('rg', 'cg'),
  containerservice: (sim, credential) =>
    new ContainerServiceClient(
      credential,
      sim.subscriptionId,
      sim.clientOptions(),
    ).managedClusters.get('rg', 'aks'),
  compute: (sim, credential) =>
    new ComputeManagementClient(
      credential,
      sim.subscriptionId,
      sim.clientOptions(),
    ).diskEncryptionSets.get('rg', 'des'),
  authorization: (sim, credential) =>
    new AuthorizationManagementClient(
      credential,
      sim.subscriptionId,
      sim.clientOptions(),
    ).roleAssignments.get(`/subscriptions/${sim.subscriptionId}`, 'y'),
  msi: (sim, credential) =>
    new ManagedServiceIdentityClient(
      credential,
      sim.subscriptionId,
      sim.clientOptions(),
    ).userAssignedIdentities.get('rg', 'id'),
  storage: (sim, credential) =>
    new StorageManagementClient(
      credential,
      sim.subscriptionId,
      sim.clientOptions(),
    ).storageAccounts.getProperties('rg', 'st'),
};

describe.for(Object.entries(RESOURCE_MANAGERS))('in the %s cloud', ([cloud, resourceManager]) => {
  test.for(Object.entries(clients))(
    'the client of %s asks for the right scope and calls the right host',
    async ([, call]) => {
      const sim = createSimulator({ cloud: cloud as keyof typeof RESOURCE_MANAGERS });
      const scopes: (string | string[])[] = [];
      const credential: TokenCredential = {
        getToken: (scope, options) => {
          scopes.push(scope);
          return sim.credential().getToken(scope, options);
        },
      };
      await expect(call(sim, credential)).rejects.toMatchObject({ name: 'RestError' });
      expect(scopes.flat()).toEqual([`${resourceManager}/.default`]);
      const [asked] = sim.ledger.entries();
      expect(asked?.url.startsWith(`${resourceManager}/`)).toBe(true);
      expect([403, 404, 501]).toContain(asked?.status);
    },
  );

  test('a credential of @azure/identity signs in', async () => {
    const sim = createSimulator({ cloud: cloud as keyof typeof RESOURCE_MANAGERS });
    const { appId, clientSecret } = sim.principals.find(
      ({ displayName }) => displayName === 'owner',
    )!;
    const credential = new ClientSecretCredential(sim.tenantId, appId!, clientSecret!, {
      ...sim.clientOptions('credential'),
    });
    const { token } = await credential.getToken(`${resourceManager}/.default`);
    expect(token.split('.')).toHaveLength(3);
  });

  test('a client of a vault keeps the host of its vault', async () => {
    const sim = createSimulator({ cloud: cloud as keyof typeof RESOURCE_MANAGERS });
    const url = `https://kv-missing.${sim.settings.cloud.vaultSuffix}`;
    const keys = new KeyClient(url, sim.credential(), { ...sim.clientOptions('vault') });
    await keys.getKey('k').catch(() => undefined);
    expect(sim.ledger.entries()[0]?.url.startsWith(`${url}/keys/k`)).toBe(true);
  });
});

test('options are plain data, the same for every client in the public cloud', () => {
  const sim = createSimulator();
  expect(sim.clientOptions()).toEqual({
    httpClient: sim.httpClient,
    retryOptions: { maxRetries: 3, retryDelayInMs: 1, maxRetryDelayInMs: 1 },
  });
  expect(sim.clientOptions('vault')).toEqual(sim.clientOptions());
  expect(sim.clientOptions('credential')).toEqual(sim.clientOptions());
});
