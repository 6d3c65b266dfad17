/** Queries over what is stored, whoever may read it: for assertions. */
import { unitContext } from '../kernel/context.ts';
import type { TypeTable } from '../kernel/path.ts';
import { derived } from '../kernel/present.ts';
import type { StoredResource } from '../kernel/resource.ts';
import type { Services } from '../kernel/services.ts';
import { serviceCaller } from '../service-caller.ts';

/** Which resources; every member given must hold. */
export interface ResourceQuery {
  /** A served resource type, in any case: `Microsoft.KeyVault/vaults`. Default: any. */
  readonly type?: string;
  /** Default: any. */
  readonly subscriptionId?: string;
  /** Name of a resource group, in any case; what lies in it, the group itself not included. Default: any. */
  readonly group?: string;
  /** The last name in the id, in any case. Default: any. */
  readonly name?: string;
  /** Whether a resource is meant. Default: all are. */
  readonly where?: (resource: StoredResource) => boolean;
}

/**
 * What is stored, whoever may read it, with what it shows of others.
 *
 * @example
 * ```ts
 * import { createSimulator } from '@azureml-cmk/simulator';
 *
 * const sim = createSimulator();
 * const unprotected = sim.resources.list({
 *   type: 'Microsoft.KeyVault/vaults',
 *   where: ({ properties }) => properties['enablePurgeProtection'] !== true,
 * });
 * console.log(unprotected.map(({ id }) => id));
 * ```
 */
export interface SimulatorResources {
  /** In the order of their ids; a `TypeError` for a type that is not served. */
  list(query?: ResourceQuery): StoredResource[];
  /** How many there are. */
  count(query?: ResourceQuery): number;
  /** The only one; an `Error` that tells how many there are when there is not exactly one. */
  one(query?: ResourceQuery): StoredResource;
}

/** A resource with what it shows of others, as a GET of it would have it. */
export function shownResource(resource: StoredResource, services: Services): StoredResource {
  const type = services.types.get(resource.type.toLowerCase());
  if (!type?.derive) return resource;
  const [, , subscriptionId = ''] = resource.id.split('/');
  const subscription = services.directory.subscription(subscriptionId);
  if (!subscription) return resource;
  const caller = serviceCaller(subscription);
  return derived(type, resource, unitContext(services, caller, subscription, resource.id));
}

/** Queries over what is stored. */
export function createResources(services: Services): SimulatorResources {
  const { store, types } = services;
  const list = (query: ResourceQuery = {}): StoredResource[] => {
    const { type, subscriptionId, group, name, where } = query;
    if (type !== undefined && !types.has(type.toLowerCase())) {
      throw new TypeError(`resources: ${notServed(type, types)}`);
    }
    const scope = scopeOf(subscriptionId, group);
    const found = type === undefined ? store.under(scope) : store.peekOfType(type, scope);
    return found
      .filter(
        (resource) =>
          (group === undefined || groupOf(resource.id) === group.toLowerCase()) &&
          (name === undefined || resource.name.toLowerCase() === name.toLowerCase()),
      )
      .map((resource) => shownResource(resource, services))
      .filter((resource) => where === undefined || where(resource));
  };
  return {
    list,
    count: (query) => list(query).length,
    one(query) {
      const [first, ...others] = list(query);
      if (first && others.length === 0) return first;
      const count = first ? others.length + 1 : 0;
      throw new Error(`resources.one: ${count} resources match ${JSON.stringify(query ?? {})}`);
    },
  };
}

/** The narrowest scope that the store can walk by itself. */
function scopeOf(subscriptionId: string | undefined, group: string | undefined): string {
  if (subscriptionId === undefined) return '';
  const subscription = `/subscriptions/${subscriptionId}`;
  return group === undefined ? subscription : `${subscription}/resourceGroups/${group}`;
}

/** The group that a resource lies in, lower case. */
function groupOf(id: string): string | undefined {
  const [, , , groups, name, ...rest] = id.toLowerCase().split('/');
  return groups === 'resourcegroups' && rest.length > 0 ? name : undefined;
}

function notServed(type: string, types: TypeTable): string {
  const last = type.split('/').pop()?.toLowerCase();
  const alike = types.names().find((known) => known.split('/').pop()?.toLowerCase() === last);
  return `no resource type '${type}' is served${alike ? `; did you mean '${alike}'?` : ''}`;
}
