/** A good body of every type: where requests aim. */
import { MINE } from './scene.ts';

export const providerPath = `/subscriptions/${MINE}/resourceGroups/mine-rg/providers`;

interface Aim {
  /** After the id of the group; ends where a name is to follow. */
  readonly at: string;
  readonly version: string;
  readonly body: Record<string, unknown>;
}

/** What each type would take. */
export const AIMS: readonly Aim[] = [
  {
    at: 'Microsoft.KeyVault/vaults/',
    version: '2023-07-01',
    body: {
      location: 'westeurope',
      properties: {
        tenantId: '33333333-3333-4333-8333-333333333333',
        sku: { family: 'A', name: 'standard' },
        accessPolicies: [],
      },
    },
  },
  {
    at: 'Microsoft.Storage/storageAccounts/',
    version: '2023-05-01',
    body: {
      location: 'westeurope',
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
      properties: {},
    },
  },
  {
    at: 'Microsoft.MachineLearningServices/workspaces/',
    version: '2024-04-01',
    body: {
      location: 'westeurope',
      identity: { type: 'SystemAssigned' },
      properties: {
        keyVault: `${providerPath}/Microsoft.KeyVault/vaults/mine-kv`,
        storageAccount: `${providerPath}/Microsoft.Storage/storageAccounts/minestore`,
        applicationInsights: `${providerPath}/Microsoft.Insights/components/new-one`,
        encryption: {
          status: 'Enabled',
          keyVaultProperties: {
            keyVaultArmId: `${providerPath}/Microsoft.KeyVault/vaults/mine-kv`,
            keyIdentifier: 'https://mine-kv.vault.azure.net/keys/k1/0',
          },
        },
      },
    },
  },
  {
    at: 'Microsoft.ContainerInstance/containerGroups/',
    version: '2023-05-01',
    body: {
      location: 'westeurope',
      properties: {
        osType: 'Linux',
        containers: [
          {
            name: 'a',
            properties: { image: 'b', resources: { requests: { cpu: 1, memoryInGB: 1 } } },
          },
        ],
      },
    },
  },
  {
    at: 'Microsoft.ContainerService/managedClusters/',
    version: '2024-02-01',
    body: {
      location: 'westeurope',
      identity: { type: 'SystemAssigned' },
      properties: {
        dnsPrefix: 'a',
        agentPoolProfiles: [{ name: 'a', count: 1, vmSize: 'Standard_DS2_v2', mode: 'System' }],
      },
    },
  },
  {
    at: 'Microsoft.Compute/diskEncryptionSets/',
    version: '2022-07-02',
    body: {
      location: 'westeurope',
      identity: { type: 'SystemAssigned' },
      properties: {
        activeKey: {
          sourceVault: { id: `${providerPath}/Microsoft.KeyVault/vaults/mine-kv` },
          keyUrl: 'https://mine-kv.vault.azure.net/keys/k1/0',
        },
      },
    },
  },
  {
    at: 'Microsoft.ContainerRegistry/registries/',
    version: '2023-07-01',
    body: { location: 'westeurope', sku: { name: 'Premium' } },
  },
  {
    at: 'Microsoft.DocumentDB/databaseAccounts/',
    version: '2023-11-15',
    body: {
      location: 'westeurope',
      properties: {
        databaseAccountOfferType: 'Standard',
        locations: [{ locationName: 'westeurope' }],
      },
    },
  },
  {
    at: 'Microsoft.Insights/components/',
    version: '2020-02-02',
    body: { location: 'westeurope', kind: 'web', properties: { Application_Type: 'web' } },
  },
  {
    at: 'Microsoft.ManagedIdentity/userAssignedIdentities/',
    version: '2023-01-31',
    body: { location: 'westeurope' },
  },
  {
    at: 'Microsoft.Network/virtualNetworks/',
    version: '2023-05-01',
    body: {
      location: 'westeurope',
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ name: 'a', properties: { addressPrefix: '10.0.0.0/24' } }],
      },
    },
  },
  {
    at: 'Microsoft.Network/virtualNetworks/mine-net/subnets/',
    version: '2023-05-01',
    body: { properties: { addressPrefix: '10.0.1.0/24' } },
  },
  {
    at: 'Microsoft.Network/privateEndpoints/',
    version: '2023-05-01',
    body: {
      location: 'westeurope',
      properties: {
        subnet: { id: `${providerPath}/Microsoft.Network/virtualNetworks/mine-net/subnets/a` },
        privateLinkServiceConnections: [
          {
            name: 'a',
            properties: {
              privateLinkServiceId: `${providerPath}/Microsoft.KeyVault/vaults/mine-kv`,
              groupIds: ['vault'],
            },
          },
        ],
      },
    },
  },
  {
    at: 'Microsoft.Search/searchServices/',
    version: '2023-11-01',
    body: { location: 'westeurope', sku: { name: 'basic' }, properties: {} },
  },
  {
    at: 'Microsoft.Authorization/roleAssignments/55555555-5555-4555-8555-55555555555',
    version: '2022-04-01',
    body: {
      properties: {
        roleDefinitionId: `/subscriptions/${MINE}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`,
        principalId: '44444444-4444-4444-8444-444444444444',
      },
    },
  },
  {
    at: 'Microsoft.Authorization/locks/',
    version: '2016-09-01',
    body: { properties: { level: 'ReadOnly' } },
  },
];
