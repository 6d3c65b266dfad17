/** Role assignments at a scope and under it, and how they are taken away. */
import type { Effects, UnitContext } from './resource-type.ts';
import type { StoredResource } from './resource.ts';

const ROLE_ASSIGNMENTS = 'Microsoft.Authorization/roleAssignments';

/** Those at a scope and under it. */
export function assignmentsUnder(context: UnitContext, scope: string): readonly StoredResource[] {
  return context.resources(ROLE_ASSIGNMENTS, scope);
}

/** Takes assignments away. */
export function withoutAssignments(assignments: readonly StoredResource[]): Effects {
  return { remove: assignments.map(({ id }) => id) };
}
