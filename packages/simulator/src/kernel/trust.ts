/** Whom Entra ID believes beside itself: keys of applications, and issuers of federated tokens. */
import type { JsonObject } from './json.ts';
import type { World } from './world.ts';

/** A certificate that an application signs its assertions with; public, no private key is kept. */
export interface RegisteredCertificate {
  /** SHA-1, hexadecimal in capitals. */
  readonly thumbprint: string;
  /** SHA-256, hexadecimal in capitals. */
  readonly thumbprintSha256: string;
  /** Epoch milliseconds. */
  readonly notBefore: number;
  /** Epoch milliseconds. */
  readonly notAfter: number;
  /** The public key as a JWK. */
  readonly publicKey: JsonObject;
}

/** Whose tokens an application or identity takes for its own secret. */
export interface FederatedCredential {
  /** Absent: nobody named it. */
  readonly name?: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

const OIDC_ISSUERS = 'oidcIssuers';

/** The public keys (JWKs) that an issuer outside Azure signs with, since nobody is contacted to ask. */
export function keysOfIssuer(world: World, issuer: string): readonly JsonObject[] | undefined {
  return world.get<readonly JsonObject[]>(OIDC_ISSUERS, issuer);
}

/** Makes an issuer's keys known. */
export function addIssuer(world: World, issuer: string, keys: readonly JsonObject[]): void {
  world.set(OIDC_ISSUERS, issuer, keys);
}
