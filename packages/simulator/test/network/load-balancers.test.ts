/** Load balancers with private frontends: their addresses, and what their parts say of each other. */
import { NetworkManagementClient, type LoadBalancer } from '@azure/arm-network';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { FAST, GROUP, idOf, LOCATION, scene, send } from '../machinelearning/scene.ts';

const NAME = 'lb-scoring';
const VNET = 'vnet-lb';

let sim: Simulator;
const client = (): NetworkManagementClient =>
  new NetworkManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());
const id = (part?: string): string =>
  idOf(sim, 'Microsoft.Network/loadBalancers', NAME) + (part === undefined ? '' : `/${part}`);
const subnetId = (name = 'default'): string =>
  `${idOf(sim, 'Microsoft.Network/virtualNetworks', VNET)}/subnets/${name}`;

const frontend = (more: object = {}, name = 'fe') => ({
  name,
  subnet: { id: subnetId() },
  ...more,
});
const whole = (): LoadBalancer => ({
  location: LOCATION,
  sku: { name: 'Standard' },
  frontendIPConfigurations: [frontend()],
  backendAddressPools: [{ name: 'pool' }, { name: 'spare' }],
  probes: [{ name: 'alive', protocol: 'Tcp', port: 80 }],
  loadBalancingRules: [
    {
      name: 'http',
      protocol: 'Tcp',
      frontendPort: 80,
      backendPort: 8080,
      frontendIPConfiguration: { id: id('frontendIPConfigurations/fe') },
      backendAddressPool: { id: id('backendAddressPools/pool') },
      probe: { id: id('probes/alive') },
    },
  ],
});
const put = (change: Partial<LoadBalancer> = {}, name = NAME) =>
  client().loadBalancers.createOrUpdate(GROUP, name, { ...whole(), ...change }, FAST);

beforeEach(async () => {
  ({ sim } = await scene());
  await client().virtualNetworks.createOrUpdate(
    GROUP,
    VNET,
    {
      location: LOCATION,
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [
        { name: 'default', addressPrefix: '10.0.1.0/24' },
        { name: 'tiny', addressPrefix: '10.0.2.0/29' },
      ],
    },
    FAST,
  );
});

describe('a load balancer', () => {
  it('has an address, and parts that say who uses them', async () => {
    const made = await put();
    const shown = {
      id: id(),
      sku: { name: 'Standard', tier: 'Regional' },
      provisioningState: 'Succeeded',
      frontendIPConfigurations: [
        {
          id: id('frontendIPConfigurations/fe'),
          privateIPAddress: '10.0.1.4',
          privateIPAllocationMethod: 'Dynamic',
          privateIPAddressVersion: 'IPv4',
          loadBalancingRules: [{ id: id('loadBalancingRules/http') }],
        },
      ],
      backendAddressPools: [
        { name: 'pool', loadBalancingRules: [{ id: id('loadBalancingRules/http') }] },
        { name: 'spare' },
      ],
      probes: [{ name: 'alive', loadBalancingRules: [{ id: id('loadBalancingRules/http') }] }],
      loadBalancingRules: [{ name: 'http', idleTimeoutInMinutes: 4, loadDistribution: 'Default' }],
    };
    expect(made).toMatchObject(shown);
    expect(made.backendAddressPools?.[1]?.loadBalancingRules).toBeUndefined();
    expect(await client().loadBalancers.get(GROUP, NAME)).toMatchObject(shown);
    const listed = await Array.fromAsync(client().loadBalancers.listAll());
    expect(listed).toMatchObject([shown]);
    // What was read may be sent back.
    expect(await put(made)).toMatchObject(shown);
  });

  it('keeps its address, and nobody else gets it', async () => {
    await put();
    const second = await put(
      { frontendIPConfigurations: [frontend()], loadBalancingRules: [] },
      'lb-other',
    );
    expect(second.frontendIPConfigurations?.[0]?.privateIPAddress).toBe('10.0.1.5');
    const both = await put({ frontendIPConfigurations: [frontend({}, 'new'), frontend()] });
    expect(both.frontendIPConfigurations?.map((one) => one.privateIPAddress)).toEqual([
      '10.0.1.6',
      '10.0.1.4',
    ]);
    await expect(client().subnets.delete(GROUP, VNET, 'default', FAST)).rejects.toMatchObject({
      code: 'InUseSubnetCannotBeDeleted',
    });
    await client().loadBalancers.delete(GROUP, NAME, FAST);
    await client().loadBalancers.delete(GROUP, 'lb-other', FAST);
    await client().subnets.delete(GROUP, VNET, 'default', FAST);
  });

  it('tells of its parts one by one', async () => {
    await put();
    const { loadBalancerProbes, loadBalancerFrontendIPConfigurations } = client();
    expect(await loadBalancerProbes.get(GROUP, NAME, 'ALIVE')).toMatchObject({
      id: id('probes/alive'),
      port: 80,
    });
    const frontends = await Array.fromAsync(loadBalancerFrontendIPConfigurations.list(GROUP, NAME));
    expect(frontends).toMatchObject([{ privateIPAddress: '10.0.1.4' }]);
    await expect(loadBalancerProbes.get(GROUP, NAME, 'none')).rejects.toMatchObject({
      statusCode: 404,
    });
    const { value } = (await send(sim, 'GET', id('networkInterfaces'), '2024-10-01')).body;
    expect(value).toEqual([]);
  });

  it('has pools and rules for single machines that are written one by one', async () => {
    await put();
    const { loadBalancerBackendAddressPools, inboundNatRules } = client();
    await inboundNatRules.createOrUpdate(
      GROUP,
      NAME,
      'rdp',
      {
        protocol: 'Tcp',
        frontendPort: 3389,
        backendPort: 3389,
        frontendIPConfiguration: { id: id('frontendIPConfigurations/fe') },
      },
      FAST,
    );
    await loadBalancerBackendAddressPools.createOrUpdate(GROUP, NAME, 'more', {}, FAST);
    const after = await client().loadBalancers.get(GROUP, NAME);
    expect(after.frontendIPConfigurations).toMatchObject([
      { privateIPAddress: '10.0.1.4', inboundNatRules: [{ id: id('inboundNatRules/rdp') }] },
    ]);
    expect(after.backendAddressPools?.map(({ name }) => name)).toEqual(['pool', 'spare', 'more']);
    await inboundNatRules.delete(GROUP, NAME, 'rdp', FAST);
    await loadBalancerBackendAddressPools.delete(GROUP, NAME, 'spare', FAST);
    const last = await client().loadBalancers.get(GROUP, NAME);
    expect(last.frontendIPConfigurations?.[0]?.inboundNatRules).toBeUndefined();
    await expect(
      loadBalancerBackendAddressPools.delete(GROUP, NAME, 'pool', FAST),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidResourceReference',
      message: `Resource ${id('backendAddressPools/pool')} referenced by resource ${id()} was not found. (simulator wording)`,
    });
  });
});

