/** What stands around a workspace, as rules read it: its managed group, its registry, its storage account. */
import { parseArmId, resourceGroupId } from '../azure/arm-id.ts';
import { apiVersions } from '../plan/api-versions.ts';
import type {
  ChainFacts,
  ManagedGroupFacts,
  ManagedStoreFacts,
  Place,
  RegistryFacts,
  StorageFacts,
} from '../rules/index.ts';
import { listManaged } from './items/managed-stores.ts';
import type { PostureItem } from './posture.ts';
import { at, type Json, type Reader, textAt } from './reader.ts';

const SERVICES: Readonly<Partial<Record<Place, ManagedStoreFacts['service']>>> = {
  cosmosDb: 'cosmosDb',
  search: 'search',
  managedStorage: 'storage',
};

/** The facts; what could not be read is left out. Nothing is read twice. */
export async function surroundingsOf(
  reader: Reader,
  workspace: Json,
  items: readonly PostureItem[],
  group: string | undefined,
): Promise<Pick<ChainFacts, 'managedGroup' | 'registry' | 'storageAccounts'>> {
  const [managedGroup, registry, storage] = await Promise.all([
    group === undefined ? undefined : managedGroupOf(reader, workspace, items, group),
    registryOf(reader, textAt(workspace, 'properties.containerRegistry')),
    storageOf(reader, textAt(workspace, 'properties.storageAccount')),
  ]);
  return {
    ...(managedGroup ? { managedGroup } : {}),
    ...(registry ? { registry } : {}),
    ...(storage ? { storageAccounts: [storage] } : {}),
  };
}

async function managedGroupOf(
  reader: Reader,
  workspace: Json,
  items: readonly PostureItem[],
  name: string,
): Promise<ManagedGroupFacts | undefined> {
  const own = parseArmId(textAt(workspace, 'id') ?? '');
  const listing = await listManaged(reader, own?.subscriptionId ?? '', name);
  if (!listing.ok || !own) return undefined;
  const groupId = resourceGroupId(own.subscriptionId, name).toLowerCase();
  const stores = items.flatMap(({ place, where, under, keyIdentifier }): ManagedStoreFacts[] => {
    const service = SERVICES[place];
    const isRead = under !== 'unknown' && where.toLowerCase().startsWith(`${groupId}/`);
    if (service === undefined || !isRead) return [];
    return [
      {
        service,
        name: parseArmId(where)?.name ?? where,
        ...(keyIdentifier === undefined ? {} : { keyIdentifier }),
      },
    ];
  });
  const connections = at(workspace, 'properties.privateEndpointConnections');
  return {
    name,
    workspaceGroup: own.resourceGroup,
    stores,
    hasVirtualNetwork: listing.value.some(({ type }) => /\/virtualNetworks$/i.test(type ?? '')),
    isWorkspacePrivate: Array.isArray(connections) && connections.some(isApproved),
  };
}

/** A connection that waits for its approval, or was refused it, lets nobody in. */
const isApproved = (connection: unknown): boolean =>
  textAt(connection, 'properties.privateLinkServiceConnectionState.status') === 'Approved';

async function registryOf(
  reader: Reader,
  id: string | undefined,
): Promise<RegistryFacts | undefined> {
  if (id === undefined) return undefined;
  const name = parseArmId(id)?.name ?? id;
  const reading = await reader.resource(id, apiVersions.containerRegistry, 'containerRegistry');
  if (!reading.ok) return reading.isMissing ? { name, isThere: false } : undefined;
  const { value } = reading;
  const sku = textAt(value, 'sku.name');
  const key = textAt(value, 'properties.encryption.keyVaultProperties.keyIdentifier');
  return {
    name,
    isThere: true,
    adminUser: at(value, 'properties.adminUserEnabled') === true,
    ...(sku === undefined ? {} : { sku }),
    ...(key === undefined ? {} : { keyIdentifier: key }),
  };
}

async function storageOf(
  reader: Reader,
  id: string | undefined,
): Promise<StorageFacts | undefined> {
  if (id === undefined) return undefined;
  const reading = await reader.resource(id, apiVersions.storage, 'storage');
  if (!reading.ok) return undefined;
  const httpsOnly = at(reading.value, 'properties.supportsHttpsTrafficOnly');
  return {
    name: parseArmId(id)?.name ?? id,
    ...(typeof httpsOnly === 'boolean' ? { httpsOnly } : {}),
  };
}
