/** `POST /{tenant}/oauth2/v2.0/token`: client credentials, by secret or by assertion, and what users sign in with. */
import type { Principal, Tenant } from '../kernel/directory.ts';
import type { SimResponse } from '../kernel/exchange.ts';
import * as refuse from './aadsts.ts';
import { audienceOf, resourceOfScope } from './audiences.ts';
import { checkAssertion } from './client-assertion.ts';
import { resourceRefusal } from './resource-refusal.ts';
import { type TokenContext, type TokenIssuer, tokenNow } from './token-issuer.ts';
import { noTenant } from './user-errors.ts';
import { byDeviceCode, byPassword, byRefreshToken, type UserGrant } from './user-grants.ts';

/** Grants that Entra ID has and the simulator has not. */
const NOT_SIMULATED: ReadonlySet<string> = new Set([
  'authorization_code',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:saml2-bearer',
]);

/** Grants of users. */
const USER_GRANTS: ReadonlyMap<string, (grant: UserGrant) => Promise<Outcome>> = new Map([
  ['password', byPassword],
  ['refresh_token', byRefreshToken],
  ['device_code', byDeviceCode],
  ['urn:ietf:params:oauth:grant-type:device_code', byDeviceCode],
]);

type Outcome = SimResponse | refuse.EntraError;

/** The one form of assertion there is. */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A token, or why not. Without a tenant (`common`, `organizations`) it is that of the user who signs in. */
export async function grantToken(
  tenant: Tenant | undefined,
  form: URLSearchParams,
  issuer: TokenIssuer,
): Promise<Outcome> {
  const grant = form.get('grant_type');
  if (!grant) return refuse.missingParameter('grant_type');
  const clientId = form.get('client_id');
  const userGrant = USER_GRANTS.get(grant);
  if (userGrant || grant === 'client_credentials') {
    if (!clientId) return refuse.missingParameter('client_id');
    if (userGrant) return userGrant({ issuer, tenant, form, clientId });
    return tenant ? byClientCredentials(tenant, form, issuer, clientId) : noTenant();
  }
  return NOT_SIMULATED.has(grant)
    ? refuse.entraNotSimulated(`the grant type '${grant}'`)
    : refuse.unsupportedGrant(grant);
}

async function byClientCredentials(
  tenant: Tenant,
  form: URLSearchParams,
  issuer: TokenIssuer,
  clientId: string,
): Promise<Outcome> {
  const scope = form.get('scope');
  if (!scope) return refuse.missingParameter('scope');

  const { directory, settings } = issuer.context;
  const principal = directory.servicePrincipal(tenant.tenantId, clientId);
  if (!principal) return refuse.applicationNotFound(clientId, tenant.displayName);
  // An application proves itself in every tenant with what it is registered with at home.
  const home = principal.clientSecret === undefined ? directory.registered(clientId) : undefined;
  const client = home ? { ...home, tenantId: principal.tenantId } : principal;
  const unproved = await authenticateClient(client, form, issuer.context);
  if (unproved) return unproved;
  const resource = resourceOfScope(scope);
  if (resource === undefined) return refuse.badScope(scope);
  const unknown = resourceRefusal(resource, tenant.tenantId, settings.cloud);
  if (unknown) return unknown;
  const proof = form.has('client_assertion') ? 'assertion' : 'secret';
  const isLong =
    audienceOf(resource, settings.cloud) !== 'vault' && canBeRevoked(form.get('claims'));
  const { token, expiresIn } = await issuer.issue(principal, resource, { proof, isLong });
  return refuse.entraAnswer(200, {
    token_type: 'Bearer',
    expires_in: expiresIn,
    ext_expires_in: expiresIn,
    // A token of a day is to be replaced at half its life, as recorded.
    ...(isLong ? { refresh_in: Math.floor(expiresIn / 2) } : {}),
    access_token: token,
  });
}

/** Why a client is not who it says it is; `undefined` when it is. */
async function authenticateClient(
  principal: Principal,
  form: URLSearchParams,
  context: TokenContext,
): Promise<refuse.EntraError | undefined> {
  const assertion = form.get('client_assertion');
  if (assertion !== null) {
    const type = form.get('client_assertion_type');
    if (!type) return refuse.missingParameter('client_assertion_type');
    if (type !== JWT_BEARER) return refuse.entraNotSimulated(`the assertion type '${type}'`);
    return checkAssertion(assertion, principal, context);
  }
  const secret = form.get('client_secret');
  if (!secret) return refuse.noClientAuthentication();
  const isRight = principal.clientSecret !== undefined && secret === principal.clientSecret;
  if (!isRight) return refuse.wrongSecret(principal.appId ?? '');
  const isExpired = tokenNow(context) >= (principal.clientSecretExpiresAt ?? Infinity);
  return isExpired ? refuse.secretExpired(principal.appId ?? '') : undefined;
}

/** Whether a client says that it understands a claims challenge (`xms_cc` has `cp1`): its tokens live for a day. */
function canBeRevoked(claims: string | null): boolean {
  return claims !== null && /"xms_cc"[^\]]*"cp1"/i.test(claims);
}
