/** What a request may say about a managed disk, and which SKU it has. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { wordOf } from '../../kernel/read-json.ts';

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
const DEFAULT_SKU = 'Standard_LRS';
export const SIZE_MAX_INCLUSIVE_GB = 32_767;
const READ_ONLY = new Set([
  'timeCreated',
  'diskSizeBytes',
  'uniqueId',
  'provisioningState',
  'diskState',
  'diskIOPSReadWrite',
  'diskMBpsReadWrite',
  'burstingEnabledTime',
]);
/** Kept as given: nothing that is simulated depends on them. */
const KEPT = new Set([
  'osType',
  'hyperVGeneration',
  'publicNetworkAccess',
  'dataAccessAuthMode',
  'purchasePlan',
  'supportsHibernation',
  'supportedCapabilities',
  'optimizedForFrequentAttach',
  'availabilityPolicy',
  // Judged by SKU and size: disk-performance.ts.
  'burstingEnabled',
  'tier',
]);

/** The properties of a request that count, checked; the disk encryption set is not looked at. */
export function readDiskProperties(body: JsonObject, existing: JsonObject | undefined): JsonObject {
  const given = body['properties'] ?? {};
  if (!isObject(given)) throw invalid('properties', 'must be an object');
  const read: Record<string, Json> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || READ_ONLY.has(name)) continue;
    if (name === 'creationData') read[name] = readCreationData(value, existing);
    else if (name === 'diskSizeGB') read[name] = readSize(value, existing);
    else if (name === 'encryption') read[name] = value;
    else if (name === 'networkAccessPolicy' && value !== 'AllowPrivate') read[name] = value;
    else if (KEPT.has(name)) read[name] = value;
    else throw notSimulated(`the disk property 'properties.${name}'`);
  }
  if (!existing) {
    for (const name of ['creationData', 'diskSizeGB']) {
      if (read[name] === undefined) throw invalid(name, 'is required');
    }
  }
  return read;
}

/** The SKU as it is answered. */
export function readSku(body: JsonObject, existing: JsonObject | undefined): JsonObject {
  const name = stringAt(body['sku'], 'name') ?? stringAt(existing, 'name') ?? DEFAULT_SKU;
  const tier = SKU_TIERS.get(name);
  if (tier === undefined) {
    throw invalid('sku.name', `must be one of ${[...SKU_TIERS.keys()].join(', ')}`);
  }
  return { name, tier };
}

function readCreationData(value: Json, existing: JsonObject | undefined): JsonObject {
  const option = stringAt(value, 'createOption');
  if (option === undefined) throw invalid('creationData.createOption', 'is required');
  if (existing) {
    const before = objectAt(existing, 'creationData');
    if (option !== before['createOption']) {
      throw refused('PropertyChangeNotAllowed', "Changing property 'creationData' is not allowed.");
    }
    return before;
  }
  if (option !== 'Empty') throw notSimulated(`a disk created by '${option}'`);
  return { createOption: option };
}

function readSize(value: Json, existing: JsonObject | undefined): number {
  const isSize = typeof value === 'number' && Number.isInteger(value);
  if (!isSize || value < 1 || value > SIZE_MAX_INCLUSIVE_GB) {
    throw invalid('diskSizeGB', `must be from 1 to ${SIZE_MAX_INCLUSIVE_GB}, not ${wordOf(value)}`);
  }
  const before = existing?.['diskSizeGB'];
  if (typeof before === 'number' && value < before) {
    throw refused('OperationNotAllowed', `A disk of ${before} GB cannot shrink to ${value} GB.`);
  }
  return value;
}

const NAME = /^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,78}[a-zA-Z0-9_]$|^[a-zA-Z0-9_]$/;

/** 1–80 characters: letters, digits, `_`, `.` and `-`. */
export function checkDiskName(name: string): void {
  if (!NAME.test(name)) throw invalid('name', `'${name}' is not the name of a disk`);
}

/** A value that a disk cannot have. */
export function invalid(parameter: string, why: string): Refusal {
  return refused(
    'InvalidParameter',
    `The parameter '${parameter}' of the disk is invalid: ${why}.`,
    parameter,
  );
}

function refused(code: string, message: string, target?: string): Refusal {
  const about = target === undefined ? {} : { target };
  return new Refusal({
    status: code === 'InvalidParameter' ? 400 : 409,
    code,
    message,
    ...about,
    evidence: 'assumed',
  });
}
