/** What Entra ID refuses where a user signs in, in its words. */
import type { EntraError } from './aadsts.ts';

type Described = Pick<EntraError, 'number' | 'message' | 'evidence' | 'suberror'>;

const invalidGrant = (described: Described): EntraError => ({
  status: 400,
  error: 'invalid_grant',
  ...described,
});

export const userNotFound = (name: string, tenantId: string): EntraError =>
  invalidGrant({
    number: 50034,
    message: `The user account ${name} does not exist in the ${tenantId} directory. To sign into this application, the account must be added to the directory.`,
    evidence: 'recorded',
  });

export const wrongPassword = (): EntraError =>
  invalidGrant({
    number: 50126,
    message: 'Error validating credentials due to invalid username or password.',
    evidence: 'documented',
  });

export const userDisabled = (): EntraError =>
  invalidGrant({
    number: 50057,
    message: 'The user account is disabled.',
    evidence: 'documented',
  });

/** Known from reports of users who sign in with a password alone; none of them is at hand. */
export const multifactorRequired = (resourceAppId: string): EntraError =>
  invalidGrant({
    number: 50076,
    message: `Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '${resourceAppId}'.`,
    evidence: 'reported',
    suberror: 'basic_action',
  });

export const consentRequired = (appId: string, name: string): EntraError =>
  invalidGrant({
    number: 65001,
    message: `The user or administrator has not consented to use the application with ID '${appId}' named '${name}'. Send an interactive authorization request for this user and resource.`,
    evidence: 'documented',
    suberror: 'consent_required',
  });

export const notPublicClient = (): EntraError => ({
  status: 401,
  error: 'invalid_client',
  number: 7000218,
  message: `The request body must contain the following parameter: 'client_assertion' or 'client_secret'.`,
  evidence: 'reported',
});

/** `common` where a tenant is needed: the sign-in says nothing of one. */
export const noTenant = (): EntraError => ({
  status: 400,
  error: 'invalid_request',
  number: 50059,
  message:
    'No tenant-identifying information found in either the request or implied by any provided credentials.',
  evidence: 'documented',
});

export const deviceCodeNeedsTenant = (): EntraError => ({
  status: 400,
  error: 'invalid_request',
  number: 90133,
  message: 'Device Code flow is not supported under /common or /consumers endpoint.',
  evidence: 'documented',
});

/** The words of Microsoft's own client library's recorded answers. */
export const authorizationPending = (): EntraError => ({
  status: 400,
  error: 'authorization_pending',
  number: 70016,
  message: 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  evidence: 'reported',
});

export const deviceCodeExpired = (): EntraError => ({
  status: 400,
  error: 'expired_token',
  number: 70020,
  message: `The provided value for the input parameter 'device_code' is not valid. This device code has expired.`,
  evidence: 'reported',
});

/** The error is documented; what is said of it, and under which number, nobody showed. */
export const authorizationDeclined = (): EntraError => ({
  status: 400,
  error: 'authorization_declined',
  message: 'The user declined to sign in with the device code',
  evidence: 'assumed',
});

/** Likewise: documented is the error alone. */
export const badDeviceCode = (): EntraError => ({
  status: 400,
  error: 'bad_verification_code',
  message: 'The device code is not one that was given out, or was used before',
  evidence: 'assumed',
});

/** Known from reports of users, of which none is at hand; the instant as {@link ticks} writes it. */
export const refreshTokenInactive = (issuedAt: string): EntraError =>
  invalidGrant({
    number: 700082,
    message: `The refresh token has expired due to inactivity.\u00a0The token was issued on ${issuedAt} and was inactive for 90.00:00:00.`,
    evidence: 'reported',
    suberror: 'token_expired',
  });

export const malformedGrant = (): EntraError =>
  invalidGrant({
    number: 9002313,
    message: 'Invalid request. Request is malformed or invalid.',
    evidence: 'documented',
  });

/** Whoever the token was for is not the client that shows it. */
export const grantOfAnotherClient = (clientId: string): EntraError =>
  invalidGrant({
    number: 700007,
    message: `The refresh token was not issued to the application '${clientId}'`,
    evidence: 'assumed',
  });
