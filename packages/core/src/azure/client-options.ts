import type {
  HttpClient,
  LogPolicyOptions,
  PipelineOptions,
  PipelinePolicy,
} from '@azure/core-rest-pipeline';

import type { Cloud } from './clouds.ts';

/** A policy and where it goes; the shape that every client's `additionalPolicies` takes. */
export interface AdditionalPolicy {
  readonly policy: PipelinePolicy;
  readonly position: 'perCall' | 'perRetry';
}

/**
 * Options for every client that a deployment or a verification makes: what the clients of the Azure SDK have in common,
 * so that it goes into the options of any of them too. `simulator.clientOptions()` is one.
 *
 * Retries are the deployment's own: `retryOptions` is taken, so that the same object serves other clients, and not used.
 */
export interface UserClientOptions extends PipelineOptions {
  /** The transport. */
  httpClient?: HttpClient;
  /** Policies to add to the pipeline. */
  additionalPolicies?: AdditionalPolicy[];
  /** What is logged. */
  loggingOptions?: LogPolicyOptions;
  /** Resource Manager's URL, when it is not the cloud's; vaults and Graph do not take it. */
  endpoint?: string;
  /** Scopes to ask Resource Manager's token for, for clients that take them here. */
  credentialScopes?: string | string[];
  /** Scopes to ask Resource Manager's token for, for clients that take them here. */
  credentials?: { scopes?: string[] };
  /** Whether plain http will do, for an emulator on this machine. */
  allowInsecureConnection?: boolean;
  /** Key Vault: whether to trust a challenge that names another host than the vault's. */
  disableChallengeResourceVerification?: boolean;
}

/** The options that make every client of Resource Manager speak to one cloud. */
export interface ArmClientOptions {
  readonly endpoint: string;
  readonly credentialScopes: string | string[];
  readonly credentials: { scopes?: string[] };
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
  const { endpoint: _, credentialScopes: _1, credentials: _2, ...rest } = user;
  return {
    ...rest,
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [...(user.additionalPolicies ?? []), ...policies],
  };
}
