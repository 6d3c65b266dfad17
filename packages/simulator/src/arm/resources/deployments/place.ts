/** Where a deployment deploys to. */
import type { JsonObject } from '../../../kernel/json.ts';
import { TemplateError } from '../template/template-error.ts';

/** A subscription, or a group in it. */
export interface Place {
  readonly subscriptionId: string;
  /** Empty for a subscription. */
  readonly resourceGroup: string;
}

export const DEPLOYMENTS = 'Microsoft.Resources/deployments';

/** Id of the group, or of the subscription. */
export const scopeIdOf = ({ subscriptionId, resourceGroup }: Place): string =>
  resourceGroup === ''
    ? `/subscriptions/${subscriptionId}`
    : `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;

const SCOPE = /^\/subscriptions\/([^/]+)(?:\/resourceGroups\/([^/]+))?$/i;

/** The place that a scope is; `undefined` for the tenant, management groups and single resources. */
export function placeAt(scope: string): Place | undefined {
  const [, subscriptionId, resourceGroup = ''] = SCOPE.exec(scope) ?? [];
  return subscriptionId === undefined ? undefined : { subscriptionId, resourceGroup };
}

/** Why nothing is deployed to a scope, if nothing is. */
export function unservedAt(scope: string): string | undefined {
  if (placeAt(scope)) return undefined;
  if (scope === '') return 'a deployment at the tenant (Microsoft.Resources/deployments)';
  return /^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+$/i.test(scope)
    ? 'a deployment at a management group (Microsoft.Resources/deployments)'
    : `a deployment at the scope '${scope}' (Microsoft.Resources/deployments)`;
}

/** Names and types turn by turn: `/providers/{namespace}/{type}/{name}/{child type}/{child name}`. */
export function resourceIdAt(scopeId: string, type: string, name: string): string {
  const [namespace = '', ...types] = type.replace(/\/+$/, '').split('/');
  const names = name.split('/');
  if (namespace === '' || types.length === 0 || types.length !== names.length) {
    // As deployments of 2023 report it.
    throw new TemplateError(
      `Unable to evaluate template language function 'resourceId': the type '${type}' requires '${types.length}' resource name argument(s). Please see https://aka.ms/arm-resource-functions/#resourceid for usage details.`,
      'reported',
    );
  }
  return `${scopeId}/providers/${typeWithNames(type, name)}`;
}

/** Types and names turn by turn: `Microsoft.KeyVault/vaults/{name}/secrets/{child name}`. */
export function typeWithNames(type: string, name: string): string {
  const [namespace = '', ...types] = type.replace(/\/+$/, '').split('/');
  const names = name.split('/');
  return [namespace, ...types.flatMap((one, index) => [one, names[index] ?? ''])].join('/');
}

/** The place of a nested deployment, as its own members say. */
export function placeOfNested(given: JsonObject, place: Place): Place {
  const { subscriptionId, resourceGroup } = given;
  const isElsewhere = typeof subscriptionId === 'string' && subscriptionId !== '';
  return {
    subscriptionId: isElsewhere ? subscriptionId : place.subscriptionId,
    resourceGroup:
      typeof resourceGroup === 'string' && resourceGroup !== ''
        ? resourceGroup
        : isElsewhere
          ? ''
          : place.resourceGroup,
  };
}
