/** What a disk or snapshot is made from: nothing, an upload that is to come, or another one. None has contents here. */
import { notSimulated } from '../../kernel/errors.ts';
import { type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import { linkedAuthorizationFailed } from '../../kernel/linked-access.ts';
import { wordOf } from '../../kernel/read-json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { setOfDisk } from './disk-encryption.ts';
import { invalid } from './disk-errors.ts';
import { DISKS_AND_SNAPSHOTS, isNewerSku, nounOf } from './disk-kinds.ts';
import { mustUseKey } from './granted-access.ts';

/** What is being made, and where. */
interface Place {
  readonly id: string;
  readonly type: string;
  readonly location: string | undefined;
}

/** What follows from a source. */
interface SourceFacts {
  /** Gibibytes. */
  readonly sizeGB?: number;
  readonly facts: JsonObject;
  /** What is copied. */
  readonly source?: StoredResource;
}

/** The largest disk, gibibytes. */
export const SIZE_MAX_INCLUSIVE_GB = 32_767;
const BYTES_PER_GB = 1024 ** 3;
/** What ends a fixed VHD; it is no part of the disk. Bytes. */
const VHD_FOOTER_BYTES = 512;
/** Documented, each with the footer: 20 MiB, and the largest disk. */
const UPLOAD_MIN_INCLUSIVE_BYTES = 20 * 1024 ** 2 + VHD_FOOTER_BYTES;
const UPLOAD_MAX_INCLUSIVE_BYTES = SIZE_MAX_INCLUSIVE_GB * BYTES_PER_GB + VHD_FOOTER_BYTES;

/** Kept as given: nothing that is simulated depends on them. */
const KEPT = [
  'logicalSectorSize',
  'performancePlus',
  'provisionedBandwidthCopySpeed',
  'instantAccessDurationMinutes',
] as const;
/** Of each option its own, and told by the service. */
const KNOWN: ReadonlySet<string> = new Set([
  ...KEPT,
  'createOption',
  'uploadSizeBytes',
  'sourceResourceId',
  'sourceUniqueId',
]);
/** How disks are made here. */
export const DISK_CREATIONS: readonly string[] = [
  'Empty',
  'Upload',
  'UploadPreparedSecure',
  'Copy',
];
/** How snapshots are. */
export const SNAPSHOT_CREATIONS: readonly string[] = ['Copy', 'CopyStart'];

/** `creationData` of something new as it is kept. */
export function readSource(
  noun: 'disk' | 'snapshot',
  createOption: string,
  given: JsonObject,
): JsonObject {
  const kept: Record<string, Json> = { createOption };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    if (!KNOWN.has(name)) {
      throw notSimulated(`the ${noun} property 'properties.creationData.${name}'`);
    }
    if (KEPT.some((one) => one === name)) kept[name] = value;
  }
  if (createOption.startsWith('Upload')) return { ...kept, uploadSizeBytes: uploadSize(given) };
  if (createOption === 'Empty') return kept;
  const sourceResourceId = stringAt(given, 'sourceResourceId');
  if (sourceResourceId === undefined) {
    throw invalid('creationData.sourceResourceId', `is required with the option '${createOption}'`);
  }
  return { ...kept, sourceResourceId: `/${sourceResourceId.replace(/^\//, '')}` };
}

function uploadSize({ uploadSizeBytes: size }: JsonObject): number {
  const isSize = typeof size === 'number' && Number.isInteger(size);
  if (!isSize || size < UPLOAD_MIN_INCLUSIVE_BYTES || size > UPLOAD_MAX_INCLUSIVE_BYTES) {
    throw invalid(
      'creationData.uploadSizeBytes',
      `must be from ${UPLOAD_MIN_INCLUSIVE_BYTES} to ${UPLOAD_MAX_INCLUSIVE_BYTES}, not ${wordOf(size)}`,
    );
  }
  return size;
}

