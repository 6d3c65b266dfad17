/** Private endpoints that lead to a workspace, and what they bring into its managed resource group. */
import { CosmosDBManagementClient } from '@azure/arm-cosmosdb';
import { describe, expect, it } from 'vitest';
import { workspaceScene } from './child-scene.ts';
import { ENDPOINT, makePrivateEndpoint, networkOf } from './private-endpoint.ts';
import {
  encrypted,
  GROUP,
  LOCATION,
  machineLearning,
  type Scene,
  send,
  WORKSPACE,
} from './scene.ts';

const VERSION = '2025-09-01';

const nameOf = (id: string | undefined): string => id?.split('/').pop() ?? '';

async function connectionName({ sim }: Scene): Promise<string> {
  const { privateEndpointConnections } = await machineLearning(sim).workspaces.get(
    GROUP,
    WORKSPACE,
  );
  return nameOf(privateEndpointConnections?.[0]?.id);
}

/** Names and types of what is in the managed group. */
function inManagedGroup({ sim, workspaceId }: Scene, type: string) {
  const { properties } = sim.resource(workspaceId) ?? {};
  return sim.resources.list({
    group: String(properties?.['serviceProvisionedResourceGroup']),
    type,
  });
}

describe('private endpoints of a workspace', () => {
  it('are approved at once for who may, shown by the workspace, read and listed', async () => {
    const given = await workspaceScene();
    const { sim, workspaceId } = given;
    const client = machineLearning(sim);
    expect(await client.workspaces.get(GROUP, WORKSPACE)).toMatchObject({ privateLinkCount: 0 });
    const endpoint = await makePrivateEndpoint(sim, workspaceId);
    const workspace = await client.workspaces.get(GROUP, WORKSPACE);
    const name = await connectionName(given);
    const shown = {
      id: `${workspaceId}/privateEndpointConnections/${name}`,
      name,
      type: 'Microsoft.MachineLearningServices/workspaces/privateEndpointConnections',
      provisioningState: 'Succeeded',
      privateEndpoint: { id: endpoint.id },
      privateLinkServiceConnectionState: {
        status: 'Approved',
        description: '',
        actionsRequired: 'None',
      },
    };
    expect(workspace).toMatchObject({ privateLinkCount: 1, privateEndpointConnections: [shown] });
    const { privateEndpointConnections } = client;
    expect(await privateEndpointConnections.get(GROUP, WORKSPACE, name)).toMatchObject(shown);
    const listed = await Array.fromAsync(privateEndpointConnections.list(GROUP, WORKSPACE));
    expect(listed).toMatchObject([shown]);
  });

  it('wait for the owner when asked for by hand, and are gone when the owner removes them', async () => {
    const given = await workspaceScene();
    const { sim, workspaceId } = given;
    await makePrivateEndpoint(sim, workspaceId, 'please');
    const stateOf = async () =>
      (await networkOf(sim).privateEndpoints.get(GROUP, ENDPOINT))
        .manualPrivateLinkServiceConnections?.[0]?.privateLinkServiceConnectionState;
    expect(await stateOf()).toMatchObject({ status: 'Pending', description: 'please' });
    const name = await connectionName(given);
    const { privateEndpointConnections } = machineLearning(sim);
    const decide = (status: string) =>
      privateEndpointConnections.createOrUpdate(GROUP, WORKSPACE, name, {
        privateLinkServiceConnectionState: { status, description: 'known' },
      });
    const approved = await decide('Approved');
    expect(approved.privateLinkServiceConnectionState).toEqual({
      status: 'Approved',
      description: 'known',
      actionsRequired: 'None',
    });
    expect(await stateOf()).toMatchObject({ status: 'Approved' });
    await expect(decide('Pending')).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message:
        "The request is invalid: 'properties.privateLinkServiceConnectionState.status' must be one of Approved, Rejected. (simulator wording)",
    });
    await privateEndpointConnections.delete(GROUP, WORKSPACE, name);
    expect(await stateOf()).toMatchObject({ status: 'Disconnected' });
    await expect(privateEndpointConnections.get(GROUP, WORKSPACE, name)).rejects.toMatchObject({
      statusCode: 404,
    });
    expect(await machineLearning(sim).workspaces.get(GROUP, WORKSPACE)).toMatchObject({
      privateLinkCount: 0,
    });
  });

  it('are not made by writing a connection', async () => {
    const { sim } = await workspaceScene();
    await expect(
      machineLearning(sim).privateEndpointConnections.createOrUpdate(GROUP, WORKSPACE, 'mine', {
        privateLinkServiceConnectionState: { status: 'Approved' },
      }),
    ).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
      message: "No private endpoint has asked for the connection 'mine'. (simulator wording)",
    });
  });

  it('are kept when they come while the workspace is changed', async () => {
    const { sim, workspaceId } = await workspaceScene({ latency: 'realistic' });
    await send(sim, 'PATCH', workspaceId, VERSION, { properties: { description: 'changed' } });
    await makePrivateEndpoint(sim, workspaceId);
    await sim.clock.advance({ minutes: 5 });
    expect(await machineLearning(sim).workspaces.get(GROUP, WORKSPACE)).toMatchObject({
      description: 'changed',
      privateLinkCount: 1,
    });
  });
});

