/** What the properties of a vault may be, and what becomes of those that are left out. */
import { notSimulated } from '../../kernel/errors.ts';
import { isGuid } from '../../kernel/ids.ts';
import { isObject, type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import { readPolicies } from './access-policies.ts';
import { readNetworkAcls } from './network-acls.ts';
import {
  invalidValue,
  notSpecified,
  purgeProtectionStays,
  retentionIsSet,
  softDeleteStays,
} from './vault-errors.ts';

const RETENTION_DAYS_MIN_INCLUSIVE = 7;
const RETENTION_DAYS_MAX_INCLUSIVE = 90;
const RETENTION_DAYS_DEFAULT = 90;

/** The first api-version in which a new vault is authorized by roles unless told otherwise. */
const RBAC_DEFAULT_FROM = '2026-02-01';
/** The last api-version in which a vault can be made without soft delete. */
const SOFT_DELETE_OPTIONAL_UNTIL = '2019-09-01';

const READ_ONLY: ReadonlySet<string> = new Set([
  'vaultUri',
  'provisioningState',
  'privateEndpointConnections',
  'hsmPoolResourceId',
]);
const WRITABLE: ReadonlySet<string> = new Set([
  'tenantId',
  'sku',
  'accessPolicies',
  'enabledForDeployment',
  'enabledForDiskEncryption',
  'enabledForTemplateDeployment',
  'enableSoftDelete',
  'softDeleteRetentionInDays',
  'enableRbacAuthorization',
  'createMode',
  'enablePurgeProtection',
  'networkAcls',
  'publicNetworkAccess',
]);

/** The members of a request that say something: null counts as left out, read-only ones sent back are ignored. */
export function givenProperties(body: JsonObject): JsonObject {
  const properties = body['properties'];
  if (properties === undefined || properties === null) return {};
  if (!isObject(properties)) throw invalidValue('properties', 'an object');
  const given: Record<string, Json> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || READ_ONLY.has(name)) continue;
    if (!WRITABLE.has(name)) throw notSimulated(`the vault property '${name}'`);
    given[name] = value;
  }
  return given;
}

/** What a vault keeps through every update. */
export interface VaultBefore {
  /** Absent for a new vault. */
  readonly properties?: JsonObject;
  readonly apiVersion: string;
  readonly vaultUri: string;
}

/** The properties that a PUT leaves a vault with, in the order in which Azure shows them. */
export function vaultProperties(given: JsonObject, before: VaultBefore): JsonObject {
  const old = before.properties;
  const tenantId = readTenant(given);
  const sku = readSku(given['sku']);
  const rbac = flag(given, 'enableRbacAuthorization') ?? rbacDefault(before);
  if (given['accessPolicies'] === undefined && rbac !== true) throw notSpecified('accessPolicies');
  const networkAcls = readNetworkAcls(given['networkAcls']);
  const purgeProtection = readPurgeProtection(given, old);
  const diskEncryption = flag(given, 'enabledForDiskEncryption');
  const templateDeployment = flag(given, 'enabledForTemplateDeployment');
  const softDelete = readSoftDelete(given, before);
  return {
    sku,
    tenantId,
    ...(networkAcls === undefined ? {} : { networkAcls }),
    accessPolicies: readPolicies(given['accessPolicies'] ?? [], tenantId),
    enabledForDeployment: flag(given, 'enabledForDeployment') ?? false,
    ...(diskEncryption === undefined ? {} : { enabledForDiskEncryption: diskEncryption }),
    ...(templateDeployment === undefined
      ? {}
      : { enabledForTemplateDeployment: templateDeployment }),
    enableSoftDelete: softDelete,
    ...(softDelete ? { softDeleteRetentionInDays: readRetention(given, old) } : {}),
    ...(rbac === undefined ? {} : { enableRbacAuthorization: rbac }),
    ...(purgeProtection ? { enablePurgeProtection: true } : {}),
    vaultUri: before.vaultUri,
    provisioningState: 'Succeeded',
    ...connectionsKept(old),
    publicNetworkAccess: readPublicAccess(given['publicNetworkAccess']),
  };
}

