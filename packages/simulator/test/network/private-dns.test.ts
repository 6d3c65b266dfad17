/** Private DNS zones, their record sets and links, and the groups through which endpoints keep records in them. */
import { PrivateDnsManagementClient } from '@azure/arm-privatedns';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { workspaceScene } from '../machinelearning/child-scene.ts';
import {
  FAST,
  grant,
  GROUP,
  idOf,
  LOCATION,
  resources,
  scene,
  type SceneOptions,
  VAULT,
} from '../machinelearning/scene.ts';
import { ENDPOINT, makeEndpoint, networkOf } from './endpoint-scene.ts';

const ZONE = 'privatelink.vaultcore.azure.net';
const ZONES = 'Microsoft.Network/privateDnsZones';
const ZONE_GROUP = 'default';

const dns = (sim: Simulator, who?: string): PrivateDnsManagementClient =>
  new PrivateDnsManagementClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());

const zoneId = (sim: Simulator, name = ZONE): string => idOf(sim, ZONES, name);

const makeZone = (sim: Simulator, name = ZONE, group = GROUP) =>
  dns(sim).privateZones.createOrUpdate(group, name, { location: 'global' }, FAST);

const makeNetwork = (sim: Simulator, name: string) =>
  networkOf(sim).virtualNetworks.createOrUpdate(GROUP, name, {
    location: LOCATION,
    addressSpace: { addressPrefixes: ['10.2.0.0/16'] },
  });

const link = (sim: Simulator, zone: string, name: string, networkId = '', group = GROUP) =>
  dns(sim).virtualNetworkLinks.createOrUpdate(
    group,
    zone,
    name,
    { location: 'global', virtualNetwork: { id: networkId }, registrationEnabled: false },
    FAST,
  );

async function zoneScene(options: SceneOptions = {}) {
  const given = await scene({ grantCosmosDb: false, ...options });
  await makeZone(given.sim);
  return given;
}

const joined = (sim: Simulator, zones: readonly string[], name = ZONE_GROUP, who?: string) =>
  networkOf(sim, who).privateDnsZoneGroups.createOrUpdate(
    GROUP,
    ENDPOINT,
    name,
    {
      privateDnsZoneConfigs: zones.map((zone) => ({
        name: zone.replaceAll('.', '-'),
        privateDnsZoneId: zoneId(sim, zone),
      })),
    },
    FAST,
  );

/** Names and addresses of the A records in a zone. */
async function addressesIn(sim: Simulator, zone = ZONE): Promise<[string, string[]][]> {
  const found = await Array.fromAsync(dns(sim).recordSets.listByType(GROUP, zone, 'A'));
  return found.map(({ name = '', aRecords = [] }) => [
    name,
    aRecords.map(({ ipv4Address = '' }) => ipv4Address),
  ]);
}

