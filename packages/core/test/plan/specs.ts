import type { CmkSpec } from '../../src/spec/types.ts';

export const tenantId = '77777777-7777-4777-8777-777777777777';
export const subscriptionId = '66666666-6666-4666-8666-666666666666';
export const asOf = '2026-09-01T00:00:00Z';
export const keyVersion = '0123456789abcdef0123456789abcdef';

/** The id of a resource in group `rg-shared`. */
export function shared(type: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/rg-shared/providers/${type}/${name}`;
}

/** The id of a resource in the workspace's group. */
export function own(type: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/rg-claims/providers/${type}/${name}`;
}

/** The least that can be said. */
export const smallSpec: CmkSpec = {
  formatVersion: 1,
  tenantId,
  subscriptionId,
  resourceGroup: 'rg-claims',
  location: 'westeurope',
  vault: { create: { name: 'kv-claims' } },
  key: { create: { name: 'claims-cmk' } },
  workspace: { name: 'ml-claims' },
};

/** Nearly everything, made new: access policies, one vault for both purposes, both kinds of targets. */
export const fullSpec: CmkSpec = {
  ...smallSpec,
  location: 'West Europe',
  tags: { team: 'claims', from: 'vault', output: 'uri' },
  vault: {
    create: {
      name: 'kv-claims',
      retentionDays: 30,
      accessModel: 'accessPolicies',
      sku: 'premium',
      network: { defaultAction: 'Deny', ipRules: ['203.0.113.7'] },
      privateEndpoint: {
        name: 'pe-kv-claims',
        subnetId: shared('Microsoft.Network/virtualNetworks', 'vnet') + '/subnets/endpoints',
      },
    },
  },
  key: {
    create: {
      name: 'claims-cmk',
      type: 'RSA-HSM',
      size: 4096,
      rotationPolicy: { rotateAfter: 'P180D' },
      tags: { purpose: 'azureml' },
    },
  },
  workspace: {
    name: 'ml-claims',
    friendlyName: 'Claims',
    identity: {
      type: 'UserAssigned',
      identities: [{ create: { name: 'id-claims' } }, { create: { name: 'id-cmk' } }],
    },
    encryption: { identity: { create: { name: 'id-cmk' } } },
    highBusinessImpact: true,
    storage: { create: { name: 'stclaims', sku: 'Standard_ZRS' } },
    applicationInsights: { create: { name: 'appi-claims' } },
    containerRegistry: { create: { name: 'crclaims' } },
    keyVault: { sameAsKeyVault: true },
    privateEndpoint: {
      name: 'pe-ml-claims',
      subnetId: shared('Microsoft.Network/virtualNetworks', 'vnet') + '/subnets/endpoints',
    },
  },
  containerGroups: [
    {
      name: 'scorer',
      image: 'mcr.microsoft.com/azuredocs/aci-helloworld',
      identity: { existing: shared('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-aci') },
      ports: [443],
    },
  ],
  clusters: [
    {
      create: {
        name: 'prod',
        kubernetesVersion: '1.31',
        diskEncryptionSet: { create: { name: 'des-claims' } },
      },
    },
    {
      existing: shared('Microsoft.ContainerService/managedClusters', 'batch'),
      storageClass: 'claims-cmk',
      diskEncryptionSet: { create: { name: 'des-claims' } },
    },
  ],
};

/** Nothing new but the workspace, a container group and a StorageClass. */
export const existingSpec: CmkSpec = {
  ...smallSpec,
  vault: { existing: shared('Microsoft.KeyVault/vaults', 'kv-shared') },
  key: { existing: `https://kv-shared.vault.azure.net/keys/claims-cmk/${keyVersion}` },
  cosmosDbPrincipalObjectId: '11111111-2222-4333-8444-555555555555',
  containerInstancePrincipalObjectId: '66666666-7777-4888-9999-aaaaaaaaaaaa',
  workspace: {
    name: 'ml-claims',
    identity: {
      type: 'UserAssigned',
      identities: [
        { existing: shared('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-claims') },
      ],
    },
    storage: { existing: shared('Microsoft.Storage/storageAccounts', 'stshared') },
    applicationInsights: { existing: shared('Microsoft.Insights/components', 'appi-shared') },
    containerRegistry: { existing: shared('Microsoft.ContainerRegistry/registries', 'crshared') },
    keyVault: { existing: shared('Microsoft.KeyVault/vaults', 'kv-workspace') },
  },
  containerGroups: [{ name: 'scorer', image: 'mcr.microsoft.com/azuredocs/aci-helloworld' }],
  clusters: [
    {
      existing: shared('Microsoft.ContainerService/managedClusters', 'batch'),
      storageClass: 'claims-cmk',
      diskEncryptionSet: { existing: shared('Microsoft.Compute/diskEncryptionSets', 'des-shared') },
    },
  ],
};
