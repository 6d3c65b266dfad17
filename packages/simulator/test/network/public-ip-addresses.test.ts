/** Public IP addresses: which they are, how they are called, and who has them. */
import { NetworkManagementClient, type PublicIPAddress } from '@azure/arm-network';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { FAST, GROUP, idOf, LOCATION, scene } from '../machinelearning/scene.ts';

const NAME = 'pip-scoring';

let sim: Simulator;
const client = (): NetworkManagementClient =>
  new NetworkManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());
const idOfAddress = (name = NAME): string => idOf(sim, 'Microsoft.Network/publicIPAddresses', name);
const fixed = { sku: { name: 'Standard' }, publicIPAllocationMethod: 'Static' };
const put = (change: Partial<PublicIPAddress> = {}, name = NAME) =>
  client().publicIPAddresses.createOrUpdate(GROUP, name, { location: LOCATION, ...change }, FAST);
const get = (name = NAME) => client().publicIPAddresses.get(GROUP, name);
const balancer = (sku: string, address: string | undefined, name = 'lb') =>
  client().loadBalancers.createOrUpdate(
    GROUP,
    name,
    {
      location: LOCATION,
      sku: { name: sku },
      frontendIPConfigurations: address
        ? [{ name: 'fe', publicIPAddress: { id: idOfAddress(address) } }]
        : [],
    },
    FAST,
  );
const frontendId = (name = 'lb'): string =>
  `${idOf(sim, 'Microsoft.Network/loadBalancers', name)}/frontendIPConfigurations/fe`;

beforeEach(async () => {
  ({ sim } = await scene());
});

describe('a public IP address', () => {
  it('is of a block for documents, and no two are the same', async () => {
    const first = await put({ ...fixed, zones: ['1'] });
    expect(first).toMatchObject({
      id: idOfAddress(),
      sku: { name: 'Standard', tier: 'Regional' },
      zones: ['1'],
      ipAddress: '198.51.100.1',
      publicIPAllocationMethod: 'Static',
      publicIPAddressVersion: 'IPv4',
      idleTimeoutInMinutes: 4,
      ddosSettings: { protectionMode: 'VirtualNetworkInherited' },
    });
    expect((await put(fixed, 'other')).ipAddress).toBe('198.51.100.2');
    const six = await put({ ...fixed, publicIPAddressVersion: 'IPv6' }, 'six');
    expect(six.ipAddress).toBe('2001:db8::1');
    expect((await put({ ...fixed, idleTimeoutInMinutes: 10 })).ipAddress).toBe('198.51.100.1');
    const listed = await Array.fromAsync(client().publicIPAddresses.list(GROUP));
    expect(listed.map(({ ipAddress }) => ipAddress)).toEqual(
      expect.arrayContaining(['198.51.100.1', '198.51.100.2', '2001:db8::1']),
    );
  });

  it('that is not fixed is there as long as somebody has it', async () => {
    expect((await put()).ipAddress).toBeUndefined();
    const made = await balancer('Basic', NAME);
    expect(made.frontendIPConfigurations).toMatchObject([
      { publicIPAddress: { id: idOfAddress() } },
    ]);
    const expected = { ipAddress: '198.51.100.1', ipConfiguration: { id: frontendId() } };
    expect(await get()).toMatchObject(expected);
    // Tags change nothing of that, and what is derived is not kept.
    await client().publicIPAddresses.updateTags(GROUP, NAME, { tags: { a: 'b' } });
    await expect(client().publicIPAddresses.delete(GROUP, NAME, FAST)).rejects.toMatchObject({
      statusCode: 400,
      code: 'PublicIPAddressCannotBeDeleted',
      message: `Public IP address ${idOfAddress()} can not be deleted since it is still allocated to resource ${frontendId()} In order to delete the public IP, disassociate/detach the Public IP address from the resource.  To learn how to do this, see aka.ms/deletepublicip.`,
    });
    await balancer('Basic', undefined);
    const free = await get();
    expect([free.ipAddress, free.ipConfiguration, free.tags]).toEqual([
      undefined,
      undefined,
      { a: 'b' },
    ]);
    await client().publicIPAddresses.delete(GROUP, NAME, FAST);
  });

  it('has a name in its region that nobody else there has', async () => {
    const dnsSettings = { domainNameLabel: 'scoring' };
    const fqdn = `scoring.${LOCATION}.cloudapp.azure.com`;
    expect((await put({ ...fixed, dnsSettings })).dnsSettings?.fqdn).toBe(fqdn);
    expect((await put({ ...fixed, dnsSettings })).dnsSettings?.fqdn).toBe(fqdn);
    await expect(put({ ...fixed, dnsSettings }, 'other')).rejects.toMatchObject({
      statusCode: 400,
      code: 'DnsRecordInUse',
      message: `DNS record ${fqdn} is already used by another public IP.`,
    });
    const reused = { ...dnsSettings, domainNameLabelScope: 'TenantReuse' as const };
    expect((await put({ ...fixed, dnsSettings: reused }, 'other')).dnsSettings?.fqdn).toMatch(
      /^scoring\.[0-9a-f]{16}\.westeurope\.sysgen\.cloudapp\.azure\.com$/,
    );
    await expect(
      put({ ...fixed, dnsSettings: { domainNameLabel: '-x' } }, 'bad'),
    ).rejects.toMatchObject({
      code: 'InvalidRequestFormat',
      message:
        "The domain name label '-x' must begin with a letter, and have from 3 to 63 lower-case letters, digits and hyphens. (simulator wording)",
    });
  });

  it('must be fixed in the sku Standard, and fit the load balancer that has it, which is one', async () => {
    await expect(put({ sku: { name: 'Standard' } })).rejects.toMatchObject({
      statusCode: 400,
      code: 'StandardAndStandardV2SkuPublicIPAddressesMustBeStatic',
      message: `Standard sku publicIp ${idOfAddress()} must have AllocationMethod set to Static.`,
    });
    await put(fixed);
    await expect(balancer('Basic', NAME)).rejects.toMatchObject({
      statusCode: 400,
      code: 'PublicIPAndLBSkuDoNotMatch',
      message: `Basic sku load balancer ${idOf(sim, 'Microsoft.Network/loadBalancers', 'lb')} cannot reference Standard sku publicIP ${idOfAddress()}.`,
    });
    await balancer('Standard', NAME);
    await balancer('Standard', NAME);
    await expect(balancer('Standard', NAME, 'lb-other')).rejects.toMatchObject({
      statusCode: 400,
      code: 'PublicIPAddressInUse',
      message: `Resource ${frontendId('lb-other')} is referencing public IP address ${idOfAddress()} that is already allocated to resource ${frontendId()}.`,
    });
    await expect(balancer('Standard', 'absent', 'lb-other')).rejects.toMatchObject({
      code: 'InvalidResourceReference',
    });
  });
});
