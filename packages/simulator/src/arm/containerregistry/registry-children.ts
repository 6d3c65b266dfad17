/** What lies under a registry and is made by an operation: the registry above, how the work is told of, its name and form. */
import type { Json } from '../../kernel/json.ts';
import type { OperationPlan, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { refused } from './registry-errors.ts';
import { writeStyle } from './registry-operation.ts';

const NAME = /^[a-zA-Z0-9]{5,50}$/;

/** The registry above. */
export function registryOf(context: UnitContext, id: string): StoredResource {
  const registry = context.resource(id.split('/').slice(0, 9).join('/'));
  if (!registry) throw new TypeError('the kernel answers for a registry that is not there');
  return registry;
}

/** Work on one of a kind. */
export function childOperation(
  context: UnitContext,
  kind: 'replications' | 'webhooks',
  what: 'write' | 'update' | 'delete',
  location: string | undefined,
  durationMs: number,
): OperationPlan {
  const isRemoval = what === 'delete';
  return {
    handler: isRemoval ? 'delete' : 'write',
    id: `${kind}-${context.guid()}`,
    durationMs,
    ...(location === undefined ? {} : { location }),
    style: isRemoval
      ? {
          path: 'operationResults',
          headers: ['location'],
          status: 202,
          body: 'none',
          instant: 200,
        }
      : writeStyle(what === 'update' ? 'Updating' : 'Creating'),
  };
}

export function checkChildName(name: string): void {
  if (NAME.test(name)) return;
  throw refused('InvalidResourceName', `'${name}' is not 5-50 letters and digits.`);
}

export const presentChild = ({
  id,
  name,
  type,
  location,
  tags,
  properties,
}: StoredResource): Json => ({ id, name, type, location, tags: tags ?? {}, properties });
