import { NetworkManagementClient, type Subnet } from '@azure/arm-network';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { doOverlap, isWithin, readAddressPrefix } from '../../src/kernel/address-prefix.ts';
import { FAST, GROUP, idOf, LOCATION, scene } from '../machinelearning/scene.ts';

const VNET = 'vnet-ranges';

const client = (sim: Simulator): NetworkManagementClient =>
  new NetworkManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());

const network = (sim: Simulator, addressPrefixes: readonly string[], subnets?: readonly Subnet[]) =>
  client(sim).virtualNetworks.createOrUpdate(
    GROUP,
    VNET,
    {
      location: LOCATION,
      addressSpace: { addressPrefixes: [...addressPrefixes] },
      ...(subnets ? { subnets: [...subnets] } : {}),
    },
    FAST,
  );

const subnet = (sim: Simulator, name: string, addressPrefix: string) =>
  client(sim).subnets.createOrUpdate(GROUP, VNET, name, { addressPrefix }, FAST);

const outside = (name: string) => ({
  statusCode: 400,
  code: 'NetcfgSubnetRangeOutsideVnet',
  message: `Subnet '${name}' is not valid because its IP address range is outside the IP address range of virtual network '${VNET}'.`,
});
const overlapping = (name: string) => ({
  statusCode: 400,
  code: 'NetcfgSubnetRangesOverlap',
  message: `Subnet '${name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${VNET}'.`,
});

describe('ranges of subnets', () => {
  it('lie in the address space of their network', async () => {
    const { sim } = await scene();
    const asked = network(sim, ['10.0.0.0/24'], [{ name: 'a', addressPrefix: '10.0.2.0/24' }]);
    await expect(asked).rejects.toMatchObject(outside('a'));
    await network(sim, ['10.0.0.0/24', '10.1.0.0/16', 'fd00:db8::/56']);
    await expect(subnet(sim, 'b', '10.0.0.0/16')).rejects.toMatchObject(outside('b'));
    await expect(subnet(sim, 'b', 'fd00:db9::/64')).rejects.toMatchObject(outside('b'));
    await subnet(sim, 'b', '10.1.9.0/24');
    const dual = { addressPrefixes: ['10.0.0.0/25', 'fd00:db8:0:1::/64'] };
    await client(sim).subnets.createOrUpdate(GROUP, VNET, 'dual', dual, FAST);
  });

  it.each([
    ['10.0.0.0/30', '10.0.0.0/16'],
    ['10.0.0.0/32', '10.0.0.0/16'],
    ['0.0.0.0/1', '0.0.0.0/0'],
    ['fd00:db8::/65', 'fd00:db8::/56'],
    ['fd00:db8::/63', 'fd00:db8::/56'],
  ])('have a size that Azure gives: not %s', async (prefix, space) => {
    const { sim } = await scene();
    await network(sim, [space]);
    await expect(subnet(sim, 'a', prefix)).rejects.toMatchObject({
      statusCode: 400,
      code: 'NetcfgInvalidSubnet',
      message: `Subnet 'a' is not valid in virtual network '${VNET}'.`,
    });
  });

  it('may be as small as /29, and not twice in one subnet', async () => {
    const { sim } = await scene();
    await network(sim, ['10.0.0.0/16']);
    await subnet(sim, 'a', '10.0.0.0/29');
    const twice = { addressPrefixes: ['10.0.1.0/24', '10.0.1.128/25'] };
    await expect(
      client(sim).subnets.createOrUpdate(GROUP, VNET, 'b', twice, FAST),
    ).rejects.toMatchObject(overlapping('b'));
  });

  it('are of an address space that does not overlap itself', async () => {
    const { sim } = await scene();
    await expect(network(sim, ['10.0.0.0/16', '10.1.0.0/16', '10.0.3.0/24'])).rejects.toMatchObject(
      {
        statusCode: 400,
        code: 'NetcfgInvalidVirtualNetworkSite',
        message: `The address prefixes 10.0.0.0/16 and 10.0.3.0/24 of virtual network '${VNET}' overlap. (simulator wording)`,
      },
    );
  });

  it('have no address in common', async () => {
    const { sim } = await scene();
    const both = [
      { name: 'a', addressPrefix: '10.0.0.0/28' },
      { name: 'b', addressPrefix: '10.0.0.0/27' },
    ];
    await expect(network(sim, ['10.0.0.0/26'], both)).rejects.toMatchObject(overlapping('b'));
    await network(sim, ['10.0.0.0/26'], both.slice(0, 1));
    await expect(subnet(sim, 'b', '10.0.0.0/27')).rejects.toMatchObject(overlapping('b'));
    await subnet(sim, 'A', '10.0.0.0/27');
    await subnet(sim, 'b', '10.0.0.32/27');
  });

  it('are given by their first address and a length', async () => {
    const { sim } = await scene();
    const id = idOf(sim, 'Microsoft.Network/virtualNetworks', VNET);
    await expect(network(sim, ['10.1.0.0'])).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidAddressPrefixFormat',
      message: `Address prefix 10.1.0.0 of resource ${id} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`,
    });
    await expect(network(sim, ['10.66.65.1/22'])).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidCIDRNotation',
      message: `The address prefix 10.66.65.1/22 in resource ${id} has an invalid CIDR notation. For the given prefix length, the address prefix should be 10.66.64.0/22.`,
    });
    await network(sim, ['10.0.0.0/16', 'fd00:db8::/48']);
    await expect(subnet(sim, 'a', '10.0.0.256/24')).rejects.toMatchObject({
      code: 'InvalidAddressPrefixFormat',
      message: `Address prefix 10.0.0.256/24 of resource ${id}/subnets/a is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`,
    });
    await expect(subnet(sim, 'a', 'fd00:db8::1/64')).rejects.toMatchObject({
      code: 'InvalidCIDRNotation',
      message: `The address prefix fd00:db8::1/64 in resource ${id}/subnets/a has an invalid CIDR notation. For the given prefix length, the address prefix should be fd00:db8::/64.`,
    });
  });

  it('stay in the address space when it shrinks, whether they are named or not', async () => {
    const { sim } = await scene();
    const kept = { name: 'kept', addressPrefix: '10.0.1.0/24' };
    await network(sim, ['10.0.0.0/16'], [kept]);
    await expect(network(sim, ['10.0.0.0/24'])).rejects.toMatchObject(outside('kept'));
    await expect(network(sim, ['10.0.0.0/24'], [kept])).rejects.toMatchObject(outside('kept'));
    expect((await client(sim).virtualNetworks.get(GROUP, VNET)).addressSpace).toEqual({
      addressPrefixes: ['10.0.0.0/16'],
    });
    await network(sim, ['10.0.0.0/23'], [kept]);
    await network(sim, ['10.0.0.0/24'], []);
  });

  it('are not changed while something has an address', async () => {
    const { sim, vaultId } = await scene();
    await network(sim, ['10.0.0.0/16'], [{ name: 'used', addressPrefix: '10.0.1.0/24' }]);
    const id = `${idOf(sim, 'Microsoft.Network/virtualNetworks', VNET)}/subnets/used`;
    const privateLinkServiceConnections = [
      { name: 'to-vault', privateLinkServiceId: vaultId, groupIds: ['vault'] },
    ];
    const endpoint = { location: LOCATION, subnet: { id }, privateLinkServiceConnections };
    await client(sim).privateEndpoints.createOrUpdate(GROUP, 'pe', endpoint, FAST);
    const inUse = {
      statusCode: 400,
      code: 'InUsePrefixCannotBeDeleted',
      message: 'IpPrefix 10.0.1.0/24 on Subnet used has active allocations and cannot be deleted.',
    };
    await expect(subnet(sim, 'used', '10.0.2.0/24')).rejects.toMatchObject(inUse);
    const moved = [{ name: 'used', addressPrefix: '10.0.2.0/24' }];
    await expect(network(sim, ['10.0.0.0/16'], moved)).rejects.toMatchObject(inUse);
    await subnet(sim, 'used', '10.0.1.0/24');
    await client(sim).privateEndpoints.delete(GROUP, 'pe', FAST);
    await subnet(sim, 'used', '10.0.2.0/24');
  });
});

