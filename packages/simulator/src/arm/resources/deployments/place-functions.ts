/** Functions of templates that tell where a deployment deploys to. */
import { isGuid } from '../../../kernel/ids.ts';
import type { Json, JsonObject } from '../../../kernel/json.ts';
import type { UnitContext } from '../../../kernel/resource-type.ts';
import type { TemplateFunction } from '../template/evaluate.ts';
import { badCall, notExpected, TemplateError } from '../template/template-error.ts';
import { environmentOf } from './environment.ts';
import { shownLink } from './linked.ts';
import { type Place, resourceIdAt, scopeIdOf } from './place.ts';
import type { DeployingUnread } from './scope.ts';

/** What depends on the deployment alone, for defaults of parameters too. */
export function placeFunctions(
  context: UnitContext,
  deploying: DeployingUnread & { readonly shown?: JsonObject },
): readonly (readonly [string, TemplateFunction])[] {
  const { place } = deploying;
  return [
    ['resourceid', (args, name) => resourceId(place, args, name)],
    [
      'subscriptionresourceid',
      (args, name) => resourceId({ ...place, resourceGroup: '' }, args, name),
    ],
    [
      'tenantresourceid',
      (args, name) => {
        const [type = '', ...names] = texts(args, name);
        return resourceIdAt('', type, names.join('/'));
      },
    ],
    [
      'extensionresourceid',
      (args, name) => {
        const [scope = '', type = '', ...names] = texts(args, name);
        return resourceIdAt(scope.replace(/\/+$/, ''), type, names.join('/'));
      },
    ],
    ['resourcegroup', (_args, name) => resourceGroupOf(context, place, name)],
    ['subscription', () => subscriptionOf(context, place)],
    ['tenant', () => ({ tenantId: context.subscription.tenantId })],
    ['environment', () => environmentOf(context)],
    [
      'deployment',
      () => ({
        name: deploying.name,
        ...(deploying.location === undefined ? {} : { location: deploying.location }),
        properties: {
          ...(deploying.link ? { templateLink: shownLink(deploying.link) } : {}),
          template: deploying.template,
          parameters: deploying.shown ?? {},
          mode: deploying.mode,
          provisioningState: 'Accepted',
        },
      }),
    ],
  ];
}

/** `resourceId([subscription], [group], type, name, …)`. */
function resourceId(place: Place, args: readonly Json[], functionName: string): string {
  const words = texts(args, functionName);
  const at = words.findIndex((word) => word.includes('/'));
  const before = words.slice(0, Math.max(0, at));
  const [first = ''] = before;
  const subscriptionId = isGuid(first) ? first : place.subscriptionId;
  const [group = place.resourceGroup] = isGuid(first) ? before.slice(1) : before;
  const isTooLong = before.length > (isGuid(first) ? 2 : 1);
  if (at < 0 || isTooLong) {
    // As deployments of 2023 report it.
    throw new TemplateError(
      `Unable to evaluate template language function '${functionName}': function requires exactly one multi-segmented argument which must be resource type including resource provider namespace. Current function arguments '${words.join(',')}'. Please see https://aka.ms/arm-resource-functions/#resourceid for usage details.`,
      'reported',
    );
  }
  const scope = scopeIdOf({ subscriptionId, resourceGroup: group });
  return resourceIdAt(scope, words[at] ?? '', words.slice(at + 1).join('/'));
}

function texts(args: readonly Json[], functionName: string): readonly string[] {
  return args.map((one) => {
    if (typeof one === 'string') return one;
    throw badCall(functionName, 'all its arguments must be strings');
  });
}

function resourceGroupOf(context: UnitContext, place: Place, name: string): Json {
  if (place.resourceGroup === '') throw notExpected(name);
  const group = context.resource(scopeIdOf(place));
  return {
    id: group?.id ?? scopeIdOf(place),
    name: group?.name ?? place.resourceGroup,
    type: 'Microsoft.Resources/resourceGroups',
    location: group?.location ?? '',
    tags: group?.tags ?? {},
    ...(group?.managedBy === undefined ? {} : { managedBy: group.managedBy }),
    properties: group?.properties ?? {},
  };
}

function subscriptionOf(context: UnitContext, { subscriptionId }: Place): Json {
  const found = context.subscriptions().find((one) => one.subscriptionId === subscriptionId);
  return {
    id: `/subscriptions/${subscriptionId}`,
    subscriptionId,
    tenantId: found?.tenantId ?? context.subscription.tenantId,
    displayName: found?.displayName ?? '',
  };
}
