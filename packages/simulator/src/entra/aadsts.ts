/** What Entra ID refuses, in its words. */
import type { Evidence } from '@azureml-cmk/core/rules';
import { EVIDENCE_HEADER } from '../kernel/answers.ts';
import { simulatorWording } from '../kernel/errors.ts';
import type { SimResponse } from '../kernel/exchange.ts';
import { namedGuid } from '../kernel/ids.ts';

/** One refusal of Entra ID. */
export interface EntraError {
  readonly status: number;
  /** OAuth 2.0 error: `invalid_client`. */
  readonly error: string;
  /** The digits after `AADSTS`; absent for refusals of the simulator's own. */
  readonly number?: number;
  readonly message: string;
  readonly evidence: Evidence;
  /** What a client does about it: `basic_action`, `consent_required`, `bad_token`. */
  readonly suberror?: string;
}

export const tenantNotFound = (tenant: string): EntraError => ({
  status: 400,
  error: 'invalid_tenant',
  number: 90002,
  message: `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  evidence: 'recorded',
});

/** As shown in ahaenggli/AzureAD-LDAP-wrapper#45 and OfficeDev/microsoft-365-agents-toolkit#8621. */
export const wrongSecret = (appId: string): EntraError => ({
  status: 401,
  error: 'invalid_client',
  number: 7000215,
  message: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${appId}'.`,
  evidence: 'reported',
});

/** As shown in dotnet/sign#849. */
export const secretExpired = (appId: string): EntraError => ({
  status: 401,
  error: 'invalid_client',
  number: 7000222,
  message: `The provided client secret keys for app '${appId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
  evidence: 'reported',
});

/** As shown in Azure-Samples/azure-health-data-and-ai-samples#100. */
export const applicationNotFound = (appId: string, tenant: string): EntraError => ({
  status: 400,
  error: 'unauthorized_client',
  number: 700016,
  message: `Application with identifier '${appId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  evidence: 'reported',
});

/** As shown in AzureAD/microsoft-identity-web#2796. */
export const resourceNotFound = (resource: string, tenantId: string): EntraError => ({
  status: 400,
  error: 'invalid_resource',
  number: 500011,
  message: `The resource principal named ${resource} was not found in the tenant named ${tenantId}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  evidence: 'reported',
});

/** As shown in microsoftgraph/msgraph-sdk-python#181. */
export const badScope = (scope: string): EntraError => ({
  status: 400,
  error: 'invalid_scope',
  number: 1002012,
  message: `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  evidence: 'reported',
});

/** As shown in openid/AppAuth-iOS#671. */
export const missingParameter = (name: string): EntraError => ({
  status: 400,
  error: 'invalid_request',
  number: 900144,
  message: `The request body must contain the following parameter: '${name}'.`,
  evidence: 'reported',
});

/** As shown in MicrosoftDocs/azure-docs#30777. */
export const noClientAuthentication = (): EntraError => ({
  status: 401,
  error: 'invalid_client',
  number: 7000216,
  message: `'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.`,
  evidence: 'reported',
});

export const unsupportedGrant = (grant: string): EntraError => ({
  status: 400,
  error: 'unsupported_grant_type',
  number: 70003,
  message: `The app requested an unsupported grant type '${grant}'.`,
  evidence: 'documented',
});

export const unknownInstance = (): EntraError => ({
  status: 400,
  error: 'invalid_instance',
  number: 50049,
  message: 'Unknown or invalid instance.',
  evidence: 'documented',
});

/** A refusal of the simulator's own, in the shape that clients of Entra ID read. */
export const entraNotSimulated = (what: string): EntraError => ({
  status: 501,
  error: 'not_simulated',
  message: `${what} is not simulated`,
  evidence: 'assumed',
});

/** Where and when it was refused. */
export interface Occurrence {
  readonly host: string;
  readonly correlationId: string;
  /** Virtual instant, ISO 8601. */
  readonly at: string;
}

/** A refusal as Entra ID answers it: the ids and the time stand in the text too. */
export function entraRefusal(
  refusal: EntraError,
  { host, correlationId, at }: Occurrence,
): SimResponse {
  const { number } = refusal;
  const traceId = namedGuid('trace', correlationId, at);
  const timestamp = `${at.slice(0, 19).replace('T', ' ')}Z`;
  const wording = refusal.evidence === 'assumed' ? simulatorWording : '';
  const words = `${number === undefined ? '' : `AADSTS${number}: `}${refusal.message}${wording}`;
  return entraAnswer(
    refusal.status,
    {
      error: refusal.error,
      error_description: `${words}\r\nTrace ID: ${traceId}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: ${timestamp}`,
      error_codes: number === undefined ? [] : [number],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      ...(number === undefined ? {} : { error_uri: `https://${host}/error?code=${number}` }),
      ...(refusal.suberror === undefined ? {} : { suberror: refusal.suberror }),
    },
    { 'x-ms-request-id': traceId, [EVIDENCE_HEADER]: refusal.evidence },
  );
}

/** An answer that may not be kept. */
export function entraAnswer(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): SimResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store, no-cache',
      pragma: 'no-cache',
      expires: '-1',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body: JSON.stringify(body),
  };
}
