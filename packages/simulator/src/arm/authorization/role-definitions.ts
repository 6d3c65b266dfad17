import type { Role } from '../../kernel/access.ts';
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { defineResourceType, type ResourceType } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

const BY_NAME = /^\s*roleName eq '([^']*)'\s*$/i;
const BUILT_IN = "type eq 'BuiltInRole'";

/** Role definitions: the built-in ones, readable at every scope. */
export const roleDefinitions: ResourceType = defineResourceType({
  type: 'Microsoft.Authorization/roleDefinitions',
  apiVersions: ['2015-07-01', '2018-01-01-preview', '2022-04-01', '2022-05-01-preview'],
  scope: 'extension',
  isPublic: true,
  list: (context, scope, query) => {
    const filter = query.get('$filter');
    const name = filter === undefined ? undefined : BY_NAME.exec(filter)?.[1];
    if (filter !== undefined && name === undefined && filter !== BUILT_IN) {
      throw notSimulated(`the role definition filter '${filter}'`);
    }
    return context
      .roles()
      .filter((role) => name === undefined || role.name.toLowerCase() === name.toLowerCase())
      .map((role) => asResource(role, scope));
  },
  find: (context, { name, scope }) => {
    const role = context.role(name);
    return role && asResource(role, scope);
  },
  missing: (_context, { name }) =>
    new Refusal({
      status: 404,
      code: 'RoleDefinitionDoesNotExist',
      message: `The specified role definition with ID '${name}' does not exist.`,
      evidence: 'recorded',
    }),
  present: (resource): JsonObject => ({
    properties: resource.properties,
    id: resource.id,
    type: resource.type,
    name: resource.name,
  }),
});

function asResource(role: Role, scope: string): StoredResource {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  const { actions, notActions, dataActions, notDataActions } = role.permissions;
  return {
    id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`,
    type: 'Microsoft.Authorization/roleDefinitions',
    name: role.id,
    properties: {
      roleName: role.name,
      type: 'BuiltInRole',
      description: role.description,
      assignableScopes: ['/'],
      permissions: [{ actions, notActions, dataActions, notDataActions }],
      createdBy: null,
      updatedBy: null,
    },
  };
}
