/** What is found out before anything is deployed: whether it could be. */
import { notSimulated, type Refusal } from '../../../kernel/errors.ts';
import type { UnitContext } from '../../../kernel/resource-type.ts';
import { TemplateError } from '../template/template-error.ts';
import { deniedByPolicy, notAuthorized } from './errors.ts';
import { bodyOf, isDeployment } from './item-body.ts';
import type { Item } from './items.ts';

const GROUPS = 'microsoft.resources/resourcegroups';

/** Items that are written. */
export const written = (items: readonly Item[]): readonly Item[] =>
  items.filter(({ isDeployed, isExisting }) => isDeployed && !isExisting);

/** Refuses what nobody serves, what the caller may not write, and what policies deny. */
export function preflight(context: UnitContext, items: readonly Item[]): void {
  const all = written(items);
  for (const item of all) checkServed(context, item);
  const failures = all.flatMap((item) => unauthorized(context, item) ?? []);
  if (failures.length > 0) throw notAuthorized(failures);
  const denied = all.flatMap((item) => disallowed(context, item) ?? []);
  if (denied.length > 0) throw deniedByPolicy(denied);
}

/** The namespace of a type and the rest: of an extension `Microsoft.KeyVault/vaults/providers/locks`, as it is written. */
export function typeOf({ id }: Pick<Item, 'id'>): string {
  const [namespace = '', ...rest] = (id.split('/providers/').at(-1) ?? '').split('/');
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/');
}

function checkServed(context: UnitContext, item: Item): void {
  if (item.type.toLowerCase() === GROUPS) return;
  const type = typeOf(item);
  const [namespace = '', ...rest] = type.split('/');
  const wanted = rest.join('/').toLowerCase();
  const isServed = context.typesIn(namespace).some(({ name }) => name.toLowerCase() === wanted);
  if (!isServed) throw notSimulated(`PUT on the resource type ${type} (of a template)`);
}

function unauthorized(context: UnitContext, item: Item): string | undefined {
  const { id, type, name } = item;
  const { caller } = context;
  const isGroup = type.toLowerCase() === GROUPS;
  const action = `${isGroup ? 'Microsoft.Resources/subscriptions/resourceGroups' : typeOf(item)}/write`;
  if (context.allows(caller.objectId, action, id)) return undefined;
  return `Authorization failed for template resource '${name}' of type '${type}'. The client '${caller.name}' with object id '${caller.objectId}' does not have permission to perform action '${action}' at scope '${id}'.`;
}

/** A body that asks Azure is not known yet: its write meets the policies then. */
function disallowed(context: UnitContext, item: Item): Refusal | undefined {
  if (isDeployment(item.type)) return undefined;
  try {
    return context.disallowed({
      id: item.id,
      type: typeOf(item),
      name: item.name.split('/').at(-1) ?? '',
      apiVersion: item.apiVersion,
      content: bodyOf(item),
    });
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}
