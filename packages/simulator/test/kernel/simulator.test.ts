import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const groupsOf = (sim: Simulator) =>
  new ResourceManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions())
    .resourceGroups;

async function names(sim: Simulator): Promise<(string | undefined)[]> {
  const found = [];
  for await (const group of groupsOf(sim).list()) found.push(group.name);
  return found;
}

describe('createSimulator', () => {
  it('makes worlds that never meet: forks, restores and resets', async () => {
    const sim = createSimulator({ now: 0 });
    await groupsOf(sim).createOrUpdate('base', { location: 'westeurope' });
    const fork = sim.fork();
    await groupsOf(fork).createOrUpdate('fork', { location: 'westeurope' });
    await groupsOf(sim).createOrUpdate('main', { location: 'westeurope' });
    expect(await names(sim)).toEqual(['base', 'main']);
    expect(await names(fork)).toEqual(['base', 'fork']);
    const other = createSimulator({ now: 0 });
    other.restore(JSON.parse(JSON.stringify(fork.snapshot())) as ReturnType<Simulator['snapshot']>);
    expect(await names(other)).toEqual(['base', 'fork']);
    sim.reset();
    expect(await names(sim)).toEqual([]);
    expect(await names(createSimulator())).toEqual([]);
  });

  it('gives the same answers to the same requests with the same seed', async () => {
    const run = async (seed: string): Promise<string> => {
      const sim = createSimulator({ seed, now: '2026-01-01T00:00:00Z' });
      await groupsOf(sim).createOrUpdate('one', { location: 'westeurope' });
      return JSON.stringify(sim.snapshot());
    };
    expect(await run('a')).toBe(await run('a'));
    expect(await run('a')).not.toBe(await run('b'));
  });

  it('names every bad option and every fault of a world at once', () => {
    expect(() => createSimulator({ latency: 'slow' as 'instant', now: 'soon' })).toThrow(
      "createSimulator: 2 bad option(s)\n- latency: 'slow' is not one of instant, realistic\n- now: 'soon' is neither an ISO 8601 instant nor a number",
    );
    expect(() =>
      createSimulator({
        world: {
          subscriptions: [{ subscriptionId: 'x', providers: ['Microsoft.Nothing'] }],
          principals: [{ name: 'a', groups: ['b'], roles: [{ role: 'King' }] }],
        },
      }),
    ).toThrow(
      /subscriptions\[0\]\.subscriptionId: 'x' is not a GUID[^]*no provider 'Microsoft\.Nothing'[^]*no principal 'b'[^]*no built-in role 'King'/,
    );
  });

  it('seeds resources as the requests they would be, and refuses what Azure would refuse', () => {
    const subscriptionId = '11111111-1111-4111-8111-111111111111';
    const id = `/subscriptions/${subscriptionId}/resourceGroups/seeded`;
    const world = {
      subscriptions: [{ subscriptionId }],
      resources: [{ id, apiVersion: '2025-04-01', body: { location: 'westeurope' } }],
    };
    expect(createSimulator({ world }).resource(id)).toMatchObject({ location: 'westeurope' });
    expect(() =>
      createSimulator({
        world: { ...world, resources: [{ id, apiVersion: '2025-04-01', body: {} }] },
      }),
    ).toThrow(/LocationRequired/);
  });

  it('answers 501 for what it does not simulate, naming it, and remembers it', async () => {
    const sim = createSimulator();
    const client = new ResourceManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    await groupsOf(sim).createOrUpdate('one', { location: 'westeurope' });
    const server = `/subscriptions/${sim.subscriptionId}/resourceGroups/one/providers/Microsoft.Sql/servers/s`;
    await expect(client.resources.getById(server, '2021-11-01')).rejects.toMatchObject({
      statusCode: 501,
      code: 'NotSimulated',
      message:
        'the resource provider Microsoft.Sql (GET Microsoft.Sql/servers) is not simulated (simulator wording)',
    });
    expect(sim.ledger.entries().at(-1)).toMatchObject({
      status: 501,
      code: 'NotSimulated',
      evidence: 'assumed',
    });
    const answer = await sim.fetch(new Request('https://example.com/'));
    expect(answer.status).toBe(501);
  });

  it('does not repeat a secret of what it does not simulate', async () => {
    const sim = createSimulator();
    const url = 'https://st.queue.core.windows.net/q?sv=2025-01-05&sig=sim-secret%3D';
    const text = await (await sim.fetch(url)).text();
    expect(text).toContain(
      'the data plane of Azure Storage (GET https://st.queue.core.windows.net/q?sv=2025-01-05&sig=REDACTED) is not simulated',
    );
    expect(text).not.toContain('sim-secret');
  });

  it('names the service whose data it does not keep', async () => {
    const sim = createSimulator();
    const url = 'https://md-abc.z1.blob.storage.azure.net/x/abcd?sig=sim';
    const answer = await sim.fetch(url);
    expect(answer.status).toBe(501);
    expect(await answer.text()).toContain('the data plane of Azure managed disks (GET ');
  });

  it('tells a caller without access 403 even about a group that is not there, and others 404', async () => {
    const sim = createSimulator({ world: { principals: [{ name: 'nobody' }] } });
    await expect(groupsOf(sim).get('none')).rejects.toMatchObject({ statusCode: 403 });
    await expect(groupsOf(createSimulator()).get('none')).rejects.toMatchObject({
      statusCode: 404,
    });
  });
});

describe('azure()', () => {
  it('is the credential, the client options and the clock, as a principal', async () => {
    const sim = createSimulator({
      world: {
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }] },
          { name: 'guest', roles: [] },
        ],
      },
    });
    expect(sim.azure()).toEqual({
      credential: sim.credential(),
      clientOptions: sim.clientOptions(),
      clock: sim.clock,
    });
    const list = (name?: string) => {
      const { credential, clientOptions } = sim.azure(name);
      const client = new ResourceManagementClient(credential, sim.subscriptionId, clientOptions);
      return client.resourceGroups.get('rg');
    };
    await expect(list()).rejects.toMatchObject({ code: 'ResourceGroupNotFound' });
    await expect(list('guest')).rejects.toMatchObject({ code: 'AuthorizationFailed' });
    expect(() => sim.azure('nobody')).toThrow('nobody');
  });
});
