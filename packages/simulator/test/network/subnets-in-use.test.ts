import { NetworkManagementClient, type NetworkInterface } from '@azure/arm-network';
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { FAST, GROUP, idOf, LOCATION, scene, type Scene, send } from '../machinelearning/scene.ts';
import { workspaceScene } from '../machinelearning/child-scene.ts';

const VNET = 'vnet-ml';
const VERSION = '2024-10-01';

const client = (sim: Simulator): NetworkManagementClient =>
  new NetworkManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());

const makeNetwork = (
  sim: Simulator,
  subnets: readonly (readonly [string, string])[] = [['endpoints', '10.0.0.0/24']],
) =>
  client(sim).virtualNetworks.createOrUpdate(
    GROUP,
    VNET,
    {
      location: LOCATION,
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: subnets.map(([name, addressPrefix]) => ({ name, addressPrefix })),
    },
    FAST,
  );

const subnetId = (sim: Simulator, name = 'endpoints'): string =>
  `${idOf(sim, 'Microsoft.Network/virtualNetworks', VNET)}/subnets/${name}`;

const makeEndpoint = (
  { sim, vaultId }: Scene,
  name: string,
  change: {
    readonly groupId?: string;
    readonly targetId?: string;
    readonly subnet?: string;
    readonly customNetworkInterfaceName?: string;
  } = {},
) => {
  const { groupId = 'vault', targetId = vaultId, subnet, ...rest } = change;
  return client(sim).privateEndpoints.createOrUpdate(
    GROUP,
    name,
    {
      location: LOCATION,
      subnet: { id: subnetId(sim, subnet) },
      privateLinkServiceConnections: [
        { name: 'to-vault', privateLinkServiceId: targetId, groupIds: [groupId] },
      ],
      ...rest,
    },
    FAST,
  );
};

const addressesOf = ({ ipConfigurations = [] }: NetworkInterface): (string | undefined)[] =>
  ipConfigurations.map(({ privateIPAddress }) => privateIPAddress);

const nameOf = (id: string | undefined): string => id?.split('/').at(-1) ?? '';

async function networkScene(options: Parameters<typeof scene>[0] = {}): Promise<Scene> {
  const given = await scene({ grantCosmosDb: false, ...options });
  await makeNetwork(given.sim);
  return given;
}

describe.each(['instant', 'realistic'] as const)('a private endpoint, %s', (latency) => {
  it('has an interface with the next free address of its subnet, which goes with it', async () => {
    const given = await networkScene({ latency });
    const { networkInterfaces, privateEndpoints } = client(given.sim);
    const [one, other] = [await makeEndpoint(given, 'pe-one'), await makeEndpoint(given, 'pe-two')];
    const name = nameOf(one.networkInterfaces?.[0]?.id);
    expect(name).toMatch(/^pe-one\.nic\.[0-9a-f-]{36}$/);
    const read = await networkInterfaces.get(GROUP, name);
    expect(read).toMatchObject({
      id: one.networkInterfaces?.[0]?.id,
      type: 'Microsoft.Network/networkInterfaces',
      location: LOCATION,
      provisioningState: 'Succeeded',
      privateEndpoint: { id: one.id },
      ipConfigurations: [
        {
          privateIPAddress: '10.0.0.4',
          privateIPAllocationMethod: 'Dynamic',
          primary: true,
          subnet: { id: subnetId(given.sim) },
          privateLinkConnectionProperties: { groupId: 'vault', requiredMemberName: 'default' },
        },
      ],
    });
    const second = await networkInterfaces.get(GROUP, nameOf(other.networkInterfaces?.[0]?.id));
    expect(addressesOf(second)).toEqual(['10.0.0.5']);
    const again = await makeEndpoint(given, 'pe-one');
    expect(again.networkInterfaces).toEqual(one.networkInterfaces);
    for (const list of [networkInterfaces.listAll(), networkInterfaces.list(GROUP)]) {
      const names: string[] = [];
      for await (const { id } of list) names.push(nameOf(id));
      expect(names).toEqual([name, nameOf(second.id)]);
    }
    await privateEndpoints.delete(GROUP, 'pe-one', FAST);
    await expect(networkInterfaces.get(GROUP, name)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
    const third = await makeEndpoint(given, 'pe-three');
    const freed = await networkInterfaces.get(GROUP, nameOf(third.networkInterfaces?.[0]?.id));
    expect(addressesOf(freed)).toEqual(['10.0.0.4']);
  });
});

describe('the interface of a private endpoint', () => {
  it('has the name that the endpoint says, and an address for each member of a workspace', async () => {
    const given = await workspaceScene();
    await makeNetwork(given.sim);
    await makeEndpoint(given, 'pe-ml', {
      targetId: given.workspaceId,
      groupId: 'amlworkspace',
      customNetworkInterfaceName: 'nic-ml',
    });
    const { networkInterfaces } = client(given.sim);
    const read = await networkInterfaces.get(GROUP, 'nic-ml');
    expect(addressesOf(read)).toEqual(['10.0.0.4', '10.0.0.5', '10.0.0.6']);
    const workspaceId = String(given.sim.resource(given.workspaceId)?.properties['workspaceId']);
    const members = read.ipConfigurations?.map(({ privateLinkConnectionProperties: about }) => [
      about?.requiredMemberName,
      about?.fqdns,
    ]);
    expect(members).toEqual([
      [
        'default',
        [
          `${workspaceId}.workspace.westeurope.api.azureml.ms`,
          `${workspaceId}.workspace.westeurope.cert.api.azureml.ms`,
        ],
      ],
      ['notebook', [`ml-mlwcreditr-westeurope-${workspaceId}.westeurope.notebooks.azure.net`]],
      ['inference', [`*.${workspaceId}.inference.westeurope.api.azureml.ms`]],
    ]);
    const tagged = await networkInterfaces.updateTags(GROUP, 'nic-ml', { tags: { team: 'risk' } });
    expect(tagged.tags).toEqual({ team: 'risk' });
  });

  it('is not deleted while its endpoint is there, in the recorded words', async () => {
    const given = await networkScene();
    const { id } = await makeEndpoint(given, 'pe-one', { customNetworkInterfaceName: 'nic' });
    const nic = idOf(given.sim, 'Microsoft.Network/networkInterfaces', 'nic');
    await expect(
      client(given.sim).networkInterfaces.delete(GROUP, 'nic', FAST),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'NicInUse',
      message: `Network Interface ${nic} is used by existing resource ${id} In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`,
    });
  });

  it('is not made when the subnet is full, in the reported words', async () => {
    const given = await networkScene();
    // Eight addresses, of which Azure keeps five.
    await makeNetwork(given.sim, [['endpoints', '10.0.1.8/29']]);
    for (const name of ['pe-1', 'pe-2', 'pe-3']) await makeEndpoint(given, name);
    await expect(makeEndpoint(given, 'pe-4')).rejects.toThrow(
      'SubnetIsFull. Subnet endpoints with address prefix 10.0.1.8/29 does not have enough capacity for 1 IP addresses.',
    );
    const { networkInterfaces } = client(given.sim);
    const addresses: (string | undefined)[] = [];
    for await (const one of networkInterfaces.listAll()) addresses.push(...addressesOf(one));
    expect(addresses).toEqual(['10.0.1.12', '10.0.1.13', '10.0.1.14']);
  });

  it('is nothing that a client makes', async () => {
    const { sim } = await networkScene();
    const id = idOf(sim, 'Microsoft.Network/networkInterfaces', 'nic');
    const { status, body } = await send(sim, 'PUT', id, VERSION, { location: LOCATION });
    expect([status, body.error.message]).toEqual([
      501,
      'PUT on Microsoft.Network/networkInterfaces is not simulated (simulator wording)',
    ]);
  });
});