describe('an address prefix', () => {
  const read = (text: string) => {
    const range = readAddressPrefix(text);
    if (!range) throw new Error(`${text} is none`);
    return range;
  };
  const v4 = fc
    .tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))
    .map(([address, length]) => `${address}/${length}`);
  const v6 = fc
    .tuple(
      fc.ipV6().filter((address) => !address.includes('.')),
      fc.integer({ min: 0, max: 128 }),
    )
    .map(([address, length]) => `${address}/${length}`);

  const prefix = fc.oneof(v4, v6);

  it('is aligned as it has to be written, and the same range', () => {
    fc.assert(
      fc.property(prefix, (text) => {
        const range = read(text);
        const canonical = read(range.canonical);
        expect(canonical.isAligned).toBe(true);
        expect([canonical.first, canonical.last]).toEqual([range.first, range.last]);
        expect(canonical.canonical).toBe(range.canonical);
      }),
    );
  });

  it('is apart from another, or one is in the other', () => {
    fc.assert(
      fc.property(prefix, prefix, (a, b) => {
        const [one, other] = [read(a), read(b)];
        expect(doOverlap(one, other)).toBe(isWithin(one, other) || isWithin(other, one));
      }),
    );
  });

  it('is read of any text without failing', () => {
    fc.assert(fc.property(fc.string(), (text) => void readAddressPrefix(text)));
  });

  it.each([
    '',
    '/',
    '10.0.0.0',
    '10.0.0/8',
    '10.0.0.0/33',
    '10.0.0.0/',
    '::/129',
    ':::/8',
    '1::2::3/64',
    '1:2:3:4:5:6:7/64',
    'g::/8',
  ])('is not %j', (text) => {
    expect(readAddressPrefix(text)).toBeUndefined();
  });
});
