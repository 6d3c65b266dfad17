/** Two subscriptions of one tenant: the caller owns the first and has no role in the second. */
import { createSimulator, type Simulator } from '../../src/index.ts';

export const MINE = '11111111-1111-4111-8111-111111111111';
export const THEIRS = '22222222-2222-4222-8222-222222222222';
export const TENANT = '33333333-3333-4333-8333-333333333333';

/** Stands in what only the second subscription holds: it may be in no answer. */
export const MARK = 'belongs-to-the-other-subscription';

const LOCATION = 'westeurope';

function resourcesOf(subscriptionId: string, prefix: string) {
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${prefix}-rg`;
  const tags = subscriptionId === THEIRS ? { mark: MARK } : { mark: 'own' };
  const provider = `${group}/providers`;
  return [
    { id: group, apiVersion: '2025-04-01', body: { location: LOCATION, tags } },
    {
      id: `${provider}/Microsoft.KeyVault/vaults/${prefix}-kv`,
      apiVersion: '2023-07-01',
      body: {
        location: LOCATION,
        tags,
        properties: {
          tenantId: TENANT,
          sku: { family: 'A', name: 'standard' },
          enableRbacAuthorization: subscriptionId === THEIRS,
          accessPolicies:
            subscriptionId === MINE
              ? [
                  {
                    tenantId: TENANT,
                    objectId: CALLER,
                    permissions: {
                      keys: ['all', 'purge', 'rotate', 'getrotationpolicy'],
                      secrets: ['all', 'purge'],
                    },
                  },
                ]
              : [],
        },
      },
    },
    {
      id: `${provider}/Microsoft.ManagedIdentity/userAssignedIdentities/${prefix}-id`,
      apiVersion: '2023-01-31',
      body: { location: LOCATION, tags },
    },
    {
      id: `${provider}/Microsoft.Network/virtualNetworks/${prefix}-net`,
      apiVersion: '2023-05-01',
      body: {
        location: LOCATION,
        tags,
        properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } },
      },
    },
    {
      id: `${provider}/Microsoft.Storage/storageAccounts/${prefix}store`,
      apiVersion: '2023-05-01',
      body: {
        location: LOCATION,
        tags,
        kind: 'StorageV2',
        sku: { name: 'Standard_LRS' },
        properties: {},
      },
    },
  ];
}

export const CALLER = '44444444-4444-4444-8444-444444444444';

/** A world to send anything at. */
export function fuzzWorld(latency: 'instant' | 'realistic'): Simulator {
  return createSimulator({
    now: '2026-01-01T00:00:00Z',
    latency,
    world: {
      tenants: [{ tenantId: TENANT }],
      subscriptions: [{ subscriptionId: MINE }, { subscriptionId: THEIRS }],
      principals: [
        {
          name: 'caller',
          objectId: CALLER,
          roles: [{ role: 'Owner', scope: `/subscriptions/${MINE}` }],
        },
      ],
      resources: [...resourcesOf(MINE, 'mine'), ...resourcesOf(THEIRS, 'theirs')],
    },
  });
}
