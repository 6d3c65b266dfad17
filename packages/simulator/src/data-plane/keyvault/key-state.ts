/** Which operations a key version allows now. */
import type { Refusal } from '../../kernel/errors.ts';
import {
  keyDisabled,
  keyOutsideValidity,
  operationNotInKeyOps,
  unsupportedOperations,
} from './key-errors.ts';
import type { KeyType, StoredKeyVersion } from './key-store.ts';

/** Cryptographic operations, as `key_ops` and access policies name them. */
export type KeyOperation =
  'encrypt' | 'decrypt' | 'sign' | 'verify' | 'wrapKey' | 'unwrapKey' | 'release';

/** Operations of RSA keys, in the order in which Azure gives them to a new key. */
const rsaOperations: readonly KeyOperation[] = Object.freeze([
  'encrypt',
  'decrypt',
  'sign',
  'verify',
  'wrapKey',
  'unwrapKey',
]);

/** Operations of keys on curves. */
const ecOperations: readonly KeyOperation[] = Object.freeze(['sign', 'verify']);

/** Operations of symmetric keys: signing with HMAC is not among them here. */
const symmetricOperations: readonly KeyOperation[] = Object.freeze([
  'encrypt',
  'decrypt',
  'wrapKey',
  'unwrapKey',
]);

/** What a new key of a type does unless told otherwise. */
export function operationsOf(type: KeyType): readonly KeyOperation[] {
  if (type === 'oct-HSM') return symmetricOperations;
  return type === 'EC' || type === 'EC-HSM' ? ecOperations : rsaOperations;
}

/** Throws for operations that no key on a curve, or no symmetric key, does. */
export function checkOperations(type: KeyType, operations: readonly string[]): void {
  const supported = operationsOf(type);
  if (supported === rsaOperations) return;
  const foreign = operations.filter((word) => !supported.some((known) => known === word));
  if (foreign.length > 0) throw unsupportedOperations(foreign, supported);
}

/** What was made earlier can be read back: these go on before `nbf` and after `exp`. */
const ALLOWED_OUTSIDE_VALIDITY: ReadonlySet<string> = new Set([
  'decrypt',
  'unwrapKey',
  'verify',
  'release',
]);

/** Why a version does not do an operation at an instant (epoch seconds); `undefined` when it does. */
export function stateRefusal(
  version: StoredKeyVersion,
  operation: KeyOperation,
  now: number,
): Refusal | undefined {
  if (!version.enabled) return keyDisabled(operation);
  const isExpired = version.expires !== undefined && now >= version.expires;
  const isEarly = version.notBefore !== undefined && now < version.notBefore;
  if ((isExpired || isEarly) && !ALLOWED_OUTSIDE_VALIDITY.has(operation)) {
    return keyOutsideValidity(operation, isExpired);
  }
  // What leaves the vault is ruled by the release policy; `key_ops` has the word `export` for it or not.
  if (operation === 'release') return undefined;
  return version.operations.includes(operation) ? undefined : operationNotInKeyOps(operation);
}