/** What follows from the source of something new: its size, and that an upload is still to come. */
export function sourceFacts(
  context: UnitContext,
  creationData: JsonObject,
  place: Place,
): SourceFacts {
  const { uploadSizeBytes } = creationData;
  if (typeof uploadSizeBytes === 'number') {
    const bytes = uploadSizeBytes - VHD_FOOTER_BYTES;
    return { sizeGB: Math.ceil(bytes / BYTES_PER_GB), facts: { diskState: 'ReadyToUpload' } };
  }
  const id = stringAt(creationData, 'sourceResourceId');
  if (id === undefined) return { facts: {} };
  const source = copied(context, id, place, creationData['createOption'] === 'CopyStart');
  return {
    sizeGB: Number(source.properties['diskSizeGB']),
    facts: {
      creationData: { ...creationData, sourceUniqueId: source.properties['uniqueId'] ?? '' },
      ...ofSystem(source),
    },
    source,
  };
}

/** What a copy of the same system has of its source. */
const OF_SYSTEM = [
  'osType',
  'hyperVGeneration',
  'purchasePlan',
  'supportedCapabilities',
  'supportsHibernation',
] as const;

const ofSystem = ({ properties }: StoredResource): JsonObject =>
  Object.fromEntries(
    OF_SYSTEM.flatMap((name) => {
      const value = properties[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

const SOURCE = 'creationData.sourceResourceId';

function copied(
  context: UnitContext,
  id: string,
  place: Place,
  inBackground: boolean,
): StoredResource {
  const type = DISKS_AND_SNAPSHOTS.find((one) =>
    id.toLowerCase().includes(`/providers/${one}/`.toLowerCase()),
  );
  if (!type) throw notSimulated(`a ${nounOf(place)} copied from '${id}'`);
  const read = `${type}/read`;
  if (!context.allows(context.caller.objectId, read, id)) {
    throw linkedAuthorizationFailed(context, `${place.type}/write`, place.id, read, id);
  }
  const noun = nounOf({ type });
  const source = context.resource(id);
  if (!source) throw invalid(SOURCE, `there is no ${noun} '${id}'`);
  // What is being made has neither id nor, when it is a copy itself, size.
  if (stringAt(source.properties, 'uniqueId') === undefined) {
    throw invalid(SOURCE, `the ${noun} is not made yet`);
  }
  const isHere = source.location === place.location;
  if (!isHere && !inBackground) {
    throw invalid(SOURCE, `the ${noun} is in ${source.location ?? ''}`);
  }
  // Documented.
  if (!isHere && source.properties['incremental'] !== true) {
    throw invalid(SOURCE, 'only incremental snapshots are copied to another region');
  }
  if (
    stringAt(source.properties['creationData'], 'createOption')?.startsWith('Upload') &&
    !isUploaded(source)
  ) {
    throw invalid(SOURCE, 'nothing was uploaded to that disk yet');
  }
  const { completionPercent } = source.properties;
  if (typeof completionPercent === 'number' && completionPercent < 100) {
    throw invalid(
      SOURCE,
      `the ${noun} is being copied itself, ${completionPercent} percent of it so far`,
    );
  }
  mustUseKey(context, source);
  return source;
}

/** Whether access to write it was granted and has ended. */
const isUploaded = ({ properties }: StoredResource): boolean =>
  properties['diskState'] === 'Unattached' || properties['diskState'] === 'ActiveSAS';

/**
 * The encryption of a copy, when the request does not tell: that of its source, which is not documented. Of Ultra Disks and
 * Premium SSD v2, documented to stay under the key.
 */
export function encryptionOfCopy(
  asked: Json | undefined,
  source: StoredResource | undefined,
): Json | undefined {
  if (!source) return asked;
  const before = setOfDisk(source);
  const after = setOfDisk({ properties: { encryption: asked ?? null } });
  const mustStay = isNewerSku(stringAt(source.sku, 'name')) && nounOf(source) === 'disk';
  if (asked !== undefined && before !== undefined && mustStay && before !== after) {
    throw invalid('encryption.diskEncryptionSetId', `must be '${before}', as of what is copied`);
  }
  return asked ?? source.properties['encryption'];
}
