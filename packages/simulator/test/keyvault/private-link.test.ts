import { NetworkManagementClient } from '@azure/arm-network';
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { GROUP, LOCATION, makeVault, management, scene, send, vaultUrl } from './scene.ts';

const SUBSCRIPTION = '00000000-0000-4000-8000-0000000000aa';

const networkOf = (sim: Simulator, as?: string): NetworkManagementClient =>
  new NetworkManagementClient(sim.credential(as), sim.subscriptionId, sim.clientOptions());

async function makeSubnet(sim: Simulator, services: readonly string[] = []): Promise<string> {
  const network = await networkOf(sim).virtualNetworks.createOrUpdate(GROUP, 'vnet', {
    location: LOCATION,
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
    subnets: [
      {
        name: 'endpoints',
        addressPrefix: '10.0.0.0/24',
        serviceEndpoints: services.map((service) => ({ service })),
      },
    ],
  });
  return network.subnets?.[0]?.id ?? '';
}

async function makeEndpoint(
  sim: Simulator,
  vaultId: string,
  options: { manual?: string; as?: string } = {},
) {
  const subnet = { id: await makeSubnet(sim) };
  const connection = {
    name: 'to-vault',
    privateLinkServiceId: vaultId,
    groupIds: ['vault'],
    ...(options.manual === undefined ? {} : { requestMessage: options.manual }),
  };
  return networkOf(sim, options.as).privateEndpoints.createOrUpdate(GROUP, 'pe-vault', {
    location: LOCATION,
    subnet,
    ...(options.manual === undefined
      ? { privateLinkServiceConnections: [connection] }
      : { manualPrivateLinkServiceConnections: [connection] }),
  });
}

const nameOf = (id: string | undefined): string => id?.split('/').pop() ?? '';

