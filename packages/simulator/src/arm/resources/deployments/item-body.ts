/** What of a resource in a template is its body. */
import { isObject, type JsonObject, objectAt, stringAt } from '../../../kernel/json.ts';
import { evaluateBody } from './copies.ts';
import type { Item } from './items.ts';
import { DEPLOYMENTS } from './place.ts';

/** Members of a resource in a template that are not of its body. */
const NOT_OF_BODY: ReadonlySet<string> = new Set([
  'type',
  'name',
  'apiVersion',
  'condition',
  'dependsOn',
  'copy',
  'resources',
  'comments',
  'metadata',
  'scope',
  'existing',
  'subscriptionId',
  'resourceGroup',
  '@options',
]);

/** A resource without what only a nested deployment works out. */
export function seenOf({ type, source }: Pick<Item, 'type' | 'source'>): JsonObject {
  if (!isDeployment(type) || !isInner(source)) return source;
  const { properties, ...others } = source;
  const { template: _template, ...seen } = isObject(properties) ? properties : {};
  return { ...others, properties: seen };
}

/** The members of an item's body, as the template has them. */
export const bodyMembersOf = ({ source }: Pick<Item, 'source'>): JsonObject =>
  Object.fromEntries(Object.entries(source).filter(([name]) => !NOT_OF_BODY.has(name)));

/** The body of a resource, worked out. */
export function bodyOf(item: Item): JsonObject {
  const body = item.scope.work.weighed(evaluateBody(bodyMembersOf(item), item.scope));
  return isObject(body) ? body : {};
}

/** Whether a nested template works out its own expressions. Documented: by default the outer one does. */
export function isInner(source: JsonObject): boolean {
  const options = objectAt(objectAt(source, 'properties'), 'expressionEvaluationOptions');
  return stringAt(options, 'scope')?.toLowerCase() === 'inner';
}

export const isDeployment = (type: string): boolean =>
  type.toLowerCase() === DEPLOYMENTS.toLowerCase();
