/** Keys on elliptic curves. Public numbers come at creation; signing is in `ecdsa.ts`, which is loaded when it is used. */
import { fromBase64Url, toBase64Url } from './bytes.ts';
import { deriveBytes, ecPoint, generateEc } from './node-crypto.ts';

/** Curves by the names that JSON Web Keys of Key Vault give them. */
export type EcCurve = 'P-256' | 'P-384' | 'P-521' | 'P-256K';

/** Algorithms that sign a digest. */
export type EcSignature = 'ES256' | 'ES384' | 'ES512' | 'ES256K';

/** A private key: numbers in base64url, each as long as the curve's numbers. */
export interface EcMaterial {
  readonly curve: EcCurve;
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

/** Sizes of the curves; `openssl`: OpenSSL's name. */
export const ecCurves: Readonly<
  Record<EcCurve, { readonly openssl: string; readonly sizeBits: 256 | 384 | 521 }>
> = {
  'P-256': { openssl: 'prime256v1', sizeBits: 256 },
  'P-384': { openssl: 'secp384r1', sizeBits: 384 },
  'P-521': { openssl: 'secp521r1', sizeBits: 521 },
  'P-256K': { openssl: 'secp256k1', sizeBits: 256 },
};

/** The curve that an algorithm signs with, and how long its digest is. */
export const ecSignatures: Readonly<
  Record<EcSignature, { readonly curve: EcCurve; readonly digestBytes: number }>
> = {
  ES256: { curve: 'P-256', digestBytes: 32 },
  ES384: { curve: 'P-384', digestBytes: 48 },
  ES512: { curve: 'P-521', digestBytes: 64 },
  ES256K: { curve: 'P-256K', digestBytes: 32 },
};

export function isEcCurve(name: unknown): name is EcCurve {
  return typeof name === 'string' && Object.hasOwn(ecCurves, name);
}

export function isEcSignature(name: string): name is EcSignature {
  return Object.hasOwn(ecSignatures, name);
}

/** Bytes of each number of a curve. */
export function ecNumberBytes(curve: EcCurve): number {
  return Math.ceil(ecCurves[curve].sizeBits / 8);
}

/** A key that nobody knows. */
export function generatedEcKey(curve: EcCurve): EcMaterial {
  return withPoint(curve, fromBase64Url(generateEc(ecCurves[curve].openssl)) ?? new Uint8Array());
}

/** The key that follows from a seed and a name: the same in every run, and worthless outside a simulator. */
export function derivedEcKey(curve: EcCurve, seed: string, name: string): EcMaterial {
  const bytes = ecNumberBytes(curve);
  const number = deriveBytes(seed, `${curve} ${name}`, bytes);
  // One bit below the curve's order, so that every number is one of the curve.
  number[0] = (number[0] ?? 0) & (2 ** (ecCurves[curve].sizeBits - 1 - 8 * (bytes - 1)) - 1);
  return withPoint(curve, number);
}

/** A key that came from outside; `undefined` when its numbers do not belong together. */
export function importedEcKey(given: EcMaterial): EcMaterial | undefined {
  let own: EcMaterial;
  try {
    own = withPoint(given.curve, fromBase64Url(given.d) ?? new Uint8Array());
  } catch {
    // OpenSSL knows no point for this number.
    return undefined;
  }
  return own.x === given.x && own.y === given.y ? own : undefined;
}

function withPoint(curve: EcCurve, number: Uint8Array): EcMaterial {
  const point = ecPoint(ecCurves[curve].openssl, number);
  const bytes = ecNumberBytes(curve);
  return {
    curve,
    x: toBase64Url(point.subarray(1, 1 + bytes)),
    y: toBase64Url(point.subarray(1 + bytes)),
    d: toBase64Url(number),
  };
}
