import type { HttpClient, PipelinePolicy } from '@azure/core-rest-pipeline';

import type { Cloud } from './clouds.ts';

/** A policy and where it goes; the shape that every client's `additionalPolicies` takes. */
export interface AdditionalPolicy {
  readonly policy: PipelinePolicy;
  readonly position: 'perCall' | 'perRetry';
}

/** Options that the caller spreads into every client, for example `simulator.clientOptions()`. */
export interface UserClientOptions {
  readonly httpClient?: HttpClient;
  readonly endpoint?: string;
  readonly additionalPolicies?: readonly AdditionalPolicy[];
  readonly [option: string]: unknown;
}

/** The options that make every client of Resource Manager speak to one cloud. */
export interface ArmClientOptions {
  readonly endpoint: string;
  readonly credentialScopes: string[];
  readonly credentials: { readonly scopes: string[] };
  readonly retryOptions: { readonly maxRetries: 0 };
  readonly additionalPolicies: AdditionalPolicy[];
  readonly [option: string]: unknown;
}

/**
 * Options that work for every Resource Manager client in every cloud.
 *
 * One attribute is not enough: by `endpoint` alone some clients ask for a token of the public cloud, `cloudSetting` is
 * ignored by some and doubles a slash in others. Retries are off because waiting belongs to the deployment's clock.
 */
export function armClientOptions(
  cloud: Cloud,
  policies: readonly AdditionalPolicy[],
  user: UserClientOptions = {},
): ArmClientOptions {
  return {
    endpoint: cloud.resourceManager,
    credentialScopes: [cloud.resourceManagerScope],
    credentials: { scopes: [cloud.resourceManagerScope] },
    ...user,
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [...(user.additionalPolicies ?? []), ...policies],
  };
}

/** Options of clients that are not Resource Manager's: vaults tell by a challenge which token they want. */
export function dataPlaneOptions(
  policies: readonly AdditionalPolicy[],
  user: UserClientOptions = {},
): { readonly [option: string]: unknown } {
  // With `endpoint` a KeyClient would talk to Resource Manager instead of its vault.
  const { endpoint: _, credentialScopes: _1, credentials: _2, apiVersion: _3, ...rest } = user;
  return {
    ...rest,
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [...(user.additionalPolicies ?? []), ...policies],
  };
}
