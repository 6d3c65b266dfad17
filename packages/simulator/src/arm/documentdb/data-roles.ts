/** Who may do what with the data of a NoSQL account: roles of its own, which have nothing to do with those of Azure. */
import { notSimulated, type Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceAddress,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { refused } from './account-key.ts';
import { operation } from './account-operations.ts';
import { ACCOUNT_API_VERSIONS, ACCOUNT_TYPE } from './account-versions.ts';
import { builtInDataRoles, DATA_ACTIONS, DEFINITIONS } from './built-in-data-roles.ts';
import { accountOf, at, CHILD_WRITE_MS } from './child-model.ts';

const ASSIGNMENTS = `${ACCOUNT_TYPE}/sqlRoleAssignments`;
/** The first version that has them. */
const SINCE = '2020-06-01';
/** Documented, for one account. */
const DEFINITIONS_MAX = 100;
const ASSIGNMENTS_MAX = 2000;

const present = ({ id, name, type, properties }: StoredResource): Json => ({
  id,
  name,
  type,
  properties,
});
const apiVersions = ACCOUNT_API_VERSIONS.filter((version) => version >= SINCE);
const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** What roles allow: Azure's own, and those of an account. */
export const sqlRoleDefinitions: ResourceType = defineResourceType({
  type: DEFINITIONS,
  apiVersions,
  scope: 'group',
  find: (context, address) => definitionOf(context, address.parentId, address.id),
  list: (context, accountId) => definitionsOf(context, accountId),
  put: (context, { address, body }) => {
    const account = accountOf(context, address.id);
    if (builtInDataRoles(account.id).some(({ id }) => same(id, address.id)))
      throw isBuiltIn(context, address);
    const properties = readDefinition(context, account, objectAt(body, 'properties'));
    const others = context
      .resources(DEFINITIONS, account.id)
      .filter(({ id }) => !same(id, address.id));
    if (others.length >= DEFINITIONS_MAX) {
      throw invalid(context, `An account has at most ${DEFINITIONS_MAX} role definitions.`);
    }
    const { roleName } = properties;
    if (others.some((other) => other.properties['roleName'] === roleName)) {
      throw invalid(context, `Another role definition has the name '${String(roleName)}'.`);
    }
    const made = { id: address.id, type: DEFINITIONS, name: address.name, properties };
    return {
      operation: { ...at(account, operation('write', CHILD_WRITE_MS)), input: { made } },
    };
  },
  remove: (context, { address, existing }) => {
    const account = accountOf(context, existing.id);
    if (stringAt(existing.properties, 'type') === 'BuiltInRole') throw isBuiltIn(context, address);
    const user = context
      .resources(ASSIGNMENTS, account.id)
      .find(({ properties }) => same(String(properties['roleDefinitionId']), existing.id));
    if (user) {
      throw invalid(context, `The role definition is used by the assignment '${user.name}'.`);
    }
    return { operation: at(account, operation('delete', CHILD_WRITE_MS)) };
  },
  operations: {
    write: (_context, { input }) => ({ resource: input['made'] as unknown as StoredResource }),
    delete: () => ({ removed: true }),
  },
  failed: () => ({}),
  missing: (context, { name }) => notFound(context, 'Definition', name, 'assumed'),
  present,
});

/** Who has which role, and where. */
export const sqlRoleAssignments: ResourceType = defineResourceType({
  type: ASSIGNMENTS,
  apiVersions,
  scope: 'group',
  put: (context, { address, body }) => {
    const account = accountOf(context, address.id);
    const properties = readAssignment(context, account, objectAt(body, 'properties'));
    const others = context
      .resources(ASSIGNMENTS, account.id)
      .filter(({ id }) => !same(id, address.id));
    if (others.length >= ASSIGNMENTS_MAX) {
      throw invalid(context, `An account has at most ${ASSIGNMENTS_MAX} role assignments.`);
    }
    const made = { id: address.id, type: ASSIGNMENTS, name: address.name, properties };
    return {
      operation: { ...at(account, operation('write', CHILD_WRITE_MS)), input: { made } },
    };
  },
  remove: (context, { existing }) => ({
    operation: at(accountOf(context, existing.id), operation('delete', CHILD_WRITE_MS)),
  }),
  operations: {
    write: (context, { input }) => {
      const made = input['made'] as unknown as StoredResource;
      checkPrincipal(context, String(made.properties['principalId']));
      return { resource: made };
    },
    delete: () => ({ removed: true }),
  },
  failed: () => ({}),
  missing: (context, { name }) => notFound(context, 'Assignment', name, 'reported'),
  present,
});

function definitionsOf(context: UnitContext, accountId: string): StoredResource[] {
  const account = context.resource(accountId);
  return account
    ? [...builtInDataRoles(account.id), ...context.resources(DEFINITIONS, accountId)]
    : [];
}

const definitionOf = (
  context: UnitContext,
  accountId: string,
  id: string,
): StoredResource | undefined => definitionsOf(context, accountId).find((one) => same(one.id, id));

function readDefinition(
  context: UnitContext,
  account: StoredResource,
  given: JsonObject,
): JsonObject {
  const { roleName, assignableScopes: scopes, permissions } = given;
  if ((stringAt(given, 'type') ?? 'CustomRole') !== 'CustomRole') {
    throw invalid(context, "'type' must be CustomRole.");
  }
  if (typeof roleName !== 'string' || roleName === '') {
    throw invalid(context, "'roleName' is required.");
  }
  if (!isTexts(scopes) || scopes.length === 0) {
    throw invalid(context, "'assignableScopes' must have at least one scope.");
  }
  for (const scope of scopes) checkScope(context, account, scope);
  if (!Array.isArray(permissions) || permissions.length === 0) {
    throw invalid(context, "'permissions' must have at least one.");
  }
  const read = permissions.map((permission: Json) => {
    const { dataActions, notDataActions = [] } = isObject(permission) ? permission : {};
    const isList = isTexts(dataActions) && dataActions.length > 0;
    if (!isList || !dataActions.every((action) => action.startsWith(DATA_ACTIONS))) {
      throw invalid(context, `'dataActions' must be actions of the data plane: ${DATA_ACTIONS}….`);
    }
    if (isTexts(notDataActions) && notDataActions.length > 0) {
      throw notSimulated("'notDataActions' of a role definition of an Azure Cosmos DB account");
    }
    return { dataActions, notDataActions: [] };
  });
  return { roleName, type: 'CustomRole', assignableScopes: scopes, permissions: read };
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** A scope is the account, or a database or container in it, which need not be there. */
function checkScope(context: UnitContext, account: StoredResource, scope: string): void {
  if (isWithin(scope, account.id)) return;
  throw invalid(context, `The scope '${scope}' is neither '${account.id}' nor below it.`);
}

const isWithin = (scope: string, above: string): boolean =>
  `${scope}/`.toLowerCase().startsWith(`${above}/`.toLowerCase());

function readAssignment(
  context: UnitContext,
  account: StoredResource,
  given: JsonObject,
): JsonObject {
  const [roleDefinitionId = '', scope = '', principalId = ''] = [
    'roleDefinitionId',
    'scope',
    'principalId',
  ].map((name) => stringAt(given, name));
  if (principalId === '') throw invalid(context, "'principalId' is required.");
  const definition = definitionOf(context, account.id, roleDefinitionId);
  if (!definition) {
    throw invalid(context, `The account has no role definition '${roleDefinitionId}'.`);
  }
  checkScope(context, account, scope);
  const scopes = definition.properties['assignableScopes'];
  if (!isTexts(scopes) || !scopes.some((one) => isWithin(scope, one))) {
    throw invalid(context, `The role definition cannot be assigned at '${scope}'.`);
  }
  return { roleDefinitionId: definition.id, scope, principalId };
}

/** As users report, also of an identity that was made a moment ago; the service names itself for each of its parts. */
function checkPrincipal(context: UnitContext, principalId: string): void {
  const { tenantId } = context.subscription;
  const found = context.principal(principalId);
  if (found && same(found.tenantId, tenantId) && (found.visibleAt ?? 0) <= context.now) return;
  throw refused(
    context,
    {
      message: `The provided principal ID [${principalId}] was not found in the AAD tenant(s) [${tenantId}] which are associated with the customer's subscription.`,
      evidence: 'reported',
    },
    'BadRequest',
    400,
    PARTS,
  );
}

const PARTS = 6;

const notFound = (
  context: UnitContext,
  what: 'Assignment' | 'Definition',
  id: string,
  evidence: 'reported' | 'assumed',
): Refusal =>
  refused(
    context,
    { message: `Unable to find a SQL Role ${what} with ID [${id}].`, evidence },
    'NotFound',
    404,
  );

const isBuiltIn = (context: UnitContext, { name }: ResourceAddress): Refusal =>
  invalid(context, `The role definition '${name}' is built in and stays as it is.`);

const invalid = (context: UnitContext, message: string): Refusal =>
  refused(context, { message, evidence: 'assumed' });
