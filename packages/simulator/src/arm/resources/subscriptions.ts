import type { Subscription } from '../../kernel/directory.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Route } from '../../kernel/resource-type.ts';

/** Subscriptions and tenants that the caller can see. */
export const subscriptions: readonly Route[] = [
  {
    method: 'GET',
    path: '/subscriptions',
    handle: (context) => ({
      status: 200,
      body: {
        value: context
          .subscriptions()
          .filter(
            ({ subscriptionId, tenantId, state }) =>
              tenantId === context.caller.tenantId &&
              state !== 'Deleted' &&
              context.allows(
                context.caller.objectId,
                'Microsoft.Resources/subscriptions/read',
                `/subscriptions/${subscriptionId}`,
              ),
          )
          .map(present),
      },
    }),
  },
  {
    method: 'GET',
    path: '/subscriptions/{subscriptionId}',
    action: 'Microsoft.Resources/subscriptions/read',
    handle: (context) => ({ status: 200, body: present(context.subscription) }),
  },
  {
    method: 'GET',
    path: '/tenants',
    handle: (context) => ({
      status: 200,
      body: {
        value: [{ id: `/tenants/${context.caller.tenantId}`, tenantId: context.caller.tenantId }],
      },
    }),
  },
];

function present({ subscriptionId, tenantId, displayName, state }: Subscription): JsonObject {
  return {
    id: `/subscriptions/${subscriptionId}`,
    subscriptionId,
    tenantId,
    displayName,
    state,
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
    authorizationSource: 'RoleBased',
    managedByTenants: [],
  };
}
