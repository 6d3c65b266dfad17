import { ASSIGNMENTS_BY_PRINCIPAL, type IndexedAssignment } from '../../kernel/access.ts';
import { ConditionSyntaxError, parseRoleCondition } from '../../kernel/role-condition.ts';
import { Refusal, type RefusalData } from '../../kernel/errors.ts';
import { type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type Effects,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readFilter } from './role-assignment-filter.ts';

/** How long a role assignment takes to count everywhere, milliseconds; Azure documents up to ten minutes. */
const ROLE_PROPAGATION_MS = 120_000;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TYPE = 'Microsoft.Authorization/roleAssignments';
const CONDITION_VERSION = '2.0';
/** Assignments of one subscription at most. */
const MAX_ASSIGNMENTS = 4000;

/** Role assignments, under any scope. */
export const roleAssignments: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: [
    '2015-07-01',
    '2018-01-01-preview',
    '2018-09-01-preview',
    '2020-04-01-preview',
    '2020-10-01-preview',
    '2022-04-01',
  ],
  scope: 'extension',
  checkName: (name) => {
    if (!GUID.test(name)) {
      throw refusal(
        400,
        'InvalidRoleAssignmentId',
        `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
        'assumed',
      );
    }
  },
  put: (context, { address, body, existing }) => {
    const asked = read(context, body);
    if (existing) return updated(context, existing, asked);
    const twin = sameAssignment(context, address.scope, asked);
    if (twin)
      throw refusal(
        409,
        'RoleAssignmentExists',
        'The role assignment already exists.',
        'documented',
      );
    checkLimit(context, address.scope);
    const principalType = asked.principalType ?? principalTypeOf(context, asked.principalId);
    const resource: StoredResource = {
      id: address.id,
      type: TYPE,
      name: address.name,
      properties: {
        roleDefinitionId: asked.roleDefinitionId,
        principalId: asked.principalId,
        principalType,
        scope: address.scope === '' ? '/' : address.scope,
        condition: asked.condition ?? null,
        conditionVersion: asked.conditionVersion ?? null,
        createdOn: context.iso,
        updatedOn: context.iso,
        createdBy: context.caller.objectId,
        updatedBy: context.caller.objectId,
        delegatedManagedIdentityResourceId: null,
        description: asked.description ?? null,
      },
    };
    return { ...told(resource), effects: index(resource, entryOf(context, resource, asked)) };
  },
  conditionAttributes: (context, body, existing) => {
    const [source, properties] = existing
      ? (['resource', existing.properties] as const)
      : (['request', objectAt(body, 'properties')] as const);
    const principalId = stringAt(properties, 'principalId') ?? '';
    const role = (stringAt(properties, 'roleDefinitionId') ?? '').split('/').pop() ?? '';
    const type = stringAt(properties, 'principalType') ?? principalTypeOf(context, principalId);
    const attribute = (name: string): string => `${source}|${TYPE}:${name}`.toLowerCase();
    return new Map([
      [attribute('RoleDefinitionId'), [role]],
      [attribute('PrincipalId'), [principalId]],
      [attribute('PrincipalType'), [type]],
    ]);
  },
  remove: (_context, { existing }) => ({
    removed: true,
    body: 'resource',
    effects: index(existing, undefined),
  }),
  list: (context, scope, query) => {
    const accepts = readFilter(query.get('$filter'), (objectId) => context.groupsOf(objectId));
    return (after) =>
      walk(context, scope, after).filter((assignment) => accepts(assignment, scope));
  },
  missing: (_context, { name }) =>
    refusal(
      404,
      'RoleAssignmentNotFound',
      `The role assignment '${name}' is not found.`,
      'assumed',
    ),
  present: ({ id, name, properties }) => ({ properties, id, type: TYPE, name }),
});

interface Asked {
  readonly roleDefinitionId: string;
  readonly roleId: string;
  readonly principalId: string;
  readonly principalType: string | undefined;
  readonly description: string | undefined;
  readonly condition: string | undefined;
  readonly conditionVersion: string | undefined;
}

function read(context: UnitContext, body: Json): Asked {
  const properties = objectAt(body, 'properties');
  const roleDefinitionId = stringAt(properties, 'roleDefinitionId') ?? '';
  const roleId = (roleDefinitionId.split('/').pop() ?? '').toLowerCase();
  const principalId = stringAt(properties, 'principalId') ?? '';
  const role = context.role(roleId);
  if (!role || (role.tenantId ?? context.subscription.tenantId) !== context.subscription.tenantId) {
    throw refusal(
      404,
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${roleId}' does not exist.`,
      'recorded',
    );
  }
  const principalType = stringAt(properties, 'principalType');
  const principal = context.principal(principalId);
  const isVisible = principal !== undefined && (principal.visibleAt ?? 0) <= context.now;
  if (!GUID.test(principalId) || (principalType === undefined && !isVisible)) {
    throw refusal(
      400,
      'PrincipalNotFound',
      `Principal ${principalId.replaceAll('-', '')} does not exist in the directory ${context.subscription.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
      'recorded',
    );
  }
  const actualType = principalTypeOf(context, principalId);
  if (isVisible && principalType !== undefined && !sameWord(principalType, actualType)) {
    // The misspelt word and the space before the comma are Azure's, as azd's users report them.
    throw refusal(
      400,
      'UnmatchedPrincipalType',
      `The PrincipalId '${principalId.replaceAll('-', '')}' has type '${actualType}' , which is different from specified PrinciaplType '${principalType}'.`,
      'reported',
    );
  }
  return {
    roleDefinitionId: `/subscriptions/${context.subscription.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
    roleId,
    principalId: principalId.toLowerCase(),
    principalType,
    description: stringAt(properties, 'description'),
    ...conditionIn(properties),
  };
}

/** A subscription's assignments, its groups' and its resources' included, are counted. */
function checkLimit(context: UnitContext, scope: string): void {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0];
  if (subscription === undefined) return;
  if (context.count(TYPE, subscription, MAX_ASSIGNMENTS) < MAX_ASSIGNMENTS) return;
  throw refusal(
    400,
    'RoleAssignmentLimitExceeded',
    'No more role assignments can be created',
    'documented',
  );
}

/** A condition that can be read, and its version. */
function conditionIn(properties: JsonObject): Pick<Asked, 'condition' | 'conditionVersion'> {
  const condition = stringAt(properties, 'condition');
  const conditionVersion = stringAt(properties, 'conditionVersion');
  if (!condition) return { condition: undefined, conditionVersion };
  if (conditionVersion !== CONDITION_VERSION) {
    throw refusal(
      400,
      'InvalidConditionVersion',
      `The version '${conditionVersion ?? ''}' of the condition is not valid. It must be '${CONDITION_VERSION}'.`,
      'assumed',
    );
  }
  try {
    parseRoleCondition(condition);
  } catch (error) {
    if (!(error instanceof ConditionSyntaxError)) throw error;
    const why = `The condition of the role assignment cannot be read: ${error.message}.`;
    throw refusal(400, 'InvalidCondition', why, 'assumed');
  }
  return { condition, conditionVersion };
}

/** Recorded: who made it is told from the first GET on. */
function told(done: StoredResource) {
  return {
    done,
    shown: { ...done, properties: { ...done.properties, createdBy: null } },
    status: 201,
  };
}

function entryOf(context: UnitContext, { id, properties }: StoredResource, asked: Asked) {
  const scope = String(properties['scope']);
  const entry: IndexedAssignment = {
    assignmentId: id.toLowerCase(),
    scope: scope === '/' ? '' : scope.toLowerCase(),
    roleId: asked.roleId,
    effectiveAt: context.propagatesAt(ROLE_PROPAGATION_MS),
    ...(asked.condition === undefined ? {} : { condition: asked.condition }),
  };
  return entry;
}

/** What it says and when it counts can be changed; what it gives to whom cannot. */
function updated(context: UnitContext, existing: StoredResource, asked: Asked): WriteAnswer {
  const { principalId, roleDefinitionId, condition, description } = existing.properties;
  if (
    principalId !== asked.principalId ||
    String(roleDefinitionId).toLowerCase().split('/').pop() !== asked.roleId
  ) {
    throw refusal(
      400,
      'RoleAssignmentUpdateNotPermitted',
      'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
      'documented',
    );
  }
  const wanted = {
    condition: asked.condition ?? null,
    conditionVersion: asked.conditionVersion ?? null,
    description: asked.description ?? null,
  };
  if (condition === wanted.condition && description === wanted.description) {
    return { done: existing, status: 200 };
  }
  const done = {
    ...existing,
    properties: {
      ...existing.properties,
      ...wanted,
      updatedOn: context.iso,
      updatedBy: context.caller.objectId,
    },
  };
  return { ...told(done), effects: index(done, entryOf(context, done, asked)) };
}

function sameAssignment(context: UnitContext, scope: string, asked: Asked): boolean {
  return context
    .documents<IndexedAssignment>(ASSIGNMENTS_BY_PRINCIPAL, `${asked.principalId}|`)
    .some(([, other]) => other.scope === scope.toLowerCase() && other.roleId === asked.roleId);
}

const sameWord = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function principalTypeOf(context: UnitContext, principalId: string): string {
  switch (context.principal(principalId)?.kind) {
    case 'user':
      return 'User';
    case 'group':
      return 'Group';
    default:
      return 'ServicePrincipal';
  }
}

function index(assignment: StoredResource, entry: IndexedAssignment | undefined): Effects {
  const principalId = String(assignment.properties['principalId']);
  return {
    documents: [
      {
        table: ASSIGNMENTS_BY_PRINCIPAL,
        key: `${principalId}|${assignment.id}`.toLowerCase(),
        value: entry as unknown as Json | undefined,
      },
    ],
  };
}

/** What counts at a scope, from the widest scope down, then what is assigned under it. */
function* walk(
  context: UnitContext,
  scope: string,
  after: string | undefined,
): Generator<StoredResource, undefined> {
  const lower = scope.toLowerCase();
  const isUnder = after?.startsWith(`${lower}/`) ?? false;
  if (!isUnder) {
    const inherited = scopesAbove(lower).flatMap((above) => [
      ...context.walkType(TYPE, `${above}/providers/${TYPE}`),
    ]);
    yield* inherited.slice(inherited.findIndex(({ id }) => id.toLowerCase() === after) + 1);
  }
  yield* context.walkType(TYPE, scope, isUnder ? after : undefined);
  return undefined;
}

/** From the root on, the scope itself not included. */
function scopesAbove(scope: string): string[] {
  const segments = scope.split('/');
  return segments.slice(1).map((_, count) => segments.slice(0, count + 1).join('/'));
}

function refusal(
  status: number,
  code: string,
  message: string,
  evidence: RefusalData['evidence'],
): Refusal {
  return new Refusal({ status, code, message, evidence });
}
