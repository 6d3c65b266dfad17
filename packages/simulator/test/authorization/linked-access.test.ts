/** ARM-074: who may write a resource needs access to what the request names, too. */
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/index.ts';

const MANAGEMENT = 'https://management.azure.com';
const HERE = { location: 'westeurope' };
const MINE = '11111111-1111-4111-8111-111111111111';
const THEIRS = '22222222-2222-4222-8222-222222222222';
const NOWHERE = '55555555-5555-4555-8555-555555555555';
const TENANTS = ['33333333-3333-4333-8333-333333333333', '66666666-6666-4666-8666-666666666666'];
const GROUP = `/subscriptions/${MINE}/resourceGroups/rg`;
const WRITER = '44444444-4444-4444-8444-444444444444';
const VIA_SERVICE_ENDPOINT =
  'Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action';

const JOIN = 'Microsoft.Network/virtualNetworks/subnets/join/action';

const subnetIn = (subscriptionId: string) =>
  `/subscriptions/${subscriptionId}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/net/subnets/one`;

const clusterWith = (pool: object) => ({
  ...HERE,
  identity: { type: 'SystemAssigned' },
  properties: {
    dnsPrefix: 'one',
    agentPoolProfiles: [
      { name: 'system', count: 1, vmSize: 'Standard_DS2_v2', mode: 'System', ...pool },
    ],
  },
});

/** Writes of types that name a subnet, each in its own place. */
const NAMING: readonly (readonly [
  type: string,
  apiVersion: string,
  linkedAction: string,
  body: (subnet: string) => object,
])[] = [
  [
    'Microsoft.Storage/storageAccounts',
    '2023-05-01',
    VIA_SERVICE_ENDPOINT,
    (id) => ({
      ...HERE,
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
      properties: { networkAcls: { defaultAction: 'Deny', virtualNetworkRules: [{ id }] } },
    }),
  ],
  [
    'Microsoft.KeyVault/vaults',
    '2023-07-01',
    VIA_SERVICE_ENDPOINT,
    (id) => ({
      ...HERE,
      properties: {
        tenantId: TENANTS[0],
        sku: { family: 'A', name: 'standard' },
        enableRbacAuthorization: true,
        networkAcls: { defaultAction: 'Deny', bypass: 'None', virtualNetworkRules: [{ id }] },
      },
    }),
  ],
  [
    'Microsoft.DocumentDB/databaseAccounts',
    '2023-11-15',
    VIA_SERVICE_ENDPOINT,
    (id) => ({
      ...HERE,
      properties: {
        databaseAccountOfferType: 'Standard',
        locations: [{ locationName: 'westeurope' }],
        isVirtualNetworkFilterEnabled: true,
        virtualNetworkRules: [{ id }],
      },
    }),
  ],
  [
    'Microsoft.Network/privateEndpoints',
    '2023-05-01',
    JOIN,
    (id) => ({
      ...HERE,
      properties: {
        subnet: { id },
        privateLinkServiceConnections: [
          {
            name: 'one',
            properties: {
              privateLinkServiceId: `${GROUP}/providers/Microsoft.KeyVault/vaults/thevault`,
              groupIds: ['vault'],
            },
          },
        ],
      },
    }),
  ],
  [
    'Microsoft.ContainerInstance/containerGroups',
    '2023-05-01',
    JOIN,
    (id) => ({
      ...HERE,
      properties: {
        osType: 'Linux',
        subnetIds: [{ id }],
        containers: [
          {
            name: 'one',
            properties: {
              image: 'mcr.microsoft.com/hello',
              resources: { requests: { cpu: 1, memoryInGB: 1 } },
            },
          },
        ],
      },
    }),
  ],
  ...(['vnetSubnetID', 'podSubnetID'] as const).map((member): (typeof NAMING)[number] => [
    'Microsoft.ContainerService/managedClusters',
    '2024-09-01',
    JOIN,
    (id) => clusterWith({ [member]: id }),
  ]),
];

