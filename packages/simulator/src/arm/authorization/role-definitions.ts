import {
  ASSIGNMENTS_BY_PRINCIPAL,
  CUSTOM_ROLES,
  type IndexedAssignment,
  type Role,
} from '../../kernel/access.ts';
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { invalidRequestContent } from '../../kernel/gateway-errors.ts';
import { isGuid } from '../../kernel/ids.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { linkedAuthorizationFailed } from '../../kernel/linked-access.ts';
import { managementGroupIn } from '../../kernel/management-groups.ts';
import {
  defineResourceType,
  type ResourceAddress,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import { checkManagementGroup } from '../../kernel/surroundings.ts';
import type { StoredResource } from '../../kernel/resource.ts';

const TYPE = 'Microsoft.Authorization/roleDefinitions';
const BY_NAME = /^\s*roleName\s+eq\s+'([^']*)'\s*$/i;
const BY_TYPE = /^\s*type\s+eq\s+'([^']*)'\s*$/i;
const HERE = /^\s*(?:atScope|atScopeAndBelow)\(\)\s*$/i;
/** Where a role of a customer's can be assigned: in subscriptions and a management group, never at the tenant's root. */
const ASSIGNABLE =
  /^\/(?:subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+)?|providers\/Microsoft\.Management\/managementGroups\/[^/]+)$/i;

/**
 * Role definitions: the built-in ones, readable at every scope, and those that a tenant makes. What is wrong with one has
 * the codes that the tests of Azure's client for .NET expect of it; they tell no text.
 */
export const roleDefinitions: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: ['2015-07-01', '2018-01-01-preview', '2022-04-01', '2022-05-01-preview'],
  scope: 'extension',
  isPublic: true,
  checkName: (name) => {
    if (!isGuid(name))
      throw invalidRequestContent(`the role definition ID '${name}' must be a GUID`);
  },
  put: (context, { address, body, existing }) => {
    if (existing?.properties['type'] === 'BuiltInRole') {
      const why = `The role definition '${address.name}' is a built-in one.`;
      throw refusal(409, 'RoleDefinitionExists', why, 'assumed');
    }
    const before = context.role(address.name);
    const role = read(context, address, body, before);
    return {
      done: asResource(role, address.scope),
      isStored: false,
      status: 201,
      effects: {
        documents: [{ table: CUSTOM_ROLES, key: role.id, value: role as unknown as Json }],
      },
    };
  },
  remove: (context, { existing }) => {
    const { name, properties } = existing;
    if (properties['type'] === 'BuiltInRole') {
      throw invalidRequestContent(`the built-in role '${name}' cannot be deleted`);
    }
    const isAssigned = context
      .documents<IndexedAssignment>(ASSIGNMENTS_BY_PRINCIPAL, '')
      .some(([, { roleId }]) => roleId === name);
    if (isAssigned) {
      throw refusal(
        400,
        'RoleDefinitionHasAssignments',
        'There are existing role assignments referencing role',
        'documented',
      );
    }
    return {
      removed: true,
      body: 'resource',
      effects: { documents: [{ table: CUSTOM_ROLES, key: name, value: undefined }] },
    };
  },
  list: (context, scope, query) => {
    const accepts = readFilter(query.get('$filter'));
    return [...context.roles(), ...customRoles(context, scope)]
      .filter(accepts)
      .map((role) => asResource(role, scope));
  },
  find: (context, { name, scope }) => {
    const role = context.role(name);
    const isThere = role && (role.tenantId ?? context.caller.tenantId) === context.caller.tenantId;
    return isThere ? asResource(role, scope) : undefined;
  },
  missing: (_context, { name }) =>
    refusal(
      404,
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${name}' does not exist.`,
      'recorded',
    ),
  present: (resource): JsonObject => ({
    properties: resource.properties,
    id: resource.id,
    type: resource.type,
    name: resource.name,
  }),
});

