/** A JWT in place of a client secret: signed with a registered certificate, or by a federated issuer. */
import type { CryptoKey, JWK, JWTPayload, ProtectedHeaderParameters } from 'jose';
import type { Principal } from '../kernel/directory.ts';
import type { JsonObject } from '../kernel/json.ts';
import { ResourceStore } from '../kernel/resource.ts';
import {
  type FederatedCredential,
  keysOfIssuer,
  type RegisteredCertificate,
} from '../kernel/trust.ts';
import { type EntraError, entraNotSimulated } from './aadsts.ts';
import * as refuse from './assertion-errors.ts';
import { jose } from './jose.ts';
import { sameInstance } from './instances.ts';
import { type TokenContext, tokenNow } from './token-issuer.ts';

const FEDERATED_TYPE =
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';
const SECOND_MS = 1000;
/** By how much clocks may differ: the default of Microsoft's libraries, nowhere written of Entra ID itself. */
const CLOCK_SKEW_MS = 300_000;

interface Assertion {
  readonly text: string;
  readonly header: ProtectedHeaderParameters;
  readonly claims: JWTPayload;
}

/** `undefined` when the assertion proves that a principal asks, else why not. */
export async function checkAssertion(
  text: string,
  principal: Principal,
  context: TokenContext,
): Promise<EntraError | undefined> {
  const { decodeJwt, decodeProtectedHeader } = await jose();
  let assertion: Assertion;
  try {
    assertion = { text, header: decodeProtectedHeader(text), claims: decodeJwt(text) };
  } catch {
    return refuse.malformedAssertion();
  }
  // An application that signs for itself is its own issuer; everyone else's issuer is a URL.
  const isFederated = URL.canParse(assertion.claims.iss ?? '');
  const check = isFederated ? checkFederated : checkCertificate;
  return (await check(assertion, principal, context)) ?? checkTime(assertion.claims, context);
}

function checkTime({ nbf, exp }: JWTPayload, context: TokenContext): EntraError | undefined {
  const now = tokenNow(context);
  const [from, until] = [(nbf ?? 0) * SECOND_MS, (exp ?? 0) * SECOND_MS];
  if (now + CLOCK_SKEW_MS >= from && now - CLOCK_SKEW_MS < until) return undefined;
  return refuse.assertionOutOfTime(refuse.ticks(now), refuse.ticks(from), refuse.ticks(until));
}

async function checkCertificate(
  { text, header, claims }: Assertion,
  principal: Principal,
  context: TokenContext,
): Promise<EntraError | undefined> {
  const appId = principal.appId ?? '';
  const isOwn = [claims.iss, claims.sub].every((name) => name?.toLowerCase() === appId);
  if (!isOwn) return refuse.assertionOfAnother();
  if (!isForTenant(claims.aud, principal.tenantId, context)) return refuse.assertionForAnother();
  const thumbprint = thumbprintOf(header);
  const certificate = principal.certificates?.find(
    (one) => one.thumbprint === thumbprint || one.thumbprintSha256 === thumbprint,
  );
  if (!certificate || thumbprint === undefined) {
    return refuse.certificateNotRegistered(appId, thumbprint);
  }
  const named = namedKey(certificate, thumbprint);
  if (tokenNow(context) >= certificate.notAfter) return refuse.certificateExpired(appId, named);
  const isSigned = await isSignedBy(text, [certificate.publicKey], ['RS256', 'PS256']);
  return isSigned ? undefined : refuse.badAssertionSignature(appId, named);
}

/** Hexadecimal in capitals, of `x5t#S256` or `x5t`. */
function thumbprintOf(header: ProtectedHeaderParameters): string | undefined {
  const encoded = header['x5t#S256'] ?? header.x5t;
  if (typeof encoded !== 'string') return undefined;
  return Buffer.from(encoded, 'base64url').toString('hex').toUpperCase();
}

function namedKey({ notBefore, notAfter }: RegisteredCertificate, thumbprint: string) {
  return { thumbprint, start: usDate(notBefore), end: usDate(notAfter) };
}

/** `01/23/2023 13:33:28`. */
function usDate(epochMs: number): string {
  const [date = '', time = ''] = new Date(epochMs).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year} ${time.slice(0, 8)}`;
}

/** Whether an audience is an address of the tenant at this instance: its token endpoint or its issuer. */
function isForTenant(
  audience: JWTPayload['aud'],
  tenantId: string,
  { settings }: TokenContext,
): boolean {
  if (typeof audience !== 'string' || !URL.canParse(audience)) return false;
  const { host, pathname } = new URL(audience);
  const isOfCloud = sameInstance(host, new URL(settings.cloud.authority).host);
  return isOfCloud && pathname.split('/')[1]?.toLowerCase() === tenantId;
}

async function checkFederated(
  { text, header, claims }: Assertion,
  principal: Principal,
  context: TokenContext,
): Promise<EntraError | undefined> {
  const { iss: issuer = '', sub: subject = '' } = claims;
  const audience = [claims.aud ?? []].flat()[0] ?? '';
  const ofIssuer = federatedCredentialsOf(principal, context).filter(
    (credential) => credential.issuer === issuer,
  );
  if (ofIssuer.length === 0) return refuse.noFederatedIssuer(issuer);
  const ofAudience = ofIssuer.filter(({ audiences }) => audiences.includes(audience));
  if (ofAudience.length === 0) return refuse.noFederatedAudience(audience);
  if (!ofAudience.some((credential) => credential.subject === subject)) {
    const lower = subject.toLowerCase();
    return ofAudience.some((credential) => credential.subject.toLowerCase() === lower)
      ? refuse.subjectInOtherCase(subject)
      : refuse.noFederatedSubject(subject);
  }
  const keys = keysOfIssuer(context.world, issuer);
  if (!keys) {
    return entraNotSimulated(
      `asking '${issuer}' for its keys, which 'oidcIssuers' of the world do not give,`,
    );
  }
  const named = keys.filter(({ kid }) => kid === undefined || kid === header.kid);
  const isSigned = await isSignedBy(text, named, ['RS256']);
  return isSigned ? undefined : refuse.badFederatedSignature(issuer);
}

/** Those of an application are its own; those of a managed identity are resources below it. */
function federatedCredentialsOf(
  principal: Principal,
  { world }: TokenContext,
): readonly FederatedCredential[] {
  if (principal.resourceId === undefined) return principal.federatedCredentials ?? [];
  return new ResourceStore(world)
    .under(principal.resourceId)
    .filter(({ type }) => type === FEDERATED_TYPE)
    .map(({ properties }) => properties as unknown as FederatedCredential);
}

async function isSignedBy(
  text: string,
  keys: readonly JsonObject[],
  algorithms: readonly string[],
): Promise<boolean> {
  const { compactVerify, decodeProtectedHeader, errors, importJWK } = await jose();
  const { alg } = decodeProtectedHeader(text);
  if (alg === undefined || !algorithms.includes(alg)) return false;
  for (const key of keys) {
    const loaded = (await importJWK({ ...key } as JWK, alg)) as CryptoKey;
    try {
      await compactVerify(text, loaded);
      return true;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  return false;
}
