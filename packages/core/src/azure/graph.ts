import type { TokenCredential } from '@azure/core-auth';

import { type AdditionalPolicy, type UserClientOptions } from './client-options.ts';
import type { Cloud } from './clouds.ts';

/** What a look-up needs. */
export interface GraphSettings {
  readonly cloud: Cloud;
  readonly credential: TokenCredential;
  readonly policies: readonly AdditionalPolicy[];
  readonly clientOptions?: UserClientOptions;
}

/**
 * The object id of an application's service principal in the tenant, from Microsoft Graph; `undefined` when the
 * tenant has none. Requires: permission to read service principals (`Application.Read.All` or Directory Readers).
 * Throws `RestError`, for 403 with code `Authorization_RequestDenied`.
 */
export async function findServicePrincipal(
  settings: GraphSettings,
  applicationId: string,
  abortSignal?: AbortSignal,
): Promise<string | undefined> {
  const {
    bearerTokenAuthenticationPolicy,
    createDefaultHttpClient,
    createPipelineFromOptions,
    createPipelineRequest,
    RestError,
  } = await import('@azure/core-rest-pipeline');
  const { cloud, credential, policies, clientOptions = {} } = settings;
  const pipeline = createPipelineFromOptions({
    ...clientOptions,
    retryOptions: { maxRetries: 0 },
  });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: cloud.graphScope }));
  for (const { policy, position } of [...(clientOptions.additionalPolicies ?? []), ...policies]) {
    pipeline.addPolicy(policy, position === 'perRetry' ? { afterPhase: 'Sign' } : {});
  }
  const request = createPipelineRequest({
    url: `${cloud.graph}/v1.0/servicePrincipals(appId='${encodeURIComponent(applicationId)}')?$select=id`,
    ...(abortSignal === undefined ? {} : { abortSignal }),
  });
  const response = await pipeline.sendRequest(
    clientOptions.httpClient ?? createDefaultHttpClient(),
    request,
  );
  if (response.status === 404) return undefined;
  if (response.status >= 400) {
    throw new RestError(`HTTP ${response.status}`, {
      statusCode: response.status,
      request,
      response,
    });
  }
  const body = JSON.parse(response.bodyAsText ?? '{}') as { readonly id?: unknown };
  return typeof body.id === 'string' ? body.id : undefined;
}
