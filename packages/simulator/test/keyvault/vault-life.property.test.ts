import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { GROUP, LOCATION, objectId, scene, send, vaultUrl } from './scene.ts';

/**
 * The life of two vaults and one key in each, as the documents tell it, written without a look at the simulator's
 * code: states and what each command does to them.
 */
interface Life {
  state: 'none' | 'live' | 'deleted';
  protected: boolean;
  retentionDays: number;
  purgeDay: number;
  /** Whether roles decide about keys: the caller has none for them. */
  byRoles: boolean;
  key: 'none' | 'live' | 'deleted';
  versions: number;
  keyPurgeDay: number;
}

interface Model {
  day: number;
  readonly vaults: Record<string, Life>;
}

/** Sequences of commands that are tried: some 20 s of one core. */
const RUNS = 2000;

const NAMES = ['kv-a', 'kv-b'] as const;
type Name = (typeof NAMES)[number];

const fresh = (): Life => ({
  state: 'none',
  protected: false,
  retentionDays: 90,
  purgeDay: 0,
  byRoles: false,
  key: 'none',
  versions: 0,
  keyPurgeDay: 0,
});

type Command =
  | { kind: 'create'; name: Name; protect: boolean; retentionDays: number | undefined }
  | { kind: 'unprotect' | 'delete' | 'recover' | 'purge' | 'byRoles' | 'byPolicies'; name: Name }
  | { kind: 'createKey' | 'makeKey' | 'deleteKey' | 'recoverKey' | 'purgeKey'; name: Name }
  | { kind: 'wait'; days: number };

const name = fc.constantFrom(...NAMES);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('create' as const),
      name,
      protect: fc.boolean(),
      retentionDays: fc.constantFrom(undefined, 7, 30),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'unprotect',
        'delete',
        'delete',
        'recover',
        'purge',
        'byRoles',
        'byPolicies',
      ),
      name,
    }) as fc.Arbitrary<Command>,
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('createKey', 'makeKey', 'deleteKey', 'recoverKey', 'purgeKey'),
      name,
    }) as fc.Arbitrary<Command>,
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      days: fc.constantFrom(1, 4, 7, 40),
    }),
  },
);

function forgetKey(life: Life): void {
  life.key = 'none';
  life.versions = 0;
}

/** What the documents expect: a status, and the model changed. */
function expected(model: Model, step: Command): number {
  if (step.kind === 'wait') {
    model.day += step.days;
    for (const life of Object.values(model.vaults)) {
      if (life.key === 'deleted' && life.keyPurgeDay <= model.day) forgetKey(life);
      if (life.state === 'deleted' && life.purgeDay <= model.day) Object.assign(life, fresh());
    }
    return 200;
  }
  const life = model.vaults[step.name];
  if (!life) throw new Error('no such vault in the model');
  switch (step.kind) {
    case 'create': {
      if (life.state === 'deleted') return 409;
      const isNew = life.state === 'none';
      const wanted = step.retentionDays ?? (isNew ? 90 : life.retentionDays);
      if (!isNew && wanted !== life.retentionDays) return 400;
      life.state = 'live';
      life.retentionDays = wanted;
      life.protected ||= step.protect;
      return 200;
    }
    case 'unprotect':
      return life.state === 'live' ? 400 : 404;
    case 'delete':
      if (life.state !== 'live') return 204;
      life.state = 'deleted';
      life.purgeDay = model.day + life.retentionDays;
      return 200;
    case 'recover':
      if (life.state !== 'deleted') return life.state === 'live' ? 409 : 404;
      life.state = 'live';
      return 200;
    case 'purge':
      if (life.state !== 'deleted') return 404;
      if (life.protected) return 400;
      Object.assign(life, fresh());
      return 200;
    case 'byRoles':
    case 'byPolicies':
      if (life.state !== 'live') return 404;
      life.byRoles = step.kind === 'byRoles';
      return 200;
    // By Resource Manager: made if it is not there, never changed, whatever model the vault goes by.
    case 'makeKey':
      if (life.state !== 'live') return 404;
      if (life.key === 'deleted') return 400;
      if (life.key === 'none') life.versions = 1;
      life.key = 'live';
      return 200;
    case 'createKey':
      if (life.state !== 'live') return 404;
      if (life.byRoles) return 403;
      if (life.key === 'deleted') return 409;
      life.key = 'live';
      life.versions += 1;
      return 200;
    case 'deleteKey':
      if (life.state !== 'live') return 404;
      if (life.byRoles) return 403;
      if (life.key !== 'live') return 404;
      life.key = 'deleted';
      life.keyPurgeDay = model.day + life.retentionDays;
      return 200;
    case 'recoverKey':
      if (life.state !== 'live') return 404;
      if (life.byRoles) return 403;
      if (life.key === 'none') return 404;
      if (life.key === 'live') return 400;
      life.key = 'live';
      return 200;
    default:
      if (life.state !== 'live') return 404;
      if (life.byRoles) return 403;
      if (life.key !== 'deleted') return 404;
      if (life.protected) return 403;
      forgetKey(life);
      return 204;
  }
}