/** Who may write anything in the group, and nothing beside it. */
function scene(more: readonly { readonly role: string; readonly scope: string }[] = []) {
  const sim = createSimulator({
    world: {
      tenants: TENANTS.map((tenantId) => ({ tenantId })),
      subscriptions: [
        { subscriptionId: MINE, tenantId: TENANTS[0]! },
        { subscriptionId: THEIRS, tenantId: TENANTS[1]! },
      ],
      principals: [
        {
          name: 'writer',
          objectId: WRITER,
          roles: [{ role: 'Contributor', scope: GROUP }, ...more],
        },
      ],
      resources: [
        ...[GROUP, `/subscriptions/${MINE}/resourceGroups/net`].map((id) => ({
          id,
          apiVersion: '2025-04-01',
          body: HERE,
        })),
        {
          id: subnetIn(MINE).replace('/subnets/one', ''),
          apiVersion: '2023-05-01',
          body: {
            ...HERE,
            properties: {
              addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
              subnets: [
                {
                  name: 'one',
                  properties: {
                    addressPrefix: '10.0.0.0/24',
                    serviceEndpoints: [{ service: 'Microsoft.KeyVault' }],
                  },
                },
              ],
            },
          },
        },
        {
          id: `${GROUP}/providers/Microsoft.KeyVault/vaults/thevault`,
          apiVersion: '2023-07-01',
          body: {
            ...HERE,
            properties: {
              tenantId: TENANTS[0]!,
              sku: { family: 'A', name: 'standard' },
              accessPolicies: [],
            },
          },
        },
      ],
    },
  });
  const put = async (id: string, apiVersion: string, body: object) => {
    const token = await sim.credential('writer').getToken(`${MANAGEMENT}/.default`);
    const answer = await sim.fetch(`${MANAGEMENT}${id}?api-version=${apiVersion}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token!.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { error } = (await answer.json()) as { error?: { code: string; message: string } };
    return {
      status: answer.status,
      error,
      evidence: answer.headers.get('x-cmk-simulator-evidence'),
    };
  };
  const name = sim.principals.find(({ objectId }) => objectId === WRITER)?.appId;
  return { put, name };
}

describe.each(NAMING)('a write of %s that names a subnet', (type, version, linked, body) => {
  const id = `${GROUP}/providers/${type}/thename1`;
  const network = subnetIn(MINE).replace('/subnets/one', '');

  it('needs access to it', async () => {
    const { put, name } = scene();
    expect(await put(id, version, body(subnetIn(MINE)))).toEqual({
      status: 403,
      evidence: 'recorded',
      error: {
        code: 'LinkedAuthorizationFailed',
        message: `The client '${name}' with object id '${WRITER}' has permission to perform action '${type}/write' on scope '${id}'; however, it does not have permission to perform action '${linked}' on the linked scope(s) '${subnetIn(MINE)}' or the linked scope(s) are invalid.`,
      },
    });
    const { put: putWith } = scene([{ role: 'Contributor', scope: network }]);
    const made = await putWith(id, version, body(subnetIn(MINE)));
    expect(made.error?.code).toBeUndefined();
  });

  it('is told when its subscription is nowhere, or of another tenant', async () => {
    const { put } = scene();
    const may = `The client has permission to perform action '${linked}' on scope '${id}', however the`;
    expect(await put(id, version, body(subnetIn(NOWHERE)))).toEqual({
      status: 403,
      evidence: 'recorded',
      error: {
        code: 'LinkedAuthorizationFailed',
        message: `${may} linked subscription '${NOWHERE}' was not found. `,
      },
    });
    expect(await put(id, version, body(subnetIn(THEIRS)))).toEqual({
      status: 403,
      evidence: 'reported',
      error: {
        code: 'LinkedAuthorizationFailed',
        message: `${may} current tenant '${TENANTS[0]}' is not authorized to access linked subscription '${THEIRS}'.`,
      },
    });
  });
});

describe('a write of an agent pool', () => {
  it.each(['vnetSubnetID', 'podSubnetID'])('needs access to its %s', async (member) => {
    const { put, name } = scene();
    const cluster = `${GROUP}/providers/Microsoft.ContainerService/managedClusters/thename1`;
    expect((await put(cluster, '2024-09-01', clusterWith({}))).error).toBeUndefined();
    const pool = `${cluster}/agentPools/more`;
    const properties = { count: 1, vmSize: 'Standard_DS2_v2', [member]: subnetIn(MINE) };
    expect((await put(pool, '2024-09-01', { properties })).error).toEqual({
      code: 'LinkedAuthorizationFailed',
      message: `The client '${name}' with object id '${WRITER}' has permission to perform action 'Microsoft.ContainerService/managedClusters/agentPools/write' on scope '${pool}'; however, it does not have permission to perform action '${JOIN}' on the linked scope(s) '${subnetIn(MINE)}' or the linked scope(s) are invalid.`,
    });
  });
});