describe('a load balancer is refused', () => {
  it.each([
    [
      '10.0.9.9',
      'PrivateIPAddressNotInSubnet',
      'Private static IP address 10.0.9.9 does not belong to the range of subnet prefix 10.0.1.0/24.',
    ],
    [
      '10.0.1.3',
      'PrivateIPAddressInReservedRange',
      'Private static IP address 10.0.1.3 falls within reserved IP range of subnet prefix 10.0.1.0/24.',
    ],
    [
      '10.0.1.255',
      'PrivateIPAddressInReservedRange',
      'Private static IP address 10.0.1.255 falls within reserved IP range of subnet prefix 10.0.1.0/24.',
    ],
  ])('with the address %s', async (privateIPAddress, code, message) => {
    const fixed = frontend({ privateIPAllocationMethod: 'Static', privateIPAddress });
    await expect(put({ frontendIPConfigurations: [fixed] })).rejects.toMatchObject({
      statusCode: 400,
      code,
      message,
    });
  });

  it('with an address that another has', async () => {
    await put();
    const fixed = frontend({ privateIPAllocationMethod: 'Static', privateIPAddress: '10.0.1.4' });
    const other = id().replace(NAME, 'lb-other');
    await expect(
      put({ frontendIPConfigurations: [fixed], loadBalancingRules: [] }, 'lb-other'),
    ).rejects.toMatchObject({
      code: 'PrivateIPAddressIsAllocated',
      message: `IP configuration ${other}/frontendIPConfigurations/fe is using the private IP address 10.0.1.4 which is already allocated to resource ${id('frontendIPConfigurations/fe')}.`,
    });
    // Its own it may have.
    expect(
      (await put({ frontendIPConfigurations: [fixed] })).frontendIPConfigurations,
    ).toMatchObject([{ privateIPAddress: '10.0.1.4', privateIPAllocationMethod: 'Static' }]);
  });

  it('where its subnet has no address left', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const frontends = names.map((name) => frontend({ subnet: { id: subnetId('tiny') } }, name));
    await expect(
      put({ frontendIPConfigurations: frontends, loadBalancingRules: [] }),
    ).rejects.toMatchObject({ code: 'SubnetIsFull' });
    await put({ frontendIPConfigurations: frontends.slice(0, 3), loadBalancingRules: [] });
  });

  it('with parts that are not there, or twice, with another sku, with a prefix, and with IPv6', async () => {
    const lost = { id: id('probes/gone') };
    const [rule] = whole().loadBalancingRules ?? [];
    await expect(put({ loadBalancingRules: [{ ...rule, probe: lost }] })).rejects.toMatchObject({
      code: 'InvalidResourceReference',
      message: `Resource ${lost.id} referenced by resource ${id()} was not found. (simulator wording)`,
    });
    await expect(
      put({ backendAddressPools: [{ name: 'pool' }, { name: 'POOL' }] }),
    ).rejects.toMatchObject({
      code: 'InvalidRequestFormat',
      message: "properties.backendAddressPools has 'pool' twice. (simulator wording)",
    });
    await put();
    await expect(put({ sku: { name: 'Basic' } })).rejects.toMatchObject({
      code: 'InvalidRequestFormat',
      message:
        'The sku of the load balancer is Standard and cannot become Basic. (simulator wording)',
    });
    const lease = {
      name: 'fe',
      publicIPPrefix: { id: idOf(sim, 'Microsoft.Network/publicIPPrefixes', 'p') },
    };
    await expect(put({ frontendIPConfigurations: [lease] })).rejects.toMatchObject({
      statusCode: 501,
      message: "a load balancer with a 'publicIPPrefix' is not simulated (simulator wording)",
    });
    const six = frontend({ privateIPAddressVersion: 'IPv6' });
    await expect(put({ frontendIPConfigurations: [six] })).rejects.toMatchObject({
      statusCode: 501,
      message: "an IPv6 address of the subnet 'default' is not simulated (simulator wording)",
    });
  });
});
