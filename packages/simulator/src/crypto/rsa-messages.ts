/** Messages of RSA: encryption and signatures by the names that JSON Web Algorithms give them. */
import {
  decryptRsa,
  encryptRsa,
  hash,
  randomBytes,
  recoverRsa,
  signRsa,
  timingSafeEqual,
} from './node-crypto.ts';
import { encodeOaep } from './oaep.ts';
import { encodePss, verifyPss } from './pss.ts';
import { privateKeyOf, publicKeyOf, type RsaMaterial } from './rsa.ts';

/** Algorithms that encrypt and wrap. */
export type RsaEncryption = 'RSA-OAEP' | 'RSA-OAEP-256' | 'RSA1_5';
/** Algorithms that sign a digest. */
export type RsaSignature = 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512';

const ENCRYPTIONS: Readonly<
  Record<RsaEncryption, { padding: 'oaep-sha1' | 'oaep-sha256' | 'pkcs1'; overheadBytes: number }>
> = {
  'RSA-OAEP': { padding: 'oaep-sha1', overheadBytes: 42 },
  'RSA-OAEP-256': { padding: 'oaep-sha256', overheadBytes: 66 },
  RSA1_5: { padding: 'pkcs1', overheadBytes: 11 },
};

/** DER of `DigestInfo` up to the digest, RFC 8017 section 9.2. */
const DIGEST_INFO: ReadonlyMap<string, string> = new Map(
  Object.entries({
    RS256: '3031300d060960864801650304020105000420',
    RS384: '3041300d060960864801650304020205000430',
    RS512: '3051300d060960864801650304020305000440',
  }),
);

/** Bytes of the digest that an algorithm signs. */
export const digestBytes: Readonly<Record<RsaSignature, number>> = {
  RS256: 32,
  PS256: 32,
  RS384: 48,
  PS384: 48,
  RS512: 64,
  PS512: 64,
};

export function isRsaEncryption(name: string): name is RsaEncryption {
  return Object.hasOwn(ENCRYPTIONS, name);
}

export function isRsaSignature(name: string): name is RsaSignature {
  return Object.hasOwn(digestBytes, name);
}

/** The longest message in bytes that an algorithm encrypts with a key. */
export function longestMessageBytes(algorithm: RsaEncryption, material: RsaMaterial): number {
  return material.sizeBits / 8 - ENCRYPTIONS[algorithm].overheadBytes;
}

export function encrypt(
  material: RsaMaterial,
  algorithm: RsaEncryption,
  message: Uint8Array,
): Uint8Array {
  return encryptRsa(publicKeyOf(material), ENCRYPTIONS[algorithm].padding, message);
}

/** RSA-OAEP-256 with a seed of 32 bytes that is told, for what has to be the same in every run. */
export function encryptFromSeed(
  material: RsaMaterial,
  message: Uint8Array,
  seed: Uint8Array,
): Uint8Array {
  return encryptRsa(publicKeyOf(material), 'raw', encodeOaep(message, seed, material.sizeBits));
}

/** The message, or `undefined` when the cipher text was not made with this key and algorithm. */
export function decrypt(
  material: RsaMaterial,
  algorithm: RsaEncryption,
  cipher: Uint8Array,
): Uint8Array | undefined {
  if (cipher.length !== material.sizeBits / 8) return undefined;
  const { padding } = ENCRYPTIONS[algorithm];
  try {
    const key = privateKeyOf(material);
    if (padding === 'pkcs1') return unpadPkcs1(decryptRsa(key, 'raw', cipher));
    return decryptRsa(key, padding, cipher);
  } catch {
    return undefined;
  }
}

/** Signs a digest of {@link digestBytes}. */
export function sign(
  material: RsaMaterial,
  algorithm: RsaSignature,
  digest: Uint8Array,
): Uint8Array {
  const key = privateKeyOf(material);
  const info = DIGEST_INFO.get(algorithm);
  if (info !== undefined) {
    return signRsa(key, 'pkcs1', Buffer.concat([Buffer.from(info, 'hex'), digest]));
  }
  const salt = randomBytes(digest.length);
  return signRsa(key, 'raw', encodePss(digest, salt, material.sizeBits, hashOf(algorithm)));
}

export function verify(
  material: RsaMaterial,
  algorithm: RsaSignature,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (signature.length !== material.sizeBits / 8) return false;
  const key = publicKeyOf(material);
  const info = DIGEST_INFO.get(algorithm);
  try {
    if (info === undefined) {
      const encoded = recoverRsa(key, 'raw', signature);
      return verifyPss(digest, encoded, material.sizeBits, hashOf(algorithm));
    }
    const expected = Buffer.concat([Buffer.from(info, 'hex'), digest]);
    const found = recoverRsa(key, 'pkcs1', signature);
    return found.length === expected.length && timingSafeEqual(found, expected);
  } catch {
    return false;
  }
}

/** RSNULL: signs what is given, with the padding of RS256 and without saying which hash it is of. */
export function signBare(material: RsaMaterial, value: Uint8Array): Uint8Array {
  return signRsa(privateKeyOf(material), 'pkcs1', value);
}

export function verifyBare(
  material: RsaMaterial,
  value: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (signature.length !== material.sizeBits / 8) return false;
  try {
    const found = recoverRsa(publicKeyOf(material), 'pkcs1', signature);
    return found.length === value.length && timingSafeEqual(found, value);
  } catch {
    return false;
  }
}

function hashOf(algorithm: RsaSignature): (bytes: Uint8Array) => Uint8Array {
  return (bytes) =>
    hash(`sha${algorithm.slice(2)}`)
      .update(bytes)
      .digest();
}

/** `00 02`, at least eight bytes that are not zero, `00`, the message. */
function unpadPkcs1(block: Uint8Array): Uint8Array | undefined {
  const end = block.indexOf(0, 2);
  return block[0] === 0 && block[1] === 2 && end >= 10 ? block.subarray(end + 1) : undefined;
}