/** Private endpoints stay connected whatever is written. */
function connectionsKept(old: JsonObject | undefined): JsonObject {
  const connections = old?.['privateEndpointConnections'];
  return connections === undefined ? {} : { privateEndpointConnections: connections };
}

/** The members of a PATCH laid over those of the vault. */
export function patchedProperties(given: JsonObject, properties: JsonObject): JsonObject {
  return { ...properties, ...given };
}

/** Whether a vault's data is authorized by roles. */
export function isRbac(properties: JsonObject | undefined): boolean {
  return properties?.['enableRbacAuthorization'] === true;
}

/** Only the making of a vault has a default; an update without the member leaves it as it is. */
function rbacDefault(before: VaultBefore): boolean | undefined {
  const stored = before.properties?.['enableRbacAuthorization'];
  if (before.properties) return typeof stored === 'boolean' ? stored : undefined;
  return before.apiVersion >= RBAC_DEFAULT_FROM ? true : undefined;
}

function readTenant(given: JsonObject): string {
  const { tenantId } = given;
  if (tenantId === undefined) throw notSpecified('tenantId');
  if (!isGuid(tenantId)) throw invalidValue('tenantId', 'a GUID');
  return tenantId;
}

function readSku(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw notSpecified('sku');
  const name = stringAt(value, 'name')?.toLowerCase();
  const family = stringAt(value, 'family');
  if (family?.toUpperCase() !== 'A') throw invalidValue('sku.family', "'A'");
  if (name !== 'standard' && name !== 'premium') {
    throw invalidValue('sku.name', "'standard' or 'premium'");
  }
  return { family: 'A', name };
}

function readPurgeProtection(given: JsonObject, old: JsonObject | undefined): boolean {
  const asked = flag(given, 'enablePurgeProtection');
  if (asked === false) throw purgeProtectionStays();
  return asked ?? old?.['enablePurgeProtection'] === true;
}

function readSoftDelete(given: JsonObject, before: VaultBefore): boolean {
  const asked = flag(given, 'enableSoftDelete');
  const isOn = before.properties?.['enableSoftDelete'] !== false;
  if (asked !== false) return before.properties === undefined || isOn ? true : asked === true;
  const isNew = before.properties === undefined;
  const isOptional = before.apiVersion.slice(0, 10) <= SOFT_DELETE_OPTIONAL_UNTIL;
  if (isNew ? !isOptional : isOn) throw softDeleteStays();
  return false;
}

function readRetention(given: JsonObject, old: JsonObject | undefined): number {
  const asked = given['softDeleteRetentionInDays'];
  const stored = old?.['softDeleteRetentionInDays'];
  if (asked === undefined) return typeof stored === 'number' ? stored : RETENTION_DAYS_DEFAULT;
  if (
    typeof asked !== 'number' ||
    !Number.isInteger(asked) ||
    asked < RETENTION_DAYS_MIN_INCLUSIVE ||
    asked > RETENTION_DAYS_MAX_INCLUSIVE
  ) {
    throw invalidValue(
      'softDeleteRetentionInDays',
      `a whole number from ${RETENTION_DAYS_MIN_INCLUSIVE} to ${RETENTION_DAYS_MAX_INCLUSIVE}`,
    );
  }
  if (typeof stored === 'number' && stored !== asked) throw retentionIsSet();
  return asked;
}

function readPublicAccess(value: Json | undefined): string {
  if (value === undefined) return 'Enabled';
  const known = ['Enabled', 'Disabled', 'SecuredByPerimeter'];
  const found = known.find(
    (name) => typeof value === 'string' && name.toLowerCase() === value.toLowerCase(),
  );
  if (found === undefined) throw invalidValue('publicNetworkAccess', `one of ${known.join(', ')}`);
  if (found === 'SecuredByPerimeter') {
    throw notSimulated("the vault property 'publicNetworkAccess: SecuredByPerimeter'");
  }
  return found;
}

function flag(given: JsonObject, name: string): boolean | undefined {
  const value = given[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw invalidValue(name, 'true or false');
}
