import { stringAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { mustKeepKey, mustStayInSubscription, setOfDisk } from './disk-encryption.ts';
import { invalid } from './disk-errors.ts';
import { DISKS, SNAPSHOTS } from './disk-kinds.ts';
import { diskOperation } from './disk-operation.ts';
import { keptTier, performanceOf } from './disk-performance.ts';
import { DISK_OPERATIONS, DISK_TYPE, WRITE_MS } from './disk-type.ts';
import { echoOf, presentDisk, readWrite, written } from './disk-write.ts';
import { ACCESS_TIMER, endAccessWhenDue, endsWhenDue } from './granted-access.ts';

/** Managed disks, which hold nothing. With a disk encryption set the disk is what first uses the set's key. */
export const disks: ResourceType = defineResourceType({
  ...DISK_TYPE,
  type: DISKS,
  put: write,
  patch: write,
  timers: { [ACCESS_TIMER]: endAccessWhenDue },
  operations: {
    ...DISK_OPERATIONS,
    write: (_context, { resource, input }) => {
      const done = written(resource, input);
      return { resource: done, output: { output: presentDisk(done) } };
    },
  },
  move: (context, { from, to }) => {
    mustStayInSubscription(from, to);
    return endsWhenDue(context, to);
  },
});

function write(context: UnitContext, request: WriteRequest): WriteAnswer {
  const { body, existing } = request;
  const read = readWrite(context, DISKS, request, () => undefined);
  const { given, resource, size, facts, effects } = read;
  const { sku = {} } = resource;
  const shown = existing?.properties ?? {};
  const tier = given['tier'] ?? keptTier(sku, size, shown);
  const { tier: _tier, burstingEnabledTime: _time, ...properties } = resource.properties;
  const disk: StoredResource = {
    ...resource,
    properties: { ...properties, ...(tier === undefined ? {} : { tier }) },
  };
  checkUpload(disk);
  if (existing) checkIncremental(context, existing, disk);
  return {
    pending: disk,
    echo: existing ? presentDisk(disk) : echoOf(body, disk),
    operation: {
      ...diskOperation('write', WRITE_MS),
      input: {
        facts: { ...performanceOf(sku, size, disk.properties, shown, context.iso), ...facts },
      },
    },
    effects,
  };
}

/** Documented: nothing is uploaded through a disk access into a disk under a customer's key. */
function checkUpload(disk: StoredResource): void {
  const isUpload = stringAt(disk.properties['creationData'], 'createOption')?.startsWith('Upload');
  const { diskAccessId } = disk.properties;
  if (isUpload !== true || diskAccessId === undefined || setOfDisk(disk) === undefined) return;
  throw invalid('diskAccessId', 'is not for an upload to a disk with a disk encryption set');
}

/** Documented: a disk that has incremental snapshots stays under a customer's key, as they do. */
function checkIncremental(
  context: UnitContext,
  before: StoredResource,
  disk: StoredResource,
): void {
  const scope = `/subscriptions/${context.subscription.subscriptionId}`;
  const snapshots = context
    .resources(SNAPSHOTS, scope)
    .filter(
      ({ properties }) =>
        properties['incremental'] === true &&
        stringAt(properties['creationData'], 'sourceUniqueId') === before.properties['uniqueId'],
    );
  if (snapshots.length === 0) return;
  mustKeepKey(before, disk, 'it has incremental snapshots');
}
