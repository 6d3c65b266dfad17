import { ContainerServiceClient } from '@azure/arm-containerservice';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import { ResourceManagementClient } from '@azure/arm-resources';
import { SearchManagementClient } from '@azure/arm-search';
import type { RestError } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { createSimulator, type FaultSpec, type Simulator, type Snapshot } from '../../src/index.ts';

const GROUP = 'faulty';
const LOCATION = 'westeurope';
const QUICK = { updateIntervalInMs: 0 };
const NO_RETRIES = { retryOptions: { maxRetries: 0 } };

function clients(sim: Simulator, more = {}) {
  const args = [
    sim.credential(),
    sim.subscriptionId,
    { ...sim.clientOptions(), ...NO_RETRIES, ...more },
  ] as const;
  return {
    groups: new ResourceManagementClient(...args).resourceGroups,
    vaults: new KeyVaultManagementClient(...args).vaults,
    clusters: new ContainerServiceClient(...args).managedClusters,
    logs: new OperationalInsightsManagementClient(...args).workspaces,
    searches: new SearchManagementClient(...args).services,
  };
}

const make = (sim: Simulator, name: string) =>
  clients(sim).groups.createOrUpdate(name, { location: LOCATION });

async function errorOf(work: Promise<unknown>): Promise<Partial<RestError>> {
  return work.then(
    () => ({ message: 'no error' }),
    (error: unknown) => error as RestError,
  );
}

