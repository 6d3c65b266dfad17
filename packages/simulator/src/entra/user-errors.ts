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

/** As shown in AzureAD/microsoft-authentication-library-for-go#398. */
export const multifactorRequired = (resourceAppId: string): EntraError =>
  invalidGrant({
    number: 50076,
    message: `Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '${resourceAppId}'.`,
    evidence: 'reported',
    suberror: 'basic_action',
  });

/** As shown in PartnerCenterSamples/Partner-Center-SDK-Samples#39; the documentation has no name in it. */
export const consentRequired = (appId: string, name: string): EntraError =>
  invalidGrant({
    number: 65001,
    message: `The user or administrator has not consented to use the application with ID '${appId}' named '${name}'. Send an interactive authorization request for this user and resource.`,
    evidence: 'reported',
    suberror: 'consent_required',
  });

/** As shown in haystackeditor/haystack-editor#41. */
export const notPublicClient = (): EntraError => ({
  status: 401,
  error: 'invalid_client',
  number: 7000218,
  message: `The request body must contain the following parameter: 'client_assertion' or 'client_secret'.`,
  evidence: 'reported',
});

/**
 * Nothing says the tenant where one is needed. As shown in AzureAD/microsoft-authentication-library-for-python#141; of an
 * application of one tenant in huacnlee/omamail#266.
 */
export const noTenant = (): EntraError => ({
  status: 400,
  error: 'invalid_request',
  number: 50059,
  message:
    'No tenant-identifying information found in either the request or implied by any provided credentials.',
  evidence: 'reported',
});

/** The words as shown in AzureAD/microsoft-authentication-library-for-java#382; the OAuth error is not told there. */
export const passwordNeedsTenant = (): EntraError => ({
  status: 400,
  error: 'invalid_request',
  number: 9001023,
  message:
    'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
  evidence: 'reported',
});

/** As shown in secureworks/squarephish#3. */
export const authorizationPending = (): EntraError => ({
  status: 400,
  error: 'authorization_pending',
  number: 70016,
  message: 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  evidence: 'reported',
});

/** As shown in ramosbugs/oauth2-rs#193 and Azure/azure-cli#22251. */
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

/**
 * As shown in Azure/azure-cli#14244, the space that does not break in mspnp/identity-reference-architectures#9, the suberror
 * in microsoft/foundry-dev-tools#707; the instant as {@link ticks} writes it.
 */
export const refreshTokenInactive = (issuedAt: string): EntraError =>
  invalidGrant({
    number: 700082,
    message: `The refresh token has expired due to inactivity.\u00a0The token was issued on ${issuedAt} and was inactive for 90.00:00:00.`,
    evidence: 'reported',
    suberror: 'bad_token',
  });

/** As shown in Azure-Samples/ms-identity-dotnet-webapi-azurefunctions#3. */
export const malformedGrant = (): EntraError =>
  invalidGrant({
    number: 9002313,
    message: 'Invalid request. Request is malformed or invalid.',
    evidence: 'reported',
  });

/** Whoever the token was for is not the client that shows it. */
export const grantOfAnotherClient = (clientId: string): EntraError =>
  invalidGrant({
    number: 700007,
    message: `The refresh token was not issued to the application '${clientId}'`,
    evidence: 'assumed',
  });
