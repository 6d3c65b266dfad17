import type { StoredResource } from './resource.ts';
import type { UnitContext } from './resource-type.ts';

const ROLE_ASSIGNMENTS = 'Microsoft.Authorization/roleAssignments';

/** Role assignments at a scope and under it; whoever removes one removes what is filed by its principal. */
export function assignmentsUnder(context: UnitContext, scope: string): readonly StoredResource[] {
  return context.resources(ROLE_ASSIGNMENTS, scope);
}
