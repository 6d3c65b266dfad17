import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { objectId, scene, send, vaultUrl } from './scene.ts';

/**
 * The life of two secrets as the documentation tells it, written without a look at the simulator's code: versions by
 * the order in which they were set, and what each command does.
 */
interface Version {
  value: string;
  enabled: boolean;
}
interface Life {
  state: 'none' | 'live' | 'deleted';
  versions: Version[];
  purgeDay: number;
}
interface Model {
  day: number;
  readonly secrets: Record<Name, Life>;
  /** What was backed up, by name. */
  readonly backups: Partial<Record<Name, Version[]>>;
}

const NAMES = ['one', 'two'] as const;
type Name = (typeof NAMES)[number];
const RETENTION_DAYS = 7;

type Command =
  | { kind: 'set'; name: Name; value: string; enabled: boolean }
  | { kind: 'enable' | 'disable'; name: Name; version: number }
  | { kind: 'get'; name: Name; version: number | undefined }
  | { kind: 'delete' | 'recover' | 'purge' | 'backup' | 'restore' | 'count'; name: Name }
  | { kind: 'wait'; days: number };

const name = fc.constantFrom(...NAMES);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('set' as const),
      name,
      value: fc.string({ maxLength: 6 }),
      enabled: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('enable' as const, 'disable' as const),
      name,
      version: fc.nat(3),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('get' as const),
      name,
      version: fc.option(fc.nat(3), { nil: undefined }),
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constantFrom('delete', 'recover', 'purge', 'backup', 'restore', 'count'),
      name,
    }) as fc.Arbitrary<Command>,
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), days: fc.constantFrom(1, 3, 7) }),
  },
);

interface Expected {
  status: number;
  value?: string;
  count?: number;
}

function expected(model: Model, step: Command): Expected {
  if (step.kind === 'wait') {
    model.day += step.days;
    for (const life of Object.values(model.secrets)) {
      if (life.state === 'deleted' && life.purgeDay <= model.day) {
        Object.assign(life, { state: 'none', versions: [] });
      }
    }
    return { status: 200 };
  }
  const life = model.secrets[step.name];
  switch (step.kind) {
    case 'set':
      if (life.state === 'deleted') return { status: 409 };
      life.state = 'live';
      life.versions.push({ value: step.value, enabled: step.enabled });
      return { status: 200, value: step.value };
    case 'enable':
    case 'disable': {
      const version = life.versions[step.version];
      if (life.state !== 'live' || !version) return { status: 404 };
      version.enabled = step.kind === 'enable';
      return { status: 200 };
    }
    case 'get': {
      const version =
        step.version === undefined ? life.versions.at(-1) : life.versions[step.version];
      if (life.state !== 'live' || !version) return { status: 404 };
      return version.enabled ? { status: 200, value: version.value } : { status: 403 };
    }
    case 'delete':
      if (life.state !== 'live') return { status: 404 };
      life.state = 'deleted';
      life.purgeDay = model.day + RETENTION_DAYS;
      return { status: 200 };
    case 'recover':
      if (life.state !== 'deleted') return { status: life.state === 'live' ? 400 : 404 };
      life.state = 'live';
      return { status: 200 };
    case 'purge':
      if (life.state !== 'deleted') return { status: 404 };
      Object.assign(life, { state: 'none', versions: [] });
      return { status: 204 };
    case 'backup':
      if (life.state !== 'live') return { status: 404 };
      model.backups[step.name] = life.versions.map((version) => ({ ...version }));
      return { status: 200 };
    case 'restore': {
      const backup = model.backups[step.name];
      if (!backup) return { status: 400 };
      if (life.state !== 'none') return { status: 409 };
      Object.assign(life, { state: 'live', versions: backup.map((one) => ({ ...one })) });
      return { status: 200 };
    }
    case 'count':
      return life.state === 'live' ? { status: 200, count: life.versions.length } : { status: 404 };
  }
}

