/** What a request may say about a disk encryption set. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { ResourceAddress } from '../../kernel/resource-type.ts';
import { wordOf } from '../../kernel/read-json.ts';

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
const VAULT_ID =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+$/i;
const VERSIONED_KEY =
  /^https:\/\/[a-z0-9-]+\.[a-z0-9.-]+(?::\d+)?\/keys\/[a-z0-9-]{1,127}\/[0-9a-f]{32}$/i;

/** The properties of a request that count, checked. The vault is not looked at: only the form of its id and URL. */
export function readSetProperties(body: JsonObject, address: ResourceAddress): JsonObject {
  const given = body['properties'] ?? {};
  if (!isObject(given)) throw invalid('properties', 'must be an object');
  const read: Record<string, Json> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || READ_ONLY.includes(name)) continue;
    if (name === 'activeKey') read[name] = readActiveKey(value, address);
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
