import type { CmkSpec } from '../../src/spec/types.ts';

export const subscriptionId = '11111111-1111-4111-8111-111111111111';
export const asOf = '2026-08-01T00:00:00Z';
export const keyVersion = '0123456789abcdef0123456789abcdef';

const providers = `/subscriptions/${subscriptionId}/resourceGroups/rg-ml/providers`;
export const existingVaultId: string = `${providers}/Microsoft.KeyVault/vaults/kv-shared`;

/** Everything created, nothing said that has a default. */
export const smallSpec: CmkSpec = {
  formatVersion: 1,
  tenantId: '22222222-2222-4222-8222-222222222222',
  subscriptionId,
  resourceGroup: 'rg-ml',
  location: 'West Europe',
  vault: { create: { name: 'kv-ml' } },
  key: { create: { name: 'cosmos-key' } },
  workspace: { name: 'mlw-credit-risk' },
};

/** With every kind of target. */
export const fullSpec: CmkSpec = {
  ...smallSpec,
  workspace: {
    ...smallSpec.workspace,
    highBusinessImpact: true,
    identity: { type: 'UserAssigned', identities: [{ create: { name: 'id-cmk' } }] },
    encryption: { identity: { create: { name: 'id-cmk' } } },
  },
  containerGroups: [
    { name: 'aci-same', image: 'mcr.microsoft.com/azuredocs/aci-helloworld' },
    {
      name: 'aci-own',
      image: 'mcr.microsoft.com/azuredocs/aci-helloworld',
      identity: {
        existing: `${providers}/Microsoft.ManagedIdentity/userAssignedIdentities/id-aci`,
      },
      key: {
        vaultBaseUrl: 'https://kv-ml.vault.azure.net/',
        keyName: 'aci-key',
        keyVersion,
      },
    },
  ],
  clusters: [
    {
      existing: `${providers}/Microsoft.ContainerService/managedClusters/aks-old`,
      storageClass: 'cmk',
      diskEncryptionSet: { existing: `${providers}/Microsoft.Compute/diskEncryptionSets/des-old` },
    },
    {
      create: {
        name: 'aks-new',
        kubernetesVersion: '1.31',
        diskEncryptionSet: { create: { name: 'des-new' } },
      },
    },
  ],
};
