/** `POST /{tenant}/oauth2/v2.0/token`: client credentials, by secret or by assertion. */
import type { Principal, Tenant } from '../kernel/directory.ts';
import type { SimResponse } from '../kernel/exchange.ts';
import * as refuse from './aadsts.ts';
import { audienceOf, resourceOfScope } from './audiences.ts';
import { checkAssertion } from './client-assertion.ts';
import type { TokenContext, TokenIssuer } from './token-issuer.ts';

/** Grants that Entra ID has and the simulator has not. */
const REAL_GRANTS: ReadonlySet<string> = new Set([
  'authorization_code',
  'password',
  'refresh_token',
  'device_code',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:saml2-bearer',
]);

/** The one form of assertion there is. */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Resources of Microsoft that have tokens on Azure, and none here. */
const MICROSOFT_RESOURCE =
  /^https:\/\/([^/]+\.)?(azure|windows|microsoft|office|usgovcloudapi|chinacloudapi)\.[a-z]+(\/|$)/i;

/** A token, or why not. */
export async function grantToken(
  tenant: Tenant,
  form: URLSearchParams,
  issuer: TokenIssuer,
): Promise<SimResponse | refuse.EntraError> {
  const grant = form.get('grant_type');
  if (!grant) return refuse.missingParameter('grant_type');
  if (grant !== 'client_credentials') {
    return REAL_GRANTS.has(grant)
      ? refuse.entraNotSimulated(`the grant type '${grant}'`)
      : refuse.unsupportedGrant(grant);
  }
  const clientId = form.get('client_id');
  if (!clientId) return refuse.missingParameter('client_id');
  const scope = form.get('scope');
  if (!scope) return refuse.missingParameter('scope');

  const { directory, settings } = issuer.context;
  const principal = directory.servicePrincipal(tenant.tenantId, clientId);
  if (!principal) return refuse.applicationNotFound(clientId, tenant.displayName);
  const unproved = await authenticateClient(principal, form, issuer.context);
  if (unproved) return unproved;
  const resource = resourceOfScope(scope);
  if (resource === undefined) return refuse.badScope(scope);
  if (audienceOf(resource, settings.cloud) === undefined) {
    return MICROSOFT_RESOURCE.test(resource) && settings.cloud.name === 'public'
      ? refuse.entraNotSimulated(`a token for ${resource}`)
      : refuse.resourceNotFound(resource, tenant.tenantId);
  }
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
  return isRight ? undefined : refuse.wrongSecret(principal.appId ?? '');
}

/** Whether a client says that it understands a claims challenge (`xms_cc` has `cp1`): its tokens live for a day. */
function canBeRevoked(claims: string | null): boolean {
  return claims !== null && /"xms_cc"[^\]]*"cp1"/i.test(claims);
}
