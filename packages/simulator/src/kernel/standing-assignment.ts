/** Role assignments that stand without a request for them. */
import { ASSIGNMENTS_BY_PRINCIPAL, assignmentKey, type IndexedAssignment } from './access.ts';
import type { Principal } from './directory.ts';
import type { Json } from './json.ts';
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

/** What makes a role assignment: the resource, and its entry in the index. */
interface StandingAssignment {
  readonly put: readonly [StoredResource];
  readonly documents: readonly [
    { readonly table: string; readonly key: string; readonly value: Json },
  ];
}

/** A role assignment that nobody asked for, readable like any other. */
export function standingAssignment(
  { objectId: principalId, kind }: Pick<Principal, 'objectId' | 'kind'>,
  roleId: string,
  scope: string,
  name: string,
  now: number,
): StandingAssignment {
  const root = scope === '/' ? '' : scope;
  const id = `${root}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  const [subscription = ''] = /^\/subscriptions\/[^/]+/i.exec(root) ?? [];
  const on = new Date(now).toISOString();
  const assignment: StoredResource = {
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
  };
  const value = {
    assignmentId: id.toLowerCase(),
    scope: root.toLowerCase(),
    roleId,
    effectiveAt: 0,
  } satisfies IndexedAssignment;
  const key = assignmentKey(principalId, id);
  return { put: [assignment], documents: [{ table: ASSIGNMENTS_BY_PRINCIPAL, key, value }] };
}
