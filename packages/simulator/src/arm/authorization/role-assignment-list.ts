/** Lists of role assignments: what counts at a scope, and the `$filter`. */
import { notSimulated } from '../../kernel/errors.ts';
import { managementGroupId, managementGroupIn } from '../../kernel/management-groups.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

const TYPE = 'Microsoft.Authorization/roleAssignments';
const PRINCIPAL = /^\s*(?:principalId\s+eq\s+'([^']+)'|assignedTo\('([^']+)'\))\s*$/i;

/** What a filter lets through: `atScope()`, `principalId eq`, `assignedTo()`, joined by `and`. */
export function readFilter(
  context: UnitContext,
  filter: string | undefined,
): (assignment: StoredResource, scope: string) => boolean {
  if (filter === undefined || filter.trim() === '') return () => true;
  const tests = filter.split(/\s+and\s+/i).map((clause) => {
    if (/^\s*atScope\(\)\s*$/i.test(clause)) {
      return (assignment: StoredResource, scope: string) =>
        context.managementGroups.covers(
          String(assignment.properties['scope']).toLowerCase(),
          scope.toLowerCase(),
        );
    }
    const match = PRINCIPAL.exec(clause);
    const principalId = (match?.[1] ?? match?.[2])?.toLowerCase();
    if (principalId === undefined) throw notSimulated(`the role assignment filter '${filter}'`);
    // What is assigned to someone is also what is assigned to a group they are in.
    const who =
      match?.[2] === undefined ? [principalId] : [principalId, ...context.groupsOf(principalId)];
    return (assignment: StoredResource) =>
      who.includes(String(assignment.properties['principalId']));
  });
  return (assignment, scope) => tests.every((test) => test(assignment, scope));
}

/** What counts at a scope, from the widest scope down, then what is assigned under it; from behind an id on. */
export function* assignmentsAt(
  context: UnitContext,
  scope: string,
  after: string | undefined,
): Generator<StoredResource, undefined> {
  const lower = scope.toLowerCase();
  const inherited = scopesAbove(context, lower).map((above) => `${above}/providers/${TYPE}`);
  const places = [
    ...inherited.map((place) => place.toLowerCase()),
    lower,
    ...below(context, lower),
  ];
  const [root] = places;
  const holds = (place: string): boolean => after?.startsWith(`${place}/`) ?? false;
  for (const place of places.slice(Math.max(0, places.findIndex(holds)))) {
    const found = context.walkType(TYPE, place, holds(place) ? after : undefined);
    // Only at the root there is what another tenant has.
    yield* place === root ? found.filter((one) => isOfTenant(context, one)) : found;
  }
  return undefined;
}

/** Whether an assignment is of the caller's tenant: by where it is, or at the root by whom it is for. */
function isOfTenant(context: UnitContext, { properties }: StoredResource): boolean {
  const { managementGroups, caller } = context;
  const scope = String(properties['scope']);
  const group = managementGroupIn(scope);
  const tenantId =
    scope === '/'
      ? context.principal(String(properties['principalId']))?.tenantId
      : (group === undefined ? managementGroups.above(scope).at(-1) : managementGroups.get(group))
          ?.tenantId;
  return tenantId === caller.tenantId;
}

/** From the root on, the scope itself not included. */
function scopesAbove(context: UnitContext, scope: string): string[] {
  if (scope === '') return [];
  const [root = '', ...segments] = scope.split('/').slice(0, -1);
  const groups = context.managementGroups.above(scope).map(({ name }) => managementGroupId(name));
  const inSubscription = segments.map((_, count) => `/${segments.slice(0, count + 1).join('/')}`);
  return [root, ...groups.toReversed(), ...inSubscription];
}

/** What lies in a management group besides itself: other groups, then subscriptions. */
function below(context: UnitContext, scope: string): string[] {
  if (managementGroupIn(scope) === undefined) return [];
  const { managementGroups, caller } = context;
  const groups = managementGroups.of(caller.tenantId).map(({ name }) => managementGroupId(name));
  const subscriptions = context
    .subscriptions()
    .map((one) => `/subscriptions/${one.subscriptionId}`);
  return [...groups, ...subscriptions]
    .map((place) => place.toLowerCase())
    .filter((place) => place !== scope && managementGroups.covers(scope, place));
}