describe('private endpoints of a vault', () => {
  it('are approved at once for who may, and shown by the vault', async () => {
    const sim = await scene();
    const { id = '' } = await makeVault(sim);
    const endpoint = await makeEndpoint(sim, id);
    const state = endpoint.privateLinkServiceConnections?.[0]?.privateLinkServiceConnectionState;
    expect(state?.status).toBe('Approved');

    const vault = await management(sim).vaults.get(GROUP, 'kv-one');
    const [connection] = vault.properties.privateEndpointConnections ?? [];
    expect(connection).toMatchObject({
      provisioningState: 'Succeeded',
      privateEndpoint: { id: endpoint.id },
      privateLinkServiceConnectionState: { status: 'Approved', actionsRequired: 'None' },
    });
    const { privateEndpointConnections } = management(sim);
    const read = await privateEndpointConnections.get(GROUP, 'kv-one', nameOf(connection?.id));
    expect(read).toMatchObject({
      id: connection?.id,
      type: 'Microsoft.KeyVault/vaults/privateEndpointConnections',
      privateEndpoint: { id: endpoint.id },
    });
    const listed = [];
    for await (const each of privateEndpointConnections.listByResource(GROUP, 'kv-one'))
      listed.push(each.id);
    expect(listed).toEqual([connection?.id]);
    // A whole PUT of the vault leaves them connected.
    await makeVault(sim);
    expect(
      await privateEndpointConnections.get(GROUP, 'kv-one', nameOf(connection?.id)),
    ).toBeDefined();
  });

  it('wait for the owner when they are asked for by hand, and tell what the owner decides', async () => {
    const sim = await scene();
    const { id = '' } = await makeVault(sim);
    const endpoint = await makeEndpoint(sim, id, { manual: 'please' });
    const stateOf = async () =>
      (await networkOf(sim).privateEndpoints.get(GROUP, 'pe-vault'))
        .manualPrivateLinkServiceConnections?.[0]?.privateLinkServiceConnectionState;
    expect(await stateOf()).toMatchObject({ status: 'Pending', description: 'please' });

    const vault = await management(sim).vaults.get(GROUP, 'kv-one');
    const name = nameOf(vault.properties.privateEndpointConnections?.[0]?.id);
    const { privateEndpointConnections } = management(sim);
    const decide = (status: string, description: string) =>
      privateEndpointConnections.put(GROUP, 'kv-one', name, {
        privateLinkServiceConnectionState: { status, description },
      });
    const approved = await decide('Approved', 'known');
    expect(approved.privateLinkServiceConnectionState).toEqual({
      status: 'Approved',
      description: 'known',
      actionsRequired: 'None',
    });
    expect(approved.privateEndpoint?.id).toBe(endpoint.id);
    expect(await stateOf()).toMatchObject({ status: 'Approved', description: 'known' });
    await decide('Rejected', 'no longer');
    expect(await stateOf()).toMatchObject({ status: 'Rejected', description: 'no longer' });
    await expect(decide('Pending', '')).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message:
        'The parameter privateLinkServiceConnectionState.status has an invalid value: it must be one of Approved, Rejected. (simulator wording)',
    });
  });

  it('are not made by writing a connection', async () => {
    const sim = await scene();
    await makeVault(sim);
    const { privateEndpointConnections } = management(sim);
    await expect(
      privateEndpointConnections.put(GROUP, 'kv-one', 'mine', {
        privateLinkServiceConnectionState: { status: 'Approved' },
      }),
    ).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
      message:
        "There is no private endpoint connection 'mine' to this vault: a private endpoint makes one, its owner asks for it. (simulator wording)",
    });
    await expect(privateEndpointConnections.get(GROUP, 'kv-one', 'mine')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
  });

  it('need the right to approve them, or to be asked for', async () => {
    const scope = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}`;
    const sim = await scene({
      world: {
        subscriptions: [{ subscriptionId: SUBSCRIPTION }],
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }] },
          { name: 'networker', roles: [{ role: 'Contributor', scope }] },
        ],
      },
    });
    const groups = new ResourceManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    ).resourceGroups;
    await groups.createOrUpdate('rg-vaults', { location: LOCATION });
    const { id = '' } = await management(sim).vaults.createOrUpdate('rg-vaults', 'kv-two', {
      location: LOCATION,
      properties: { tenantId: sim.tenantId, sku: { family: 'A', name: 'standard' } },
    });
    const endpointId = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.Network/privateEndpoints/pe-vault`;
    const networker = sim.principals.find(({ displayName }) => displayName === 'networker');
    await expect(makeEndpoint(sim, id, { as: 'networker' })).rejects.toMatchObject({
      statusCode: 403,
      code: 'LinkedAuthorizationFailed',
      message: expect.stringContaining(
        `with object id '${networker?.objectId}' has permission to perform action 'Microsoft.Network/privateEndpoints/write' on scope '${endpointId}'; however, it does not have permission to perform action 'Microsoft.KeyVault/vaults/privateEndpointConnectionsApproval/action' on the linked scope(s) '${id}'`,
      ),
    });
    await makeEndpoint(sim, id, { as: 'networker', manual: 'please' });
  });

  it.each(['realistic', 'instant'] as const)(
    'lead nowhere once the owner removed the connection (%s)',
    async (latency) => {
      const sim = await scene({ latency, timeWarp: true });
      const { id = '' } = await makeVault(sim);
      await makeEndpoint(sim, id);
      const before = await management(sim).vaults.get(GROUP, 'kv-one');
      const name = nameOf(before.properties.privateEndpointConnections?.[0]?.id);
      const { privateEndpointConnections } = management(sim);
      const removed = await privateEndpointConnections.delete(GROUP, 'kv-one', name);
      expect(removed).toMatchObject({ name, provisioningState: 'Disconnected' });
      const after = await send(sim, 'GET', vaultUrl(sim, 'kv-one'));
      expect(after.body.properties).not.toHaveProperty('privateEndpointConnections');
      const endpoint = await networkOf(sim).privateEndpoints.get(GROUP, 'pe-vault');
      const [connection] = endpoint.privateLinkServiceConnections ?? [];
      expect(connection?.privateLinkServiceConnectionState?.status).toBe('Disconnected');
    },
  );

  it('go with the endpoint, and lead nowhere when the vault goes', async () => {
    const sim = await scene();
    const { id = '' } = await makeVault(sim);
    await makeEndpoint(sim, id);
    await networkOf(sim).privateEndpoints.delete(GROUP, 'pe-vault');
    const free = await send(sim, 'GET', vaultUrl(sim, 'kv-one'));
    expect(free.body.properties).not.toHaveProperty('privateEndpointConnections');

    await makeEndpoint(sim, id);
    await management(sim).vaults.delete(GROUP, 'kv-one');
    const endpoint = await networkOf(sim).privateEndpoints.get(GROUP, 'pe-vault');
    const [connection] = endpoint.privateLinkServiceConnections ?? [];
    expect(connection?.privateLinkServiceConnectionState?.status).toBe('Disconnected');
    const back = await management(sim).vaults.createOrUpdate(GROUP, 'kv-one', {
      location: LOCATION,
      properties: {
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'standard' },
        createMode: 'recover',
      },
    });
    expect(back.properties.privateEndpointConnections).toBeUndefined();
  });

  it('can lead to the vault as a whole', async () => {
    const sim = await scene();
    await makeVault(sim);
    const resources = await management(sim).privateLinkResources.listByVault(GROUP, 'kv-one');
    expect(resources.value).toMatchObject([
      {
        name: 'vault',
        groupId: 'vault',
        requiredMembers: ['default'],
        requiredZoneNames: ['privatelink.vaultcore.azure.net'],
      },
    ]);
  });
});