describe.each(['instant', 'realistic'] as const)('a private DNS zone, %s', (latency) => {
  it('is made with its SOA record, listed, tagged and deleted with its records', async () => {
    const { sim } = await zoneScene({ latency });
    const { privateZones, recordSets } = dns(sim);
    const zone = await privateZones.get(GROUP, ZONE);
    expect(zone).toMatchObject({
      id: zoneId(sim),
      type: ZONES,
      location: 'global',
      provisioningState: 'Succeeded',
      maxNumberOfRecordSets: 25_000,
      numberOfRecordSets: 1,
      maxNumberOfVirtualNetworkLinks: 1000,
      numberOfVirtualNetworkLinks: 0,
    });
    for (const list of [privateZones.list(), privateZones.listByResourceGroup(GROUP)]) {
      expect((await Array.fromAsync(list)).map(({ id }) => id)).toEqual([zone.id]);
    }
    const soa = await recordSets.get(GROUP, ZONE, 'SOA', '@');
    expect(soa).toMatchObject({
      fqdn: `${ZONE}.`,
      ttl: 3600,
      soaRecord: { host: 'azureprivatedns.net', serialNumber: 1 },
    });
    await privateZones.update(GROUP, ZONE, { tags: { team: 'risk' } }, FAST);
    expect((await privateZones.get(GROUP, ZONE)).tags).toEqual({ team: 'risk' });
    await privateZones.delete(GROUP, ZONE, FAST);
    await expect(privateZones.get(GROUP, ZONE)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
    expect((await makeZone(sim)).numberOfRecordSets).toBe(1);
  });

  it('is linked to a network once, whichever zone of its name it is, and stays while it is', async () => {
    const { sim } = await zoneScene({ latency });
    const { id: networkId } = await makeNetwork(sim, 'vnet-spoke');
    const made = await link(sim, ZONE, 'spoke', networkId);
    expect(made).toMatchObject({
      virtualNetwork: { id: networkId },
      registrationEnabled: false,
      resolutionPolicy: 'Default',
      virtualNetworkLinkState: 'Completed',
      provisioningState: 'Succeeded',
    });
    const { privateZones, virtualNetworkLinks } = dns(sim);
    expect((await privateZones.get(GROUP, ZONE)).numberOfVirtualNetworkLinks).toBe(1);
    const changed = await virtualNetworkLinks.update(
      GROUP,
      ZONE,
      'spoke',
      { resolutionPolicy: 'NxDomainRedirect' },
      FAST,
    );
    expect(changed).toMatchObject({ resolutionPolicy: 'NxDomainRedirect' });
    await expect(privateZones.delete(GROUP, ZONE, FAST)).rejects.toMatchObject({
      statusCode: 409,
      code: 'CannotDeleteResource',
      message: `Cannot delete resource while nested resources exist. Some existing nested resource IDs include: '${ZONES}/${ZONE}/virtualNetworkLinks/spoke'. Please delete all nested resources before deleting this resource.`,
    });

    await resources(sim).resourceGroups.createOrUpdate('rg-other', { location: LOCATION });
    await makeZone(sim, ZONE, 'rg-other');
    await expect(link(sim, ZONE, 'spoke', networkId, 'rg-other')).rejects.toThrow(
      `The long-running operation has failed. BadRequest. A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual network with '${ZONE}' and '${ZONE}' zones.`,
    );
    const others = virtualNetworkLinks.list('rg-other', ZONE);
    expect(await Array.fromAsync(others)).toEqual([]);

    await virtualNetworkLinks.delete(GROUP, ZONE, 'spoke', FAST);
    await privateZones.delete(GROUP, ZONE, FAST);
    await link(sim, ZONE, 'spoke', networkId, 'rg-other');
  });

  it('goes with its group, links and all', async () => {
    const { sim } = await zoneScene({ latency });
    await resources(sim).resourceGroups.createOrUpdate('rg-dns', { location: LOCATION });
    await makeZone(sim, 'corp.example.com', 'rg-dns');
    const { id } = await makeNetwork(sim, 'vnet-spoke');
    await link(sim, 'corp.example.com', 'spoke', id, 'rg-dns');
    await resources(sim).resourceGroups.delete('rg-dns', FAST);
    expect(sim.resources.list({ group: 'rg-dns' })).toEqual([]);
  });
});

describe('a record set', () => {
  it('is made, read, changed, listed and deleted', async () => {
    const { sim } = await zoneScene();
    const { recordSets } = dns(sim);
    const made = await recordSets.createOrUpdate(GROUP, ZONE, 'A', 'kv-ml', {
      ttl: 10,
      aRecords: [{ ipv4Address: '10.2.0.4' }],
    });
    expect(made).toMatchObject({
      id: `${zoneId(sim)}/A/kv-ml`,
      type: `${ZONES}/A`,
      fqdn: `kv-ml.${ZONE}.`,
      isAutoRegistered: false,
      aRecords: [{ ipv4Address: '10.2.0.4' }],
    });
    const changed = await recordSets.update(GROUP, ZONE, 'A', 'kv-ml', {
      metadata: { owner: 'risk' },
    });
    expect(changed).toMatchObject({ ttl: 10, metadata: { owner: 'risk' } });
    await recordSets.createOrUpdate(GROUP, ZONE, 'TXT', 'note', {
      ttl: 60,
      txtRecords: [{ value: ['kept'] }],
    });
    const names = async (suffix?: string) => {
      const options = suffix === undefined ? {} : { recordsetnamesuffix: suffix };
      const all = await Array.fromAsync(recordSets.list(GROUP, ZONE, options));
      return all.map(({ name, type }) => `${type?.split('/').at(-1) ?? ''} ${name ?? ''}`);
    };
    expect(await names()).toEqual(['A kv-ml', 'SOA @', 'TXT note']);
    expect(await names('-ml')).toEqual(['A kv-ml']);
    await recordSets.delete(GROUP, ZONE, 'A', 'kv-ml');
    expect(await addressesIn(sim)).toEqual([]);
  });

  it('is not overwritten by who saw another', async () => {
    const { sim } = await zoneScene();
    const { recordSets } = dns(sim);
    const made = await recordSets.createOrUpdate(GROUP, ZONE, 'A', 'kv-ml', {
      ttl: 10,
      aRecords: [{ ipv4Address: '10.2.0.4' }],
    });
    const next = { ttl: 10, aRecords: [{ ipv4Address: '10.2.0.5' }] };
    const ifMatch = made.etag ?? '';
    await recordSets.createOrUpdate(GROUP, ZONE, 'A', 'kv-ml', next, { ifMatch });
    await expect(
      recordSets.createOrUpdate(GROUP, ZONE, 'A', 'kv-ml', next, { ifMatch }),
    ).rejects.toMatchObject({ statusCode: 412 });
    await expect(
      recordSets.createOrUpdate(GROUP, ZONE, 'A', 'kv-ml', next, { ifNoneMatch: '*' }),
    ).rejects.toMatchObject({ statusCode: 412 });
  });

  it.each([
    [
      'A',
      'kv-ml',
      { ttl: 10, aRecords: [{ ipv4Address: '10.2.0.256' }] },
      "'10.2.0.256' is no IPv4 address. (simulator wording)",
    ],
    [
      'A',
      'kv-ml',
      { aRecords: [{ ipv4Address: '10.2.0.4' }] },
      "'properties.ttl' must be a whole number of seconds from 1 to 2147483647. (simulator wording)",
    ],
    [
      'MX',
      'mail',
      { ttl: 10 },
      "A record set of the type MX needs 1 to 20 records in 'properties.mxRecords'. (simulator wording)",
    ],
    [
      'CNAME',
      'taken',
      { ttl: 10, cnameRecord: { cname: 'other.example.com' } },
      "'taken' has a record set of the type A, and a name with a CNAME record has no others. (simulator wording)",
    ],
  ] as const)(
    'of the type %s is refused by what is wrong with it: %#',
    async (type, name, body, message) => {
      const { sim } = await zoneScene();
      const { recordSets } = dns(sim);
      await recordSets.createOrUpdate(GROUP, ZONE, 'A', 'taken', {
        ttl: 10,
        aRecords: [{ ipv4Address: '10.2.0.4' }],
      });
      await expect(
        recordSets.createOrUpdate(GROUP, ZONE, type, name, body as object),
      ).rejects.toMatchObject({
        statusCode: 400,
        code: 'BadRequest',
        message,
      });
    },
  );

  it('with the SOA record goes with its zone alone', async () => {
    const { sim } = await zoneScene();
    await expect(dns(sim).recordSets.delete(GROUP, ZONE, 'SOA', '@')).rejects.toMatchObject({
      statusCode: 400,
      message: 'The SOA record of a zone goes with the zone alone. (simulator wording)',
    });
  });
});

describe.each(['instant', 'realistic'] as const)('a zone group, %s', (latency) => {
  it('puts the address of its endpoint into the zone, and takes it out again', async () => {
    const { sim, vaultId } = await zoneScene({ latency });
    const endpoint = await makeEndpoint(sim, vaultId, ['vault']);
    const config = { fqdn: `${VAULT}.vault.azure.net`, ipAddresses: ['10.1.0.4'] };
    expect(endpoint.customDnsConfigs).toEqual([config]);
    const group = await joined(sim, [ZONE]);
    expect(group).toMatchObject({
      name: ZONE_GROUP,
      provisioningState: 'Succeeded',
      privateDnsZoneConfigs: [
        {
          privateDnsZoneId: zoneId(sim),
          recordSets: [
            {
              recordType: 'A',
              recordSetName: VAULT,
              fqdn: `${VAULT}.${ZONE}`,
              ttl: 10,
              ipAddresses: ['10.1.0.4'],
            },
          ],
        },
      ],
    });
    expect(await addressesIn(sim)).toEqual([[VAULT, ['10.1.0.4']]]);
    const { privateDnsZoneGroups, privateEndpoints } = networkOf(sim);
    expect((await privateEndpoints.get(GROUP, ENDPOINT)).customDnsConfigs).toEqual([]);
    const listed = await Array.fromAsync(privateDnsZoneGroups.list(GROUP, ENDPOINT));
    expect(listed.map(({ id }) => id)).toEqual([group.id]);
    expect(await privateDnsZoneGroups.get(GROUP, ENDPOINT, ZONE_GROUP)).toMatchObject({
      id: group.id,
    });
    await privateDnsZoneGroups.delete(GROUP, ENDPOINT, ZONE_GROUP, FAST);
    expect(await addressesIn(sim)).toEqual([]);
    expect((await privateEndpoints.get(GROUP, ENDPOINT)).customDnsConfigs).toEqual([config]);
  });

  it('goes with its endpoint, records and all', async () => {
    const { sim, vaultId } = await zoneScene({ latency });
    await makeEndpoint(sim, vaultId, ['vault']);
    await joined(sim, [ZONE]);
    await networkOf(sim).privateEndpoints.delete(GROUP, ENDPOINT, FAST);
    expect(await addressesIn(sim)).toEqual([]);
    expect(
      sim.resources.list({ type: 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups' }),
    ).toEqual([]);
  });

  it('moves its records to the zone that it names next', async () => {
    const { sim, vaultId } = await zoneScene({ latency });
    await makeZone(sim, 'corp.example.com');
    await makeEndpoint(sim, vaultId, ['vault']);
    await joined(sim, [ZONE]);
    await joined(sim, ['corp.example.com']);
    expect(await addressesIn(sim)).toEqual([]);
    expect(await addressesIn(sim, 'corp.example.com')).toEqual([[VAULT, ['10.1.0.4']]]);
  });
});

describe('the zone group of a workspace', () => {
  it('puts each name into the zone where it belongs', async () => {
    const { sim, workspaceId } = await workspaceScene();
    const [api, notebooks] = ['privatelink.api.azureml.ms', 'privatelink.notebooks.azure.net'];
    await makeZone(sim, api);
    await makeZone(sim, notebooks);
    await makeEndpoint(sim, workspaceId, ['amlworkspace']);
    await joined(sim, [api, notebooks]);
    const id = String(sim.resource(workspaceId)?.properties['workspaceId']);
    expect(await addressesIn(sim, api)).toEqual([
      [`*.${id}.inference.${LOCATION}`, ['10.1.0.6']],
      [`${id}.workspace.${LOCATION}`, ['10.1.0.4']],
      [`${id}.workspace.${LOCATION}.cert`, ['10.1.0.4']],
    ]);
    expect(await addressesIn(sim, notebooks)).toEqual([
      [`ml-mlwcreditr-${LOCATION}-${id}.${LOCATION}`, ['10.1.0.5']],
    ]);
  });
});

describe('a zone group is refused', () => {
  it('beside another', async () => {
    const { sim, vaultId } = await zoneScene();
    await makeEndpoint(sim, vaultId, ['vault']);
    await joined(sim, [ZONE]);
    await expect(joined(sim, [ZONE], 'second')).rejects.toMatchObject({
      statusCode: 400,
      code: 'MoreThanOnePrivateDnsZoneGroupPerPrivateEndpointNotAllowed',
      message: `Cannot create more than one private dns zone groups in the private endpoint ${ENDPOINT}`,
    });
  });

  it('with a zone that is not there', async () => {
    const { sim, vaultId } = await zoneScene();
    await makeEndpoint(sim, vaultId, ['vault']);
    await expect(joined(sim, ['absent.example.com'])).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidResourceReference',
      message: `The private DNS zone '${zoneId(sim, 'absent.example.com')}' is not there. (simulator wording)`,
    });
  });

  it('to who may not join the zone', async () => {
    const { sim, vaultId } = await zoneScene();
    const { id = '' } = await makeEndpoint(sim, vaultId, ['vault']);
    const who = 'mlContributor';
    const { objectId } = sim.principals.find(({ displayName }) => displayName === who) ?? {
      objectId: '',
    };
    const contributor = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
    await grant(sim, id, objectId, contributor);
    await expect(joined(sim, [ZONE], ZONE_GROUP, who)).rejects.toMatchObject({
      statusCode: 403,
      code: 'LinkedAuthorizationFailed',
      message: expect.stringContaining(
        `it does not have permission to perform action 'Microsoft.Network/privateDnsZones/join/action' on the linked scope(s) '${zoneId(sim)}'`,
      ) as unknown,
    });
  });
});
