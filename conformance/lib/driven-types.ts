/** What is driven: each type with a body that makes one, and the versions to ask for. */
import type { JsonObject } from './json.ts';

/** Where the driven resources are, and by whom. */
export const PLACE = {
  tenantId: '72f988bf-0000-4000-8000-2d7cd011db47',
  subscriptionId: '5d3c0f7e-0000-4000-8000-9b1a2c3d4e5f',
  objectId: '3f4c1d2e-0000-4000-8000-5a6b7c8d9e0f',
};
/** The region of all of them. */
export const LOCATION = 'eastus';

const idOf = (type: string, name: string): string =>
  `/subscriptions/${PLACE.subscriptionId}/resourceGroups/driven/providers/${type}/${name}`;

const WORKSPACE = 'Microsoft.MachineLearningServices/workspaces/drivenworkspace';
const WORKSPACE_VERSIONS = ['2022-10-01', '2024-04-01', '2025-09-01'];
const CLUSTER_VERSIONS = ['2024-09-01', '2025-07-01', '2026-04-01'];

const COSMOS_VERSIONS = ['2022-11-15', '2025-04-15', '2025-10-15'];
const DATABASES = 'Microsoft.DocumentDB/databaseAccounts/drivenaccount/sqlDatabases';
const THROUGHPUT = 'throughputSettings/default';
const THROUGHPUT_ACTIONS: readonly (readonly [string, string, JsonObject?])[] = [
  ['GET', THROUGHPUT],
  ['PUT', THROUGHPUT, { properties: { resource: { throughput: 500 } } }],
  ['POST', `${THROUGHPUT}/migrateToAutoscale`],
  ['GET', THROUGHPUT],
  ['POST', `${THROUGHPUT}/migrateToManualThroughput`],
];

/** What is asked of providers, under the subscription: method, path, version and body. */
export const routes: readonly (readonly [string, string, string, JsonObject?])[] = [
  [
    'POST',
    'Microsoft.ContainerRegistry/checkNameAvailability',
    '2025-04-01',
    { name: 'drivenregistry', type: 'Microsoft.ContainerRegistry/registries' },
  ],
  [
    'POST',
    'Microsoft.Storage/checkNameAvailability',
    '2025-01-01',
    { name: 'drivenstorage', type: 'Microsoft.Storage/storageAccounts' },
  ],
  ['GET', `Microsoft.Storage/locations/${LOCATION}/usages`, '2025-01-01'],
];