function read(
  context: UnitContext,
  address: ResourceAddress,
  body: JsonObject,
  before: Role | undefined,
): Role {
  const properties = objectAt(body, 'properties');
  const name = stringAt(properties, 'roleName') ?? '';
  const { caller } = context;
  if (name === '') {
    throw refusal(
      400,
      'RoleDefinitionNameNullOrEmpty',
      "The role definition needs a 'roleName'.",
      'assumed',
    );
  }
  const kind = stringAt(properties, 'type');
  if (kind === 'BuiltInRole') {
    const why = "The type of a role definition that is written is 'CustomRole'.";
    throw refusal(400, 'InvalidRoleDefinitionType', why, 'assumed');
  }
  const id = address.name.toLowerCase();
  const others = [...context.roles(), ...customRoles(context, '')];
  if (others.some((one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase())) {
    throw refusal(
      409,
      'RoleDefinitionWithSameNameExists',
      // As users show it of Azure CLI and of Terraform; some leave out how to go on.
      'A custom role with the same name already exists in this directory. Use a different name.',
      'reported',
    );
  }
  const assignableScopes = strings(properties['assignableScopes'], 'assignableScopes');
  if (assignableScopes.length === 0) {
    const why = 'The role definition needs at least one assignable scope.';
    throw refusal(400, 'MissingAssignableScopes', why, 'assumed');
  }
  const odd = assignableScopes.find((scope) => !ASSIGNABLE.test(scope));
  if (odd !== undefined) {
    throw refusal(
      400,
      'LinkedInvalidPropertyId',
      `The assignable scope '${odd}' is not the id of a subscription, of a group in one or of a management group.`,
      'assumed',
    );
  }
  const groups = assignableScopes.flatMap((scope) => managementGroupIn(scope) ?? []);
  if (groups.length > 1) {
    throw invalidRequestContent('assignableScopes can name one management group only');
  }
  for (const scope of assignableScopes) {
    checkManagementGroup(scope, caller.tenantId, (one) => context.managementGroups.get(one));
  }
  const action = `${TYPE}/write`;
  const forbidden = assignableScopes.find(
    (scope) => !context.allows(caller.objectId, action, scope),
  );
  if (forbidden !== undefined) {
    throw linkedAuthorizationFailed(context, action, address.id, action, forbidden);
  }
  const [given, ...more] = Array.isArray(properties['permissions'])
    ? properties['permissions']
    : [];
  if (!isObject(given)) throw invalidRequestContent("a role definition needs 'permissions'");
  if (more.length > 0)
    throw notSimulated('a role definition with more than one set of permissions');
  return {
    id,
    name,
    description: stringAt(properties, 'description') ?? '',
    tenantId: caller.tenantId,
    assignableScopes,
    createdOn: before?.createdOn ?? context.iso,
    createdBy: before?.createdBy ?? caller.objectId,
    updatedOn: context.iso,
    updatedBy: caller.objectId,
    permissions: {
      actions: strings(given['actions'], 'actions'),
      notActions: strings(given['notActions'], 'notActions'),
      dataActions: strings(given['dataActions'], 'dataActions'),
      notDataActions: strings(given['notDataActions'], 'notDataActions'),
    },
  };
}

function strings(value: Json | undefined, name: string): readonly string[] {
  if (value === undefined || value === null) return [];
  const isText = (one: unknown): one is string => typeof one === 'string';
  if (Array.isArray(value) && value.every(isText)) return value;
  throw invalidRequestContent(`${name} must be a list of strings`);
}

/** The roles that a tenant made and that can be assigned at a scope. */
function customRoles(context: UnitContext, scope: string): Role[] {
  const here = scope.toLowerCase();
  const { caller, managementGroups } = context;
  return context
    .documents<Role>(CUSTOM_ROLES, '')
    .map(([, role]) => role)
    .filter(
      ({ tenantId, assignableScopes = [] }) =>
        tenantId === caller.tenantId &&
        assignableScopes.some((one) => {
          const there = one.toLowerCase();
          return managementGroups.covers(there, here) || `${there}/`.startsWith(`${here}/`);
        }),
    );
}

function readFilter(filter: string | undefined): (role: Role) => boolean {
  if (filter === undefined || filter.trim() === '') return () => true;
  const tests = filter.split(/\s+and\s+/i).map((clause): ((role: Role) => boolean) => {
    if (HERE.test(clause)) return () => true;
    const name = BY_NAME.exec(clause)?.[1]?.toLowerCase();
    if (name !== undefined) return (role) => role.name.toLowerCase() === name;
    const type = BY_TYPE.exec(clause)?.[1]?.toLowerCase();
    if (type === undefined) throw notSimulated(`the role definition filter '${filter}'`);
    return (role) => kindOf(role).toLowerCase() === type;
  });
  return (role) => tests.every((test) => test(role));
}

const kindOf = (role: Role): string => (role.tenantId === undefined ? 'BuiltInRole' : 'CustomRole');

function asResource(role: Role, scope: string): StoredResource {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  const { actions, notActions, dataActions, notDataActions } = role.permissions;
  const { createdOn, updatedOn } = role;
  return {
    id: `${subscription}/providers/${TYPE}/${role.id}`,
    type: TYPE,
    name: role.id,
    properties: {
      roleName: role.name,
      type: kindOf(role),
      description: role.description,
      assignableScopes: role.assignableScopes ?? ['/'],
      permissions: [{ actions, notActions, dataActions, notDataActions }],
      ...(createdOn === undefined ? {} : { createdOn }),
      ...(updatedOn === undefined ? {} : { updatedOn }),
      createdBy: role.createdBy ?? null,
      updatedBy: role.updatedBy ?? null,
    },
  };
}

function refusal(
  status: number,
  code: string,
  message: string,
  evidence: 'recorded' | 'documented' | 'reported' | 'assumed',
): Refusal {
  return new Refusal({ status, code, message, evidence });
}
