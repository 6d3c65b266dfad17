/** A customer's key that encrypts something at rest: what the services that use one have in common. */
import type { Refusal } from './errors.ts';
import { isObject, type Json } from './json.ts';
import type { KeyDescription } from './ports.ts';
import type { UnitContext } from './resource-type.ts';

/** What a service does with the key, in this order. */
export const KEY_OPERATIONS = ['get', 'wrapKey', 'unwrapKey'] as const;

/** What Key Vault answers to the first thing it refuses to this principal; nothing when it refuses nothing. */
export function firstKeyRefusal(
  context: UnitContext,
  keyIdentifier: string,
  principalId: string,
): Refusal | undefined {
  for (const operation of KEY_OPERATIONS) {
    const refusal = context.keys.refuses(keyIdentifier, principalId, operation);
    if (refusal) return refusal;
  }
  return undefined;
}

/** What a vault lacks for its keys not to be lost, or nothing. */
export function unrecoverableVault(
  context: UnitContext,
  keyIdentifier: string,
): string | undefined {
  const { properties } = context.keys.vaultOf(keyIdentifier) ?? {};
  if (properties?.['enableSoftDelete'] === false) return 'soft delete is not enabled';
  if (properties?.['enablePurgeProtection'] !== true) return 'purge protection is not enabled';
  return undefined;
}

/** Why a key cannot wrap what a service has, or nothing: services take RSA keys alone. */
export function unfitKind({ type }: Pick<KeyDescription, 'type'>): string | undefined {
  return type.startsWith('RSA') ? undefined : `it is of the type ${type}, not RSA`;
}

/** A member whatever its case: services read `keyVaultProperties` and `keyvaultproperties` alike. */
export function memberAt(value: unknown, name: string): Json | undefined {
  if (!isObject(value)) return undefined;
  const key = Object.keys(value).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : value[key];
}
