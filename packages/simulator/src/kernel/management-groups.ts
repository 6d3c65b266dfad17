/** Management groups: what lies above subscriptions, up to one root for each tenant, which is called as the tenant is. */
import { Directory } from './directory.ts';
import type { Json } from './json.ts';
import type { World } from './world.ts';

/** A management group. */
export interface ManagementGroup {
  /** Unique in a world, in any case; the last word of its id. */
  readonly name: string;
  readonly tenantId: string;
  readonly displayName: string;
  /** Name of the group that it is in; absent for the root of a tenant. */
  readonly parent?: string;
}

/** Levels of groups below the root of a tenant, at most. */
export const MANAGEMENT_GROUP_LEVELS_MAX = 6;

const MANAGEMENT_GROUPS = 'managementGroups';
const ROOT_DISPLAY_NAME = 'Tenant Root Group';
const PREFIX = '/providers/microsoft.management/managementgroups/';
const IN_GROUP = /^\/providers\/Microsoft\.Management\/managementGroups\/([^/]+)(\/.*)?$/i;
const SUBSCRIPTION = /^\/subscriptions\/([^/]+)(?:\/|$)/i;

/** The id of a group by its name. */
export const managementGroupId = (name: string): string =>
  `/providers/Microsoft.Management/managementGroups/${name}`;

/** The name in the id of a management group; `undefined` for any other scope. */
export function managementGroupIn(scope: string): string | undefined {
  const [, name, extension] = IN_GROUP.exec(scope) ?? [];
  return extension === undefined ? name : undefined;
}

/** The management groups of a world. */
export class ManagementGroups {
  readonly #world: World;
  readonly #directory: Directory;

  constructor(world: World) {
    this.#world = world;
    this.#directory = new Directory(world);
  }

  /** By name, in any case. */
  get(name: string): ManagementGroup | undefined {
    const lower = name.toLowerCase();
    const described = this.#world.get<ManagementGroup>(MANAGEMENT_GROUPS, lower);
    if (described) return described;
    const tenantId = this.#directory.tenant(lower)?.tenantId;
    return tenantId === undefined
      ? undefined
      : { name: tenantId, tenantId, displayName: ROOT_DISPLAY_NAME };
  }

  /** Those of a tenant, its root first. */
  of(tenantId: string): ManagementGroup[] {
    const root = this.get(tenantId);
    const others = this.#world
      .range<ManagementGroup>(MANAGEMENT_GROUPS, '')
      .map(([, group]) => group)
      .filter((group) => group.tenantId === tenantId && group !== root);
    return root ? [root, ...others] : others;
  }

  add(group: ManagementGroup): void {
    this.#world.set(MANAGEMENT_GROUPS, group.name.toLowerCase(), group as unknown as Json);
  }

  /** The groups above a scope, the nearest first: of another group, or of what lies in a subscription. */
  above(scope: string): ManagementGroup[] {
    const found: ManagementGroup[] = [];
    let next = this.#parentOf(scope);
    // A snapshot may hold a circle.
    while (next !== undefined && found.length <= MANAGEMENT_GROUP_LEVELS_MAX) {
      const group = this.get(next);
      if (!group) break;
      found.push(group);
      next = group.parent;
    }
    return found;
  }

  /**
   * Whether a scope is another one or lies in it, both in lower case; everything lies in `''` and `/`. Groups are asked last:
   * most of what is assigned is assigned in a subscription.
   */
  covers(outer: string, scope: string): boolean {
    if (outer === '' || outer === '/') return true;
    const isUnder = scope.startsWith(outer) && (scope[outer.length] ?? '/') === '/';
    if (isUnder || !outer.startsWith(PREFIX)) return isUnder;
    const name = outer.slice(PREFIX.length);
    return this.above(scope).some((group) => group.name.toLowerCase() === name);
  }

  #parentOf(scope: string): string | undefined {
    const subscriptionId = SUBSCRIPTION.exec(scope)?.[1];
    if (subscriptionId !== undefined) {
      const subscription = this.#directory.subscription(subscriptionId);
      return subscription?.managementGroup ?? subscription?.tenantId;
    }
    // What extends a group lies in it.
    const [, name, extension] = IN_GROUP.exec(scope) ?? [];
    return extension === undefined ? this.get(name ?? '')?.parent : name;
  }
}