describe('the managed resource group of a private workspace', () => {
  it('has a virtual network, and the database is reached through it alone', async () => {
    const given = await encrypted();
    const { sim, workspaceId } = given;
    expect(inManagedGroup(given, 'Microsoft.Network/virtualNetworks')).toEqual([]);
    await makePrivateEndpoint(sim, workspaceId);
    const [network] = inManagedGroup(given, 'Microsoft.Network/virtualNetworks');
    const [endpoint] = inManagedGroup(given, 'Microsoft.Network/privateEndpoints');
    const [account] = inManagedGroup(given, 'Microsoft.DocumentDB/databaseAccounts');
    expect(network?.managedBy).toBe(workspaceId);
    const group = network?.id.split('/')[4] ?? '';
    const read = await networkOf(sim).virtualNetworks.get(group, network?.name ?? '');
    expect(read.subnets).toHaveLength(1);
    const database = await new CosmosDBManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    ).databaseAccounts.get(group, account?.name ?? '');
    expect(database).toMatchObject({
      publicNetworkAccess: 'Disabled',
      networkAclBypass: 'AzureServices',
      privateEndpointConnections: [
        {
          privateEndpoint: { id: endpoint?.id },
          privateLinkServiceConnectionState: { status: 'Approved' },
        },
      ],
    });
  });

  it('has it only once the owner lets the endpoint in, and once however many there are', async () => {
    const given = await encrypted();
    const { sim, workspaceId } = given;
    await makePrivateEndpoint(sim, workspaceId, 'please');
    const networks = () => inManagedGroup(given, 'Microsoft.Network/virtualNetworks').length;
    expect(networks()).toBe(0);
    const { privateEndpointConnections } = machineLearning(sim);
    const name = await connectionName(given);
    for (const description of ['first', 'again']) {
      await privateEndpointConnections.createOrUpdate(GROUP, WORKSPACE, name, {
        privateLinkServiceConnectionState: { status: 'Approved', description },
      });
    }
    expect(networks()).toBe(1);
  });

  it('lets nobody change the network, and takes it along when the workspace goes for good', async () => {
    const given = await encrypted();
    const { sim, workspaceId } = given;
    await makePrivateEndpoint(sim, workspaceId);
    const [network] = inManagedGroup(given, 'Microsoft.Network/virtualNetworks');
    const group = network?.id.split('/')[4] ?? '';
    await expect(
      networkOf(sim).virtualNetworks.createOrUpdate(group, network?.name ?? '', {
        location: LOCATION,
        addressSpace: { addressPrefixes: ['10.9.0.0/16'] },
      }),
    ).rejects.toMatchObject({ statusCode: 403, code: 'DenyAssignmentAuthorizationFailed' });
    const { status } = await send(sim, 'DELETE', `${workspaceId}?forceToPurge=true`, VERSION);
    expect(status).toBe(200);
    expect(sim.resource(network?.id ?? '')).toBeUndefined();
    expect(sim.resources.list({ group })).toEqual([]);
  });

  it('is none of a workspace under the keys of Microsoft', async () => {
    const { sim, workspaceId } = await workspaceScene();
    await makePrivateEndpoint(sim, workspaceId);
    expect(
      sim.resources.list({ type: 'Microsoft.Network/virtualNetworks' }).map(({ name }) => name),
    ).toEqual(['vnet-own']);
  });
});
