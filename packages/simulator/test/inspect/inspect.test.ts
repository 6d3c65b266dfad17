import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const JSON_TYPE = { 'content-type': 'application/json' };

function world(): Simulator {
  const groups = [SUBSCRIPTION, OTHER].flatMap((subscriptionId) =>
    ['rg-a', 'rg-b'].map((name) => ({
      id: `/subscriptions/${subscriptionId}/resourceGroups/${name}`,
      apiVersion: '2025-04-01',
      body: { location: 'westeurope', tags: { of: name } },
    })),
  );
  return createSimulator({
    now: 0,
    world: {
      subscriptions: [{ subscriptionId: SUBSCRIPTION }, { subscriptionId: OTHER }],
      resources: [
        ...groups,
        ...groups.map(({ id }, index) => ({
          id: `${id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-${index}`,
          apiVersion: '2023-01-31',
          body: { location: 'westeurope' },
        })),
      ],
    },
  });
}

const groupsOf = (sim: Simulator) =>
  new ResourceManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions())
    .resourceGroups;

/** Every member that an answer of the API may have. */
interface Answer {
  readonly id: string;
  readonly value: Record<string, unknown>[];
  readonly error: { readonly code: string; readonly message: string };
  readonly now: number;
  readonly iso: string;
  readonly formatVersion: number;
}

/** One request to the API, as JSON. */
async function ask(
  sim: Pick<Simulator, 'fetch'>,
  method: string,
  path: string,
  body?: unknown,
  origin = 'http://localhost:4566',
) {
  const answer = await sim.fetch(`${origin}/_sim${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: JSON_TYPE, body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer };
}

describe('sim.resources', () => {
  const IDENTITIES = 'Microsoft.ManagedIdentity/userAssignedIdentities';
  const namesOf = (sim: Simulator, query: Parameters<Simulator['resources']['list']>[0]) =>
    sim.resources.list(query).map(({ name }) => name);

  it('finds by type, subscription, group, name and predicate', () => {
    const sim = world();
    expect(sim.resources.count({ where: ({ id }) => id.includes('rg-') })).toBe(8);
    expect(namesOf(sim, { type: IDENTITIES })).toEqual(['id-0', 'id-1', 'id-2', 'id-3']);
    expect(namesOf(sim, { type: IDENTITIES.toUpperCase(), subscriptionId: OTHER })).toEqual([
      'id-2',
      'id-3',
    ]);
    expect(namesOf(sim, { group: 'RG-A' })).toEqual(['id-0', 'id-2']);
    expect(namesOf(sim, { group: 'rg-a', subscriptionId: SUBSCRIPTION })).toEqual(['id-0']);
    expect(namesOf(sim, { name: 'ID-3' })).toEqual(['id-3']);
    expect(namesOf(sim, { where: ({ tags }) => tags?.['of'] === 'rg-b' })).toEqual([
      'rg-b',
      'rg-b',
    ]);
  });

  it('gives the only one, or says how many there are', () => {
    const { resources } = world();
    expect(resources.one({ name: 'id-1' }).name).toBe('id-1');
    expect(() => resources.one({ name: 'rg-a' })).toThrow(
      'resources.one: 2 resources match {"name":"rg-a"}',
    );
    expect(() => resources.one({ name: 'none' })).toThrow('0 resources match');
  });

  it('refuses a type that is not served, with the one that is meant', () => {
    expect(() => world().resources.list({ type: 'Microsoft.Vault/vaults' })).toThrow(
      new TypeError(
        "resources: no resource type 'Microsoft.Vault/vaults' is served; did you mean 'Microsoft.KeyVault/vaults'?",
      ),
    );
  });
});

describe('sim.ledger', () => {
  it('tells who asked for what and what became of it', async () => {
    const sim = world();
    await groupsOf(sim).get('rg-a');
    await expect(groupsOf(sim).get('none')).rejects.toThrow('none');
    sim.faults.add({ method: 'GET', times: 1, answer: { status: 400 } });
    await expect(groupsOf(sim).get('rg-a')).rejects.toThrow('a fault was asked for');
    await sim.fetch('https://example.org/');
    expect(sim.ledger.entries()).toMatchObject([
      { number: 1, status: 200, decision: 'answered', caller: expect.stringMatching(GUID) },
      { number: 2, status: 404, decision: 'refused', code: 'ResourceGroupNotFound' },
      { number: 3, status: 400, decision: 'goneWrong', faults: ['fault-000001'] },
      { number: 4, status: 501, decision: 'notSimulated', code: 'NotSimulated' },
    ]);
  });

  it('holds no token and no secret, wherever they stood', async () => {
    const sim = world();
    const issued = await sim.credential().getToken('https://management.azure.com/.default');
    const token = issued?.token ?? '';
    const headers = { authorization: `Bearer ${token}`, cookie: 'sim-cookie' };
    for (const url of [
      `https://management.azure.com/subscriptions/${token}?api-version=2025-04-01&token=sim-secret-1`,
      'https://sim.blob.core.windows.net/c/b?sv=2024-01-01&sig=sim-secret-2%3D',
      'https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_secret=sim-secret-3#x',
    ]) {
      await sim.fetch(url, { method: 'POST', headers, body: '{"value":"sim-secret-4"}' });
    }
    // `fetch` refuses such a URL; the clients' transport does not.
    await sim.httpClient.sendRequest({
      url: 'https://sim-user:sim-secret-5@management.azure.com/',
      method: 'GET',
      headers: { get: () => undefined },
    } as never);
    // Not even one who looks into the object before it is read finds what is not to be found.
    const unread = [sim, sim.ledger].map((object) =>
      inspect(object, { depth: 20, showHidden: true }),
    );
    expect(JSON.stringify([unread, sim.ledger, sim.snapshot()])).not.toMatch(/sim-secret-\d/);
    const text = JSON.stringify(sim.ledger.entries());
    expect(sim.ledger.entries()).toEqual(JSON.parse(text));
    expect(sim.ledger.size).toBe(4);
    expect(text).not.toContain(token);
    expect(text).not.toMatch(/sim-secret|sim-cookie|Bearer/);
    expect(text).toContain('sig=REDACTED');
    expect(text).toContain('api-version=2025-04-01&token=REDACTED');
  });
});

