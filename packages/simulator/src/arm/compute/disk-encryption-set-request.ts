/** What a request may say about a disk encryption set. */
import {
  federatedUseOf,
  keyForbidden,
  keyUrlOf,
  setPrincipalOf,
} from '../../kernel/disk-encryption-set.ts';
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { trustProblem } from '../../kernel/federated-client.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { systemPrincipalOf } from '../../kernel/managed-identity.ts';
import type { ResourceAddress, UnitContext } from '../../kernel/resource-type.ts';
import { wordOf } from '../../kernel/read-json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { keyVaultAccessForbidden } from './disk-errors.ts';

const ENCRYPTION_TYPES = [
  'EncryptionAtRestWithCustomerKey',
  'EncryptionAtRestWithPlatformAndCustomerKeys',
  'ConfidentialVmEncryptedWithCustomerKey',
];
const READ_ONLY = [
  'provisioningState',
  'previousKeys',
  'lastKeyRotationTimestamp',
  'autoKeyRotationError',
];
/** Takes a client back. */
const NO_CLIENT = 'None';
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const VAULT_ID =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+$/i;
const VERSIONED_KEY =
  /^https:\/\/[a-z0-9-]+\.[a-z0-9.-]+(?::\d+)?\/keys\/[a-z0-9-]{1,127}\/[0-9a-f]{32}$/i;

/** The properties of a request that count, checked. The vault is not looked at: only the form of its id and URL. */
export function readSetProperties(
  body: JsonObject,
  address: ResourceAddress,
  cloud: UnitContext['cloud'],
): JsonObject {
  const given = body['properties'] ?? {};
  if (!isObject(given)) throw invalid('properties', 'must be an object');
  const read: Record<string, Json> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || READ_ONLY.includes(name)) continue;
    if (name === 'activeKey') read[name] = readActiveKey(value, address);
    else if (name === 'federatedClientId') read[name] = readClient(value, cloud);
    else if (name === 'encryptionType') read[name] = readEncryptionType(value);
    else if (name === 'rotationToLatestKeyVersionEnabled') {
      if (typeof value !== 'boolean') throw invalid(name, 'must be true or false');
      read[name] = value;
    } else throw notSimulated(`the disk encryption set property 'properties.${name}'`);
  }
  return read;
}

function readActiveKey(value: Json, address: ResourceAddress): JsonObject {
  const keyUrl = stringAt(value, 'keyUrl') ?? '';
  if (!VERSIONED_KEY.test(keyUrl)) {
    throw invalid('activeKey.keyUrl', `must be the URL of a key with its version, not '${keyUrl}'`);
  }
  const sourceVault = objectAt(value, 'sourceVault');
  const vaultId = stringAt(sourceVault, 'id');
  if (vaultId === undefined) return { keyUrl };
  const [, subscriptionId] = VAULT_ID.exec(vaultId) ?? [];
  if (subscriptionId === undefined) {
    throw invalid('activeKey.sourceVault.id', `must be the id of a key vault, not '${vaultId}'`);
  }
  if (subscriptionId.toLowerCase() !== address.subscriptionId.toLowerCase()) {
    throw invalid(
      'activeKey.sourceVault.id',
      'cannot be used if the subscription of the key vault is not the same as that of the disk encryption set',
    );
  }
  return { sourceVault: { id: vaultId }, keyUrl };
}

/** Documented: Azure Government and 21Vianet do not have it. */
function readClient(value: Json, cloud: UnitContext['cloud']): string {
  const client = wordOf(value);
  if (cloud === 'public' && (client === NO_CLIENT || GUID.test(client))) return client;
  throw new Refusal({
    status: 400,
    // The code is reported, with the beginning of other words.
    code: 'BadRequest',
    message:
      cloud === 'public'
        ? `The federatedClientId '${client}' is neither the client id of a multi-tenant application nor '${NO_CLIENT}'.`
        : 'A disk encryption set has no federatedClientId in this cloud.',
    target: 'federatedClientId',
    evidence: 'assumed',
  });
}

/** Properties of a set without a client that was taken back. */
export function withoutClientTakenBack(properties: JsonObject): JsonObject {
  const { federatedClientId, ...others } = properties;
  return federatedClientId === NO_CLIENT ? others : properties;
}

/**
 * Refuses a client that nothing makes a user of the key, and an identity that needs one: the vault is of another tenant. A
 * key that is not there is for the first disk to find out.
 */
export function checkClient(context: UnitContext, set: StoredResource): void {
  const use = federatedUseOf(set);
  if (!use && !isForeign(context, set)) return;
  const isTrusted = !use || trustProblem(context, use) === undefined;
  if (isTrusted && !context.keys.describe(keyUrlOf(set))) return;
  const forbidden = keyForbidden(context, set);
  if (forbidden) throw keyVaultAccessForbidden(forbidden);
}

/** Whether an identity that the set was given would use a key in another tenant; its own is not tried yet. */
function isForeign(context: UnitContext, set: StoredResource): boolean {
  const principalId = setPrincipalOf(context, set);
  if (principalId === undefined || principalId === systemPrincipalOf(set)) return false;
  const tenantId = stringAt(context.keys.vaultOf(keyUrlOf(set))?.properties, 'tenantId');
  const own = context.principal(principalId)?.tenantId;
  return tenantId !== undefined && own?.toLowerCase() !== tenantId.toLowerCase();
}

function readEncryptionType(value: Json): string {
  const type = ENCRYPTION_TYPES.find((one) => one.toLowerCase() === wordOf(value).toLowerCase());
  if (!type) throw invalid('encryptionType', `must be one of ${ENCRYPTION_TYPES.join(', ')}`);
  return type;
}

const NAME = /^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,78}[a-zA-Z0-9_]$|^[a-zA-Z0-9_]$/;

/** 1–80 characters: letters, digits, `_`, `.` and `-`. */
export function checkSetName(name: string): void {
  if (!NAME.test(name)) throw invalid('name', `'${name}' is not the name of a disk encryption set`);
}

/** Without a key there is nothing to encrypt with. */
export function requireActiveKey(properties: JsonObject): void {
  if (properties['activeKey'] === undefined) throw invalid('activeKey', 'is required');
}

function invalid(parameter: string, why: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'InvalidParameter',
    message: `The parameter '${parameter}' of the disk encryption set is invalid: ${why}.`,
    target: parameter,
    evidence: 'assumed',
  });
}