describe('a subnet with an endpoint in it', () => {
  const inUse = async ({ sim }: Scene) => {
    const nic = await client(sim).networkInterfaces.get(GROUP, 'nic');
    return {
      statusCode: 400,
      code: 'InUseSubnetCannotBeDeleted',
      message: `Subnet endpoints is in use by ${nic.ipConfigurations?.[0]?.id} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
    };
  };

  it('is not deleted, nor its network, in the recorded words', async () => {
    const given = await networkScene();
    await makeEndpoint(given, 'pe-one', { customNetworkInterfaceName: 'nic' });
    const { subnets, virtualNetworks, privateEndpoints } = client(given.sim);
    const refusal = await inUse(given);
    await expect(subnets.delete(GROUP, VNET, 'endpoints', FAST)).rejects.toMatchObject(refusal);
    await expect(virtualNetworks.delete(GROUP, VNET, FAST)).rejects.toMatchObject(refusal);
    // A PUT of the network that lists it no more would delete it too.
    await expect(makeNetwork(given.sim, [['other', '10.0.2.0/24']])).rejects.toMatchObject(refusal);
    await privateEndpoints.delete(GROUP, 'pe-one', FAST);
    await subnets.delete(GROUP, VNET, 'endpoints', FAST);
    await virtualNetworks.delete(GROUP, VNET, FAST);
  });

  it('goes with its group, whatever is in it', async () => {
    const given = await networkScene();
    await makeEndpoint(given, 'pe-one');
    const groups = new ResourceManagementClient(
      given.sim.credential(),
      given.sim.subscriptionId,
      given.sim.clientOptions(),
    ).resourceGroups;
    await groups.delete(GROUP, FAST);
    expect(await groups.checkExistence(GROUP)).toMatchObject({ body: false });
  });
});

describe('a virtual network', () => {
  it('shows the subnets that it has, however they came and went', async () => {
    const { sim } = await networkScene();
    const { subnets, virtualNetworks } = client(sim);
    const shown = async () => {
      const { subnets: list = [] } = await virtualNetworks.get(GROUP, VNET);
      return list.map(({ name, addressPrefix }) => [name, addressPrefix]);
    };
    await subnets.createOrUpdate(GROUP, VNET, 'training', { addressPrefix: '10.0.1.0/24' }, FAST);
    await subnets.createOrUpdate(GROUP, VNET, 'endpoints', { addressPrefix: '10.0.3.0/24' }, FAST);
    expect(await shown()).toEqual([
      ['training', '10.0.1.0/24'],
      ['endpoints', '10.0.3.0/24'],
    ]);
    await subnets.delete(GROUP, VNET, 'training', FAST);
    expect(await shown()).toEqual([['endpoints', '10.0.3.0/24']]);
    const tagged = await virtualNetworks.updateTags(GROUP, VNET, { tags: { a: 'b' } });
    expect([tagged.tags, await shown()]).toEqual([{ a: 'b' }, [['endpoints', '10.0.3.0/24']]]);
    await makeNetwork(sim, [['other', '10.0.4.0/24']]);
    expect(await shown()).toEqual([['other', '10.0.4.0/24']]);
    await expect(subnets.get(GROUP, VNET, 'endpoints')).rejects.toMatchObject({ statusCode: 404 });
    const location = LOCATION;
    const addressSpace = { addressPrefixes: ['10.0.0.0/16'] };
    await virtualNetworks.createOrUpdate(GROUP, VNET, { location, addressSpace }, FAST);
    expect(await shown()).toEqual([['other', '10.0.4.0/24']]);
  });
});
