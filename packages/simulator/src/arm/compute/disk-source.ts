/** What a disk is made from: nothing, an upload that is to come, or another disk. No disk has contents here. */
import { notSimulated } from '../../kernel/errors.ts';
import { type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { linkedAuthorizationFailed } from '../../kernel/linked-access.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { wordOf } from '../../kernel/read-json.ts';
import { setOfDisk } from './disk-encryption.ts';
import { invalid } from './disk-errors.ts';

const TYPE = 'Microsoft.Compute/disks';

/** Where a disk is. */
interface Place {
  readonly id: string;
  readonly location: string | undefined;
}

/** The largest disk, gibibytes. */
export const SIZE_MAX_INCLUSIVE_GB = 32_767;
const READ = `${TYPE}/read`;
const BYTES_PER_GB = 1024 ** 3;
/** What ends a fixed VHD; it is no part of the disk. Bytes. */
const VHD_FOOTER_BYTES = 512;
/** Documented, each with the footer: 20 MiB, and the largest disk. */
const UPLOAD_MIN_INCLUSIVE_BYTES = 20 * 1024 ** 2 + VHD_FOOTER_BYTES;
const UPLOAD_MAX_INCLUSIVE_BYTES = SIZE_MAX_INCLUSIVE_GB * BYTES_PER_GB + VHD_FOOTER_BYTES;

/** Kept as given: nothing that is simulated depends on them. */
const KEPT = ['logicalSectorSize', 'performancePlus', 'provisionedBandwidthCopySpeed'] as const;
/** Of each option its own, and told by the service. */
const KNOWN: ReadonlySet<string> = new Set([
  ...KEPT,
  'createOption',
  'uploadSizeBytes',
  'sourceResourceId',
  'sourceUniqueId',
]);
const CREATIONS = ['Empty', 'Upload', 'Copy'] as const;

/** Whether disks are made so here. */
export const isCreation = (option: string): option is (typeof CREATIONS)[number] =>
  CREATIONS.some((one) => one === option);

/** `creationData` of a new disk as it is kept. */
export function readSource(
  createOption: (typeof CREATIONS)[number],
  given: JsonObject,
): JsonObject {
  const kept: Record<string, Json> = { createOption };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    if (!KNOWN.has(name)) throw notSimulated(`the disk property 'properties.creationData.${name}'`);
    if (KEPT.some((one) => one === name)) kept[name] = value;
  }
  if (createOption === 'Upload') return { ...kept, uploadSizeBytes: uploadSize(given) };
  if (createOption === 'Empty') return kept;
  const sourceResourceId = stringAt(given, 'sourceResourceId');
  if (sourceResourceId === undefined) {
    throw invalid('creationData.sourceResourceId', "is required with the option 'Copy'");
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

/** What follows from the source of a new disk: its size, and that an upload is still to come. */
export function sourceFacts(
  context: UnitContext,
  creationData: JsonObject,
  disk: Place,
): { readonly sizeGB?: number; readonly facts: JsonObject } {
  const { uploadSizeBytes } = creationData;
  if (typeof uploadSizeBytes === 'number') {
    const bytes = uploadSizeBytes - VHD_FOOTER_BYTES;
    return { sizeGB: Math.ceil(bytes / BYTES_PER_GB), facts: { diskState: 'ReadyToUpload' } };
  }
  const id = stringAt(creationData, 'sourceResourceId');
  if (id === undefined) return { facts: {} };
  const source = copied(context, id, disk);
  return {
    sizeGB: Number(source.properties['diskSizeGB']),
    facts: {
      creationData: { ...creationData, sourceUniqueId: source.properties['uniqueId'] ?? '' },
      ...ofSystem(source),
    },
  };
}

/** A copy holds the same system. */
const ofSystem = ({ properties }: StoredResource): JsonObject =>
  Object.fromEntries(
    ['osType', 'hyperVGeneration'].flatMap((name) => {
      const value = properties[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

function copied(context: UnitContext, id: string, disk: Place): StoredResource {
  if (!id.toLowerCase().includes(`/providers/${TYPE}/`.toLowerCase())) {
    throw notSimulated(`a disk copied from '${id}'`);
  }
  if (!context.allows(context.caller.objectId, READ, id)) {
    throw linkedAuthorizationFailed(context, `${TYPE}/write`, disk.id, READ, id);
  }
  const source = context.resource(id);
  if (!source) throw invalid('creationData.sourceResourceId', `there is no disk '${id}'`);
  if (source.location !== disk.location) {
    throw invalid('creationData.sourceResourceId', `the disk is in ${source.location ?? ''}`);
  }
  // Documented of images and snapshots that the key is to be the same; of disks, nothing.
  if (setOfDisk(source) !== undefined) {
    throw notSimulated('a copy of a disk under a disk encryption set');
  }
  if (objectAt(source.properties, 'creationData')['createOption'] === 'Upload') {
    throw invalid('creationData.sourceResourceId', 'nothing was uploaded to that disk yet');
  }
  return source;
}