/** Types in the order of their making; `{kid}` stands for the key's id. */
export const types: readonly {
  readonly type: string;
  readonly name: string;
  readonly apiVersions: readonly string[];
  readonly body: JsonObject;
  /** What a DELETE has to say besides. */
  readonly removal?: string;
  /** What else it is asked: method, what follows its id (or, beginning with `/`, the subscription's), body. */
  readonly actions?: readonly (readonly [string, string, JsonObject?])[];
}[] = [
  {
    type: 'Microsoft.KeyVault/vaults',
    name: 'drivenvault',
    apiVersions: ['2023-07-01', '2025-05-01', '2026-02-01'],
    body: {
      location: LOCATION,
      properties: {
        tenantId: PLACE.tenantId,
        sku: { family: 'A', name: 'standard' },
        enableRbacAuthorization: true,
        enablePurgeProtection: true,
      },
    },
  },
  {
    type: 'Microsoft.Storage/storageAccounts',
    name: 'drivenstorage',
    apiVersions: ['2025-01-01', '2025-08-01'],
    body: {
      location: LOCATION,
      kind: 'StorageV2',
      sku: { name: 'Standard_RAGRS' },
      identity: { type: 'SystemAssigned' },
      properties: {},
    },
    actions: [
      ['POST', 'listKeys'],
      ['POST', 'regenerateKey', { keyName: 'key2' }],
      ['GET', 'privateLinkResources'],
    ],
  },
  ...['blobServices', 'fileServices', 'queueServices', 'tableServices'].map((service) => ({
    type: `Microsoft.Storage/storageAccounts/drivenstorage/${service}`,
    name: 'default',
    apiVersions: ['2025-01-01'],
    body: { properties: {} },
  })),
  {
    type: 'Microsoft.Storage/storageAccounts/drivenstorage/blobServices/default/containers',
    name: 'drivencontainer',
    apiVersions: ['2025-01-01'],
    body: { properties: { publicAccess: 'None' } },
  },
  {
    type: 'Microsoft.Storage/storageAccounts/drivenstorage/encryptionScopes',
    name: 'drivenscope',
    apiVersions: ['2025-01-01'],
    body: { properties: { source: 'Microsoft.Storage' } },
  },
  {
    type: 'Microsoft.OperationalInsights/workspaces',
    name: 'drivenlogs',
    apiVersions: ['2023-09-01', '2025-02-01'],
    body: { location: LOCATION, properties: { sku: { name: 'PerGB2018' } } },
    actions: [
      ['POST', 'sharedKeys'],
      ['POST', 'regenerateSharedKey'],
      ['GET', '/providers/Microsoft.OperationalInsights/deletedWorkspaces'],
    ],
  },
  {
    type: 'Microsoft.Insights/components',
    name: 'driveninsights',
    apiVersions: ['2020-02-02'],
    body: { location: LOCATION, kind: 'web', properties: { Application_Type: 'web' } },
  },
  {
    type: 'Microsoft.ContainerRegistry/registries',
    name: 'drivenregistry',
    apiVersions: ['2025-04-01', '2025-11-01'],
    body: { location: LOCATION, sku: { name: 'Premium' }, properties: { adminUserEnabled: true } },
    actions: [
      ['POST', 'listCredentials'],
      ['POST', 'regenerateCredential', { name: 'password2' }],
      ['GET', 'listUsages'],
    ],
  },
  {
    type: 'Microsoft.DocumentDB/databaseAccounts',
    name: 'drivenaccount',
    apiVersions: COSMOS_VERSIONS,
    body: {
      location: LOCATION,
      properties: {
        databaseAccountOfferType: 'Standard',
        locations: [{ locationName: LOCATION, failoverPriority: 0 }],
      },
    },
    actions: [
      ['POST', 'listKeys'],
      ['POST', 'readonlykeys'],
      ['GET', 'readonlykeys'],
      ['POST', 'listConnectionStrings'],
      ['POST', 'regenerateKey', { keyKind: 'secondary' }],
    ],
  },
  {
    type: DATABASES,
    name: 'drivendatabase',
    apiVersions: COSMOS_VERSIONS,
    body: { properties: { resource: { id: 'drivendatabase' }, options: { throughput: 400 } } },
    actions: THROUGHPUT_ACTIONS,
  },
  {
    type: `${DATABASES}/drivendatabase/containers`,
    name: 'drivencontainer',
    apiVersions: COSMOS_VERSIONS,
    body: {
      properties: {
        resource: { id: 'drivencontainer', partitionKey: { paths: ['/id'] } },
        options: { autoscaleSettings: { maxThroughput: 1000 } },
      },
    },
    actions: [...THROUGHPUT_ACTIONS].reverse(),
  },
  {
    type: 'Microsoft.Databricks/accessConnectors',
    name: 'drivenconnector',
    apiVersions: ['2023-05-01', '2024-05-01'],
    body: { location: LOCATION, identity: { type: 'SystemAssigned' } },
  },
  {
    type: 'Microsoft.Databricks/workspaces',
    name: 'drivendatabricks',
    apiVersions: ['2023-02-01', '2024-05-01'],
    body: {
      location: LOCATION,
      sku: { name: 'premium' },
      properties: {
        managedResourceGroupId: `/subscriptions/${PLACE.subscriptionId}/resourceGroups/drivendatabricks-managed`,
        parameters: { prepareEncryption: { value: true } },
      },
    },
  },
  {
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
    name: 'drivenidentity',
    apiVersions: ['2023-01-31', '2024-11-30'],
    body: { location: LOCATION },
  },
  {
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities/drivenidentity/federatedIdentityCredentials',
    name: 'drivencredential',
    apiVersions: ['2023-01-31', '2024-11-30'],
    body: {
      properties: {
        issuer: 'https://example.com/issuer',
        subject: 'system:serviceaccount:driven:one',
        audiences: ['api://AzureADTokenExchange'],
      },
    },
  },
  {
    type: 'Microsoft.Network/virtualNetworks',
    name: 'drivennetwork',
    apiVersions: ['2024-10-01', '2025-05-01'],
    body: {
      location: LOCATION,
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ name: 'default', properties: { addressPrefix: '10.0.0.0/24' } }],
      },
    },
  },
  {
    type: 'Microsoft.Search/searchServices',
    name: 'drivensearch',
    apiVersions: ['2023-11-01', '2025-05-01'],
    body: { location: LOCATION, sku: { name: 'standard' }, identity: { type: 'SystemAssigned' } },
    actions: [
      ['POST', 'listAdminKeys'],
      ['POST', 'regenerateAdminKey/primary'],
      ['POST', 'createQueryKey/driven'],
      ['POST', 'listQueryKeys'],
      ['DELETE', 'deleteQueryKey/absent'],
      ['GET', 'privateLinkResources'],
      ['GET', 'privateEndpointConnections'],
      ['GET', 'privateEndpointConnections/absent'],
      ['GET', 'sharedPrivateLinkResources'],
      ['GET', 'sharedPrivateLinkResources/absent'],
      [
        'POST',
        '/providers/Microsoft.Search/checkNameAvailability',
        { name: 'drivensearch', type: 'searchServices' },
      ],
      ['GET', '/providers/Microsoft.Search/locations/eastus/usages'],
      ['GET', '/providers/Microsoft.Search/locations/eastus/usages/standard'],
    ],
  },
  {
    type: 'Microsoft.Compute/diskEncryptionSets',
    name: 'drivenset',
    apiVersions: ['2022-07-02', '2024-03-02', '2025-01-02'],
    body: {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: {
        activeKey: {
          sourceVault: { id: idOf('Microsoft.KeyVault/vaults', 'drivenvault') },
          keyUrl: '{kid}',
        },
      },
    },
  },
  {
    type: 'Microsoft.ContainerInstance/containerGroups',
    name: 'drivengroup',
    apiVersions: ['2021-10-01', '2023-05-01'],
    body: {
      location: LOCATION,
      properties: {
        osType: 'Linux',
        containers: [
          {
            name: 'one',
            properties: { image: 'nginx', resources: { requests: { cpu: 1, memoryInGB: 1 } } },
          },
        ],
      },
    },
  },
  {
    type: 'Microsoft.ContainerService/managedClusters',
    name: 'drivencluster',
    apiVersions: CLUSTER_VERSIONS,
    body: {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: {
        dnsPrefix: 'driven',
        agentPoolProfiles: [
          { name: 'one', count: 1, vmSize: 'Standard_DS2_v2', mode: 'System', osType: 'Linux' },
        ],
      },
    },
  },
  {
    type: 'Microsoft.MachineLearningServices/workspaces',
    name: 'drivenworkspace',
    apiVersions: WORKSPACE_VERSIONS,
    body: {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: {
        keyVault: idOf('Microsoft.KeyVault/vaults', 'drivenvault'),
        storageAccount: idOf('Microsoft.Storage/storageAccounts', 'drivenstorage'),
        applicationInsights: idOf('Microsoft.Insights/components', 'driveninsights'),
      },
    },
  },
  {
    type: `${WORKSPACE}/computes`,
    name: 'drivencompute',
    apiVersions: WORKSPACE_VERSIONS,
    removal: '&underlyingResourceAction=Delete',
    body: {
      location: LOCATION,
      properties: {
        computeType: 'AmlCompute',
        properties: { vmSize: 'STANDARD_DS3_V2', scaleSettings: { maxNodeCount: 2 } },
      },
    },
  },
  {
    type: `${WORKSPACE}/onlineEndpoints`,
    name: 'drivenonline',
    apiVersions: WORKSPACE_VERSIONS,
    body: {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: { authMode: 'Key' },
    },
  },
  {
    type: `${WORKSPACE}/batchEndpoints`,
    name: 'drivenbatch',
    apiVersions: WORKSPACE_VERSIONS,
    body: { location: LOCATION, properties: { authMode: 'AADToken' } },
  },
  {
    type: `${WORKSPACE}/datastores`,
    name: 'drivendata',
    apiVersions: WORKSPACE_VERSIONS,
    body: {
      properties: {
        datastoreType: 'AzureBlob',
        accountName: 'drivenstorage',
        containerName: 'driven',
        credentials: { credentialsType: 'None' },
      },
    },
  },
  {
    type: `${WORKSPACE}/connections`,
    name: 'drivenconnection',
    apiVersions: WORKSPACE_VERSIONS,
    body: {
      properties: { category: 'PythonFeed', target: 'https://example.com/feed', authType: 'None' },
    },
  },
  {
    type: `${WORKSPACE}/models`,
    name: 'drivenmodel',
    apiVersions: WORKSPACE_VERSIONS,
    body: { properties: { description: 'driven' } },
  },
  {
    type: `${WORKSPACE}/models/drivenmodel/versions`,
    name: '1',
    apiVersions: WORKSPACE_VERSIONS,
    body: {
      properties: {
        modelType: 'custom_model',
        modelUri: 'azureml://datastores/workspaceblobstore/paths/driven',
      },
    },
  },
  {
    type: 'Microsoft.ContainerService/managedClusters/drivencluster/agentPools',
    name: 'two',
    apiVersions: CLUSTER_VERSIONS,
    body: { properties: { count: 1, vmSize: 'Standard_DS2_v2', mode: 'User', osType: 'Linux' } },
  },
  {
    type: 'Microsoft.Network/privateEndpoints',
    name: 'drivenendpoint',
    apiVersions: ['2024-10-01', '2025-05-01'],
    body: {
      location: LOCATION,
      properties: {
        subnet: {
          id: `${idOf('Microsoft.Network/virtualNetworks', 'drivennetwork')}/subnets/default`,
        },
        privateLinkServiceConnections: [
          {
            name: 'one',
            properties: {
              privateLinkServiceId: idOf('Microsoft.KeyVault/vaults', 'drivenvault'),
              groupIds: ['vault'],
            },
          },
        ],
      },
    },
  },
  {
    type: 'Microsoft.Network/privateEndpoints',
    name: 'drivenstorageendpoint',
    apiVersions: ['2025-05-01'],
    body: {
      location: LOCATION,
      properties: {
        subnet: {
          id: `${idOf('Microsoft.Network/virtualNetworks', 'drivennetwork')}/subnets/default`,
        },
        privateLinkServiceConnections: [
          {
            name: 'one',
            properties: {
              privateLinkServiceId: idOf('Microsoft.Storage/storageAccounts', 'drivenstorage'),
              groupIds: ['blob'],
            },
          },
        ],
      },
    },
  },
  {
    type: 'Microsoft.Authorization/locks',
    name: 'drivenlock',
    apiVersions: ['2016-09-01', '2020-05-01'],
    body: { properties: { level: 'CanNotDelete' } },
  },
];