describe('/_sim', () => {
  it('shows and clears the ledger, a part at a time; it stands in none itself', async () => {
    const sim = world();
    for (const name of ['rg-a', 'rg-b', 'rg-a']) await groupsOf(sim).get(name);
    const all = await ask(sim, 'GET', '/ledger');
    expect(all.status).toBe(200);
    expect(all.body.value).toEqual(JSON.parse(JSON.stringify(sim.ledger.entries())));
    const { body } = await ask(sim, 'GET', '/ledger?after=1&limit=1');
    expect(body.value.map(({ number }) => number)).toEqual([2]);
    await ask(sim, 'DELETE', '/ledger');
    expect(sim.ledger.size).toBe(0);
  });

  it('finds resources and keeps to itself what their services never show', async () => {
    const sim = world();
    const { body } = await ask(sim, 'GET', '/resources?group=rg-a&name=id-0');
    const { hidden: _, ...shown } = sim.resources.one({ name: 'id-0' });
    expect(body.value).toEqual([shown]);
    expect((await ask(sim, 'GET', '/resources?type=Nothing/at')).body.error.message).toBe(
      "resources: no resource type 'Nothing/at' is served",
    );
  });

  it('adds, lists and removes faults, which never touch it', async () => {
    const sim = world();
    const added = await ask(sim, 'POST', '/faults', { drop: true });
    expect(added).toMatchObject({ status: 201, body: { id: 'fault-000001' } });
    await expect(groupsOf(sim).get('rg-a')).rejects.toMatchObject({ code: 'ECONNRESET' });
    const { body } = await ask(sim, 'GET', '/faults');
    expect(body.value).toMatchObject([{ id: 'fault-000001', spec: { drop: true } }]);
    expect(body.value[0]?.['fired']).toBeGreaterThan(0);
    await ask(sim, 'DELETE', '/faults/fault-000001');
    expect((await groupsOf(sim).get('rg-a')).name).toBe('rg-a');
    await ask(sim, 'POST', '/faults', { latencyMs: 5 });
    await ask(sim, 'DELETE', '/faults');
    expect(sim.faults.list()).toEqual([]);
  });

  it('moves the clock, takes and restores snapshots, resets', async () => {
    const sim = world();
    const before = await ask(sim, 'GET', '/snapshot');
    expect(before.body.formatVersion).toBe(1);
    const moved = await ask(sim, 'POST', '/clock/advance', { minutes: 1, seconds: 5 });
    expect(moved.body).toEqual({ now: 65_000, iso: '1970-01-01T00:01:05.000Z' });
    await groupsOf(sim).createOrUpdate('later', { location: 'westeurope' });
    expect((await ask(sim, 'PUT', '/snapshot', before.body)).status).toBe(200);
    expect(await ask(sim, 'GET', '/clock')).toMatchObject({ body: { now: 0 } });
    expect(sim.resources.count({ name: 'later' })).toBe(0);
    await groupsOf(sim).createOrUpdate('later', { location: 'westeurope' });
    await ask(sim, 'POST', '/reset');
    expect(sim.snapshot()).toEqual(before.body);
  });

  it.each([
    ['GET', '/nothing', undefined, 404, 'there is no /_sim/nothing; there are /_sim/ledger,'],
    ['GET', '', undefined, 404, 'there is no /_sim;'],
    ['DELETE', '/faults/none', undefined, 404, "there is no fault 'none'"],
    ['GET', '/reset', undefined, 405, 'GET does not go with /_sim/reset; POST does'],
    ['GET', '/ledger?limit=-1', undefined, 400, "limit: '-1' is not a whole number"],
    ['GET', '/resources?kind=x', undefined, 400, 'knows no kind; it knows type,'],
    ['POST', '/faults', '{', 400, 'JSON'],
    ['POST', '/faults', '[]', 400, 'the body must be a JSON object'],
    [
      'POST',
      '/faults',
      { path: 5, mad: 1 },
      400,
      '- path: must be a string\n- mad: there are only',
    ],
    ['POST', '/faults', { answer: {} }, 400, '- answer.status: must be given'],
    ['POST', '/faults', '{"__proto__":{"drop":true}}', 400, '__proto__: there are only method,'],
    ['POST', '/clock/advance', { weeks: 1 }, 400, 'weeks: a span of time is'],
    ['POST', '/clock/advance', { days: -1 }, 400, 'days: a span of time is'],
    ['POST', '/clock/advance', { days: 1e9 }, 400, 'the clock ends at'],
    ['PUT', '/snapshot', { formatVersion: 2 }, 400, 'snapshot formatVersion 2 cannot be restored'],
    ['PUT', '/snapshot', { formatVersion: 1, tables: { a: [1] } }, 400, 'now: must be an instant;'],
  ] as const)('%s %s %j is %i', async (method, path, body, status, message) => {
    const sim = world();
    const before = JSON.stringify(sim.snapshot());
    const answer = await ask(sim, method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(message);
    expect(JSON.stringify(sim.snapshot())).toBe(before);
  });

  it('takes no body that a web page could send unasked', async () => {
    const sim = world();
    const answer = await sim.fetch('http://localhost/_sim/faults', {
      method: 'POST',
      body: '{"drop":true}',
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('must be sent as application/json');
    expect(sim.faults.list()).toEqual([]);
  });

  it.each(['http://127.0.0.1', 'https://[::1]:8443', 'http://LOCALHOST:80'])(
    'is there at %s',
    async (origin) => {
      expect((await ask(world(), 'GET', '/clock', undefined, origin)).status).toBe(200);
    },
  );

  it.each([
    'https://management.azure.com',
    'https://kv.vault.azure.net',
    'https://login.microsoftonline.com',
    'https://localhost.example.org',
  ])('is not there at %s', async (origin) => {
    const sim = world();
    const answer = await sim.fetch(`${origin}/_sim/snapshot`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).not.toContain('formatVersion');
    expect(sim.ledger.size).toBe(1);
  });

  it('is served by whatever serves sim.fetch', async () => {
    const sim = world();
    const server = createServer((incoming, outgoing) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        const { method = 'GET', headers, url = '/' } = incoming;
        const answer = await sim.fetch(`http://${headers.host}${url}`, {
          method,
          headers: { 'content-type': headers['content-type'] ?? '' },
          ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
        });
        outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
        outgoing.end(await answer.text());
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const served = { fetch: globalThis.fetch } as Pick<Simulator, 'fetch'>;
      const added = await ask(served, 'POST', '/faults', { latencyMs: 250 }, origin);
      expect(added).toMatchObject({ status: 201, body: { id: 'fault-000001' } });
      await groupsOf(sim).get('rg-a');
      expect((await ask(served, 'GET', '/ledger', undefined, origin)).body.value).toHaveLength(1);
      const clock = await ask(served, 'GET', '/clock', undefined, origin);
      expect(clock.body.now).toBe(250);
      expect((await ask(served, 'GET', '/other', undefined, origin)).status).toBe(404);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
