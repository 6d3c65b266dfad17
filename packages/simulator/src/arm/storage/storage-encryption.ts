/** The encryption of a storage account: under Microsoft's key, or under a customer's, checked as the account uses it. */
import {
  firstKeyRefusal,
  memberAt,
  unfitKind,
  unrecoverableVault,
} from '../../kernel/customer-key.ts';
import { Refusal } from '../../kernel/errors.ts';
import { isObject, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { KeyDescription } from '../../kernel/ports.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { accountKeyPurpose } from '../../kernel/blobs.ts';
import { STORAGE_KEY_TIMER } from '../../kernel/storage-account.ts';
import type { WrappedStoreKey } from '../../kernel/wrapped-store.ts';
import { findKeyUser, type KeyOwner, keyUser, NO_ACCESS, readKeyUser } from './storage-key-user.ts';

/**
 * What reading and writing data takes of the key: an account has its data key unwrapped, so a version that has expired
 * still serves it.
 */
export const DATA_NEEDS = ['unwrapKey'] as const;
const CUSTOMERS = 'Microsoft.Keyvault';
const MICROSOFTS = 'Microsoft.Storage';
const KEY_MEMBERS = ['keyvaulturi', 'keyname', 'keyversion'] as const;
const KNOWN = [
  'keysource',
  'keyvaultproperties',
  'identity',
  'services',
  'requireinfrastructureencryption',
];

/** Whether the data is under a customer's key. */
export function isUnderCustomersKey(encryption: JsonObject): boolean {
  return stringAt(encryption, 'keySource') === CUSTOMERS;
}

/** What is asked for, on top of what is there; without a check of the key. */
export function readEncryption(before: JsonObject, given: JsonObject): JsonObject {
  const unknown = Object.keys(given).find((name) => !KNOWN.includes(name.toLowerCase()));
  if (unknown !== undefined) throw invalid(`the property 'encryption.${unknown}' is not known`);
  const { keySource, keyvaultproperties, identity, ...kept } = before;
  const services = { ...objectAt(before, 'services'), ...servicesOf(before, given) };
  const infrastructure = memberAt(given, 'requireInfrastructureEncryption');
  const common: JsonObject = {
    ...kept,
    ...(infrastructure === undefined ? {} : { requireInfrastructureEncryption: infrastructure }),
    services,
  };
  const askedSource = memberAt(given, 'keySource');
  if (sourceOf(askedSource ?? keySource) === MICROSOFTS) {
    const asked = memberAt(given, 'keyvaultproperties');
    // Taken as if nothing were said, the data would stay under Microsoft's key, and nobody be told.
    if (isObject(asked) && typeof askedSource !== 'string') {
      throw invalid(`'encryption.keyvaultproperties' needs 'encryption.keySource' ${CUSTOMERS}`);
    }
    return { ...common, keySource: MICROSOFTS };
  }
  const key = keyOf(memberAt(given, 'keyvaultproperties'), keyvaultproperties);
  const user = memberAt(given, 'identity') ?? identity;
  const encryptionUser = readKeyUser(user);
  return {
    ...common,
    keySource: CUSTOMERS,
    ...(encryptionUser ? { identity: encryptionUser } : {}),
    keyvaultproperties: key,
  };
}

/** The key in use, found and tried; a key without a version stands for the newest. */
export function withKeyInUse(
  context: UnitContext,
  owner: KeyOwner,
  encryption: JsonObject,
): JsonObject {
  const given = objectAt(encryption, 'keyvaultproperties');
  const keyIdentifier = keyIdentifierOf(given);
  const principalId = keyUser(context, owner, encryption, keyIdentifier);
  const key = context.keys.describe(keyIdentifier);
  // The vault first says who may ask, then what is there.
  if (firstKeyRefusal(context, keyIdentifier, principalId)) throw noAccess(owner.name);
  if (!key) throw noAccess(owner.name);
  const problem = unrecoverableVault(context, keyIdentifier) ?? unfitKind(key);
  if (problem !== undefined) {
    throw refused('KeyVaultPolicyError', `The key '${keyIdentifier}' cannot be used: ${problem}.`);
  }
  return { ...encryption, keyvaultproperties: inUse(context, given, key) };
}

/** The same encryption under the newest version of its key, when that is a newer one that can be used. */
export function followKey(
  context: UnitContext,
  owner: KeyOwner,
  encryption: JsonObject,
): JsonObject | undefined {
  try {
    const next = withKeyInUse(context, owner, encryption);
    return inUseId(next) === inUseId(encryption) ? undefined : next;
  } catch (error) {
    // The account stays under the version it has until the key can be used again.
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Whether the account follows its key from version to version. */
export function followsKey(encryption: JsonObject): boolean {
  const { keyversion } = objectAt(encryption, 'keyvaultproperties');
  return isUnderCustomersKey(encryption) && (keyversion === undefined || keyversion === '');
}

const inUseId = (encryption: JsonObject): string | undefined =>
  stringAt(encryption['keyvaultproperties'], 'currentVersionedKeyIdentifier');

function inUse(context: UnitContext, given: JsonObject, key: KeyDescription): JsonObject {
  const isSame = given['currentVersionedKeyIdentifier'] === key.id;
  return {
    ...given,
    currentVersionedKeyIdentifier: key.id,
    lastKeyRotationTimestamp: isSame
      ? given['lastKeyRotationTimestamp']
      : context.iso.replace('Z', '0000Z'),
    // The epoch stands for a key that never expires.
    currentVersionedKeyExpirationTimestamp: new Date((key.expires ?? 0) * 1000)
      .toISOString()
      .replace('Z', '0000Z'),
  };
}

/** The key as the account uses it; `undefined`: its data is under Microsoft's. */
export function keyUseOf(
  context: UnitContext,
  { id, name, identity, properties }: StoredResource,
): WrappedStoreKey | undefined {
  const encryption = objectAt(properties, 'encryption');
  const version = inUseId(encryption);
  if (!isUnderCustomersKey(encryption) || version === undefined) return undefined;
  const keyIdentifier = keyIdentifierOf(objectAt(encryption, 'keyvaultproperties'));
  return {
    id,
    keyIdentifier,
    version,
    principalId: findKeyUser(context, { name, identity }, encryption, keyIdentifier),
    handler: STORAGE_KEY_TIMER,
    needs: DATA_NEEDS,
    purpose: accountKeyPurpose(id),
  };
}

function keyIdentifierOf(key: JsonObject): string {
  const [uri = '', name = '', version = ''] = KEY_MEMBERS.map((member) => stringAt(key, member));
  const base = `${uri.replace(/\/+$/, '')}/keys/${name}`;
  return version === '' ? base : `${base}/${version}`;
}

function keyOf(given: unknown, before: unknown): JsonObject {
  const named = isObject(given) ? given : before;
  const key = Object.fromEntries(
    KEY_MEMBERS.flatMap((member) => {
      const value = memberAt(named, member);
      return typeof value === 'string' ? [[member, value]] : [];
    }),
  );
  for (const member of ['keyvaulturi', 'keyname'] as const) {
    if (!key[member]) throw invalid(`'encryption.keyvaultproperties.${member}' is required`);
  }
  const isSame = KEY_MEMBERS.every((member) => key[member] === stringAt(before, member));
  return isSame && isObject(before) ? before : key;
}

function servicesOf(before: JsonObject, given: JsonObject): JsonObject {
  const asked = memberAt(given, 'services');
  if (!isObject(asked)) return {};
  const known = objectAt(before, 'services');
  return Object.fromEntries(
    Object.entries(asked).map(([name, service]) => [
      name,
      { ...objectAt(known, name), ...(isObject(service) ? service : {}) },
    ]),
  );
}

function sourceOf(value: unknown): typeof CUSTOMERS | typeof MICROSOFTS {
  const found = ([CUSTOMERS, MICROSOFTS] as const).find(
    (source) => typeof value === 'string' && source.toLowerCase() === value.toLowerCase(),
  );
  if (found) return found;
  throw invalid(`'encryption.keySource' must be ${CUSTOMERS} or ${MICROSOFTS}`);
}

/** One answer for every way in which the key cannot be reached. */
function noAccess(account: string): Refusal {
  return new Refusal({
    status: 400,
    code: NO_ACCESS,
    message: `Unable to update storage account '${account}': 'The operation failed because of authentication issue on the keyvault. For more information, see - https://aka.ms/storagekeyvaultaccesspolicy'.`,
    evidence: 'reported',
  });
}

const invalid = (why: string): Refusal =>
  refused(
    'InvalidValuesForRequestParameters',
    `Values for request parameters are invalid: ${why}.`,
  );

function refused(code: string, message: string): Refusal {
  return new Refusal({ status: 400, code, message, evidence: 'assumed' });
}
