/** What a request may say about a managed disk or a snapshot, and which SKU it has. */
import { notSimulated, type Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { wordOf } from '../../kernel/read-json.ts';
import { invalid, refused } from './disk-errors.ts';
import {
  DISK_CREATIONS,
  readSource,
  SIZE_MAX_INCLUSIVE_GB,
  SNAPSHOT_CREATIONS,
} from './disk-source.ts';

const SKU_TIERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Standard_LRS: 'Standard',
    Premium_LRS: 'Premium',
    StandardSSD_LRS: 'Standard',
    UltraSSD_LRS: 'Ultra',
    Premium_ZRS: 'Premium',
    StandardSSD_ZRS: 'Standard',
    PremiumV2_LRS: 'Premium',
  }),
);
const SNAPSHOT_SKU_TIERS: ReadonlyMap<string, string> = new Map(
  Object.entries({ Standard_LRS: 'Standard', Premium_LRS: 'Premium', Standard_ZRS: 'Standard' }),
);
const DEFAULT_SKU = 'Standard_LRS';
const READ_ONLY = new Set([
  'timeCreated',
  'diskSizeBytes',
  'uniqueId',
  'provisioningState',
  'diskState',
  'diskIOPSReadWrite',
  'diskMBpsReadWrite',
  'burstingEnabledTime',
  'incrementalSnapshotFamilyId',
  'completionPercent',
]);
/** Kept as given: nothing that is simulated depends on them. */
const KEPT = [
  'osType',
  'hyperVGeneration',
  'publicNetworkAccess',
  'dataAccessAuthMode',
  'purchasePlan',
  'supportsHibernation',
  'supportedCapabilities',
  // Judged where they are used.
  'encryption',
  'networkAccessPolicy',
  'diskAccessId',
  'securityProfile',
] as const;
const KEPT_OF_DISKS: ReadonlySet<string> = new Set([
  ...KEPT,
  'optimizedForFrequentAttach',
  'availabilityPolicy',
  // Judged by SKU and size: disk-performance.ts.
  'burstingEnabled',
  'tier',
]);
const KEPT_OF_SNAPSHOTS: ReadonlySet<string> = new Set([...KEPT, 'incremental']);

/** The properties of a disk or snapshot that count, checked; what they refer to is not looked at. */
export function readDiskProperties(
  noun: 'disk' | 'snapshot',
  body: JsonObject,
  existing: JsonObject | undefined,
): JsonObject {
  const known = noun === 'disk' ? KEPT_OF_DISKS : KEPT_OF_SNAPSHOTS;
  const given = body['properties'] ?? {};
  if (!isObject(given)) throw invalid('properties', 'must be an object');
  const read: Record<string, Json> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || READ_ONLY.has(name)) continue;
    if (name === 'creationData') read[name] = readCreationData(noun, value, existing);
    else if (name === 'diskSizeGB') read[name] = readSize(noun, value, existing);
    else if (known.has(name)) read[name] = value;
    else throw notSimulated(`the ${noun} property 'properties.${name}'`);
  }
  if (!existing) {
    const { creationData } = read;
    if (creationData === undefined) throw invalid('creationData', 'is required');
    // The others have the size of what they are made from.
    const isEmpty = stringAt(creationData, 'createOption') === 'Empty';
    if (isEmpty && read['diskSizeGB'] === undefined) throw invalid('diskSizeGB', 'is required');
  }
  return read;
}

/** The SKU as it is answered. */
export function readSku(
  noun: 'disk' | 'snapshot',
  body: JsonObject,
  otherwise: string | undefined,
): JsonObject {
  const tiers = noun === 'disk' ? SKU_TIERS : SNAPSHOT_SKU_TIERS;
  const name = stringAt(body['sku'], 'name') ?? otherwise ?? DEFAULT_SKU;
  const tier = tiers.get(name);
  if (tier === undefined) {
    throw invalid('sku.name', `must be one of ${[...tiers.keys()].join(', ')}`);
  }
  return { name, tier };
}

function readCreationData(
  noun: 'disk' | 'snapshot',
  value: Json,
  existing: JsonObject | undefined,
): JsonObject {
  const option = stringAt(value, 'createOption');
  if (option === undefined) throw invalid('creationData.createOption', 'is required');
  const before = objectAt(existing, 'creationData');
  if (existing && option !== before['createOption']) throw creationDataChanged();
  const creations = noun === 'disk' ? DISK_CREATIONS : SNAPSHOT_CREATIONS;
  if (!isObject(value) || !creations.includes(option)) {
    throw notSimulated(`a ${noun} created by '${option}'`);
  }
  const asked = readSource(noun, option, value);
  if (!existing) return asked;
  if (Object.entries(asked).some(([name, given]) => given !== before[name])) {
    throw creationDataChanged();
  }
  return before;
}

const creationDataChanged = (): Refusal =>
  refused('PropertyChangeNotAllowed', "Changing property 'creationData' is not allowed.");

function readSize(
  noun: 'disk' | 'snapshot',
  value: Json,
  existing: JsonObject | undefined,
): number {
  const isSize = typeof value === 'number' && Number.isInteger(value);
  if (!isSize || value < 1 || value > SIZE_MAX_INCLUSIVE_GB) {
    throw invalid('diskSizeGB', `must be from 1 to ${SIZE_MAX_INCLUSIVE_GB}, not ${wordOf(value)}`);
  }
  const before = existing?.['diskSizeGB'];
  if (typeof before === 'number' && value < before) {
    throw refused('OperationNotAllowed', `A ${noun} of ${before} GB cannot shrink to ${value} GB.`);
  }
  return value;
}

const NAME = /^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,78}[a-zA-Z0-9_]$|^[a-zA-Z0-9_]$/;

/** 1–80 characters: letters, digits, `_`, `.` and `-`. */
export function checkDiskName(name: string): void {
  if (!NAME.test(name)) throw invalid('name', `'${name}' is not the name of a disk`);
}
