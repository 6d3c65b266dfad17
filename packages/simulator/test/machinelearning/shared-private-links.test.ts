/** Shared private links of a workspace: what it reaches privately, once the owner of that has let it. */
import { describe, expect, it } from 'vitest';
import { GROUP, LOCATION, type Scene, scene, send, storageManagement, type Wire } from './scene.ts';

const VERSION = '2025-09-01';
const STORAGE = 'stmlcreditrisk';
const LATENCIES = ['instant', 'realistic'] as const;

const told = ({ status, body }: Wire): unknown[] => [status, body.error.code, body.error.message];

async function done(given: Scene, method: string, body?: unknown): Promise<Wire> {
  const answer = await send(given.sim, method, given.workspaceId, VERSION, body);
  const url = answer.headers.get('location');
  if (url === null || answer.status !== 202) return answer;
  await given.sim.clock.advance({ minutes: 40 });
  return send(given.sim, 'GET', url, VERSION);
}

const link = (name: string, targetId: string, groupId: string): object => ({
  name,
  properties: {
    privateLinkResourceId: `${targetId}/privateLinkResources/${groupId}`,
    groupId,
    requestMessage: 'please',
    // What the owner says is the owner's to say.
    status: 'Approved',
  },
});

const made = (given: Scene, links: readonly object[], more: object = {}): Promise<Wire> =>
  done(given, 'PUT', {
    location: LOCATION,
    identity: { type: 'SystemAssigned' },
    properties: {
      storageAccount: given.storageId,
      keyVault: given.vaultId,
      applicationInsights: given.insightsId,
      sharedPrivateLinkResources: links,
      ...more,
    },
  });

const linksOf = async ({ sim, workspaceId }: Scene): Promise<Wire> =>
  (await send(sim, 'GET', workspaceId, VERSION)).body.properties.sharedPrivateLinkResources;
const connectionsAt = ({ sim }: Scene): Promise<Wire[]> =>
  Array.fromAsync(storageManagement(sim).privateEndpointConnections.list(GROUP, STORAGE));

describe.each(LATENCIES)('shared private links of a workspace, %s', (latency) => {
  it('wait for the owner of what they lead to, and tell what the owner says', async () => {
    const given = await scene({ latency });
    expect((await made(given, [link('blobs', given.storageId, 'blob')])).status).toBe(200);
    const shown = {
      name: 'blobs',
      properties: {
        privateLinkResourceId: `${given.storageId}/privateLinkResources/blob`,
        groupId: 'blob',
        requestMessage: 'please',
        status: 'Pending',
      },
    };
    expect(await linksOf(given)).toEqual([shown]);
    const [connection] = await connectionsAt(given);
    expect(connection).toMatchObject({
      privateLinkServiceConnectionState: { status: 'Pending', description: 'please' },
    });
    await storageManagement(given.sim).privateEndpointConnections.put(
      GROUP,
      STORAGE,
      connection.name,
      { privateLinkServiceConnectionState: { status: 'Approved' } },
    );
    const approved = { ...shown, properties: { ...shown.properties, status: 'Approved' } };
    expect(await linksOf(given)).toEqual([approved]);
    const list = await send(
      given.sim,
      'GET',
      `/subscriptions/${given.sim.subscriptionId}/providers/Microsoft.MachineLearningServices/workspaces`,
      VERSION,
    );
    expect(list.body.value[0].properties.sharedPrivateLinkResources).toEqual([approved]);
  });

  it('come and go with what a workspace says, and with the workspace', async () => {
    const given = await scene({ latency });
    await made(given, [link('blobs', given.storageId, 'blob')]);
    const change = (links: readonly object[]): Promise<Wire> =>
      made(given, links, { description: 'changed' });
    await change([link('blobs', given.storageId, 'blob'), link('files', given.storageId, 'file')]);
    expect(await connectionsAt(given)).toHaveLength(2);
    await change([link('files', given.storageId, 'file')]);
    expect(await connectionsAt(given)).toHaveLength(1);
    await done(given, 'DELETE');
    expect(await connectionsAt(given)).toEqual([]);
    await done(given, 'PUT', {
      location: LOCATION,
      properties: { allowRecoverSoftDeletedWorkspace: true },
    });
    expect((await linksOf(given))[0].properties.status).toBe('Pending');
    expect(await connectionsAt(given)).toHaveLength(1);
  });

  it('stand beside the endpoints of a managed network to the same account', async () => {
    const given = await scene({ latency });
    await made(given, [], {
      managedNetwork: { isolationMode: 'AllowOnlyApprovedOutbound' },
      provisionNetworkNow: true,
    });
    expect(await connectionsAt(given)).toHaveLength(2);
    await made(given, [link('queues', given.storageId, 'queue')], {
      managedNetwork: {
        outboundRules: {
          tables: {
            type: 'PrivateEndpoint',
            destination: { serviceResourceId: given.storageId, subresourceTarget: 'table' },
          },
        },
      },
    });
    expect(await connectionsAt(given)).toHaveLength(4);
    await done(given, 'DELETE');
    expect(await connectionsAt(given)).toEqual([]);
  });
});

describe('a shared private link is refused', () => {
  it.each([
    [
      'absent',
      'blob',
      /is invalid: the resource '.*absent' of a shared private link is not there\./,
    ],
    [STORAGE, 'vault', /has blob, .* and no 'vault'\./],
  ])('to %s, %s', async (name, groupId, message) => {
    const given = await scene();
    const target = given.storageId.replace(STORAGE, name);
    const answer = await made(given, [link('a', target, groupId)]);
    expect(told(answer)).toEqual([400, 'BadRequest', expect.stringMatching(message)]);
    expect(answer.body.error.message).toMatch(/ \(simulator wording\)$/);
  });

  it('without what it needs, and under a name that another has', async () => {
    const given = await scene();
    const words = async (links: readonly object[]): Promise<string> =>
      (await made(given, links)).body.error.message;
    expect(await words([{ name: 'a', properties: { groupId: 'blob' } }])).toBe(
      "The request is invalid: 'properties.sharedPrivateLinkResources[0].properties.privateLinkResourceId' is required. (simulator wording)",
    );
    const blobs = link('blobs', given.storageId, 'blob');
    expect(await words([blobs, blobs])).toBe(
      "The request is invalid: 'properties.sharedPrivateLinkResources' names 'blobs' twice. (simulator wording)",
    );
  });
});
