/** What Entra ID refuses about client assertions, in its words. */
import type { EntraError } from './aadsts.ts';

const CERTIFICATE_CREDENTIALS =
  'https://learn.microsoft.com/entra/identity-platform/certificate-credentials';
const FEDERATION = 'https://learn.microsoft.com/entra/workload-id/workload-identity-federation';
/** What every refusal of a key ends with. */
const configuredKeys = (appId: string): string =>
  `Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${appId}'. Review the documentation at https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http to build a query request URL, such as 'https://graph.microsoft.com/beta/applications/${appId}'].`;

type Described = Pick<EntraError, 'number' | 'message' | 'evidence'>;

const invalidClient = (described: Described): EntraError => ({
  status: 401,
  error: 'invalid_client',
  ...described,
});

export const malformedAssertion = (): EntraError => ({
  status: 400,
  error: 'invalid_request',
  number: 50027,
  message: 'JWT token is invalid or malformed.',
  evidence: 'documented',
});

/** As recorded; the address of the documentation as in later reports. */
export const assertionOfAnother = (): EntraError =>
  invalidClient({
    number: 700021,
    message: `Client assertion application identifier doesn't match 'client_id' parameter. Review the documentation at ${CERTIFICATE_CREDENTIALS} .`,
    evidence: 'recorded',
  });

export const assertionForAnother = (): EntraError =>
  invalidClient({
    number: 700023,
    message: `Client assertion audience claim does not match Realm issuer. Review the documentation at ${CERTIFICATE_CREDENTIALS} .`,
    evidence: 'documented',
  });

/** As recorded, and in AzureAD/microsoft-authentication-library-for-js#8339; without a thumbprint in keycloak#19425. */
export const certificateNotRegistered = (
  appId: string,
  thumbprint: string | undefined,
): EntraError => {
  const used =
    thumbprint === undefined ? '' : `Thumbprint of key used by client: '${thumbprint}', `;
  return invalidClient({
    number: 700027,
    message: `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., ${used}${configuredKeys(appId)}`,
    evidence: 'recorded',
  });
};

/** A certificate as a refusal names it. */
export interface NamedKey {
  readonly thumbprint: string;
  /** `01/23/2023 13:33:28`. */
  readonly start: string;
  readonly end: string;
}

const keyWords = ({ thumbprint, start, end }: NamedKey): string =>
  `Thumbprint of key used by client: '${thumbprint}', Found key 'Start=${start}, End=${end}', `;

/** As shown in troubleshooting guides of applications that sign in with certificates. */
export const certificateExpired = (appId: string, key: NamedKey): EntraError =>
  invalidClient({
    number: 700027,
    message: `The certificate with identifier used to sign the client assertion is expired on application. [Reason - The key used is expired., ${keyWords(key)}${configuredKeys(appId)}`,
    evidence: 'reported',
  });

/** The reason is worded as of AADSTS50013, the sentence as of older AADSTS700027. */
export const badAssertionSignature = (appId: string, key: NamedKey): EntraError =>
  invalidClient({
    number: 700027,
    message: `Client assertion contains an invalid signature. [Reason - Key was found, but use of the key to verify the signature failed., ${keyWords(key)}${configuredKeys(appId)}`,
    evidence: 'assumed',
  });

/** As shown in AzureAD/microsoft-authentication-library-for-java#984; instants as {@link ticks} writes them. */
export const assertionOutOfTime = (now: string, from: string, until: string): EntraError =>
  invalidClient({
    number: 700024,
    message: `Client assertion is not within its valid time range. Current time: ${now}, assertion valid from ${from}, expiry time of assertion ${until}. Review the documentation at ${CERTIFICATE_CREDENTIALS} .`,
    evidence: 'reported',
  });

const noMatch = (what: string, number: number, value: string): EntraError =>
  invalidClient({
    number,
    message: `No matching federated identity record found for presented assertion ${what} '${value}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. ${FEDERATION}`,
    evidence: 'reported',
  });

/** As shown in Azure/azure-workload-identity#1200. */
export const noFederatedIssuer = (issuer: string): EntraError => noMatch('issuer', 700211, issuer);
export const noFederatedAudience = (audience: string): EntraError =>
  noMatch('audience', 700212, audience);
export const noFederatedSubject = (subject: string): EntraError =>
  noMatch('subject', 700213, subject);

/** As shown in Azure/login#515. */
export const subjectInOtherCase = (subject: string): EntraError =>
  invalidClient({
    number: 7002138,
    message: `No matching federated identity record found for presented assertion subject '${subject}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. See documentation at: ${FEDERATION}. See breaking change notification and remediation at: https://learn.microsoft.com/en-us/entra/identity-platform/reference-breaking-changes#august-2024.`,
    evidence: 'reported',
  });

export const badFederatedSignature = (issuer: string): EntraError => ({
  status: 400,
  error: 'invalid_grant',
  number: 50013,
  message: `Assertion failed signature validation: no key of the issuer '${issuer}' verifies it.`,
  evidence: 'assumed',
});

/** `2025-08-29T05:47:32.1501147Z`: seven digits after the point. */
export const ticks = (epochMs: number): string =>
  new Date(epochMs).toISOString().replace('Z', '0000Z');
