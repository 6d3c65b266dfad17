/**
 * EME-OAEP with SHA-256 of RFC 8017 section 7.1.1, from a seed that is told: the same every time. What is asked for over
 * the wire gets a seed of chance from OpenSSL instead.
 */
import { hash } from './node-crypto.ts';
import { mask, xor } from './pss.ts';

const DIGEST_BYTES = 32;

const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256').update(bytes).digest();

/** The padded message of `sizeBits / 8` bytes; the seed has 32 bytes. */
export function encodeOaep(message: Uint8Array, seed: Uint8Array, sizeBits: number): Uint8Array {
  const block = new Uint8Array(sizeBits / 8 - DIGEST_BYTES - 1);
  block.set(sha256(new Uint8Array()));
  block[block.length - message.length - 1] = 1;
  block.set(message, block.length - message.length);
  const masked = xor(block, mask(seed, block.length, sha256));
  const maskedSeed = xor(seed, mask(masked, DIGEST_BYTES, sha256));
  return Buffer.concat([new Uint8Array(1), maskedSeed, masked]);
}
