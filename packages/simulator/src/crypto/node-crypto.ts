/** The one place that uses `node:crypto`: primitives on keys given as JSON Web Keys. */
import type { CipherGCMTypes, Hash, KeyObject, X509Certificate } from 'node:crypto';

/** Loaded when it is first used: until then it would be a tenth of what a new simulator takes. */
const crypto = (): typeof import('node:crypto') => process.getBuiltinModule('node:crypto');

/** A private RSA key as a JSON Web Key: members in base64url without padding. */
export interface RsaPrivateJwk {
  readonly kty: 'RSA';
  readonly n: string;
  readonly e: string;
  readonly d: string;
  readonly p: string;
  readonly q: string;
  readonly dp: string;
  readonly dq: string;
  readonly qi: string;
}

/** A public RSA key as a JSON Web Key. */
export type RsaPublicJwk = Pick<RsaPrivateJwk, 'kty' | 'n' | 'e'>;

/** A key that OpenSSL has read. */
export type LoadedKey = KeyObject;

/** How a message is padded. `raw`: not at all; the message has the length of the modulus. */
export type RsaPadding = 'oaep-sha1' | 'oaep-sha256' | 'pkcs1' | 'raw';

function paddingOf(name: RsaPadding): { readonly padding: number; readonly oaepHash?: string } {
  const { RSA_NO_PADDING, RSA_PKCS1_OAEP_PADDING, RSA_PKCS1_PADDING } = crypto().constants;
  if (name === 'raw') return { padding: RSA_NO_PADDING };
  if (name === 'pkcs1') return { padding: RSA_PKCS1_PADDING };
  return { padding: RSA_PKCS1_OAEP_PADDING, oaepHash: name === 'oaep-sha1' ? 'sha1' : 'sha256' };
}

/** Searches for primes: 50 to 500 ms. */
export function generateRsa(sizeBits: number): RsaPrivateJwk {
  const { privateKey } = crypto().generateKeyPairSync('rsa', { modulusLength: sizeBits });
  return privateKey.export({ format: 'jwk' }) as unknown as RsaPrivateJwk;
}

export function loadPrivate(jwk: RsaPrivateJwk): LoadedKey {
  return crypto().createPrivateKey({ format: 'jwk', key: { ...jwk } });
}

export function loadPublic(jwk: RsaPublicJwk): LoadedKey {
  return crypto().createPublicKey({ format: 'jwk', key: { ...jwk } });
}

/** Throws when the message is too long for the padding. */
export function encryptRsa(key: LoadedKey, padding: RsaPadding, message: Uint8Array): Uint8Array {
  return crypto().publicEncrypt({ key, ...paddingOf(padding) }, message);
}

/**
 * Throws when the padding is not found. `pkcs1` is not offered: OpenSSL answers a wrong one with random bytes instead of
 * an error, so decrypt `raw` and look.
 */
export function decryptRsa(
  key: LoadedKey,
  padding: Exclude<RsaPadding, 'pkcs1'>,
  cipher: Uint8Array,
): Uint8Array {
  return crypto().privateDecrypt({ key, ...paddingOf(padding) }, cipher);
}

/** The private operation on a message that is padded for signing (`pkcs1`) or by the caller (`raw`). */
export function signRsa(key: LoadedKey, padding: 'pkcs1' | 'raw', message: Uint8Array): Uint8Array {
  return crypto().privateEncrypt({ key, ...paddingOf(padding) }, message);
}

/** The message under a signature; throws when the padding is not found. */
export function recoverRsa(
  key: LoadedKey,
  padding: 'pkcs1' | 'raw',
  signature: Uint8Array,
): Uint8Array {
  return crypto().publicDecrypt({ key, ...paddingOf(padding) }, signature);
}

/** The private number of a new key on a curve, named as OpenSSL names it: base64url, as long as the curve's numbers. */
export function generateEc(curve: string): string {
  const { privateKey } = crypto().generateKeyPairSync('ec', { namedCurve: curve });
  return String(privateKey.export({ format: 'jwk' }).d);
}

/** The point that belongs to a private number, uncompressed: `04`, x, y. Throws when the curve has no such number. */
export function ecPoint(curve: string, privateNumber: Uint8Array): Uint8Array {
  const pair = crypto().createECDH(curve);
  pair.setPrivateKey(privateNumber);
  return pair.getPublicKey();
}

