import { type Subscription, SUBSCRIPTIONS } from '../../kernel/directory.ts';
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { authorizationFailed, subscriptionNotFound } from '../../kernel/gateway-errors.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { type ManagementGroup, managementGroupId } from '../../kernel/management-groups.ts';
import type { Effects, Route, UnitContext } from '../../kernel/resource-type.ts';

const TYPE = 'Microsoft.Management/managementGroups';
const ROOT = `/providers/${TYPE}`;
const SCOPE = `${ROOT}/{groupId}`;
const READ = `${TYPE}/read`;
/** What of a group is shown besides itself. */
const EXPANSIONS = ['children', 'path', 'ancestors'];
const NO_SUBSCRIPTIONS = /^\s*children\.childType\s+ne\s+Subscription\s*$/i;

/** Management groups as they are described, and the subscriptions in them; making and moving groups is not simulated. */
export const managementGroups: readonly Route[] = [
  {
    method: 'GET',
    path: ROOT,
    handle: (context) => ({
      status: 200,
      body: {
        value: context.managementGroups
          .of(context.caller.tenantId)
          .filter(({ name }) =>
            context.allows(context.caller.objectId, READ, managementGroupId(name)),
          )
          .map((group) => ({ ...identified(group), properties: named(group) })),
        nextLink: null,
      },
    }),
  },
  {
    method: 'GET',
    path: SCOPE,
    action: READ,
    scope: SCOPE,
    handle: (context, { params, query }) => ({
      status: 200,
      body: shown(context, groupOf(context, params['groupId'] ?? ''), query),
    }),
  },
  {
    method: 'GET',
    path: `${SCOPE}/descendants`,
    action: `${TYPE}/descendants/read`,
    scope: SCOPE,
    handle: (context, { params }) => ({
      status: 200,
      body: {
        value: descendantsOf(context, groupOf(context, params['groupId'] ?? '')),
        nextLink: null,
      },
    }),
  },
  {
    method: 'GET',
    path: `${SCOPE}/subscriptions`,
    action: `${TYPE}/subscriptions/read`,
    scope: SCOPE,
    handle: (context, { params }) => {
      const group = groupOf(context, params['groupId'] ?? '');
      const value = subscriptionsOf(context, group).map((one) => placed(group, one));
      return { status: 200, body: { value, nextLink: null } };
    },
  },
  {
    method: 'GET',
    path: `${SCOPE}/subscriptions/{subscriptionId}`,
    action: `${TYPE}/subscriptions/read`,
    scope: SCOPE,
    handle: (context, { params: { groupId = '', subscriptionId = '' } }) => {
      const group = groupOf(context, groupId);
      const found = subscriptionsOf(context, group).find(
        (one) => one.subscriptionId === subscriptionId.toLowerCase(),
      );
      if (!found)
        throw notFound(`${managementGroupId(group.name)}/subscriptions/${subscriptionId}`);
      return { status: 200, body: placed(group, found) };
    },
  },
  {
    method: 'PUT',
    path: `${SCOPE}/subscriptions/{subscriptionId}`,
    handle: (context, { params: { groupId = '', subscriptionId = '' } }) => {
      const group = reached(context, groupId, 'write');
      const subscription = subscriptionNamed(context, subscriptionId);
      checkMovable(context, subscription);
      return {
        status: 200,
        body: placed(group, subscription),
        effects: moved(subscription, group.name),
      };
    },
  },
  {
    method: 'DELETE',
    path: `${SCOPE}/subscriptions/{subscriptionId}`,
    handle: (context, { params: { groupId = '', subscriptionId = '' } }) => {
      const group = reached(context, groupId, 'delete');
      const subscription = subscriptionNamed(context, subscriptionId);
      if (!subscriptionsOf(context, group).includes(subscription)) return { status: 204 };
      checkMovable(context, subscription);
      return { status: 200, effects: moved(subscription, group.tenantId) };
    },
  },
];

/** A group that subscriptions are to come into or to leave: the caller may do that, or it is the root. */
function reached(context: UnitContext, name: string, verb: 'write' | 'delete'): ManagementGroup {
  const { caller } = context;
  if (name.toLowerCase() !== caller.tenantId) {
    check(context, `${TYPE}/subscriptions/${verb}`, managementGroupId(name));
  }
  return groupOf(context, name);
}

function subscriptionNamed(context: UnitContext, id: string): Subscription {
  const found = context
    .subscriptions()
    .find((one) => one.subscriptionId === id.toLowerCase() && one.state !== 'Deleted');
  if (found?.tenantId !== context.caller.tenantId) throw subscriptionNotFound(id);
  return found;
}

/** Documented: who moves a subscription may give roles in it, and take it out of the group that it is in. */
function checkMovable(context: UnitContext, subscription: Subscription): void {
  const { subscriptionId, tenantId, managementGroup = tenantId } = subscription;
  const scope = `/subscriptions/${subscriptionId}`;
  check(context, `${TYPE}/subscriptions/write`, scope);
  check(context, 'Microsoft.Authorization/roleAssignments/write', scope);
  reached(context, managementGroup, 'delete');
}

function check(context: UnitContext, action: string, scope: string): void {
  if (context.allows(context.caller.objectId, action, scope)) return;
  throw authorizationFailed(context.caller, action, scope);
}

