/** Private link of a disk access: the connections that lead to it, and the name that disks are exported by. */
import { stringAt } from '../../kernel/json.ts';
import { privateEndpointConnectionsOf } from '../../kernel/private-endpoint-connections.ts';
import { oneAddress, type PrivateLinkGroups } from '../../kernel/private-link-resources.ts';
import type { ResourceType, UnitContext } from '../../kernel/resource-type.ts';
import { storageSuffix } from '../../kernel/storage-account.ts';
import { refused } from './disk-errors.ts';
import { diskOperation } from './disk-operation.ts';
import { DISK_API_VERSIONS, PRIVATE_LINK_SINCE } from './disk-versions.ts';

/** Disk accesses as a type. */
export const DISK_ACCESSES = 'Microsoft.Compute/diskAccesses';
const DISCONNECT_MS = 1000;
const MEMBER = 'diskAccess_1';

/** Connections of private endpoints to disk accesses. */
export const diskAccessPrivateEndpointConnections: ResourceType = privateEndpointConnectionsOf({
  parentType: DISK_ACCESSES,
  apiVersions: DISK_API_VERSIONS.filter((version) => version >= PRIVATE_LINK_SINCE),
  removal: { style: diskOperation('delete', DISCONNECT_MS).style, durationMs: DISCONNECT_MS },
  invalidStatus: (path, expected) =>
    refused('InvalidParameter', `'properties.${path}' must be ${expected}.`, path),
  notFound: (_name, words) => refused('NotFound', words),
});

/** What of a disk access a private endpoint can lead to. */
export const diskAccessLinkGroups: PrivateLinkGroups = (context, { id }) => {
  const suffix = `blob.${storageSuffix(context)}`;
  const zone = `privatelink.${suffix}`;
  const addresses = oneAddress(MEMBER, exportLabel(context, id), suffix, zone);
  return [{ groupId: 'disks', members: [MEMBER], zones: [zone], addresses }];
};

/** The host that a disk or snapshot with a disk access is exported from; `undefined`: it has none. */
export function privateExportHost(context: UnitContext, properties: unknown): string | undefined {
  const accessId = stringAt(properties, 'diskAccessId');
  if (accessId === undefined) return undefined;
  return `${exportLabel(context, accessId)}.blob.${storageSuffix(context)}`;
}

const exportLabel = (context: UnitContext, id: string): string =>
  `md-impexp-${context.namedGuid(id.toLowerCase(), 'export').replaceAll('-', '').slice(0, 12)}`;
