import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type Effects,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { together } from '../../kernel/together.ts';
import { mustKeepKey, mustStayInSubscription } from './disk-encryption.ts';
import { invalid } from './disk-errors.ts';
import { isNewerSku, SNAPSHOTS } from './disk-kinds.ts';
import { diskOperation } from './disk-operation.ts';
import { DISK_OPERATIONS, DISK_TYPE, WRITE_MS } from './disk-type.ts';
import { echoOf, presentDisk, readWrite, written } from './disk-write.ts';
import { endsWhenDue } from './granted-access.ts';

/** Nobody measured it. Milliseconds. */
const BACKGROUND_COPY_MS = 15 * 60_000;
const COPIED = `${SNAPSHOTS}.copied`;

/** Snapshots of disks, which hold nothing either. One of a disk under a customer's key is under that key itself. */
export const snapshots: ResourceType = defineResourceType({
  ...DISK_TYPE,
  type: SNAPSHOTS,
  put: write,
  patch: write,
  operations: {
    ...DISK_OPERATIONS,
    write: (context, { resource, input }) => {
      const done = written(resource, input);
      return {
        resource: done,
        output: { output: presentDisk(done) },
        effects: copiedLater(context, done),
      };
    },
  },
  timers: { [COPIED]: copied },
  move: (context, { from, to }) => {
    mustStayInSubscription(from, to);
    return together(endsWhenDue(context, to), copiedLater(context, to));
  },
});

function write(context: UnitContext, request: WriteRequest): WriteAnswer {
  const { body, existing } = request;
  const read = readWrite(context, SNAPSHOTS, request, (source) => skuBefore(context, body, source));
  const { resource, source, facts, effects } = read;
  const incremental = isIncremental(resource, source, existing);
  const snapshot: StoredResource = {
    ...resource,
    properties: { ...resource.properties, incremental },
  };
  if (existing && incremental) mustKeepKey(existing, snapshot, 'it is incremental');
  const family =
    source && incremental ? { incrementalSnapshotFamilyId: familyOf(context, source) } : {};
  const inBackground =
    stringAt(snapshot.properties['creationData'], 'createOption') === 'CopyStart';
  const progress =
    !existing && inBackground ? { completionPercent: isInstant(context) ? 100 : 0 } : {};
  return {
    pending: snapshot,
    echo: existing ? presentDisk(snapshot) : echoOf(body, snapshot),
    operation: {
      ...diskOperation('write', WRITE_MS),
      input: { facts: { ...facts, ...family, ...progress } },
    },
    effects,
  };
}

const isInstant = ({ latency }: UnitContext): boolean => latency === 'instant';

/** Whether it holds what has changed since the one before; it stays what it was made. */
function isIncremental(
  { properties }: StoredResource,
  source: StoredResource | undefined,
  existing: StoredResource | undefined,
): boolean {
  const asked = properties['incremental'];
  if (existing) {
    const before = existing.properties['incremental'] === true;
    if (asked === undefined || asked === before) return before;
    throw invalid('incremental', `a snapshot that is made stays as it is: ${before}`);
  }
  const isCopied = source?.properties['incremental'] === true;
  const isSo = asked === undefined ? isCopied : asked === true;
  if (!isSo && isNewerSku(stringAt(source?.sku, 'name'))) {
    throw invalid(
      'incremental',
      'must be true for a snapshot of an Ultra Disk or a Premium SSD v2',
    );
  }
  return isSo;
}

/** Documented: incremental snapshots of one disk have one family. */
const familyOf = (context: UnitContext, source: StoredResource): string =>
  context.namedGuid(String(source.properties['uniqueId']), 'snapshot family');

/** Documented: an incremental snapshot that does not tell its SKU has that of the one before. */
function skuBefore(
  context: UnitContext,
  body: JsonObject,
  source: StoredResource | undefined,
): string | undefined {
  const asked = objectAt(body, 'properties')['incremental'];
  if (!source || (asked ?? source.properties['incremental']) !== true) return undefined;
  const family = familyOf(context, source);
  const [last] = context
    .resources(SNAPSHOTS, `/subscriptions/${context.subscription.subscriptionId}`)
    .filter(({ properties }) => properties['incrementalSnapshotFamilyId'] === family)
    .toSorted((a, b) => timeOf(b).localeCompare(timeOf(a)));
  return stringAt(last?.sku, 'name');
}

const timeOf = ({ properties }: StoredResource): string =>
  stringAt(properties, 'timeCreated') ?? '';

/** A copy that goes on in the background ends by itself. */
function copiedLater(context: UnitContext, { id, properties }: StoredResource): Effects {
  if (properties['completionPercent'] !== 0) return {};
  const { subscriptionId } = context.subscription;
  const payload = { subscriptionId, id, uniqueId: properties['uniqueId'] ?? '' };
  return { timers: [{ dueAt: context.now + BACKGROUND_COPY_MS, handler: COPIED, payload }] };
}

function copied(context: UnitContext, payload: JsonObject): Effects {
  const snapshot = context.resource(stringAt(payload, 'id') ?? '');
  if (snapshot?.properties['uniqueId'] !== payload['uniqueId'] || !snapshot) return {};
  return { put: [{ ...snapshot, properties: { ...snapshot.properties, completionPercent: 100 } }] };
}
