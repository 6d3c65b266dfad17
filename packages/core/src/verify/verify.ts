import type { TokenCredential } from '@azure/core-auth';

import type { UserClientOptions } from '../azure/client-options.ts';
import type { Clock } from '../deploy/clock.ts';
import type { Plan } from '../plan/types.ts';
import { defaultEdition } from '../rules/index.ts';
import { parseSpec } from '../spec/parse-spec.ts';
import type { CmkSpec } from '../spec/types.ts';
import { assertSpec } from '../validate/assert-spec.ts';
import type { Posture } from './posture.ts';

/** How to verify. */
export interface VerifyOptions {
  /**
   * Who reads. Needs the role Reader on the subscription, for resources, the managed resource group and who has which
   * role; Key Vault Reader on the vault, or get and list of keys by its access policies; and to read service principals in
   * Microsoft Graph (`Application.Read.All`, or Directory Readers). `unread` of the posture tells what was refused.
   */
  readonly credential: TokenCredential;
  /** Spread into the options of every Azure client, for example `simulator.clientOptions()`. */
  readonly clientOptions?: UserClientOptions;
  /** Default: the clock on the wall. */
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

const isPlan = (target: Plan | CmkSpec): target is Plan =>
  typeof target === 'object' && target !== null && 'kind' in target && target.kind === 'plan';

/**
 * Reads the whole chain back from Azure and says, for each store and disk, under whose key it is, which version, and
 * what proves it; who may use the key; and what each documented rule says about the chain as it is. For the rules it also
 * reads the versions of the key, whether it was deleted, and who may make keys and the managed resource group. Writes
 * nothing.
 *
 * What cannot be read is `unknown` with the reason, never assumed. Throws `CMK_WORKSPACE_NOT_FOUND` when there is no
 * workspace, the translated error when it cannot be read, `CMK_SPEC_INVALID` for what is no description, and `CMK_ABORTED`.
 *
 * @example
 * ```ts
 * import { type CmkSpec, renderPosture, verify } from '@azureml-cmk/core';
 * import { DefaultAzureCredential } from '@azure/identity';
 *
 * async function show(spec: CmkSpec): Promise<void> {
 *   const posture = await verify(spec, { credential: new DefaultAzureCredential() });
 *   console.log(renderPosture(posture, { format: 'text' }));
 * }
 * ```
 */
export async function verify(target: Plan | CmkSpec, options: VerifyOptions): Promise<Posture> {
  const spec = isPlan(target) ? target.spec : assertSpec(parseSpec(target));
  const { verifyChain } = await import('./verify-chain.ts');
  return verifyChain(spec, target.edition ?? defaultEdition, options);
}
