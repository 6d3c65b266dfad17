/** Encrypt, Decrypt, WrapKey and UnwrapKey of symmetric keys. */
import {
  AES_BLOCK_BYTES,
  type AesMaterial,
  aesAlgorithm,
  decrypt,
  encrypt,
  IV_BYTES,
  TAG_BYTES,
  WRAPPED_HALF_BYTES,
} from '../../crypto/aes.ts';
import { toBase64Url } from '../../crypto/bytes.ts';
import type { AesMode } from '../../crypto/node-crypto.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { algorithmOf, bytesAt } from './operation-body.ts';
import { badValue } from './vault-errors.ts';

/** What the answer has beside the key: `value`, and what undoing it takes. */
export type SymmetricOutcome = Readonly<Record<'value' | 'iv' | 'tag' | 'aad', string | undefined>>;

export function encryptSymmetric(
  material: AesMaterial,
  operation: 'encrypt' | 'wrapKey',
  body: JsonObject,
): SymmetricOutcome {
  const mode = modeOf(material, operation === 'wrapKey', body);
  const message = bytesAt(body, 'value');
  checkLength(mode, message);
  const aad = mode === 'GCM' ? optionalBytes(body, 'aad') : undefined;
  const given = mode === 'GCM' ? undefined : ivOf(mode, body);
  const { cipher, iv, tag } = encrypt(material, mode, message, {
    ...(given === undefined ? {} : { iv: given }),
    ...(aad === undefined ? {} : { aad }),
  });
  return { value: toBase64Url(cipher), iv: textOf(iv), tag: textOf(tag), aad: textOf(aad) };
}

export function decryptSymmetric(
  material: AesMaterial,
  operation: 'decrypt' | 'unwrapKey',
  body: JsonObject,
): string {
  const mode = modeOf(material, operation === 'unwrapKey', body);
  const cipher = bytesAt(body, 'value');
  const iv = ivOf(mode, body);
  const aad = mode === 'GCM' ? optionalBytes(body, 'aad') : undefined;
  const tag = mode === 'GCM' ? lengthAt(body, 'tag', TAG_BYTES) : undefined;
  const message = decrypt(material, mode, cipher, {
    ...(iv === undefined ? {} : { iv }),
    ...(aad === undefined ? {} : { aad }),
    ...(tag === undefined ? {} : { tag }),
  });
  if (!message) {
    throw badValue(
      `The value was not encrypted with ${algorithmOf(body)} under this version of the key`,
    );
  }
  return toBase64Url(message);
}

function modeOf(material: AesMaterial, wraps: boolean, body: JsonObject): AesMode {
  const name = algorithmOf(body);
  const algorithm = aesAlgorithm(name);
  if (!algorithm || (algorithm.mode === 'KW') !== wraps) {
    throw badValue(
      `The algorithm ${name} does not ${wraps ? 'wrap' : 'encrypt'} with a symmetric key`,
    );
  }
  if (algorithm.sizeBits !== material.sizeBits) {
    throw badValue(
      `The algorithm ${name} takes a key of ${algorithm.sizeBits} bits; this one has ${material.sizeBits}`,
    );
  }
  return algorithm.mode;
}

function checkLength(mode: AesMode, message: Uint8Array): void {
  if (mode === 'CBC' && message.length % AES_BLOCK_BYTES !== 0) {
    throw badValue(`CBC without padding takes whole blocks of ${AES_BLOCK_BYTES} bytes`);
  }
  const halves = message.length / WRAPPED_HALF_BYTES;
  if (mode === 'KW' && (halves < 2 || !Number.isInteger(halves))) {
    throw badValue(
      `Key wrap takes whole parts of ${WRAPPED_HALF_BYTES} bytes, at least two; the value has ${message.length} bytes`,
    );
  }
}

/** `undefined` for the mode that has its own. */
function ivOf(mode: AesMode, body: JsonObject): Uint8Array | undefined {
  const expected = IV_BYTES[mode];
  return expected === undefined ? undefined : lengthAt(body, 'iv', expected);
}

function lengthAt(body: JsonObject, member: string, expected: number): Uint8Array {
  const bytes = bytesAt(body, member);
  if (bytes.length === expected) return bytes;
  throw badValue(`${member} must have ${expected} bytes; it has ${bytes.length}`);
}

function optionalBytes(body: JsonObject, member: string): Uint8Array | undefined {
  return (body[member] ?? undefined) === undefined ? undefined : bytesAt(body, member);
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && toBase64Url(bytes);
}
