import type { Clock, CmkSpec, DeployOptions } from '@azureml-cmk/core';

/** Where the demo deploys to: what `deploy` and `verify` take, and the clock they run by. */
export interface Azure extends Pick<DeployOptions, 'credential' | 'clientOptions'> {
  readonly kind: 'simulator' | 'live';
  readonly clock: Clock;
}

/** Opens the Azure that a spec is deployed to. */
export type Connect = (spec: CmkSpec) => Promise<Azure>;
