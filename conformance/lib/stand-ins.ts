/** The least that a resource needs to be there, by type in lower case: what recordings refer to without telling of it. */
import type { JsonObject } from './json.ts';

/** Who stands behind the requests of a flow. */
export interface Place {
  readonly tenantId: string;
  readonly objectId: string;
  readonly location: string;
  /** Id of the group that the resource is in. */
  readonly group?: string;
  /** Whether something else is to be encrypted with it. */
  readonly isReference?: boolean;
  /** Principals that are there from the start, Azure's own among them. */
  readonly services?: readonly string[];
}

/** A request body for a resource of a type. */
export interface StandIn {
  readonly apiVersion: string;
  readonly body: (place: Place) => JsonObject;
}

const EVERYTHING = ['all'];
const USE = ['get', 'wrapKey', 'unwrapKey'];

/** By type in lower case. */
export const standIns: Readonly<Record<string, StandIn>> = {
  'microsoft.network/privatednszones': {
    apiVersion: '2024-06-01',
    body: () => ({ location: 'global' }),
  },
  'microsoft.keyvault/vaults': {
    apiVersion: '2023-07-01',
    body: ({ location, tenantId, objectId, isReference, services = [] }) => ({
      location,
      properties: {
        tenantId,
        sku: { family: 'A', name: 'premium' },
        enableRbacAuthorization: false,
        ...(isReference === true ? { enablePurgeProtection: true } : {}),
        softDeleteRetentionInDays: 90,
        accessPolicies: [
          { tenantId, objectId, permissions: { keys: EVERYTHING, secrets: EVERYTHING } },
          ...services
            .filter((service) => service !== objectId)
            .map((service) => ({ tenantId, objectId: service, permissions: { keys: USE } })),
        ],
      },
    }),
  },
  'microsoft.storage/storageaccounts': {
    apiVersion: '2025-01-01',
    body: ({ location }) => ({
      location,
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
      properties: {},
    }),
  },
  'microsoft.storage/storageaccounts/blobservices': {
    apiVersion: '2025-01-01',
    body: () => ({ properties: {} }),
  },
  'microsoft.resources/templatespecs': {
    apiVersion: '2022-02-01',
    body: ({ location }) => ({ location, properties: {} }),
  },
  'microsoft.resources/templatespecs/versions': {
    apiVersion: '2022-02-01',
    body: ({ location }) => ({
      location,
      properties: {
        mainTemplate: {
          $schema:
            'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
          contentVersion: '1.0.0.0',
          resources: [],
        },
      },
    }),
  },
  'microsoft.insights/components': {
    apiVersion: '2020-02-02',
    body: ({ location }) => ({
      location,
      kind: 'web',
      properties: { Application_Type: 'web' },
    }),
  },
  'microsoft.containerregistry/registries': {
    apiVersion: '2025-04-01',
    body: ({ location }) => ({ location, sku: { name: 'Premium' }, properties: {} }),
  },
  'microsoft.search/searchservices': {
    apiVersion: '2025-05-01',
    body: ({ location }) => ({ location, sku: { name: 'standard' } }),
  },
  'microsoft.compute/disks': {
    apiVersion: '2025-01-02',
    body: ({ location }) => ({
      location,
      sku: { name: 'Premium_LRS' },
      properties: { creationData: { createOption: 'Empty' }, diskSizeGB: 1024 },
    }),
  },
  'microsoft.compute/snapshots': {
    apiVersion: '2025-01-02',
    body: ({ location, group = '' }) => ({
      location,
      properties: {
        creationData: {
          createOption: 'Copy',
          sourceResourceId: `${group}/providers/Microsoft.Compute/disks/standindisk`,
        },
      },
    }),
  },
  'microsoft.managedidentity/userassignedidentities': {
    apiVersion: '2024-11-30',
    body: ({ location }) => ({ location }),
  },
  'microsoft.network/virtualnetworks': {
    apiVersion: '2024-10-01',
    body: ({ location }) => ({
      location,
      properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } },
    }),
  },
  'microsoft.network/virtualnetworks/subnets': {
    apiVersion: '2024-10-01',
    body: () => ({
      properties: { addressPrefix: '10.0.0.0/23', privateLinkServiceNetworkPolicies: 'Disabled' },
    }),
  },
  'microsoft.network/publicipaddresses': {
    apiVersion: '2024-10-01',
    body: ({ location }) => ({
      location,
      sku: { name: 'Standard' },
      properties: { publicIPAllocationMethod: 'Static' },
    }),
  },
  'microsoft.network/privateendpoints': {
    apiVersion: '2024-10-01',
    body: ({ location, group = '' }) => ({
      location,
      properties: {
        subnet: {
          id: `${group}/providers/Microsoft.Network/virtualNetworks/standinnetwork/subnets/default`,
        },
        privateLinkServiceConnections: [
          {
            name: 'standin',
            properties: {
              privateLinkServiceId: `${group}/providers/Microsoft.KeyVault/vaults/standinvault`,
              groupIds: ['vault'],
            },
          },
        ],
      },
    }),
  },
  'microsoft.machinelearningservices/workspaces/onlineendpoints': {
    apiVersion: '2025-09-01',
    body: ({ location }) => ({
      location,
      identity: { type: 'SystemAssigned' },
      properties: { authMode: 'Key' },
    }),
  },
  'microsoft.machinelearningservices/workspaces/batchendpoints': {
    apiVersion: '2025-09-01',
    body: ({ location }) => ({ location, properties: { authMode: 'Key' } }),
  },
  'microsoft.machinelearningservices/workspaces': {
    apiVersion: '2025-09-01',
    body: ({ location, group = '' }) => ({
      location,
      identity: { type: 'SystemAssigned' },
      properties: {
        storageAccount: `${group}/providers/Microsoft.Storage/storageAccounts/standinstorage`,
        keyVault: `${group}/providers/Microsoft.KeyVault/vaults/standinvault`,
        applicationInsights: `${group}/providers/Microsoft.Insights/components/standininsights`,
      },
    }),
  },
};
