import type { RuleId } from '../../rules/types.ts';
import type { Description } from '../resolve/description.ts';
import type { Permission, Reason, Step } from '../types.ts';

type WithoutPhase<S> = S extends Step ? Omit<S, 'phase'> : never;

/** A step whose phase is not known yet: it follows from what the step depends on. */
export type StepDraft = WithoutPhase<Step>;

/** One kind of step: from the description to zero or more of them. It may depend on any other step by its id. */
export type StepUnit = (description: Description) => readonly StepDraft[];

/** Why a step exists, with the rule that asks for it. */
export function why(text: string, ruleId?: RuleId): Reason {
  return ruleId === undefined ? { text } : { ruleId, text };
}

/** Actions at one scope. */
export function may(scope: string, ...actions: readonly string[]): readonly Permission[] {
  return actions.map((action) => ({ action, scope }));
}

/** Data actions at one scope. */
export function mayWithData(scope: string, ...actions: readonly string[]): readonly Permission[] {
  return actions.map((action) => ({ action, scope, data: true }));
}

/** The action that assigning a user-assigned identity to a resource needs. */
export const assignIdentityAction =
  'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action';

/** The id of the step that registers a namespace. */
export function providerStep(namespace: string): string {
  return `provider.${namespace}`;
}

/** The id of the step that makes the resource group. */
export const resourceGroupStep = 'resourceGroup';

/** Ids of the grants that something waits for; none when the spec says that you make them yourself. */
export function grantsServing({ grants }: Description, stepId: string): readonly string[] {
  return grants
    .filter((grant) => grant.serves.some((served) => served.stepId === stepId))
    .map((grant) => grant.stepId);
}
