/** Names of types and curves as versions of the data plane write them. */
import type { Json } from '../../kernel/json.ts';
import { isSince } from './api-version.ts';

/** Before 7.0 secp256k1 had a name of its own. */
const OLD_NAME = 'SECP256K1';
const NEW_NAME = 'P-256K';

/** Symmetric keys are in hardware: in premium vaults (preview) and managed HSMs. */
export function isSymmetric(kty: string): boolean {
  return kty === 'oct' || kty === 'oct-HSM';
}

/** A curve by its name of today. */
export function curveNamed(crv: Json | undefined, apiVersion: string): Json | undefined {
  return crv === OLD_NAME && !isSince(apiVersion, '7.0') ? NEW_NAME : crv;
}

/** The name of a curve in a version. */
export function nameOfCurve(curve: string, apiVersion: string): string {
  return curve === NEW_NAME && !isSince(apiVersion, '7.0') ? OLD_NAME : curve;
}
