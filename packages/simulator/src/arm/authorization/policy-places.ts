/** Where policies may be written and assigned: subscriptions and management groups hold definitions, and what lies in them. */
import { managementGroupId, managementGroupIn } from '../../kernel/management-groups.ts';
import { same } from '../../kernel/path.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';

const SUBSCRIPTION = /^\/subscriptions\/[^/]+$/i;
const IN_SUBSCRIPTION = /^\/subscriptions\/[^/]+(?=\/|$)/i;

/** Whether a scope is one that definitions are written at. */
export const holdsDefinitions = (scope: string): boolean =>
  SUBSCRIPTION.test(scope) || managementGroupIn(scope) !== undefined;

/** Whether a scope is one that definitions are assigned at. */
export const takesAssignments = (scope: string): boolean =>
  IN_SUBSCRIPTION.test(scope) || managementGroupIn(scope) !== undefined;

/** Where the definitions are written that can be assigned at a scope, from the root group down; the scope itself too. */
export function placesAbove(context: UnitContext, scope: string): readonly string[] {
  const own = holdsDefinitions(scope) ? scope : IN_SUBSCRIPTION.exec(scope)?.[0];
  const above = context.managementGroups.above(scope).map(({ name }) => managementGroupId(name));
  return [...above.toReversed(), ...(own === undefined ? [] : [own])];
}

/** Whether a definition, or a set, is Azure's own or written at a scope or above it. */
export function isInScope(context: UnitContext, id: string, scope: string): boolean {
  const home = id.replace(/\/providers\/Microsoft\.Authorization\/[^/]+\/[^/]+$/i, '');
  return home === '' || placesAbove(context, scope).some((place) => same(place, home));
}

/** `1` of `1.2.0`. */
export const majorOf = (version: string): string => version.split('.')[0] ?? '1';
