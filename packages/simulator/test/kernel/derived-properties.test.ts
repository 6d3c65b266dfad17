/** What a resource shows of others is the same wherever it is shown: by a GET, a list, an operation, `sim.resource`. */
import { SearchManagementClient } from '@azure/arm-search';
import { PrivateDnsManagementClient } from '@azure/arm-privatedns';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { FAST, GROUP, idOf, LOCATION, scene } from '../machinelearning/scene.ts';

const ZONE = 'privatelink.vaultcore.azure.net';
const ZONES = 'Microsoft.Network/privateDnsZones';
const SERVICES = 'Microsoft.Search/searchServices';
const SERVICE = 'srch-derived';
const MANAGEMENT = 'https://management.azure.com';

const clientOf = <Client>(
  Made: new (
    credential: ReturnType<Simulator['credential']>,
    subscriptionId: string,
    options: ReturnType<Simulator['clientOptions']>,
  ) => Client,
  sim: Simulator,
): Client => new Made(sim.credential(), sim.subscriptionId, sim.clientOptions());

async function ask(sim: Simulator, method: string, url: string, body?: object) {
  const token = await sim.credential().getToken(`${MANAGEMENT}/.default`);
  return sim.fetch(url, {
    method,
    headers: { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

describe('the records of a private DNS zone', () => {
  const addRecord = (sim: Simulator) =>
    clientOf(PrivateDnsManagementClient, sim).recordSets.createOrUpdate(GROUP, ZONE, 'A', 'one', {
      ttl: 10,
      aRecords: [{ ipv4Address: '10.0.0.4' }],
    });

  it('are counted in the result of an operation when it is asked for', async () => {
    const { sim } = await scene({ grantCosmosDb: false });
    const url = `${MANAGEMENT}${idOf(sim, ZONES, ZONE)}?api-version=2020-06-01`;
    const slow = { action: `${ZONES}/write`, times: 1, operation: { endsAtPoll: 1 } };
    sim.faults.add(slow);
    const put = await ask(sim, 'PUT', url, { location: 'global' });
    const location = put.headers.get('location') ?? '';
    const counted = async (): Promise<unknown> =>
      ((await (await ask(sim, 'GET', location)).json()) as { properties: object }).properties;
    expect(await counted()).toMatchObject({ numberOfRecordSets: 1 });
    await addRecord(sim);
    expect(await counted()).toMatchObject({ numberOfRecordSets: 2 });
  });

  it('are counted in what a test looks at, and never stored', async () => {
    const { sim } = await scene({ grantCosmosDb: false });
    const zones = clientOf(PrivateDnsManagementClient, sim).privateZones;
    await zones.createOrUpdate(GROUP, ZONE, { location: 'global' }, FAST);
    await addRecord(sim);
    await zones.update(GROUP, ZONE, { tags: { team: 'risk' } }, FAST);
    const counts = { tags: { team: 'risk' }, properties: { numberOfRecordSets: 2 } };
    expect(sim.resource(idOf(sim, ZONES, ZONE))).toMatchObject(counts);
    expect(sim.resources.one({ type: ZONES })).toMatchObject(counts);
    expect(
      sim.resources.count({ where: ({ properties }) => 'numberOfRecordSets' in properties }),
    ).toBe(1);
    expect(JSON.stringify(sim.snapshot()).includes('numberOfRecordSets')).toBe(false);
  });
});

describe('the shared private links of a search service', () => {
  it('are shown by every answer to a write, and by what a test looks at', async () => {
    const { sim, vaultId } = await scene({ grantCosmosDb: false });
    const search = clientOf(SearchManagementClient, sim);
    await search.services.beginCreateOrUpdateAndWait(
      GROUP,
      SERVICE,
      { location: LOCATION, sku: { name: 'standard' } },
      FAST,
    );
    await search.sharedPrivateLinkResources.beginCreateOrUpdateAndWait(
      GROUP,
      SERVICE,
      'to-vault',
      {
        properties: { privateLinkResourceId: vaultId, groupId: 'vault', requestMessage: 'key' },
      },
      FAST,
    );
    const shown = [{ name: 'to-vault', properties: { status: 'Pending' } }];
    const read = await search.services.get(GROUP, SERVICE);
    expect(read.sharedPrivateLinkResources).toMatchObject(shown);
    const tagged = await search.services.update(GROUP, SERVICE, { tags: { team: 'risk' } });
    expect(tagged.sharedPrivateLinkResources).toMatchObject(shown);
    const scaled = await search.services.update(GROUP, SERVICE, { replicaCount: 2 });
    expect(scaled).toMatchObject({ replicaCount: 2, sharedPrivateLinkResources: shown });
    const { properties } = sim.resource(idOf(sim, SERVICES, SERVICE)) ?? {};
    expect(properties?.['sharedPrivateLinkResources']).toMatchObject(shown);
    const [listed] = await Array.fromAsync(search.services.listByResourceGroup(GROUP));
    expect(listed?.sharedPrivateLinkResources).toMatchObject(shown);
    const snapshot = JSON.stringify(sim.snapshot());
    expect(snapshot.includes('"sharedPrivateLinkResources":')).toBe(false);
  });
});
