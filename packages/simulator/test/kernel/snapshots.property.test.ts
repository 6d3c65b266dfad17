import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator, type Snapshot } from '../../src/index.ts';

const GROUP = {
  id: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg',
  apiVersion: '2021-04-01',
  body: { location: 'westeurope' },
};

function made(): Simulator {
  const sim = createSimulator({
    now: 0,
    world: {
      subscriptions: [{ subscriptionId: '11111111-1111-1111-1111-111111111111' }],
      resources: [GROUP],
    },
  });
  sim.faults.add({ path: '**/nowhere', drop: true });
  return sim;
}

/** What a restore of it throws; nothing when it is taken. */
function refusalOf(sim: Simulator, snapshot: unknown): unknown {
  try {
    sim.restore(snapshot as Snapshot);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Refused in words, with everything as it was; or taken. */
function check(sim: Simulator, snapshot: unknown): 'refused' | 'taken' {
  const before = JSON.stringify(sim.snapshot());
  const error = refusalOf(sim, snapshot);
  if (error === undefined) return 'taken';
  expect(error).toBeInstanceOf(TypeError);
  expect((error as TypeError).message).toMatch(/^not a snapshot: |^snapshot formatVersion /);
  expect(JSON.stringify(sim.snapshot())).toBe(before);
  return 'refused';
}

describe('what is restored', () => {
  it.each([
    [null, 'not a snapshot: must be an object; got null'],
    [undefined, 'not a snapshot: must be an object; got undefined'],
    [[], 'not a snapshot: must be an object; got an array'],
    ['{}', 'not a snapshot: must be an object; got string'],
    [{}, 'snapshot formatVersion undefined cannot be restored; this simulator reads 1'],
    [
      { formatVersion: 1 },
      'not a snapshot: now: must be an instant; seed: must be a string; drawn: must be a whole number of at least 0; tables: must be an object',
    ],
  ])('is no %j', (snapshot, message) => {
    const sim = made();
    expect(check(sim, snapshot)).toBe('refused');
    expect(() => {
      sim.restore(snapshot as unknown as Snapshot);
    }).toThrow(new TypeError(message));
  });

  it('holds what the tables are read for', () => {
    const sim = made();
    const whole = sim.snapshot();
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const tables = {
      resources: [['/x', { id: '/x', type: 'a/b', name: 'x' }]],
      subscriptions: [['s', { subscriptionId: 's', tenantId: 't', displayName: 'd', state: 'On' }]],
      principals: [['p', null]],
      tenants: 5,
      faults: [['f', { drop: 'yes' }]],
      quota: [['q', circle]],
      timers: [
        ['t', 1],
        ['t', 2],
      ],
      providers: [['p', new Date(0)]],
    };
    expect(String(refusalOf(sim, { ...whole, tables }))).toBe(
      [
        "TypeError: not a snapshot: tables.resources: '/x': properties: must be an object",
        "tables.subscriptions: 's': state: must be one of Enabled, Warned, PastDue, Disabled, Deleted",
        "tables.principals: 'p': must be an object",
        'tables.tenants: must be a list of pairs of a key and a value',
        "tables.faults: 'f': drop: must be a boolean",
        "tables.quota: 'q': must be JSON",
        'tables.timers: has a key twice',
        "tables.providers: 'p': must be JSON",
      ].join('; '),
    );
    expect(sim.snapshot()).toEqual(whole);
  });

  it('is no value whatever', () => {
    const sim = made();
    const values = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
      fc.record(
        {
          formatVersion: fc.oneof(fc.constant(1), fc.anything()),
          now: fc.anything(),
          seed: fc.anything(),
          drawn: fc.anything(),
          tables: fc.oneof(fc.anything(), fc.dictionary(fc.string(), fc.anything())),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(fc.property(values, (value) => void check(sim.fork(), value)));
  });

  it('is refused, or answers requests, whatever row is another', async () => {
    const sim = made();
    const whole = sim.snapshot();
    const rows = ['first', 'tenants', 'subscriptions', 'principals', 'resources', 'faults'].flatMap(
      (table) => (whole.tables[table] ?? []).map((_, index) => ({ table, index })),
    );
    const { token } = (await sim
      .credential()
      .getToken('https://management.azure.com/.default')) ?? {
      token: '',
    };
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...rows),
        fc.jsonValue(),
        async ({ table, index }, value) => {
          const fork = sim.fork();
          const entries = (whole.tables[table] ?? []).map((entry, at) =>
            at === index ? [entry[0], value] : entry,
          );
          const outcome = check(fork, { ...whole, tables: { ...whole.tables, [table]: entries } });
          seen.add(outcome);
          if (outcome === 'refused') return;
          const url = `https://management.azure.com${GROUP.id}/resources?api-version=2021-04-01`;
          const answer = await fork.fetch(url, { headers: { authorization: `Bearer ${token}` } });
          expect(answer.status).toBeLessThan(500);
        },
      ),
    );
    expect(seen).toContain('refused');
  });
});
