/** Encrypt, Decrypt, WrapKey, UnwrapKey, Sign, Verify. */
import { fromBase64Url, toBase64Url } from '../../crypto/bytes.ts';
import {
  decrypt,
  digestBytes,
  encrypt,
  isRsaEncryption,
  isRsaSignature,
  longestMessageBytes,
  type RsaEncryption,
  type RsaSignature,
  sign,
  verify,
} from '../../crypto/rsa-messages.ts';
import { notSimulated } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { findVersion } from './find-key.ts';
import { keyId } from './key-bundle.ts';
import { badValue, invalidProperty } from './key-errors.ts';
import { type KeyOperation, stateRefusal } from './key-state.ts';
import type { StoredKeyVersion } from './key-store.ts';
import { bodyOf, type VaultAnswer, type VaultRequest } from './request.ts';

/** Algorithms of keys that the simulator does not make yet. */
const OTHER_ALGORITHMS =
  /^(?:RSNULL|ES256K?|ES384|ES512|HS(?:256|384|512)|A(?:128|192|256)(?:GCM|CBC|CBCPAD|KW|KWP)|CKM_AES_KEY_WRAP(?:_PAD)?)$/;

/** The operation on the version that is named, or the current one, once its state allows it. */
function use(
  request: VaultRequest,
  operation: KeyOperation,
  work: (version: StoredKeyVersion, body: JsonObject) => string | boolean,
): VaultAnswer {
  const { key, version } = findVersion(request);
  const refusal = stateRefusal(version, operation, request.now);
  if (refusal) throw refusal;
  const value = work(version, bodyOf(request));
  return {
    status: 200,
    body:
      typeof value === 'boolean'
        ? { value }
        : { kid: keyId(request.vault, key.name, version.version), value },
  };
}

const encryptWith =
  (operation: 'encrypt' | 'wrapKey') =>
  (request: VaultRequest): VaultAnswer =>
    use(request, operation, (version, body) => {
      const algorithm = encryptionOf(body);
      const message = bytesAt(body, 'value');
      const longest = longestMessageBytes(algorithm, version.material);
      if (message.length > longest) {
        throw badValue(
          `The value is ${message.length} bytes long; ${algorithm} with this key takes at most ${longest}`,
        );
      }
      return toBase64Url(encrypt(version.material, algorithm, message));
    });

const decryptWith =
  (operation: 'decrypt' | 'unwrapKey') =>
  (request: VaultRequest): VaultAnswer =>
    use(request, operation, (version, body) => {
      const algorithm = encryptionOf(body);
      const message = decrypt(version.material, algorithm, bytesAt(body, 'value'));
      if (!message) {
        throw badValue(
          `The value was not encrypted with ${algorithm} under this version of the key`,
        );
      }
      return toBase64Url(message);
    });

export const encryptData: (request: VaultRequest) => VaultAnswer = encryptWith('encrypt');
export const wrapKey: (request: VaultRequest) => VaultAnswer = encryptWith('wrapKey');
export const decryptData: (request: VaultRequest) => VaultAnswer = decryptWith('decrypt');
export const unwrapKey: (request: VaultRequest) => VaultAnswer = decryptWith('unwrapKey');

export function signDigest(request: VaultRequest): VaultAnswer {
  return use(request, 'sign', (version, body) => {
    const algorithm = signatureOf(body);
    const digest = digestAt(body, 'value', algorithm);
    return toBase64Url(sign(version.material, algorithm, digest));
  });
}

export function verifySignature(request: VaultRequest): VaultAnswer {
  return use(request, 'verify', (version, body) => {
    const algorithm = signatureOf(body);
    const digest = digestAt(body, 'digest', algorithm);
    return verify(version.material, algorithm, digest, bytesAt(body, 'value'));
  });
}

function encryptionOf(body: JsonObject): RsaEncryption {
  const algorithm = algorithmOf(body);
  if (isRsaEncryption(algorithm)) return algorithm;
  throw badValue(`The algorithm ${algorithm} does not encrypt with an RSA key`);
}

function signatureOf(body: JsonObject): RsaSignature {
  const algorithm = algorithmOf(body);
  if (isRsaSignature(algorithm)) return algorithm;
  if (algorithm === 'RSNULL') throw notSimulated('the algorithm RSNULL (Sign, Verify)');
  throw badValue(`The algorithm ${algorithm} does not sign with an RSA key`);
}

function algorithmOf(body: JsonObject): string {
  const { alg } = body;
  const isKnown =
    typeof alg === 'string' &&
    (isRsaEncryption(alg) || isRsaSignature(alg) || OTHER_ALGORITHMS.test(alg));
  if (!isKnown) throw invalidProperty();
  return alg;
}

function digestAt(body: JsonObject, member: string, algorithm: RsaSignature): Uint8Array {
  const digest = bytesAt(body, member);
  const expected = digestBytes[algorithm];
  if (digest.length !== expected) {
    throw badValue(
      `${algorithm} takes a digest of ${expected} bytes; the value has ${digest.length}`,
    );
  }
  return digest;
}

function bytesAt(body: JsonObject, member: string): Uint8Array {
  const text = body[member];
  const bytes = typeof text === 'string' ? fromBase64Url(text) : undefined;
  if (!bytes) throw invalidProperty();
  return bytes;
}
