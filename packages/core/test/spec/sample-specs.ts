import type { CmkSpec } from '../../src/spec/types.ts';

/** The subscription of the samples. */
export const subscriptionId = '66666666-6666-4666-8666-666666666666';
/** Another one. */
export const otherSubscriptionId = 'dddddddd-dddd-4ddd-8ddd-dddddddddddd';

/** The id of a resource, by type and name. */
export function idOf(type: string, name: string, subscription: string = subscriptionId): string {
  return `/subscriptions/${subscription}/resourceGroups/rg-shared/providers/${type}/${name}`;
}

/** The smallest spec. */
export const smallSpec: CmkSpec = {
  formatVersion: 1,
  tenantId: 'abcdef12-0000-4000-8000-34567890abcd',
  subscriptionId,
  resourceGroup: 'rg-churn',
  location: 'westeurope',
  vault: { create: { name: 'kv-churn-cmk' } },
  key: { create: { name: 'workspace-cmk' } },
  workspace: { name: 'mlw-churn' },
};

/** A spec that says something about everything. */
export const fullSpec: CmkSpec = {
  ...smallSpec,
  edition: 'current',
  cloud: 'public',
  tags: { team: 'ml', 'cost center': '4711' },
  vault: {
    create: {
      name: 'kv-churn-cmk',
      retentionDays: 30,
      accessModel: 'rbac',
      sku: 'premium',
      purgeProtection: true,
      network: {
        defaultAction: 'Deny',
        bypass: 'AzureServices',
        ipRules: ['203.0.113.0/24', '198.51.100.7'],
        subnetIds: [idOf('Microsoft.Network/virtualNetworks', 'vnet/subnets/default')],
        publicNetworkAccess: 'Enabled',
      },
      privateEndpoint: {
        name: 'pe-kv',
        subnetId: idOf('Microsoft.Network/virtualNetworks', 'vnet/subnets/default'),
      },
      tags: { use: 'cmk' },
    },
  },
  key: {
    create: {
      name: 'workspace-cmk',
      type: 'RSA-HSM',
      size: 4096,
      enabled: true,
      activation: '2026-01-01T00:00:00Z',
      expiry: '2028-01-01T00:00:00Z',
      rotationPolicy: { rotateAfter: 'P1Y', expiresAfter: 'P2Y', notifyBeforeExpiry: 'P30D' },
      tags: { use: 'workspace' },
    },
  },
  cosmosDbPrincipalObjectId: 'ffffffff-2222-4333-8555-000000000001',
  containerInstancePrincipalObjectId: 'ffffffff-2222-4333-8555-000000000002',
  workspace: {
    name: 'mlw-churn',
    kind: 'Hub',
    friendlyName: 'Churn',
    description: 'Who leaves, and why',
    identity: {
      type: 'UserAssigned',
      identities: [
        { create: { name: 'id-churn' } },
        { existing: idOf('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-shared') },
      ],
      primary: 0,
    },
    encryption: {
      architecture: 'managedResourceGroup',
      identity: { create: { name: 'id-churn' } },
    },
    highBusinessImpact: true,
    storage: { create: { name: 'stchurn01', sku: 'Standard_ZRS' } },
    applicationInsights: { existing: idOf('Microsoft.Insights/components', 'appi') },
    containerRegistry: { create: { name: 'crchurn', sku: 'Premium', adminUser: true } },
    keyVault: { create: { name: 'kv-churn-secrets' } },
    publicNetworkAccess: 'Disabled',
    privateEndpoint: {
      name: 'pe-mlw',
      subnetId: idOf('Microsoft.Network/virtualNetworks', 'vnet/subnets/default'),
    },
    managedNetwork: { isolationMode: 'AllowOnlyApprovedOutbound' },
    tags: { stage: 'test' },
  },
  projects: [
    {
      name: 'project-churn',
      friendlyName: 'Churn',
      description: 'One team',
      identity: { create: { name: 'id-churn' } },
      highBusinessImpact: true,
      publicNetworkAccess: 'Enabled',
      tags: { stage: 'test' },
    },
  ],
  containerGroups: [
    {
      name: 'aci-churn',
      image: 'mcr.microsoft.com/azuredocs/aci-helloworld:latest',
      cpu: 1.5,
      memoryGiB: 2,
      key: { sameAsWorkspace: true },
      identity: { create: { name: 'id-churn' } },
      ports: [80, 443],
      tags: { stage: 'test' },
    },
    {
      name: 'aci-other',
      image: 'nginx',
      key: {
        vaultBaseUrl: 'https://kv-other.vault.azure.net/',
        keyName: 'aci',
        keyVersion: '0123456789abcdef0123456789abcdef',
        vaultId: idOf('Microsoft.KeyVault/vaults', 'kv-other'),
      },
    },
  ],
  clusters: [
    {
      create: {
        name: 'aks-churn',
        kubernetesVersion: '1.31.2',
        diskEncryptionSet: { create: { name: 'des-churn', autoRotate: true } },
        nodeSize: 'Standard_D8s_v5',
        nodeCount: 2,
        encryptionAtHost: true,
      },
    },
    {
      existing: idOf('Microsoft.ContainerService/managedClusters', 'aks-old'),
      storageClass: 'managed-cmk',
      diskEncryptionSet: { existing: idOf('Microsoft.Compute/diskEncryptionSets', 'des-old') },
    },
  ],
  grants: {
    deployer: true,
    workspace: true,
    containerGroups: false,
    diskEncryptionSets: true,
    clusters: true,
  },
};
