import { type Json, stringAt } from '../../kernel/json.ts';
import { connectionsOf } from '../../kernel/private-link.ts';
import { privateLinkList } from '../../kernel/private-link-resources.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { refused } from './disk-errors.ts';
import { DISK_ACCESSES, diskAccessLinkGroups } from './disk-access-private-link.ts';
import { exportedThrough } from './disk-network.ts';
import { diskOperation } from './disk-operation.ts';
import { checkDiskName } from './disk-request.ts';
import { DISK_API_VERSIONS, PRIVATE_LINK_SINCE } from './disk-versions.ts';
import { written } from './disk-write.ts';

/** Nobody measured them; as a disk. Milliseconds. */
const WRITE_MS = 1000;
const DELETE_MS = 1000;

/** Disk accesses: where private endpoints lead that disks and snapshots are exported and uploaded through. */
export const diskAccesses: ResourceType = defineResourceType({
  type: DISK_ACCESSES,
  apiVersions: DISK_API_VERSIONS.filter((version) => version >= PRIVATE_LINK_SINCE),
  scope: 'group',
  checkName: checkDiskName,
  put: write,
  patch: write,
  remove: (context, { existing }) => {
    const users = exportedThrough(context, existing.id);
    if (users.length > 0) {
      throw refused(
        'OperationNotAllowed',
        `The disk access '${existing.name}' cannot be deleted: it is used by ${users.map(({ id }) => `'${id}'`).join(', ')}.`,
      );
    }
    return { operation: diskOperation('delete', DELETE_MS) };
  },
  actions: privateLinkList(diskAccessLinkGroups),
  privateLinkGroups: diskAccessLinkGroups,
  operations: {
    write: (_context, { resource, input }) => {
      const done = written(resource, input);
      return { resource: done, output: { output: present(done) } };
    },
    delete: () => ({ removed: true }),
  },
  present,
});

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const tags = readTags(body['tags']) ?? existing?.tags;
  const pending: StoredResource = {
    id: existing?.id ?? address.id,
    type: DISK_ACCESSES,
    name: existing?.name ?? address.name,
    location: existing?.location ?? String(body['location']),
    ...(tags === undefined ? {} : { tags }),
    properties: {
      timeCreated: context.iso,
      ...existing?.properties,
      provisioningState: 'Updating',
    },
  };
  return { pending, operation: diskOperation('write', WRITE_MS) };
}

function present(access: StoredResource): Json {
  const { id, name, type, location, tags, properties } = access;
  const connections = connectionsOf(access).map((connection) => ({
    ...connection,
    name: stringAt(connection, 'id')?.split('/').pop() ?? '',
    type: `${DISK_ACCESSES}/privateEndpointConnections`,
  }));
  return {
    name,
    id,
    type,
    location,
    ...(tags === undefined ? {} : { tags }),
    properties: {
      ...properties,
      ...(connections.length === 0 ? {} : { privateEndpointConnections: connections }),
    },
  };
}
