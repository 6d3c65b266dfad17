/**
 * ECDSA over digests. Node signs messages only, always hashing first, and Key Vault is handed the digest: hence a curves
 * library. Loaded when first used: it takes 30 ms.
 */
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { fromBase64Url } from './bytes.ts';
import { type EcCurve, type EcMaterial, ecNumberBytes } from './ec.ts';

const CURVES = {
  'P-256': p256,
  'P-384': p384,
  'P-521': p521,
  'P-256K': secp256k1,
} satisfies Record<EcCurve, unknown>;

/** What is given is the digest; both of a point's two signatures are good, as in Key Vault. */
const OVER_DIGEST = { prehash: false, lowS: false } as const;

/** r and s, as JSON Web Algorithms write a signature. The same key and digest always give the same one (RFC 6979). */
export function signEc({ curve, d }: EcMaterial, digest: Uint8Array): Uint8Array {
  return CURVES[curve].sign(digest, bytesOf(d), OVER_DIGEST);
}

export function verifyEc(
  { curve, x, y }: EcMaterial,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (signature.length !== 2 * ecNumberBytes(curve)) return false;
  const point = Uint8Array.of(4, ...bytesOf(x), ...bytesOf(y));
  return CURVES[curve].verify(signature, digest, point, OVER_DIGEST);
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(fromBase64Url(text) ?? []);
}