describe('faults of requests', () => {
  it('answer instead of Azure, from one call on and so many times, and stand in the ledger', async () => {
    const sim = createSimulator();
    const id = sim.faults.add({
      method: 'put',
      path: '/subscriptions/*/RESOURCEGROUPS/f*',
      from: 2,
      times: 1,
      answer: { status: 503, code: 'ServerBusy', message: 'Come back.', retryAfterSeconds: 7 },
    });
    await make(sim, 'f1');
    await make(sim, 'other');
    expect(await errorOf(make(sim, 'f2'))).toMatchObject({
      statusCode: 503,
      code: 'ServerBusy',
      message: 'Come back.',
    });
    expect(sim.resource(`/subscriptions/${sim.subscriptionId}/resourceGroups/f2`)).toBeUndefined();
    expect(sim.ledger.entries().at(-1)).toMatchObject({
      status: 503,
      code: 'ServerBusy',
      faults: [id],
      decision: 'goneWrong',
    });
    await make(sim, 'f3');
    expect(sim.faults.list()).toMatchObject([{ id, calls: 3, fired: 1 }]);
    expect(sim.faults.remove(id)).toBe(true);
    expect(sim.faults.remove(id)).toBe(false);
    expect(sim.faults.list()).toEqual([]);
  });

  it.each([
    [
      'GET',
      '/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv-one',
      'Microsoft.KeyVault/vaults/read',
    ],
    ['GET', '/providers/Microsoft.KeyVault/vaults', 'Microsoft.KeyVault/VAULTS/READ'],
    [
      'PUT',
      '/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv-one',
      'Microsoft.KeyVault/vaults/write',
    ],
    ['DELETE', '/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv-one', '*/delete'],
    [
      'POST',
      '/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/sa/listKeys',
      'Microsoft.Storage/storageAccounts/listKeys/action',
    ],
    ['PUT', '/resourceGroups/g', 'Microsoft.Resources/subscriptions/resourceGroups/write'],
    ['GET', '/resources', 'Microsoft.Resources/subscriptions/resources/read'],
  ])('%s %s is an operation that roles name', async (method, path, action) => {
    const sim = createSimulator();
    sim.faults.add({ action: 'Microsoft.Other/*', drop: true });
    const id = sim.faults.add({ action, answer: { status: 503, code: 'Asked', message: 'For.' } });
    const url = `https://management.azure.com/subscriptions/${sim.subscriptionId}${path}?api-version=2023-07-01`;
    expect((await sim.fetch(url, { method })).headers.get('x-cmk-simulator-fault')).toBe(id);
    const other = method === 'GET' ? 'DELETE' : 'GET';
    expect(
      (await sim.fetch(url, { method: other })).headers.get('x-cmk-simulator-fault'),
    ).toBeNull();
  });

  it('hit operations on keys by the name that roles have for them', async () => {
    const sim = createSimulator();
    const id = sim.faults.add({
      action: 'Microsoft.KeyVault/vaults/keys/wrap/action',
      answer: { status: 503 },
    });
    const ask = async (path: string): Promise<string | null> => {
      const url = `https://kv-one.vault.azure.net/${path}?api-version=7.4`;
      return (await sim.fetch(url, { method: 'POST' })).headers.get('x-cmk-simulator-fault');
    };
    expect(await ask('keys/k1/0/wrapkey')).toBe(id);
    expect(await ask('keys/k1/0/unwrapkey')).toBeNull();
    expect(await ask('no/such/thing')).toBeNull();
  });

  it('are repeated by the clients of Azure as their policies have it', async () => {
    const sim = createSimulator();
    sim.faults.add({ method: 'PUT', times: 2, answer: { status: 429, retryAfterSeconds: 0 } });
    const { groups } = clients(sim, { retryOptions: { maxRetries: 2, retryDelayInMs: 0 } });
    expect((await groups.createOrUpdate('again', { location: LOCATION })).name).toBe('again');
    expect(sim.ledger.entries().map(({ status }) => status)).toEqual([429, 429, 201]);
  });

  it('break connections', async () => {
    const sim = createSimulator();
    sim.faults.add({ drop: true, times: 1, path: '**/resourceGroups/cut' });
    expect(await errorOf(make(sim, 'cut'))).toMatchObject({
      name: 'RestError',
      code: 'ECONNRESET',
    });
    expect(sim.ledger.entries()).toMatchObject([{ method: 'PUT', status: 0 }]);
    sim.faults.clear();
    sim.faults.add({ drop: true, host: 'graph' });
    const error = (await errorOf(sim.fetch('https://graph.microsoft.com/v1.0/me'))) as Error;
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe('fetch failed');
    expect(error.cause).toMatchObject({ code: 'ECONNRESET' });
    expect((await make(sim, 'cut')).name).toBe('cut');
  });

  it('let virtual time pass', async () => {
    const sim = createSimulator({ now: 0 });
    sim.faults.add({ latencyMs: 1500 });
    sim.faults.add({ latencyMs: 500, method: 'PUT' });
    await make(sim, 'slow');
    expect(sim.clock.now()).toBe(2000);
  });

  it('happen with a probability, drawn from the seed; snapshots and forks carry how far it is', async () => {
    const sim = createSimulator({ seed: 'dice', now: 0 });
    sim.faults.add({ method: 'PUT', probability: 0.5, answer: { status: 503 } });
    const throwDice = async (one: Simulator, times: number): Promise<string> => {
      let fallen = '';
      for (let n = 0; n < times; n += 1) {
        fallen += (await errorOf(make(one, 'dice'))).statusCode === 503 ? 'x' : '.';
      }
      return fallen;
    };
    const first = await throwDice(sim, 20);
    expect(first).toMatch(/^(?=.*x)(?=.*\.)[x.]{20}$/);
    const fork = sim.fork();
    const copy = createSimulator({ seed: 'other' });
    copy.restore(JSON.parse(JSON.stringify(sim.snapshot())) as Snapshot);
    const next = await throwDice(sim, 20);
    expect(await throwDice(fork, 20)).toBe(next);
    expect(copy.faults.list()).toMatchObject([{ calls: 20, spec: { probability: 0.5 } }]);
    sim.reset();
    expect(sim.faults.list()).toEqual([]);
  });

  it('are refused when they make no sense, with everything that is wrong', () => {
    const { faults } = createSimulator();
    const bad: FaultSpec = {
      from: 0,
      times: 1.5,
      probability: 2,
      latencyMs: -1,
      answer: { status: 200, retryAfterSeconds: -1 },
      drop: true,
      host: 'mars' as 'graph',
    };
    expect(() => faults.add(bad)).toThrow(
      [
        'the fault has 8 fault(s) of its own',
        '- only one of answer, drop and operation may be given',
        "- host: 'mars' is not one of resourceManager, entra, keyVault, blobStorage, graph, retailPrices, managedIdentity",
        '- from: 0 is not a whole number of at least 1',
        '- times: 1.5 is not a whole number of at least 1',
        '- probability: 2 is not above 0 and at most 1',
        '- latencyMs: -1 is not a number of at least 0',
        '- answer.status: 200 is not a whole number from 400 to 599',
        '- answer.retryAfterSeconds: -1 is not a whole number of at least 0',
      ].join('\n'),
    );
    expect(() => faults.add({})).toThrow('one of answer, drop, operation and latencyMs');
    expect(() => faults.add({ method: 'PUT', operation: { endsAtPoll: 1 } })).toThrow(
      'operation: goes with neither method nor latencyMs',
    );
  });
});