function moved({ managementGroup: _before, ...kept }: Subscription, to: string): Effects {
  const value: Json = to === kept.tenantId ? { ...kept } : { ...kept, managementGroup: to };
  return { documents: [{ table: SUBSCRIPTIONS, key: kept.subscriptionId, value }] };
}

/** A group of the caller's tenant. */
function groupOf(context: UnitContext, name: string): ManagementGroup {
  const group = context.managementGroups.get(name);
  if (group?.tenantId !== context.caller.tenantId) throw notFound(managementGroupId(name));
  return group;
}

/** As JulianHayward/AzADServicePrincipalInsights#22 shows it. */
const notFound = (id: string): Refusal =>
  new Refusal({
    status: 404,
    code: 'NotFound',
    message: `'${id}' not found`,
    evidence: 'reported',
  });

const identified = ({ name }: ManagementGroup): JsonObject => ({
  id: managementGroupId(name),
  type: TYPE,
  name,
});

const named = ({ tenantId, displayName }: ManagementGroup): JsonObject => ({
  tenantId,
  displayName,
});

function shown(
  context: UnitContext,
  group: ManagementGroup,
  query: ReadonlyMap<string, string>,
): JsonObject {
  const expand = query.get('$expand')?.toLowerCase();
  const filter = query.get('$filter');
  if (expand !== undefined && !EXPANSIONS.includes(expand)) {
    throw notSimulated(`'$expand=${expand}' of a management group`);
  }
  if (filter !== undefined && !NO_SUBSCRIPTIONS.test(filter)) {
    throw notSimulated(`the management group filter '${filter}'`);
  }
  const above = context.managementGroups.above(managementGroupId(group.name));
  const [parent] = above;
  const chain = above.map(({ name, displayName }) => ({ name, displayName }));
  const isWhole = query.get('$recurse')?.toLowerCase() === 'true';
  return {
    ...identified(group),
    properties: {
      ...named(group),
      details: {
        version: 1,
        ...(parent ? { parent: { id: managementGroupId(parent.name), ...nameOf(parent) } } : {}),
        ...(expand === 'path' ? { path: [...chain.toReversed(), nameOf(group)] } : {}),
        ...(expand === 'ancestors'
          ? {
              managementGroupAncestors: above.map(({ name }) => name),
              managementGroupAncestorsChain: chain,
            }
          : {}),
      },
      ...(expand === 'children'
        ? { children: childrenOf(context, group, isWhole, filter === undefined) }
        : {}),
    },
  };
}

const nameOf = ({ name, displayName }: ManagementGroup): JsonObject => ({ name, displayName });

/** The groups right in a group. */
const groupsIn = (context: UnitContext, { name, tenantId }: ManagementGroup): ManagementGroup[] =>
  context.managementGroups
    .of(tenantId)
    .filter(({ parent }) => parent?.toLowerCase() === name.toLowerCase());

/** The subscriptions right in a group. */
const subscriptionsOf = (
  context: UnitContext,
  { name, tenantId }: ManagementGroup,
): Subscription[] =>
  context
    .subscriptions()
    .filter(
      (one) =>
        one.tenantId === tenantId &&
        one.state !== 'Deleted' &&
        (one.managementGroup ?? tenantId).toLowerCase() === name.toLowerCase(),
    );

function childrenOf(
  context: UnitContext,
  group: ManagementGroup,
  isWhole: boolean,
  hasSubscriptions: boolean,
): JsonObject[] {
  const groups = groupsIn(context, group).map((child): JsonObject => {
    const children = isWhole ? childrenOf(context, child, isWhole, hasSubscriptions) : [];
    const { displayName } = child;
    return { ...identified(child), displayName, ...(children.length > 0 ? { children } : {}) };
  });
  const subscriptions = hasSubscriptions ? subscriptionsOf(context, group) : [];
  return [
    ...groups,
    ...subscriptions.map(({ subscriptionId: name, displayName }) => ({
      id: `/subscriptions/${name}`,
      type: '/subscriptions',
      name,
      displayName,
    })),
  ];
}

function descendantsOf(context: UnitContext, group: ManagementGroup): JsonObject[] {
  const parent = { id: managementGroupId(group.name) };
  const groups = groupsIn(context, group);
  return [
    ...groups.map((child) => ({
      ...identified(child),
      properties: { displayName: child.displayName, parent },
    })),
    ...subscriptionsOf(context, group).map(({ subscriptionId, displayName }) => ({
      id: `/subscriptions/${subscriptionId}`,
      type: `${TYPE}/subscriptions`,
      name: subscriptionId,
      properties: { displayName, parent },
    })),
    ...groups.flatMap((child) => descendantsOf(context, child)),
  ];
}

/** A subscription as its group shows it. */
function placed(group: ManagementGroup, { subscriptionId, ...about }: Subscription): JsonObject {
  return {
    id: `${managementGroupId(group.name)}/subscriptions/${subscriptionId}`,
    type: `${TYPE}/subscriptions`,
    name: subscriptionId,
    properties: {
      tenant: about.tenantId,
      displayName: about.displayName,
      parent: { id: managementGroupId(group.name) },
      state: about.state === 'Enabled' ? 'Active' : about.state,
    },
  };
}
