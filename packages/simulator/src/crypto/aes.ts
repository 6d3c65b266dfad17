/** Symmetric keys: AES in the modes that JSON Web Algorithms name. */
import { fromBase64Url, toBase64Url } from './bytes.ts';
import { type AesMode, decryptAes, deriveBytes, encryptAes, randomBytes } from './node-crypto.ts';

/** Sizes of symmetric keys in bits. */
export type AesSizeBits = 128 | 192 | 256;

/** A symmetric key; `k` is base64url. */
export interface AesMaterial {
  readonly sizeBits: AesSizeBits;
  readonly k: string;
}

/** What an algorithm does with which keys. */
export interface AesAlgorithm {
  readonly mode: AesMode;
  readonly sizeBits: AesSizeBits;
}

/** What a mode makes of a message, and what it needs to be undone. */
export interface AesCipher {
  readonly cipher: Uint8Array;
  readonly iv?: Uint8Array;
  readonly tag?: Uint8Array;
}

export const AES_SIZES_BITS: readonly AesSizeBits[] = [128, 192, 256];
/** Bytes of a block: CBC without padding takes whole blocks only. */
export const AES_BLOCK_BYTES = 16;
/** Bytes of the initialization vector of each mode that has one. */
export const IV_BYTES: Readonly<Partial<Record<AesMode, number>>> = {
  GCM: 12,
  CBC: AES_BLOCK_BYTES,
  CBCPAD: AES_BLOCK_BYTES,
};
export const TAG_BYTES = 16;
/** RFC 3394 wraps at least two halves of a block, and whole halves only. */
export const WRAPPED_HALF_BYTES = 8;

const NAME = /^A(128|192|256)(GCM|CBC|CBCPAD|KW)$/;

/** `A256KW` and the like; `undefined` for anything else. */
export function aesAlgorithm(name: string): AesAlgorithm | undefined {
  const match = NAME.exec(name);
  return match
    ? { sizeBits: Number(match[1]) as AesSizeBits, mode: match[2] as AesMode }
    : undefined;
}

/** A key that nobody knows. */
export function generatedAesKey(sizeBits: AesSizeBits): AesMaterial {
  return { sizeBits, k: toBase64Url(randomBytes(sizeBits / 8)) };
}

/** The key that follows from a seed and a name: the same in every run, and worthless outside a simulator. */
export function derivedAesKey(sizeBits: AesSizeBits, seed: string, name: string): AesMaterial {
  return { sizeBits, k: toBase64Url(deriveBytes(seed, `AES ${sizeBits} ${name}`, sizeBits / 8)) };
}

/** A key that came from outside; `undefined` when no key is that long. */
export function importedAesKey(bytes: Uint8Array): AesMaterial | undefined {
  const sizeBits = AES_SIZES_BITS.find((bits) => bits === bytes.length * 8);
  return sizeBits && { sizeBits, k: toBase64Url(bytes) };
}

/** GCM draws its initialization vector, as Azure does; CBC is given one. */
export function encrypt(
  material: AesMaterial,
  mode: AesMode,
  message: Uint8Array,
  given: { readonly iv?: Uint8Array; readonly aad?: Uint8Array },
): AesCipher {
  const iv = mode === 'GCM' ? randomBytes(IV_BYTES.GCM ?? 0) : given.iv;
  const made = encryptAes(bytesOf(material), mode, message, { ...given, ...(iv ? { iv } : {}) });
  return { ...made, ...(iv ? { iv } : {}) };
}

/** The message, or `undefined` when the cipher text was not made with this key, mode and members. */
export function decrypt(
  material: AesMaterial,
  mode: AesMode,
  cipher: Uint8Array,
  given: { readonly iv?: Uint8Array; readonly aad?: Uint8Array; readonly tag?: Uint8Array },
): Uint8Array | undefined {
  try {
    return decryptAes(bytesOf(material), mode, cipher, given);
  } catch {
    return undefined;
  }
}

function bytesOf({ k }: AesMaterial): Uint8Array {
  return fromBase64Url(k) ?? new Uint8Array();
}