describe.each(['instant', 'realistic'] as const)('faults of operations, %s', (latency) => {
  const CLUSTER = {
    location: LOCATION,
    identity: { type: 'SystemAssigned' as const },
    dnsPrefix: 'faulty',
    agentPoolProfiles: [
      { name: 'system', count: 1, vmSize: 'Standard_DS2_v2', mode: 'System' as const },
    ],
  };
  const polls = (sim: Simulator): number =>
    sim.ledger
      .entries()
      .filter(({ method, url }) => method === 'GET' && url.includes('/operations/')).length;

  it('the third poll tells of a failure', async () => {
    const sim = createSimulator({ latency, now: 0 });
    await make(sim, GROUP);
    const error = { code: 'NodesDidNotStart', message: 'The nodes did not start.' };
    sim.faults.add({ path: '**/managedClusters/sick', operation: { endsAtPoll: 3, error } });
    const { clusters } = clients(sim);
    const failure = await errorOf(
      clusters.createOrUpdate(GROUP, 'sick', CLUSTER, { updateIntervalInMs: 0 }),
    );
    expect(failure.message).toContain(error.message);
    expect(polls(sim)).toBe(3);
    expect((await clusters.get(GROUP, 'sick')).provisioningState).toBe('Failed');
    await sim.clock.advance({ days: 1 });
    expect((await clusters.get(GROUP, 'sick')).provisioningState).toBe('Failed');
    const well = await clusters.createOrUpdate(GROUP, 'well', CLUSTER, { updateIntervalInMs: 0 });
    expect(well.provisioningState).toBe('Succeeded');
  });

  it('what starts an operation names it, as roles do', async () => {
    const sim = createSimulator({ latency, now: 0 });
    await make(sim, GROUP);
    const error = { code: 'Stuck', message: 'It is stuck.' };
    const action = 'Microsoft.ContainerService/managedClusters/delete';
    const id = sim.faults.add({ action, operation: { endsAtPoll: 1, error } });
    const { clusters } = clients(sim);
    const quick = { updateIntervalInMs: 0 };
    const made = await clusters.createOrUpdate(GROUP, 'stays', CLUSTER, quick);
    expect(made.provisioningState).toBe('Succeeded');
    const failure = await errorOf(clusters.delete(GROUP, 'stays', quick));
    expect(failure.message).toContain(error.message);
    expect(sim.faults.list()).toMatchObject([{ id, calls: 1, fired: 1 }]);
  });

  it('an operation takes four polls, whatever the clock says', async () => {
    const sim = createSimulator({ latency, now: 0 });
    await make(sim, GROUP);
    sim.faults.add({ path: '**/managedClusters/*', times: 1, operation: { endsAtPoll: 4 } });
    const { clusters } = clients(sim);
    const made = await clusters.createOrUpdate(GROUP, 'slow', CLUSTER, { updateIntervalInMs: 0 });
    expect(made.provisioningState).toBe('Succeeded');
    expect(polls(sim)).toBe(4);
  });

  /** Polled by the state of the resource, since no header tells of the operation. */
  const POLLED_BY_STATE = [
    [
      'vaults/kv-sick',
      (sim: Simulator) =>
        clients(sim).vaults.createOrUpdate(
          GROUP,
          'kv-sick',
          {
            location: LOCATION,
            properties: {
              tenantId: sim.tenantId,
              sku: { family: 'A', name: 'standard' },
              accessPolicies: [],
            },
          },
          QUICK,
        ),
    ],
    [
      'workspaces/log-sick',
      (sim: Simulator) =>
        clients(sim).logs.createOrUpdate(GROUP, 'log-sick', { location: LOCATION }, QUICK),
    ],
    [
      'searchServices/srch-sick',
      (sim: Simulator) =>
        clients(sim).searches.beginCreateOrUpdateAndWait(
          GROUP,
          'srch-sick',
          { location: LOCATION, sku: { name: 'standard' }, replicaCount: 2 },
          QUICK,
        ),
    ],
  ] as const;

  const stateOf = (sim: Simulator, name: string): string =>
    String(
      sim.resources.one({ name: name.split('/')[1] ?? '' }).properties['provisioningState'],
    ).toLowerCase();

  it.each(POLLED_BY_STATE)('the third look at %s tells of a failure', async (name, create) => {
    const sim = createSimulator({ latency, now: 0 });
    await make(sim, GROUP);
    const error = { code: 'NoCapacity', message: 'There is no capacity.' };
    const id = sim.faults.add({ path: `**/${name}`, operation: { endsAtPoll: 3, error } });
    const failure = await errorOf(create(sim));
    expect(failure.message).toContain('NoCapacity');
    expect(failure.message).toContain('There is no capacity.');
    const looks = sim.ledger
      .entries()
      .filter(({ method, url }) => method === 'GET' && url.includes(name));
    expect(looks).toHaveLength(3);
    expect(sim.faults.list()).toMatchObject([{ id, calls: 1, fired: 1 }]);
    await sim.clock.advance({ days: 1 });
    expect(stateOf(sim, name)).toBe('failed');
    sim.faults.clear();
    await create(sim);
    expect(stateOf(sim, name)).toBe('succeeded');
  });

  it.each(POLLED_BY_STATE)('%s takes four looks, whatever the clock says', async (name, create) => {
    const sim = createSimulator({ latency, now: 0 });
    await make(sim, GROUP);
    sim.faults.add({ path: `**/${name}`, operation: { endsAtPoll: 4 } });
    await create(sim);
    const looks = sim.ledger
      .entries()
      .filter(({ method, url }) => method === 'GET' && url.includes(name));
    expect(looks.length).toBeGreaterThanOrEqual(4);
    expect(stateOf(sim, name)).toBe('succeeded');
  });

  it('clearing the faults lets go what they held up', async () => {
    const sim = createSimulator({ latency, now: 0 });
    await make(sim, GROUP);
    sim.faults.add({ operation: { endsAtPoll: 100 } });
    const { clusters } = clients(sim);
    const making = clusters.createOrUpdate(GROUP, 'free', CLUSTER, { updateIntervalInMs: 0 });
    while (polls(sim) < 5) await Promise.race([making, new Promise(setImmediate)]);
    await sim.clock.advance({ days: 1 });
    sim.faults.clear();
    expect((await making).provisioningState).toBe('Succeeded');
    expect(polls(sim)).toBeLessThan(100);
  });
});
