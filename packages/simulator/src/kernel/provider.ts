import type { ResourceType, Route, TimerHandlers } from './resource-type.ts';

/** What a resource provider, or a part of one, serves. */
export interface ProviderUnits {
  readonly resourceTypes: readonly ResourceType[];
  /** Those of its types too. */
  readonly routes: readonly Route[];
  /** Those of its types too. */
  readonly timers: TimerHandlers;
}

/** What is known of it before it is loaded: enough to see that a request, or a timer, is for it. */
export interface Provider {
  /** Names of its resource types, in their order. */
  readonly types: readonly string[];
  /** Its routes, in their order. */
  readonly routes: readonly (readonly [method: Route['method'], path: string])[];
  /** Names of its timers. */
  readonly timers: readonly string[];
  /** Loads it, the first time. */
  readonly units: () => ProviderUnits;
}
