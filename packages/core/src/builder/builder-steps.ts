import type { BuilderTypeError } from './type-error.ts';

/** Calls without which there is no plan, with the words for each. */
export interface RequiredCalls {
  readonly tenant: 'tenant()';
  readonly subscription: 'subscription()';
  readonly resourceGroup: 'resourceGroup()';
  readonly region: 'region()';
  readonly vault: 'vault()';
  readonly key: 'key()';
  readonly workspace: 'workspace()';
}

/** What must have been called before `plan()`. */
export type RequiredStep = keyof RequiredCalls;

/** What a builder remembers to have been called. */
export type BuilderStep =
  | RequiredStep
  | 'hub'
  | 'storage'
  | 'applicationInsights'
  | 'containerRegistry'
  | 'workspaceVault'
  | 'systemAssignedIdentity'
  | 'userAssignedIdentity';

/** `Method` when everything required was called, otherwise what to call first, in words. */
export type Finally<Done extends BuilderStep, Call extends string, Method> = [
  Exclude<RequiredStep, Done>,
] extends [never]
  ? Method
  : BuilderTypeError<`call ${RequiredCalls[Exclude<RequiredStep, Done>]} before ${Call}`>;

/** `Method` until the step is done, then why it cannot be done again, in words. */
export type Until<
  Done extends BuilderStep,
  Step extends BuilderStep,
  Words extends string,
  Method,
> = Step extends Done ? BuilderTypeError<Words> : Method;

/** `Method` from the step on, before that why it cannot be called yet, in words. */
export type After<
  Done extends BuilderStep,
  Step extends BuilderStep,
  Words extends string,
  Method,
> = Step extends Done ? Method : BuilderTypeError<Words>;

/** The same words at run time, with where the missing part stands in a spec. */
export const requiredCalls: Readonly<
  Record<RequiredStep, { readonly call: string; readonly path: string }>
> = Object.freeze({
  tenant: { call: 'tenant()', path: 'tenantId' },
  subscription: { call: 'subscription()', path: 'subscriptionId' },
  resourceGroup: { call: 'resourceGroup()', path: 'resourceGroup' },
  region: { call: 'region()', path: 'location' },
  vault: { call: 'vault() or useVault()', path: 'vault' },
  key: { call: 'key() or useKey()', path: 'key' },
  workspace: { call: 'workspace() or hub()', path: 'workspace.name' },
});
