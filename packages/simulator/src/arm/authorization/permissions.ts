import {
  ASSIGNMENTS_BY_PRINCIPAL,
  type IndexedAssignment,
  type RolePermissions,
} from '../../kernel/access.ts';
import { notSimulated } from '../../kernel/errors.ts';
import type { Json } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

const TYPE = 'Microsoft.Authorization/permissions';

/** What the caller may do at a scope: what each of the roles gives that count there. */
export const permissions: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: ['2015-07-01', '2018-01-01-preview', '2018-07-01', '2022-04-01'],
  scope: 'extension',
  list: (context, scope, query) => {
    const filter = query.get('$filter');
    if (filter) throw notSimulated(`the filter '${filter}' of permissions`);
    return countingAt(context, scope.toLowerCase()).flatMap((assignment) => {
      const given = context.role(assignment.roleId)?.permissions;
      return given ? [asResource(assignment, given)] : [];
    });
  },
  present: ({ properties }): Json => ({ ...properties }),
});

/** The assignments of the caller, and of its groups, that count at a scope. */
function countingAt(context: UnitContext, scope: string): readonly IndexedAssignment[] {
  const { caller, managementGroups, now } = context;
  return [caller.objectId, ...context.groupsOf(caller.objectId)]
    .flatMap((who) =>
      context.documents<IndexedAssignment>(ASSIGNMENTS_BY_PRINCIPAL, `${who.toLowerCase()}|`),
    )
    .map(([, assignment]) => assignment)
    .filter(
      ({ scope: outer, effectiveAt }) =>
        effectiveAt <= now && managementGroups.covers(outer, scope),
    );
}

function asResource(
  { assignmentId }: IndexedAssignment,
  { actions, notActions, dataActions, notDataActions }: RolePermissions,
): StoredResource {
  return {
    id: assignmentId,
    type: TYPE,
    name: assignmentId.split('/').pop() ?? '',
    properties: { actions, notActions, dataActions, notDataActions },
  };
}
