/** Seeds what principals prove themselves with, and the issuers that are believed. */
import { readCertificate } from './crypto/certificate.ts';
import type { Principal } from './kernel/directory.ts';
import { addIssuer } from './kernel/trust.ts';
import type { World } from './kernel/world.ts';
import type { OidcIssuerSpec, PrincipalSpec } from './world-spec.ts';

/** The audience of a federated token in Entra ID when none is named. */
const EXCHANGE_AUDIENCE = 'api://AzureADTokenExchange';

/** The certificates and federated credentials of a principal, as its record keeps them. */
export function credentialsOf(
  spec: PrincipalSpec,
  path: string,
  issues: string[],
): Pick<Principal, 'certificates' | 'federatedCredentials'> {
  const isApplication = (spec.kind ?? 'servicePrincipal') === 'servicePrincipal';
  for (const name of ['certificates', 'federatedCredentials'] as const) {
    if (spec[name] && !isApplication)
      issues.push(`${path}.${name}: only service principals have any`);
  }
  const certificates = (spec.certificates ?? []).flatMap((pem, index) => {
    const read = readCertificate(pem);
    if (!read) {
      issues.push(`${path}.certificates[${index}]: not a certificate with an RSA key in PEM`);
      return [];
    }
    return { ...read };
  });
  const federated = (spec.federatedCredentials ?? []).map((one) => ({
    issuer: one.issuer,
    subject: one.subject,
    audiences: one.audiences ?? [EXCHANGE_AUDIENCE],
  }));
  return {
    ...(certificates.length > 0 ? { certificates } : {}),
    ...(federated.length > 0 ? { federatedCredentials: federated } : {}),
  };
}

/** Makes the issuers of a world's description known. */
export function seedIssuers(
  world: World,
  issuers: readonly OidcIssuerSpec[],
  issues: string[],
): void {
  for (const [index, { issuer, keys }] of issuers.entries()) {
    const path = `oidcIssuers[${index}]`;
    if (!issuer.startsWith('https://'))
      issues.push(`${path}.issuer: '${issuer}' is not an https URL`);
    if (keys.length === 0) issues.push(`${path}.keys: at least one is needed`);
    for (const [at, key] of keys.entries()) {
      const isPublicRsa = key['kty'] === 'RSA' && key['n'] !== undefined && key['d'] === undefined;
      if (!isPublicRsa) issues.push(`${path}.keys[${at}]: not the JWK of a public RSA key`);
    }
    addIssuer(world, issuer, keys);
  }
}
