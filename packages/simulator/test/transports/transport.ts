import type { TokenCredential } from '@azure/core-auth';
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { Simulator } from '../../src/index.ts';

/** What the behaviour suite does; a transport that cannot do one says why. */
export const behaviours = [
  'tokens',
  'resources',
  'absence',
  'head',
  'unicode',
  'scopes',
  'keys',
  'long-running operations',
  'what is not simulated',
  'headers',
  'abort',
  'isolation',
] as const;

/** One of {@link behaviours}. */
export type Behaviour = (typeof behaviours)[number];

/** Options for clients and credentials that reach a simulator. */
export interface Reach {
  readonly client: { readonly httpClient?: HttpClient };
  readonly credential: TokenCredential;
}

/** A way from an SDK client to a simulator. */
export interface Transport {
  readonly name: string;
  /** Reasons, in words, for what this transport cannot do. */
  readonly cannot?: Partial<Readonly<Record<Behaviour, string>>>;
  /** Makes the simulator reachable for as long as `use` runs. */
  readonly reach: (simulator: Simulator, use: (reach: Reach) => Promise<void>) => Promise<void>;
}
