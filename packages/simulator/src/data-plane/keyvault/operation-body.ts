/** Bodies of cryptographic operations: the algorithm, and bytes in base64url. */
import { aesAlgorithm } from '../../crypto/aes.ts';
import { fromBase64Url } from '../../crypto/bytes.ts';
import { isEcSignature } from '../../crypto/ec.ts';
import { isRsaEncryption, isRsaSignature } from '../../crypto/rsa-messages.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { invalidProperty } from './vault-errors.ts';

/** Algorithms that Key Vault names and that no key here does in this form. */
const OTHER_ALGORITHMS =
  /^(?:RSNULL|HS(?:256|384|512)|A(?:128|192|256)KWP|CKM_AES_KEY_WRAP(?:_PAD)?)$/;

/** An algorithm that Key Vault has, for whatever key. */
export function algorithmOf(body: JsonObject): string {
  const { alg } = body;
  const isKnown =
    typeof alg === 'string' &&
    (isRsaEncryption(alg) ||
      isRsaSignature(alg) ||
      isEcSignature(alg) ||
      aesAlgorithm(alg) !== undefined ||
      OTHER_ALGORITHMS.test(alg));
  if (!isKnown) throw invalidProperty();
  return alg;
}

export function bytesAt(body: JsonObject, member: string): Uint8Array {
  const text = body[member];
  const bytes = typeof text === 'string' ? fromBase64Url(text) : undefined;
  if (!bytes) throw invalidProperty();
  return bytes;
}
