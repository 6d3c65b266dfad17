import { ASSIGNMENTS_BY_PRINCIPAL, type IndexedAssignment } from '../../kernel/access.ts';
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { type Json, objectAt, stringAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type Effects,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

/** How long a role assignment takes to count everywhere, milliseconds; Azure documents up to ten minutes. */
const ROLE_PROPAGATION_MS = 120_000;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TYPE = 'Microsoft.Authorization/roleAssignments';

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
    if (existing) return { done: unchanged(existing, asked), status: 200 };
    const twin = sameAssignment(context, address.scope, asked);
    if (twin)
      throw refusal(
        409,
        'RoleAssignmentExists',
        'The role assignment already exists.',
        'documented',
      );
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
        condition: null,
        conditionVersion: null,
        createdOn: context.iso,
        updatedOn: context.iso,
        createdBy: context.caller.objectId,
        updatedBy: context.caller.objectId,
        delegatedManagedIdentityResourceId: null,
        description: asked.description ?? null,
      },
    };
    const entry: IndexedAssignment = {
      assignmentId: resource.id.toLowerCase(),
      scope: address.scope.toLowerCase(),
      roleId: asked.roleId,
      effectiveAt: context.propagatesAt(ROLE_PROPAGATION_MS),
    };
    // Recorded: who made it is told from the first GET on.
    const shown = { ...resource, properties: { ...resource.properties, createdBy: null } };
    return { done: resource, shown, status: 201, effects: index(resource, entry) };
  },
  remove: (_context, { existing }) => ({
    removed: true,
    body: 'resource',
    effects: index(existing, undefined),
  }),
  list: (context, scope, query) => {
    const accepts = readFilter(query.get('$filter'));
    const inherited = scopesAbove(scope).flatMap((above) =>
      context
        .resources(TYPE, above)
        .filter((found) => String(found.properties['scope']).toLowerCase() === (above || '/')),
    );
    const below = context.resources(TYPE, scope);
    const all = new Map([...inherited, ...below].map((found) => [found.id.toLowerCase(), found]));
    return [...all.values()].filter((assignment) => accepts(assignment, scope));
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
}

function read(context: UnitContext, body: Json): Asked {
  const properties = objectAt(body, 'properties');
  const roleDefinitionId = stringAt(properties, 'roleDefinitionId') ?? '';
  const roleId = (roleDefinitionId.split('/').pop() ?? '').toLowerCase();
  const principalId = stringAt(properties, 'principalId') ?? '';
  if (stringAt(properties, 'condition')) throw notSimulated('conditions of role assignments');
  if (!context.role(roleId)) {
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
  return {
    roleDefinitionId: `/subscriptions/${context.subscription.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
    roleId,
    principalId: principalId.toLowerCase(),
    principalType,
    description: stringAt(properties, 'description'),
  };
}

function unchanged(existing: StoredResource, asked: Asked): StoredResource {
  const { principalId, roleDefinitionId } = existing.properties;
  if (
    principalId !== asked.principalId ||
    String(roleDefinitionId).toLowerCase() !== asked.roleDefinitionId.toLowerCase()
  ) {
    throw refusal(
      400,
      'RoleAssignmentUpdateNotPermitted',
      'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
      'documented',
    );
  }
  return existing;
}

function sameAssignment(context: UnitContext, scope: string, asked: Asked): boolean {
  return context
    .documents<IndexedAssignment>(ASSIGNMENTS_BY_PRINCIPAL, `${asked.principalId}|`)
    .some(([, other]) => other.scope === scope.toLowerCase() && other.roleId === asked.roleId);
}

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

/** The scopes a scope lies in, itself included: the tenant root, the subscription, the group, each resource. */
function scopesAbove(scope: string): string[] {
  const segments = scope.toLowerCase().split('/');
  return segments.map((_, count) => segments.slice(0, count + 1).join('/'));
}

const PRINCIPAL = /^\s*(?:principalId\s+eq\s+'([^']+)'|assignedTo\('([^']+)'\))\s*$/i;

function readFilter(
  filter: string | undefined,
): (assignment: StoredResource, scope: string) => boolean {
  if (filter === undefined || filter.trim() === '') return () => true;
  const tests = filter.split(/\s+and\s+/i).map((clause) => {
    if (/^\s*atScope\(\)\s*$/i.test(clause)) {
      return (assignment: StoredResource, scope: string) =>
        `${scope.toLowerCase()}/`.startsWith(
          `${String(assignment.properties['scope']).toLowerCase().replace(/\/$/, '')}/`,
        );
    }
    const match = PRINCIPAL.exec(clause);
    const principalId = (match?.[1] ?? match?.[2])?.toLowerCase();
    if (principalId === undefined) throw notSimulated(`the role assignment filter '${filter}'`);
    return (assignment: StoredResource) => assignment.properties['principalId'] === principalId;
  });
  return (assignment, scope) => tests.every((test) => test(assignment, scope));
}

function refusal(
  status: number,
  code: string,
  message: string,
  evidence: 'recorded' | 'documented' | 'assumed',
): Refusal {
  return new Refusal({ status, code, message, evidence });
}
