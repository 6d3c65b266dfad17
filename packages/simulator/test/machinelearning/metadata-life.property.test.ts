import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import {
  CONFIRMED,
  kept,
  type Kept,
  makeJob,
  MARKER,
  setFirewall,
  setGrant,
  statusOf,
} from './kept.ts';
import { GROUP, keys, machineLearning, WORKSPACE } from './scene.ts';

const RUNS = 500;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What the documents say of the account, without a vault, a wrapped key or a cipher text. */
interface Model {
  now: number;
  readonly versions: { readonly id: string; enabled: boolean }[];
  isGranted: boolean;
  isFirewalled: boolean;
  isLost: boolean;
  /** The version that wraps each data key, newest first, and when that was superseded. */
  dataKeys: { version: string; supersededAt?: number }[];
  checkAt: number;
  /** Names of jobs. */
  readonly jobs: string[];
}

interface Real {
  readonly given: Kept;
}

function look(model: Model): void {
  const current = model.versions.at(-1);
  const isEnabled = (id: string): boolean =>
    model.versions.some((version) => version.id === id && version.enabled);
  model.isLost =
    !model.isGranted ||
    model.isFirewalled ||
    !current?.enabled ||
    model.dataKeys.some(({ version }) => !isEnabled(version));
  if (!model.isLost && current) {
    const [inUse] = model.dataKeys;
    if (inUse && inUse.version !== current.id) {
      inUse.supersededAt = model.now;
      model.dataKeys = [{ version: current.id }, ...model.dataKeys];
    }
    for (const dataKey of model.dataKeys) {
      const { supersededAt = Infinity } = dataKey;
      if (supersededAt + 24 * HOUR_MS <= model.now) dataKey.version = current.id;
    }
  }
  model.checkAt = model.now + HOUR_MS;
}

async function agree(model: Model, { given }: Real): Promise<void> {
  const status = await statusOf(given);
  expect(status === CONFIRMED, status).toBe(!model.isLost);
  const account = given.sim.encryption.stores().find(({ id }) => id.includes('/databaseAccounts/'));
  expect(account?.dataKeys.map(({ wrappedBy }) => wrappedBy.slice(-32))).toEqual(
    model.dataKeys.map(({ version }) => version),
  );
  expect(account?.lost !== undefined).toBe(model.isLost);
  for (const name of model.jobs) {
    const read = given.client.jobs.get(GROUP, WORKSPACE, name);
    if (model.isLost) await expect(read).rejects.toMatchObject({ statusCode: 403 });
    else expect((await read).properties).toMatchObject({ command: MARKER });
  }
}

class Advance implements fc.AsyncCommand<Model, Real> {
  readonly minutes: number;
  constructor(minutes: number) {
    this.minutes = minutes;
  }
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    const until = model.now + this.minutes * MINUTE_MS;
    while (model.checkAt <= until) {
      model.now = model.checkAt;
      look(model);
    }
    model.now = until;
    await real.given.sim.clock.advance({ minutes: this.minutes });
    await agree(model, real);
  }
  toString = (): string => `advance(${this.minutes})`;
}

class Rotate implements fc.AsyncCommand<Model, Real> {
  check = ({ isFirewalled, versions }: Readonly<Model>): boolean =>
    !isFirewalled && versions.length < 4;
  async run(model: Model, real: Real): Promise<void> {
    const { properties } = await keys(real.given.sim).rotateKey('cosmos-key');
    // A version that follows a disabled one is disabled, too.
    model.versions.push({ id: properties.version ?? '', enabled: properties.enabled === true });
    await agree(model, real);
  }
  toString = (): string => 'rotate';
}

