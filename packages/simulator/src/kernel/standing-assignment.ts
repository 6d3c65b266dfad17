import { assignmentKey, type IndexedAssignment } from './access.ts';
import type { Principal } from './directory.ts';
import type { StoredResource } from './resource.ts';

/** As role assignments name the kinds of principals. */
export const principalTypes: Readonly<
  Record<Principal['kind'], 'User' | 'Group' | 'ServicePrincipal'>
> = {
  user: 'User',
  group: 'Group',
  servicePrincipal: 'ServicePrincipal',
  managedIdentity: 'ServicePrincipal',
};

/** A role assignment that nobody asked for, readable like any other: the resource, and its entry in the index. */
export function standingAssignment(
  { objectId: principalId, kind }: Pick<Principal, 'objectId' | 'kind'>,
  roleId: string,
  scope: string,
  name: string,
  now: number,
): {
  readonly assignment: StoredResource;
  readonly key: string;
  readonly entry: {
    readonly [
      Member in keyof Required<Omit<IndexedAssignment, 'condition'>>
    ]: IndexedAssignment[Member];
  };
} {
  const root = scope === '/' ? '' : scope;
  const id = `${root}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  const [subscription = ''] = /^\/subscriptions\/[^/]+/i.exec(root) ?? [];
  const on = new Date(now).toISOString();
  return {
    assignment: {
      id,
      type: 'Microsoft.Authorization/roleAssignments',
      name,
      properties: {
        roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
        principalId,
        principalType: principalTypes[kind],
        scope: scope === '' ? '/' : scope,
        condition: null,
        conditionVersion: null,
        createdOn: on,
        updatedOn: on,
        createdBy: null,
        updatedBy: null,
        delegatedManagedIdentityResourceId: null,
        description: null,
      },
    },
    key: assignmentKey(principalId, id),
    entry: {
      assignmentId: id.toLowerCase(),
      scope: root.toLowerCase(),
      roleId,
      effectiveAt: 0,
    },
  };
}