/** What a test remembers of what the vault said: version names in order, backups. */
interface Memory {
  readonly versions: Record<Name, string[]>;
  readonly backups: Partial<Record<Name, { value: string; versions: string[] }>>;
}

const url = (path: string): string =>
  `https://kv-one.vault.azure.net${path}?api-version=2026-04-01`;
const NO_VERSION = '0'.repeat(32);

async function perform(sim: Simulator, memory: Memory, step: Command): Promise<Expected> {
  if (step.kind === 'wait') {
    await sim.clock.advance({ days: step.days });
    return { status: 200 };
  }
  const names = memory.versions[step.name];
  const at = `/secrets/${step.name}`;
  const versionAt = (index: number): string => `${at}/${names[index] ?? NO_VERSION}`;
  switch (step.kind) {
    case 'set': {
      const { value, enabled } = step;
      const { status, body } = await send(sim, 'PUT', url(at), { value, attributes: { enabled } });
      if (status === 200) names.push(body.id.split('/').at(-1));
      return status === 200 ? { status, value: body.value } : { status };
    }
    case 'enable':
    case 'disable': {
      const attributes = { enabled: step.kind === 'enable' };
      return pick(await send(sim, 'PATCH', url(versionAt(step.version)), { attributes }));
    }
    case 'get': {
      const path = step.version === undefined ? at : versionAt(step.version);
      const { status, body } = await send(sim, 'GET', url(path));
      return status === 200 ? { status, value: body.value } : { status };
    }
    case 'delete':
      return pick(await send(sim, 'DELETE', url(at)));
    case 'recover':
      return pick(await send(sim, 'POST', url(`/deletedsecrets/${step.name}/recover`)));
    case 'purge': {
      const { status } = await send(sim, 'DELETE', url(`/deletedsecrets/${step.name}`));
      if (status === 204) names.length = 0;
      return { status };
    }
    case 'backup': {
      const { status, body } = await send(sim, 'POST', url(`${at}/backup`));
      if (status === 200) memory.backups[step.name] = { value: body.value, versions: [...names] };
      return { status };
    }
    case 'restore': {
      const backup = memory.backups[step.name];
      const value = backup?.value ?? 'none';
      const { status } = await send(sim, 'POST', url('/secrets/restore'), { value });
      if (status === 200) names.splice(0, names.length, ...(backup?.versions ?? []));
      return { status };
    }
    case 'count': {
      const { status, body } = await send(sim, 'GET', url(`${at}/versions`));
      return status === 200 ? { status, count: body.value.length } : { status };
    }
  }
}

const pick = ({ status }: { status: number }): Expected => ({ status });

describe('the life of secrets', () => {
  it('is the documented one, whatever the order of commands', async () => {
    const start = await scene();
    const secrets = ['all'];
    await send(start, 'PUT', vaultUrl(start, 'kv-one'), {
      location: 'westeurope',
      properties: {
        tenantId: start.tenantId,
        sku: { family: 'A', name: 'standard' },
        enableRbacAuthorization: false,
        softDeleteRetentionInDays: RETENTION_DAYS,
        accessPolicies: [
          { tenantId: start.tenantId, objectId: objectId(start), permissions: { secrets } },
        ],
      },
    });
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 25 }), async (steps) => {
        const sim = start.fork();
        const fresh = (): Life => ({ state: 'none', versions: [], purgeDay: 0 });
        const model: Model = { day: 0, secrets: { one: fresh(), two: fresh() }, backups: {} };
        const memory: Memory = { versions: { one: [], two: [] }, backups: {} };
        for (const step of steps) {
          const before = memory.versions;
          const wanted = expected(model, step);
          const given = await perform(sim, memory, step);
          expect({ step, ...given }).toEqual({ step, ...wanted });
          // A secret that the clock purged has lost its versions.
          for (const one of NAMES) {
            if (model.secrets[one].state === 'none') before[one].length = 0;
          }
        }
      }),
      { numRuns: 2000 },
    );
  }, 120_000);
});