class Enable implements fc.AsyncCommand<Model, Real> {
  readonly index: number;
  readonly enabled: boolean;
  constructor(index: number, enabled: boolean) {
    this.index = index;
    this.enabled = enabled;
  }
  check = ({ isFirewalled }: Readonly<Model>): boolean => !isFirewalled;
  async run(model: Model, real: Real): Promise<void> {
    const version = model.versions[this.index % model.versions.length];
    if (!version) throw new Error('a key has a version');
    const { enabled } = this;
    await keys(real.given.sim).updateKeyProperties('cosmos-key', version.id, { enabled });
    version.enabled = enabled;
    await agree(model, real);
  }
  toString = (): string => `enable(${this.index}, ${this.enabled})`;
}

class Grant implements fc.AsyncCommand<Model, Real> {
  readonly isGranted: boolean;
  constructor(isGranted: boolean) {
    this.isGranted = isGranted;
  }
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    await setGrant(real.given, this.isGranted);
    model.isGranted = this.isGranted;
    await agree(model, real);
  }
  toString = (): string => `grant(${this.isGranted})`;
}

class Firewall implements fc.AsyncCommand<Model, Real> {
  readonly isFirewalled: boolean;
  constructor(isFirewalled: boolean) {
    this.isFirewalled = isFirewalled;
  }
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    await setFirewall(real.given, this.isFirewalled ? 'None' : 'AzureServices');
    model.isFirewalled = this.isFirewalled;
    await agree(model, real);
  }
  toString = (): string => `firewall(${this.isFirewalled})`;
}

class Write implements fc.AsyncCommand<Model, Real> {
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    const name = `job-${model.jobs.length + 1}`;
    const written = makeJob(real.given.client, name);
    if (model.isLost) await expect(written).rejects.toMatchObject({ statusCode: 403 });
    else {
      await written;
      model.jobs.push(name);
    }
    await agree(model, real);
  }
  toString = (): string => 'write';
}

/** The same world, made again from its JSON text: nothing that was remembered beside it counts. */
class Restore implements fc.AsyncCommand<Model, Real> {
  check = (): boolean => true;
  async run(model: Model, real: Real): Promise<void> {
    const { sim } = real.given;
    const text = JSON.stringify(sim.snapshot());
    expect(text).not.toContain(MARKER);
    const copy = sim.fork();
    copy.restore(JSON.parse(text));
    await agree(model, { given: on(real.given, copy) });
    expect(JSON.stringify(copy.fork().snapshot().tables['resources'])).toBe(
      JSON.stringify(sim.snapshot().tables['resources']),
    );
  }
  toString = (): string => 'restore';
}

const on = (given: Kept, sim: Simulator): Kept => ({ ...given, sim, client: machineLearning(sim) });

const commands = fc.commands(
  [
    fc
      .oneof(fc.integer({ min: 1, max: 90 }), fc.constantFrom(60, 24 * 60, 25 * 60))
      .map((minutes) => new Advance(minutes)),
    fc.constant(new Rotate()),
    fc.tuple(fc.nat(3), fc.boolean()).map(([index, enabled]) => new Enable(index, enabled)),
    fc.boolean().map((isGranted) => new Grant(isGranted)),
    fc.boolean().map((isFirewalled) => new Firewall(isFirewalled)),
    fc.constant(new Write()),
    fc.constant(new Restore()),
  ],
  { maxCommands: 14 },
);

describe('the metadata of a workspace, whatever becomes of its key', () => {
  it('is readable exactly while its account has the key, as a model of the documents says', async () => {
    const base = await kept();
    const [account] = base.sim.encryption
      .stores()
      .filter(({ id }) => id.includes('/databaseAccounts/'));
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const setup = (): { model: Model; real: Real } => ({
          model: {
            now: base.sim.clock.now(),
            versions: [{ id: base.keyId.slice(-32), enabled: true }],
            isGranted: true,
            isFirewalled: false,
            isLost: false,
            dataKeys: [{ version: base.keyId.slice(-32) }],
            checkAt: Date.parse(account?.looksAgainAt ?? ''),
            jobs: ['job-1'],
          },
          real: { given: on(base, base.sim.fork()) },
        });
        await fc.asyncModelRun(setup, sequence);
      }),
      { numRuns: RUNS },
    );
  }, 120_000);
});