describe('rules for virtual networks', () => {
  const letIn = (sim: Simulator, id: string, more: object = {}) =>
    makeVault(sim, 'kv-one', {
      networkAcls: { defaultAction: 'Deny', virtualNetworkRules: [{ id, ...more }] },
    });

  it('name subnets with the service endpoint, told in lower case', async () => {
    const sim = await scene();
    const id = await makeSubnet(sim, ['Microsoft.KeyVault']);
    const vault = await letIn(sim, id);
    expect(vault.properties.networkAcls?.virtualNetworkRules).toEqual([{ id: id.toLowerCase() }]);
  });

  it('are refused without the service endpoint, unless that is not to be looked at', async () => {
    const sim = await scene();
    const id = await makeSubnet(sim);
    const networkId = id.split('/subnets/')[0];
    await expect(letIn(sim, id)).rejects.toMatchObject({
      statusCode: 400,
      code: 'VirtualNetworkNotValid',
      message: `Operation on Virtual Network could not be performed. StatusCode: 400 (BadRequest). Error Code: SubnetsHaveNoServiceEndpointsConfigured. Error Message: Subnets endpoints of virtual network ${networkId} do not have ServiceEndpoints for Microsoft.KeyVault resources configured. Add Microsoft.KeyVault to subnet's ServiceEndpoints collection before trying to ACL Microsoft.KeyVault resources to these subnets..`,
    });
    await letIn(sim, id, { ignoreMissingVnetServiceEndpoint: true });
    await expect(letIn(sim, `${id}-gone`)).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message: `The parameter networkAcls.virtualNetworkRules has an invalid value: it must be a list of subnets that are there; '${id.toLowerCase()}-gone' is not. (simulator wording)`,
    });
  });

  it('are 200 at most', async () => {
    const sim = await scene();
    const id = await makeSubnet(sim, ['Microsoft.KeyVault']);
    await expect(
      makeVault(sim, 'kv-one', {
        networkAcls: { virtualNetworkRules: Array.from({ length: 201 }, () => ({ id })) },
      }),
    ).rejects.toMatchObject({
      message:
        'The parameter networkAcls.virtualNetworkRules has an invalid value: it must be a list of at most 200 entries, not 201. (simulator wording)',
    });
  });
});

describe('rules for addresses', () => {
  it('tell a single address as a range of one', async () => {
    const sim = await scene();
    const vault = await makeVault(sim, 'kv-one', {
      networkAcls: { defaultAction: 'Deny', ipRules: [{ value: '203.0.113.7' }] },
    });
    expect(vault.properties.networkAcls?.ipRules).toEqual([{ value: '203.0.113.7/32' }]);
  });

  it.each(['10.0.0.0/8', '172.16.0.1', '172.31.255.0/24', '192.168.1.0/24'])(
    'are about public addresses, not %s',
    async (value) => {
      const sim = await scene();
      await expect(
        makeVault(sim, 'kv-one', { networkAcls: { ipRules: [{ value }] } }),
      ).rejects.toMatchObject({
        statusCode: 400,
        code: 'BadRequest',
        message: `The parameter networkAcls.ipRules has an invalid value: it must be a list of public addresses; '${value}' is private (RFC 1918). (simulator wording)`,
      });
    },
  );
});

it('the permissions that roles can hold are listed', async () => {
  const sim = await scene();
  const names = [];
  for await (const { name, isDataAction } of management(sim).operations.list()) {
    if (!isDataAction) names.push(name);
  }
  expect(names).toContain('Microsoft.KeyVault/locations/deletedVaults/purge/action');
});
