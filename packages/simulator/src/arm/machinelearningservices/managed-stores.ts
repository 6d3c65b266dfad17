/** The three stores behind a workspace under a customer's key, in the shape their own services show them. */
import type { JsonObject } from '../../kernel/json.ts';
import type { KeyDescription } from '../../kernel/ports.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import {
  managedStorageAccount,
  STORAGE_ACCOUNTS,
  storageInstant,
} from '../../kernel/storage-account.ts';
import type { WorkspaceEncryption } from './workspace-model.ts';

/** Request units per second between which the account scales by itself. */
const REQUEST_UNITS_MIN_INCLUSIVE = 1200;
const REQUEST_UNITS_MAX_INCLUSIVE = 12_000;
/** Nobody chooses these names; a storage account's has 24 characters at most. */
const NAME_PREFIX = 'azureml';
const NAME_DIGITS = 16;

/** Hosts of the stores in each cloud. */
const HOSTS = Object.freeze({
  public: { documents: 'documents.azure.com', search: 'search.windows.net' },
  usGovernment: { documents: 'documents.azure.us', search: 'search.azure.us' },
  china: { documents: 'documents.azure.cn', search: 'search.azure.cn' },
});

/** The types of the stores, by what is kept in them: job history and assets, indices, pipelines. */
export const COSMOS_DB_ACCOUNTS = 'Microsoft.DocumentDB/databaseAccounts';
export const SEARCH_SERVICES = 'Microsoft.Search/searchServices';
const MANAGED_STORES: readonly string[] = [COSMOS_DB_ACCOUNTS, SEARCH_SERVICES, STORAGE_ACCOUNTS];

/** Whether something in the managed group is one of the stores, and not what lies in or on one. */
export const isManagedStore = ({ type }: StoredResource): boolean => MANAGED_STORES.includes(type);

/** What a store is made from. */
export interface StoreInput {
  readonly context: UnitContext;
  readonly group: { readonly id: string };
  readonly workspace: StoredResource;
  readonly encryption: WorkspaceEncryption;
  readonly key: KeyDescription;
  /** Absent: a new name is drawn. */
  readonly name?: string;
}

/** Job history, compute and asset metadata. The account is given the key without its version. */
export function cosmosDbAccount(input: StoreInput): StoredResource {
  const { context, encryption, key, workspace } = input;
  const { location = '' } = workspace;
  const name = input.name ?? drawName(context);
  const endpoint = `https://${name}.${HOSTS[context.cloud].documents}:443/`;
  const place = { id: `${name}-${location}`, locationName: location, failoverPriority: 0 };
  const region = {
    ...place,
    documentEndpoint: endpoint.replace(name, `${name}-${location}`),
    provisioningState: 'Succeeded',
    isZoneRedundant: false,
  };
  return {
    ...common(input, COSMOS_DB_ACCOUNTS, name),
    kind: 'GlobalDocumentDB',
    tags: {},
    identity: identityOf(input) ?? { type: 'None' },
    hidden: {
      autoscale: {
        minimumRequestUnits: REQUEST_UNITS_MIN_INCLUSIVE,
        maximumRequestUnits: REQUEST_UNITS_MAX_INCLUSIVE,
      },
    },
    properties: {
      provisioningState: 'Succeeded',
      documentEndpoint: endpoint,
      sqlEndpoint: endpoint,
      publicNetworkAccess: 'Enabled',
      enableAutomaticFailover: false,
      enableMultipleWriteLocations: false,
      enablePartitionKeyMonitor: false,
      isVirtualNetworkFilterEnabled: false,
      virtualNetworkRules: [],
      EnabledApiTypes: 'Sql',
      disableKeyBasedMetadataWriteAccess: false,
      enableFreeTier: false,
      enableAnalyticalStorage: false,
      instanceId: context.guid(),
      databaseAccountOfferType: 'Standard',
      defaultIdentity:
        encryption.identityId === undefined
          ? 'FirstPartyIdentity'
          : `UserAssignedIdentity=${encryption.identityId}`,
      networkAclBypass: 'AzureServices',
      disableLocalAuth: false,
      minimalTlsVersion: 'Tls12',
      keyVaultKeyUri: `${key.vaultUri}/keys/${key.name}`,
      customerManagedKeyStatus: 'Access to the configured customer managed key confirmed.',
      capacity: { totalThroughputLimit: REQUEST_UNITS_MAX_INCLUSIVE },
      consistencyPolicy: {
        defaultConsistencyLevel: 'Session',
        maxIntervalInSeconds: 5,
        maxStalenessPrefix: 100,
      },
      writeLocations: [region],
      readLocations: [region],
      locations: [region],
      failoverPolicies: [place],
      cors: [],
      capabilities: [],
      ipRules: [],
      networkAclBypassResourceIds: [],
    },
  };
}

