/**
 * EMSA-PSS of RFC 8017 section 9.1 on a digest. `node:crypto` would hash the digest once more. The salt is as long as
 * the digest, as JSON Web Algorithms ask.
 */
type Hash = (bytes: Uint8Array) => Uint8Array;

const TRAILER = 0xbc;
const ZEROS = new Uint8Array(8);

/** The padded message of `sizeBits / 8` bytes. */
export function encodePss(
  digest: Uint8Array,
  salt: Uint8Array,
  sizeBits: number,
  hash: Hash,
): Uint8Array {
  const length = sizeBits / 8;
  const h = hash(Buffer.concat([ZEROS, digest, salt]));
  const block = new Uint8Array(length - h.length - 1);
  block[block.length - salt.length - 1] = 1;
  block.set(salt, block.length - salt.length);
  const masked = xor(block, mask(h, block.length, hash));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  return Buffer.concat([masked, h, Uint8Array.of(TRAILER)]);
}

/** Whether a padded message is one of this digest. */
export function verifyPss(
  digest: Uint8Array,
  encoded: Uint8Array,
  sizeBits: number,
  hash: Hash,
): boolean {
  const length = sizeBits / 8;
  if (encoded.length !== length || encoded[length - 1] !== TRAILER) return false;
  const h = encoded.subarray(length - digest.length - 1, length - 1);
  const masked = encoded.subarray(0, length - digest.length - 1);
  if ((masked[0] ?? 0) & 0x80) return false;
  const block = xor(masked, mask(h, masked.length, hash));
  block[0] = (block[0] ?? 0) & 0x7f;
  const saltAt = block.length - digest.length;
  if (block[saltAt - 1] !== 1 || block.subarray(0, saltAt - 1).some((byte) => byte !== 0)) {
    return false;
  }
  const expected = hash(Buffer.concat([ZEROS, digest, block.subarray(saltAt)]));
  return expected.every((byte, index) => byte === h[index]);
}

/** MGF1. */
export function mask(seed: Uint8Array, length: number, hash: Hash): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let made = 0; made < length; made += parts[0]?.length ?? length) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(parts.length);
    parts.push(hash(Buffer.concat([seed, counter])));
  }
  return Buffer.concat(parts).subarray(0, length);
}

/** Bytes of the left that those of the right change. */
export function xor(left: Uint8Array, right: Uint8Array): Uint8Array {
  return left.map((byte, index) => byte ^ (right[index] ?? 0));
}
