import type { HttpClient } from '@azure/core-rest-pipeline';

/** What the options are for. */
export type ClientKind =
  /** Clients of Resource Manager: every `@azure/arm-*`. */
  | 'resourceManager'
  /** Clients of a vault: `KeyClient`, `CryptographyClient`. */
  | 'vault'
  /** Credentials of `@azure/identity`. */
  | 'credential';

/** Hosts of the cloud that clients are to talk to. */
export interface ClientCloud {
  readonly name: 'public' | 'usGovernment' | 'china';
  readonly resourceManager: string;
  readonly authority: string;
}

/** Options to spread into those of an Azure SDK client. */
export interface SimulatorClientOptions {
  readonly httpClient: HttpClient;
  /** Retries stay as many as the client's default, so that they are exercised; they only wait less. */
  readonly retryOptions: {
    readonly maxRetries: number;
    readonly retryDelayInMs: number;
    readonly maxRetryDelayInMs: number;
  };
  readonly endpoint?: string;
  readonly credentialScopes?: string[];
  readonly credentials?: { readonly scopes: string[] };
  readonly authorityHost?: string;
}

const MAX_RETRIES = 3;
const RETRY_DELAY_MS = 1;

/**
 * Plain data for the options of a client. In the public cloud the same for every client; elsewhere Resource Manager's
 * endpoint and scope are needed (no client derives both from `cloudSetting`), which a vault client would take for its own.
 */
export function createClientOptions(
  httpClient: HttpClient,
  cloud: ClientCloud,
  kind: ClientKind = 'resourceManager',
): SimulatorClientOptions {
  const base = {
    httpClient,
    retryOptions: {
      maxRetries: MAX_RETRIES,
      retryDelayInMs: RETRY_DELAY_MS,
      maxRetryDelayInMs: RETRY_DELAY_MS,
    },
  };
  if (cloud.name === 'public' || kind === 'vault') return base;
  if (kind === 'credential') return { ...base, authorityHost: cloud.authority };
  const scope = `${cloud.resourceManager}/.default`;
  return {
    ...base,
    endpoint: cloud.resourceManager,
    credentialScopes: [scope],
    credentials: { scopes: [scope] },
  };
}
