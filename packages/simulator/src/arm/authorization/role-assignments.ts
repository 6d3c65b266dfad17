import {
  ASSIGNMENTS_BY_PRINCIPAL,
  assignmentKey,
  type IndexedAssignment,
} from '../../kernel/access.ts';
import { type Json, objectAt, stringAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type Effects,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { assignmentsAt, readFilter } from './role-assignment-list.ts';
import {
  type Asked,
  GUID,
  principalTypeOf,
  readAsked,
  refusal,
} from './role-assignment-request.ts';

/** How long a role assignment takes to count everywhere, milliseconds; Azure documents up to ten minutes. */
const ROLE_PROPAGATION_MS = 120_000;
const TYPE = 'Microsoft.Authorization/roleAssignments';
/** Assignments of one subscription at most. */
const SUBSCRIPTION_ASSIGNMENTS_MAX = 4000;
/** Assignments at one management group at most. */
const MANAGEMENT_GROUP_ASSIGNMENTS_MAX = 500;

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
    const asked = readAsked(context, address.scope, body);
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
  // Its entry in the index goes with it.
  remove: () => ({ removed: true, body: 'resource' }),
  list: (context, scope, query) => {
    const accepts = readFilter(context, query.get('$filter'));
    return (after) =>
      assignmentsAt(context, scope, after).filter((assignment) => accepts(assignment, scope));
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

/** A subscription's assignments, its groups' and its resources' included, are counted; of a management group its own. */
function checkLimit(context: UnitContext, scope: string): void {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0];
  const max =
    subscription === undefined ? MANAGEMENT_GROUP_ASSIGNMENTS_MAX : SUBSCRIPTION_ASSIGNMENTS_MAX;
  if (scope === '' || context.count(TYPE, subscription ?? scope, max) < max) return;
  throw refusal(
    400,
    'RoleAssignmentLimitExceeded',
    'No more role assignments can be created',
    'documented',
  );
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

function index({ id, properties }: StoredResource, entry: IndexedAssignment): Effects {
  return {
    documents: [
      {
        table: ASSIGNMENTS_BY_PRINCIPAL,
        key: assignmentKey(properties['principalId'], id),
        value: entry as unknown as Json,
      },
    ],
  };
}
