import type { Edition } from '@azureml-cmk/core/rules';
import type { Latency } from './resource-type.ts';

/** Hosts of the cloud that a simulator plays. */
export interface CloudHosts {
  readonly name: 'public' | 'usGovernment' | 'china';
  /** `https://management.azure.com`. */
  readonly resourceManager: string;
  /** `https://login.microsoftonline.com`. */
  readonly authority: string;
  /** `vault.azure.net`. */
  readonly vaultSuffix: string;
  /** `https://graph.microsoft.com`. */
  readonly graph: string;
}

/** `recorded`: as Azure does, or a time of our own in the header that counts milliseconds. */
export type RetryAfter = 'recorded' | { readonly milliseconds: number };

/** How a simulator behaves; fixed when it is made. */
export interface Settings {
  readonly cloud: CloudHosts;
  readonly edition: Edition;
  readonly latency: Latency;
  /** Whether a client's poll moves the clock to the end of the operation it polls. */
  readonly timeWarp: boolean;
  /** Whether Resource Manager limits requests. */
  readonly throttling: boolean;
  /** Whether every api-version that is not known is refused. */
  readonly apiVersions: 'nearest' | 'strict';
  /** Whether a workspace that is softly deleted can be purged, as documented, or is not found, as users report. */
  readonly workspacePurge: 'documented' | 'reported';
  /** How clients are told when to ask again about an operation. */
  readonly retryAfter: RetryAfter;
  /** Which clock token lifetimes are judged by. */
  readonly tokens: 'wall' | 'virtual';
  /** Where keys come from: a bank of primes and the seed (fast, worthless outside a simulator), or full generation. */
  readonly keys: 'bank' | 'generate';
  /** Epoch milliseconds on the wall, for token lifetimes. */
  readonly wallClock: () => number;
}