/** Indices, made at run time with the first metadata, under the same key. */
export function searchService(input: StoreInput): StoredResource {
  const { context, key } = input;
  const name = input.name ?? drawName(context);
  return {
    ...common(input, SEARCH_SERVICES, name),
    sku: { name: 'standard' },
    ...withIdentity(input),
    properties: {
      replicaCount: 1,
      partitionCount: 1,
      endpoint: `https://${name}.${HOSTS[context.cloud].search}`,
      status: 'running',
      statusDetails: '',
      provisioningState: 'succeeded',
      hostingMode: 'default',
      publicNetworkAccess: 'Enabled',
      networkRuleSet: { ipRules: [], bypass: 'None' },
      privateEndpointConnections: [],
      sharedPrivateLinkResources: [],
      encryptionWithCmk: {
        enforcement: 'Enabled',
        encryptionComplianceStatus: 'Compliant',
        serviceLevelEncryptionKey: {
          keyVaultUri: key.vaultUri,
          keyVaultKeyName: key.name,
          keyVaultKeyVersion: key.version,
        },
      },
    },
  };
}

/** Pipeline metadata. Wire names of the key are in lower case. */
export function storageAccount(input: StoreInput): StoredResource {
  const { context, encryption, group, key, workspace } = input;
  const name = input.name ?? drawName(context);
  const account = managedStorageAccount(context, {
    groupId: group.id,
    name,
    location: workspace.location ?? '',
    kind: 'StorageV2',
    skuName: 'Standard_LRS',
    tags: {},
    services: ['dfs', 'blob', 'queue', 'table', 'file'],
    encryption: {
      keySource: 'Microsoft.Keyvault',
      ...(encryption.identityId === undefined
        ? {}
        : { identity: { userAssignedIdentity: encryption.identityId } }),
      keyvaultproperties: {
        keyvaulturi: key.vaultUri,
        keyname: key.name,
        keyversion: key.version,
        currentVersionedKeyIdentifier: key.id,
        currentVersionedKeyExpirationTimestamp: expiryOf(key),
        lastKeyRotationTimestamp: storageInstant(context.iso),
      },
    },
  });
  return { ...account, ...ownedBy(workspace), ...withIdentity(input) };
}

/** The epoch stands for a key that never expires. */
function expiryOf(key: KeyDescription): string {
  return new Date((key.expires ?? 0) * 1000).toISOString().replace('Z', '0000Z');
}

function common(
  { group, workspace }: StoreInput,
  type: string,
  name: string,
): Pick<StoredResource, 'id' | 'name' | 'type' | 'managedBy' | 'location' | 'systemData'> {
  return {
    id: `${group.id}/providers/${type}/${name}`,
    name,
    type,
    ...(workspace.location === undefined ? {} : { location: workspace.location }),
    ...ownedBy(workspace),
  };
}

function ownedBy({
  id,
  systemData,
}: StoredResource): Pick<StoredResource, 'managedBy' | 'systemData'> {
  return { managedBy: id, ...(systemData === undefined ? {} : { systemData }) };
}

function identityOf({ encryption, workspace }: StoreInput): JsonObject | undefined {
  if (encryption.identityId === undefined) return undefined;
  const users = workspace.identity?.['userAssignedIdentities'];
  return users === undefined ? undefined : { type: 'UserAssigned', userAssignedIdentities: users };
}

function withIdentity(input: StoreInput): { readonly identity?: JsonObject } {
  const identity = identityOf(input);
  return identity === undefined ? {} : { identity };
}

function drawName(context: UnitContext): string {
  return `${NAME_PREFIX}${context.guid().replaceAll('-', '').slice(0, NAME_DIGITS)}`;
}