async function actual(sim: Simulator, step: Command): Promise<number> {
  if (step.kind === 'wait') {
    await sim.clock.advance({ days: step.days });
    return 200;
  }
  const vault = vaultUrl(sim, step.name);
  const base = {
    tenantId: sim.tenantId,
    sku: { family: 'A', name: 'standard' },
    accessPolicies: [
      {
        tenantId: sim.tenantId,
        objectId: objectId(sim),
        permissions: { keys: ['all'] },
      },
    ],
  };
  const put = (properties: object) =>
    send(sim, 'PUT', vault, { location: LOCATION, properties: { ...base, ...properties } });
  const patch = (properties: object) => send(sim, 'PATCH', vault, { properties });
  const key = (path: string) =>
    `https://${step.name}.vault.azure.net${path}?api-version=2025-07-01`;
  const deleted = `https://management.azure.com/subscriptions/${sim.subscriptionId}/providers/Microsoft.KeyVault/locations/${LOCATION}/deletedVaults/${step.name}`;
  const answer = await {
    create: () =>
      put({
        ...('protect' in step && step.protect ? { enablePurgeProtection: true } : {}),
        ...('retentionDays' in step && step.retentionDays !== undefined
          ? { softDeleteRetentionInDays: step.retentionDays }
          : {}),
      }),
    unprotect: () => patch({ enablePurgeProtection: false }),
    delete: () => send(sim, 'DELETE', vault),
    byRoles: () => patch({ enableRbacAuthorization: true }),
    byPolicies: () => patch({ enableRbacAuthorization: false }),
    recover: () => put({ createMode: 'recover' }),
    makeKey: () =>
      send(sim, 'PUT', vaultUrl(sim, `${step.name}/keys/cmk`), { properties: { kty: 'RSA' } }),
    purge: () => send(sim, 'POST', `${deleted}/purge?api-version=2023-02-01`),
    createKey: () => send(sim, 'POST', key('/keys/cmk/create'), { kty: 'RSA' }),
    deleteKey: () => send(sim, 'DELETE', key('/keys/cmk')),
    recoverKey: () => send(sim, 'POST', key('/deletedkeys/cmk/recover')),
    purgeKey: () => send(sim, 'DELETE', key('/deletedkeys/cmk')),
  }[step.kind]();
  return answer.status;
}

/** What can be seen from outside, by every way of looking. */
async function seen(sim: Simulator): Promise<unknown> {
  const of = async (name: Name): Promise<unknown> => {
    const arm = `https://management.azure.com/subscriptions/${sim.subscriptionId}/providers/Microsoft.KeyVault`;
    const key = (path: string) => `https://${name}.vault.azure.net${path}?api-version=2025-07-01`;
    const vault = await send(sim, 'GET', vaultUrl(sim, name));
    const deleted = await send(
      sim,
      'GET',
      `${arm}/locations/${LOCATION}/deletedVaults/${name}?api-version=2023-02-01`,
    );
    const free = await send(sim, 'POST', `${arm}/checkNameAvailability?api-version=2023-02-01`, {
      name,
      type: 'Microsoft.KeyVault/vaults',
    });
    const live = await send(sim, 'GET', key('/keys/cmk'));
    const gone = await send(sim, 'GET', key('/deletedkeys/cmk'));
    const shown = await send(sim, 'GET', vaultUrl(sim, `${name}/keys/cmk`));
    const versions = await send(sim, 'GET', vaultUrl(sim, `${name}/keys/cmk/versions`));
    return {
      vault: vault.status,
      protected: vault.body?.properties?.enablePurgeProtection,
      retention: vault.body?.properties?.softDeleteRetentionInDays,
      deleted: deleted.status,
      free: free.body.nameAvailable,
      key: live.status,
      deletedKey: gone.status,
      shown: shown.status,
      versions: versions.body?.value?.length,
    };
  };
  return Promise.all(NAMES.map(of));
}

function told(model: Model): unknown {
  return NAMES.map((each) => {
    const life = model.vaults[each] ?? fresh();
    const isLive = life.state === 'live';
    const isShown = isLive && life.key === 'live';
    return {
      vault: isLive ? 200 : 404,
      protected: isLive && life.protected ? true : undefined,
      retention: isLive ? life.retentionDays : undefined,
      deleted: life.state === 'deleted' ? 200 : 404,
      free: life.state === 'none',
      key: isLive && life.byRoles ? 403 : isShown ? 200 : 404,
      deletedKey: isLive && life.byRoles ? 403 : isLive && life.key === 'deleted' ? 200 : 404,
      shown: isShown ? 200 : 404,
      versions: isShown ? life.versions : undefined,
    };
  });
}

describe('the life of vaults and keys', () => {
  it('goes as the documents tell it, in any order', async () => {
    const start = await scene({ now: '2026-03-01T00:00:00Z' });
    expect(
      start.resource(`/subscriptions/${start.subscriptionId}/resourceGroups/${GROUP}`),
    ).toBeDefined();
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { minLength: 1, maxLength: 25 }),
        fc.nat({ max: 24 }),
        async (steps, restoreAt) => {
          let sim = start.fork();
          const model: Model = { day: 0, vaults: { 'kv-a': fresh(), 'kv-b': fresh() } };
          for (const [index, step] of steps.entries()) {
            const status = expected(model, step);
            expect([index, step, await actual(sim, step)]).toEqual([index, step, status]);
            if (index === restoreAt) {
              const copy = createSimulator();
              copy.restore(JSON.parse(JSON.stringify(sim.snapshot())));
              sim = copy;
            }
          }
          expect(await seen(sim)).toEqual(told(model));
        },
      ),
      { numRuns: RUNS },
    );
  }, 120_000);
});
