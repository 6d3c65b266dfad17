import { type Json, type JsonObject, objectAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type OperationPlan,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import {
  ACCESS_TIMER,
  accessGranted,
  accessRevoked,
  beginGetAccess,
  endAccessWhenDue,
  endGetAccess,
  endsWhenDue,
  mustHaveNoAccess,
} from './disk-access.ts';
import { diskEncryption, mustStayInSubscription } from './disk-encryption.ts';
import { keptTier, performanceOf } from './disk-performance.ts';
import { invalid } from './disk-errors.ts';
import { checkDiskName, readDiskProperties, readSku } from './disk-request.ts';
import { sourceFacts } from './disk-source.ts';

const TYPE = 'Microsoft.Compute/disks';
/** Recorded: about a second. Milliseconds. */
const WRITE_MS = 1000;
const DELETE_MS = 1000;
const BYTES_PER_GB = 1024 ** 3;

/** Managed disks, which hold nothing. With a disk encryption set the disk is what first uses the set's key. */
export const disks: ResourceType = defineResourceType({
  type: TYPE,
  // Recorded: whoever makes a disk must see its set.
  linkedAccess: [
    {
      property: 'properties.encryption.diskEncryptionSetId',
      action: 'Microsoft.Compute/diskEncryptionSets/read',
    },
  ],
  apiVersions: [
    '2019-07-01',
    '2020-12-01',
    '2021-04-01',
    '2021-12-01',
    '2022-03-02',
    '2022-07-02',
    '2023-01-02',
    '2023-04-02',
    '2023-10-02',
    '2024-03-02',
    '2025-01-02',
    '2026-03-02',
  ],
  scope: 'group',
  checkName: checkDiskName,
  put: write,
  patch: write,
  remove: (_context, { existing }) => {
    mustHaveNoAccess(existing);
    return { operation: operation('delete', DELETE_MS) };
  },
  actions: { 'POST beginGetAccess': beginGetAccess, 'POST endGetAccess': endGetAccess },
  timers: { [ACCESS_TIMER]: endAccessWhenDue },
  operations: {
    write: (_context, { resource, input }) => {
      if (!resource) throw new TypeError('a disk that is written is stored');
      const done: StoredResource = {
        ...resource,
        properties: {
          ...resource.properties,
          ...objectAt(input, 'facts'),
          provisioningState: 'Succeeded',
        },
      };
      return { resource: done, output: { output: present(done) } };
    },
    delete: () => ({ removed: true }),
    grantAccess: accessGranted,
    revokeAccess: accessRevoked,
  },
  move: (context, { from, to }) => {
    mustStayInSubscription(from, to);
    return endsWhenDue(context, to);
  },
  present,
});

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const given = readDiskProperties(body, existing?.properties);
  const sku = readSku(body, existing?.sku);
  const location = existing?.location ?? String(body['location']);
  const tags = readTags(body['tags']) ?? existing?.tags;
  const made = existing
    ? { facts: {} }
    : sourceFacts(context, objectAt(given, 'creationData'), { id: address.id, location });
  const size = sizeOf(given['diskSizeGB'], made.sizeGB ?? existing?.properties['diskSizeGB']);
  const before = existing?.properties['encryption'];
  const { encryption, effects } =
    given['encryption'] === undefined && before !== undefined
      ? { encryption: before, effects: {} }
      : diskEncryption(context, given['encryption'], { location, sku });
  const shown = existing?.properties ?? {};
  const { tier: _tier, burstingEnabledTime: _time, ...kept } = shown;
  const tier = given['tier'] ?? keptTier(sku, size, shown);
  const asked = { ...kept, ...given, ...(tier === undefined ? {} : { tier }) };
  const disk: StoredResource = {
    id: existing?.id ?? address.id,
    type: TYPE,
    name: existing?.name ?? address.name,
    location,
    ...(tags === undefined ? {} : { tags }),
    sku,
    properties: { ...asked, encryption, provisioningState: 'Updating' },
    ...(existing?.hidden ? { hidden: existing.hidden } : {}),
  };
  const facts: JsonObject = {
    ...performanceOf(sku, size, asked, shown, context.iso),
    networkAccessPolicy: disk.properties['networkAccessPolicy'] ?? 'AllowAll',
    publicNetworkAccess: disk.properties['publicNetworkAccess'] ?? 'Enabled',
    timeCreated: disk.properties['timeCreated'] ?? context.iso,
    diskState: shown['diskState'] ?? 'Unattached',
    diskSizeGB: size,
    diskSizeBytes: size * BYTES_PER_GB,
    uniqueId: disk.properties['uniqueId'] ?? context.guid(),
    ...made.facts,
  };
  return {
    pending: disk,
    echo: existing ? present(disk) : echoOf(body, disk),
    operation: { ...operation('write', WRITE_MS), input: { facts } },
    effects,
  };
}

/** The size asked for, else that of what the disk is made from, which it cannot be smaller than. */
function sizeOf(asked: Json | undefined, least: Json | undefined): number {
  const size = Number(asked ?? least);
  if (typeof least === 'number' && size < least) {
    throw invalid(
      'diskSizeGB',
      `must be at least ${least}, the size of what the disk is made from`,
    );
  }
  return size;
}

/** The first answer is the request again with the disk's id, in the request's words. */
function echoOf(body: JsonObject, { name, id, type, location, tags }: StoredResource): Json {
  const { sku } = body;
  return {
    name,
    id,
    type,
    location,
    ...(tags === undefined ? {} : { tags }),
    ...(sku === undefined ? {} : { sku }),
    properties: { ...objectAt(body, 'properties'), provisioningState: 'Updating' },
  };
}

function operation(handler: 'write' | 'delete', durationMs: number): OperationPlan {
  return {
    handler,
    durationMs,
    style: {
      path: 'DiskOperations',
      headers: ['azure-asyncoperation', 'location'],
      status: 202,
      body: handler === 'delete' ? 'none' : 'resource',
      instant: 200,
    },
  };
}

function present({ id, name, type, location, tags, sku, properties }: StoredResource): Json {
  return {
    name,
    id,
    type,
    location,
    ...(tags === undefined ? {} : { tags }),
    sku,
    properties,
  };
}
