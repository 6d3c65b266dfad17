/** Seeds what principals prove themselves with, and the issuers that are believed. */
import { readCertificate } from './crypto/certificate.ts';
import type { Principal } from './kernel/directory.ts';
import { addIssuer } from './kernel/trust.ts';
import type { World } from './kernel/world.ts';
import type { OidcIssuerSpec, PrincipalSpec } from './world-spec.ts';

/** The audience of a federated token in Entra ID when none is named. */
const EXCHANGE_AUDIENCE = 'api://AzureADTokenExchange';

type Credentials = Pick<
  Principal,
  | 'certificates'
  | 'clientSecret'
  | 'clientSecretExpiresAt'
  | 'federatedCredentials'
  | 'password'
  | 'publicClient'
  | 'signIn'
  | 'signInAudience'
>;

/** What only service principals have, and what only users. */
const OF_APPLICATIONS = [
  'certificates',
  'federatedCredentials',
  'publicClient',
  'signInAudience',
  'clientSecretExpiresOn',
] as const;

/** What a principal proves itself with, as its record keeps it. */
export function credentialsOf(spec: PrincipalSpec, path: string, issues: string[]): Credentials {
  const kind = spec.kind ?? 'servicePrincipal';
  for (const name of OF_APPLICATIONS) {
    if (spec[name] && kind !== 'servicePrincipal')
      issues.push(`${path}.${name}: only service principals have any`);
  }
  if (spec.signIn && kind !== 'user') issues.push(`${path}.signIn: only users have any`);
  if (kind === 'group') return {};
  if (kind === 'user') {
    const { signIn = 'password' } = spec;
    return {
      password: `sim-password-${spec.name}`,
      ...(signIn === 'password' ? {} : { signIn }),
    };
  }
  return { clientSecret: `sim-secret-${spec.name}`, ...ofApplication(spec, path, issues) };
}

function ofApplication(spec: PrincipalSpec, path: string, issues: string[]): Credentials {
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
  const expiresAt =
    spec.clientSecretExpiresOn === undefined ? undefined : Date.parse(spec.clientSecretExpiresOn);
  if (Number.isNaN(expiresAt)) {
    issues.push(
      `${path}.clientSecretExpiresOn: '${spec.clientSecretExpiresOn}' is not an ISO 8601 instant`,
    );
  }
  return {
    ...(expiresAt === undefined ? {} : { clientSecretExpiresAt: expiresAt }),
    ...(spec.publicClient === undefined ? {} : { publicClient: spec.publicClient }),
    ...(spec.signInAudience === 'AzureADMultipleOrgs'
      ? { signInAudience: spec.signInAudience }
      : {}),
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