const SEAL = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts under a key of 32 bytes; the nonce of 12 bytes goes in front, the tag after it. */
export function seal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array {
  const cipher = crypto().createCipheriv(SEAL, key, nonce);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** What {@link seal} sealed; throws for anything else. */
export function openSealed(key: Uint8Array, sealed: Uint8Array): Uint8Array {
  const bodyAt = NONCE_BYTES + TAG_BYTES;
  const opener = crypto().createDecipheriv(SEAL, key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  opener.setAuthTag(sealed.subarray(NONCE_BYTES, bodyAt));
  return Buffer.concat([opener.update(sealed.subarray(bodyAt)), opener.final()]);
}

/** Modes of AES: authenticated, in blocks, in padded blocks (PKCS #7), and to wrap keys (RFC 3394). */
export type AesMode = 'GCM' | 'CBC' | 'CBCPAD' | 'KW';

/** What a mode needs beside the key. */
interface AesExtras {
  readonly iv?: Uint8Array;
  /** What is authenticated and not encrypted. */
  readonly aad?: Uint8Array;
  readonly tag?: Uint8Array;
}

/** RFC 3394 section 2.2.3.1. */
const WRAPPING_IV = Buffer.alloc(8, 0xa6);

function aesOf(key: Uint8Array, mode: AesMode): string {
  const bits = key.length * 8;
  if (mode === 'KW') return `id-aes${bits}-wrap`;
  return `aes-${bits}-${mode === 'GCM' ? 'gcm' : 'cbc'}`;
}

/** Throws when the message has a length that the mode cannot have. */
export function encryptAes(
  key: Uint8Array,
  mode: AesMode,
  message: Uint8Array,
  { iv = WRAPPING_IV, aad }: AesExtras,
): { readonly cipher: Uint8Array; readonly tag?: Uint8Array } {
  if (mode === 'GCM') {
    const cipher = crypto().createCipheriv(aesOf(key, mode) as CipherGCMTypes, key, iv);
    if (aad) cipher.setAAD(aad);
    const bytes = Buffer.concat([cipher.update(message), cipher.final()]);
    return { cipher: bytes, tag: cipher.getAuthTag() };
  }
  const cipher = crypto().createCipheriv(aesOf(key, mode), key, iv);
  cipher.setAutoPadding(mode === 'CBCPAD');
  return { cipher: Buffer.concat([cipher.update(message), cipher.final()]) };
}

/** Throws when the padding, the tag or the check of wrapping is not found. */
export function decryptAes(
  key: Uint8Array,
  mode: AesMode,
  cipher: Uint8Array,
  { iv = WRAPPING_IV, aad, tag }: AesExtras,
): Uint8Array {
  if (mode === 'GCM') {
    const opener = crypto().createDecipheriv(aesOf(key, mode) as CipherGCMTypes, key, iv, {
      authTagLength: TAG_BYTES,
    });
    if (aad) opener.setAAD(aad);
    if (tag) opener.setAuthTag(tag);
    return Buffer.concat([opener.update(cipher), opener.final()]);
  }
  const opener = crypto().createDecipheriv(aesOf(key, mode), key, iv);
  opener.setAutoPadding(mode === 'CBCPAD');
  return Buffer.concat([opener.update(cipher), opener.final()]);
}

/** Bytes that look random and follow from a secret and a purpose (HKDF, RFC 5869). */
export function deriveBytes(secret: string, purpose: string, length: number): Uint8Array {
  return new Uint8Array(crypto().hkdfSync('sha512', secret, '', purpose, length));
}

export function hash(algorithm: string): Hash {
  return crypto().createHash(algorithm);
}

export function hmacSha256(key: Uint8Array, text: string): Uint8Array {
  return crypto().createHmac('sha256', key).update(text).digest();
}

export function randomBytes(length: number): Uint8Array {
  return crypto().randomBytes(length);
}

/** Throws when the lengths differ. */
export function timingSafeEqual(left: Uint8Array, right: Uint8Array): boolean {
  return crypto().timingSafeEqual(left, right);
}

/** Throws for what is no certificate in PEM. */
export function certificateOf(pem: string): X509Certificate {
  return new (crypto().X509Certificate)(pem);
}
