/** Commands for the life of keys: each tells the model what happens, and sends the same to a vault. */
import fc from 'fast-check';
import { createSimulator } from '../../../src/index.ts';
import * as life from './life.ts';
import type { Algorithm, Call, Model, Name, Policy } from './model.ts';
import * as rotation from './rotation.ts';
import * as use from './use.ts';
import { lookAround, perform, type Vault } from './vault.ts';

type Command = fc.AsyncCommand<Model, Vault>;

type State = 'none' | 'live' | 'deleted';

/** What a command is made of. */
interface Parts {
  /** How a failure shows it. */
  readonly text: string;
  readonly of: Name;
  /** The state of the key in which it can succeed; `undefined`: any. */
  readonly wants: State | undefined;
  /** Whether it is sent in the other states too. */
  readonly isStray: boolean;
  readonly can?: (model: Readonly<Model>) => boolean;
  readonly told: (model: Model) => Call;
}

const command = ({ text, of, wants, isStray, can, told }: Parts): Command => ({
  check: (model) =>
    (isStray || wants === undefined || model.keys[of].state === wants) && (can?.(model) ?? true),
  run: async (model, vault) => perform(vault, told(model)),
  toString: () => text,
});

const waiting = (days: number): Command => ({
  check: () => true,
  async run(model, vault) {
    rotation.wait(model, days);
    await vault.sim.clock.advance({ days });
    await lookAround(model, vault);
  },
  toString: () => `wait(${days} days)`,
});

/** Everything goes on in another process. */
const moving: Command = {
  check: () => true,
  run: async (_, vault) => {
    const copy = createSimulator();
    copy.restore(JSON.parse(JSON.stringify(vault.sim.snapshot())));
    vault.sim = copy;
    await Promise.resolve();
  },
  toString: () => 'snapshot()',
};

/** Most of a life happens to one key. */
const name = fc.constantFrom<Name>('one', 'one', 'one', 'two');
/** Which version by its place; the current one is asked for as often as all others. */
const at = fc.option(fc.nat(3), { nil: undefined, freq: 1 });
const tags = fc.constantFrom(undefined, { round: '1' }, {});
const show = (...values: unknown[]): string => values.map((one) => JSON.stringify(one)).join(', ');

/** Most commands meet the key in the state that they want; without that, most would meet no key at all. */
const isStray = fc.constantFrom(false, false, false, false, true);

const create = fc
  .tuple(
    name,
    fc.record({
      kty: fc.constantFrom('RSA', 'RSA', 'EC'),
      enabled: fc.constantFrom(true, true, true, false),
      tags,
    }),
    isStray,
  )
  .map(([of, key, stray]) =>
    command({
      text: `create(${show(of, key)})`,
      of,
      wants: undefined,
      isStray: stray,
      can: ({ keys }) => stray || keys[of].state !== 'deleted',
      told: (model) => life.create(model, of, key),
    }),
  );

const change: fc.Arbitrary<life.Change> = fc.record(
  {
    enabled: fc.constantFrom(true, true, false),
    nbf: fc.constantFrom(-2, 0, 1),
    exp: fc.constantFrom(-1, 0, 2, 20),
    operations: fc.constantFrom(
      ['sign', 'verify'],
      ['unwrapKey'],
      ['wrapKey', 'unwrapKey', 'sign', 'verify'],
    ),
    tags: fc.constantFrom({ round: '2' }, {}),
  },
  { requiredKeys: [] },
);
const update = fc.tuple(name, at, change, isStray).map(([of, v, to, stray]) =>
  command({
    text: `update(${show(of, v, to)})`,
    of,
    wants: 'live',
    isStray: stray,
    told: (model) => life.update(model, of, v, to),
  }),
);

const get = fc.tuple(name, at, isStray).map(([of, v, stray]) =>
  command({
    text: `get(${show(of, v)})`,
    of,
    wants: 'live',
    isStray: stray,
    told: (model) => life.get(model, of, v),
  }),
);

/** What is done with a key by its name alone, and the state in which that succeeds. */
const WHOLE = {
  remove: { wants: 'live', told: life.remove },
  rotate: { wants: 'live', told: rotation.rotate },
  backup: { wants: 'live', told: life.backup },
  getPolicy: { wants: 'live', told: rotation.getPolicy },
  getDeleted: { wants: 'deleted', told: life.getDeleted },
  recover: { wants: 'deleted', told: life.recover },
  purge: { wants: 'deleted', told: life.purge },
  restore: { wants: 'none', told: life.restore },
} as const;
const what = fc.oneof(
  fc.constantFrom<keyof typeof WHOLE>('remove', 'rotate', 'backup', 'getPolicy'),
  fc.constantFrom<keyof typeof WHOLE>('getDeleted', 'recover', 'purge', 'purge', 'restore'),
);
const whole = fc.tuple(what, name, isStray).map(([does, of, stray]) =>
  command({
    text: `${does}(${show(of)})`,
    of,
    wants: WHOLE[does].wants,
    isStray: stray,
    can: ({ backups }) => stray || does !== 'restore' || backups[of] !== undefined,
    told: (model) => WHOLE[does].told(model, of),
  }),
);

const policies: readonly Policy[] = [
  {},
  { rotateAfter: 10 },
  { rotateAfter: 10, expiry: 30 },
  { rotateBefore: 8, expiry: 28 },
];
const setPolicy = fc.tuple(name, fc.constantFrom(...policies), isStray).map(([of, it, stray]) =>
  command({
    text: `setPolicy(${show(of, it)})`,
    of,
    wants: 'live',
    isStray: stray,
    told: (model) => rotation.setPolicy(model, of, it),
  }),
);

const wrap = fc.tuple(name, at, isStray).map(([of, v, stray]) =>
  command({
    text: `wrap(${show(of, v)})`,
    of,
    wants: 'live',
    isStray: stray,
    told: (model) => use.wrap(model, of, v),
  }),
);

const unwrap = fc.tuple(name, at, fc.nat(5), isStray).map(([of, v, pick, stray]) =>
  command({
    text: `unwrap(${show(of, v, pick)})`,
    of,
    wants: 'live',
    isStray: stray,
    can: ({ sealed }) => sealed.length > 0,
    told: (model) => use.unwrap(model, of, v, pick),
  }),
);

const sign = fc
  .tuple(name, at, fc.constantFrom<Algorithm>('RS256', 'PS256', 'ES256'), isStray)
  .map(([of, v, algorithm, stray]) =>
    command({
      text: `sign(${show(of, v, algorithm)})`,
      of,
      wants: 'live',
      isStray: stray,
      told: (model) => use.sign(model, of, v, algorithm),
    }),
  );

const verify = fc.tuple(name, at, fc.nat(5), isStray).map(([of, v, pick, stray]) =>
  command({
    text: `verify(${show(of, v, pick)})`,
    of,
    wants: 'live',
    isStray: stray,
    can: ({ signed }) => signed.length > 0,
    told: (model) => use.verify(model, of, v, pick),
  }),
);

const wait = fc.constantFrom(1, 3, 7, 11, 25).map(waiting);

/** Arbitraries of single commands, and how often each comes. */
const WEIGHTS: readonly (readonly [number, fc.Arbitrary<Command>])[] = [
  [3, create],
  [6, whole],
  [2, update],
  [1, get],
  [1, setPolicy],
  [2, wrap],
  [2, unwrap],
  [1, sign],
  [2, verify],
  [2, wait],
  [1, fc.constant(moving)],
];
export const keyCommand: fc.Arbitrary<Command> = fc.oneof(
  ...WEIGHTS.map(([weight, arbitrary]) => ({ weight, arbitrary })),
);
