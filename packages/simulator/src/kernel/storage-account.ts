/** A storage account as its service keeps it: what customers' own and those that other services make have in common. */
import { type JsonObject, objectAt, stringAt } from './json.ts';
import type { Effects, UnitContext } from './resource-type.ts';
import type { StoredResource } from './resource.ts';

/** Storage accounts as a type; everything of theirs is named after it. */
export const STORAGE_ACCOUNTS = 'Microsoft.Storage/storageAccounts';
/** Table of the ids of accounts by their names: one holder in all of a cloud, for a name is a host. */
export const STORAGE_ACCOUNT_NAMES = 'storageAccountNames';

/** Name of the timer by which an account looks whether it still has its key, for who makes accounts. */
export const STORAGE_KEY_TIMER = 'Microsoft.Storage/storageAccounts.checkKey';

/** The services of an account, each with a host of its own. */
export type StorageService = 'dfs' | 'web' | 'blob' | 'queue' | 'table' | 'file';

const SUFFIXES: Readonly<Record<UnitContext['cloud'], string>> = {
  public: 'core.windows.net',
  usGovernment: 'core.usgovcloudapi.net',
  china: 'core.chinacloudapi.cn',
};

/** What of an account its maker decides; the rest is {@link storageAccountProperties}. */
export interface ManagedStorageAccount {
  /** ARM id of the group. */
  readonly groupId: string;
  readonly name: string;
  readonly location: string;
  readonly kind: 'StorageV2' | 'BlobStorage';
  /** `Standard_LRS`. */
  readonly skuName: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly services: readonly StorageService[];
  /** On top of the services that are encrypted. */
  readonly encryption: JsonObject;
}

/** An account that a service of Azure makes for itself: closed to anonymous readers and to old TLS. */
export function managedStorageAccount(
  context: UnitContext,
  { groupId, name, location, kind, skuName, tags, services, encryption }: ManagedStorageAccount,
): StoredResource {
  const properties = storageAccountProperties(context, location);
  return {
    id: `${groupId}/providers/${STORAGE_ACCOUNTS}/${name}`,
    type: STORAGE_ACCOUNTS,
    name,
    location,
    kind,
    sku: storageSku(skuName),
    tags,
    properties: {
      ...properties,
      privateEndpointConnections: [],
      minimumTlsVersion: 'TLS1_2',
      encryption: { ...(properties['encryption'] as JsonObject), ...encryption },
      primaryEndpoints: storageEndpoints(context, name, services),
    },
  };
}

/** What a new account says of itself when nobody asked for anything. */
export function storageAccountProperties(
  context: Pick<UnitContext, 'iso'>,
  location: string,
): JsonObject {
  const service = { keyType: 'Account', enabled: true, lastEnabledTime: context.iso };
  return {
    keyCreationTime: { key1: context.iso, key2: context.iso },
    minimumTlsVersion: 'TLS1_0',
    allowBlobPublicAccess: false,
    networkAcls: {
      bypass: 'AzureServices',
      virtualNetworkRules: [],
      ipRules: [],
      defaultAction: 'Allow',
    },
    supportsHttpsTrafficOnly: true,
    encryption: { services: { file: service, blob: service }, keySource: 'Microsoft.Storage' },
    accessTier: 'Hot',
    provisioningState: 'Succeeded',
    creationTime: context.iso,
    primaryLocation: location,
    statusOfPrimary: 'available',
  };
}

/** A SKU as it is answered. */
export function storageSku(name: string): JsonObject {
  return { name, tier: name.split('_')[0] ?? '' };
}

/** Suffix of the hosts of accounts, without a leading dot. */
export function storageSuffix({ cloud }: Pick<UnitContext, 'cloud'>): string {
  return SUFFIXES[cloud];
}

/** The public endpoints of an account, or of its copy in another region, whose host has a name of its own. */
export function storageEndpoints(
  context: Pick<UnitContext, 'cloud'>,
  host: string,
  services: readonly StorageService[],
): JsonObject {
  const suffix = storageSuffix(context);
  return Object.fromEntries(
    services.map((service) => [
      service,
      `https://${host}.${service === 'web' ? 'z6.web' : service}.${suffix}/`,
    ]),
  );
}

/** Takes a name for an account, or gives it back. */
export function namedStorageAccount(
  name: string,
  holder: string | undefined,
): NonNullable<Effects['documents']> {
  return [{ table: STORAGE_ACCOUNT_NAMES, key: name, value: holder }];
}

/** An instant with the seven digits that the service writes. */
export function storageInstant(iso: string): string {
  return iso.replace('Z', '0000Z');
}

/** One of the two keys of an account: the same until it is regenerated. */
export function storageAccountKey(
  context: Pick<UnitContext, 'namedGuid'>,
  { id, hidden }: StoredResource,
  keyName: 'key1' | 'key2',
): string {
  return `sim-${stringAt(objectAt(hidden, 'keys'), keyName) ?? context.namedGuid(id, keyName)}`;
}
