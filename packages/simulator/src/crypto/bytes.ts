/** Bytes, base64url and big integers. */

const BASE64URL = /^[A-Za-z0-9_-]*={0,2}$/;

/** Base64url without padding, as JSON Web Keys and Key Vault write bytes. */
export function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/** The bytes, or `undefined` when the text is not base64url. Padding is accepted. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  return BASE64URL.test(text) ? Buffer.from(text, 'base64url') : undefined;
}

/** An unsigned big-endian number. */
export function toBigInt(bytes: Uint8Array): bigint {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return hex === '' ? 0n : BigInt(`0x${hex}`);
}

/** Big-endian bytes, as few as hold the number. */
export function ofBigInt(value: bigint): Uint8Array {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

/** A number as JSON Web Keys write it. */
export function bigIntToBase64Url(value: bigint): string {
  return toBase64Url(ofBigInt(value));
}
