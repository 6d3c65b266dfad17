/** Commands for the life of keys: each tells the model what happens, sends the same to a vault, and compares. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { createSimulator, type Simulator } from '../../../src/index.ts';
import { send } from '../scene.ts';
import * as tell from './model.ts';
import { type Call, type Model, type Name, NAMES } from './model.ts';

/** A vault, and what it said that the model cannot know. */
export interface Vault {
  sim: Simulator;
  /** What the vault calls the versions: `#1` and so on. */
  readonly names: Map<string, string>;
  /** What it made of keys: `$sealed0` and so on. */
  readonly values: Map<string, string>;
}

type Command = fc.AsyncCommand<Model, Vault>;

const NO_VERSION = '0'.repeat(32);
const urlOf = (path: string): string =>
  `https://kv-one.vault.azure.net${path}?api-version=2026-04-01`;

/** With the names of the vault for those of the model. */
function spoken({ names, values }: Vault, text: string): string {
  return text.replaceAll(/#none|[#$][\w-]*\w/g, (word) =>
    word === '#none' ? NO_VERSION : (names.get(word) ?? values.get(word) ?? word),
  );
}

/** With the names of the model for those of the vault. */
function heard<T>({ names }: Vault, answer: T): T {
  const numbers = new Map([...names].map(([number, name]) => [name, number]));
  const text = JSON.stringify(answer).replaceAll(/\b[0-9a-f]{32}\b/g, (name) =>
    name === NO_VERSION ? '#none' : (numbers.get(name) ?? name),
  );
  return JSON.parse(text) as T;
}

/** What `whole` has of the members that `wanted` names; arrays and asymmetric matchers are compared whole. */
function part(whole: unknown, wanted: unknown): unknown {
  const isPlain = (value: unknown): value is Record<string, unknown> =>
    Object.prototype.toString.call(value) === '[object Object]';
  if (!isPlain(wanted) || !isPlain(whole)) return whole;
  return Object.fromEntries(
    Object.keys(wanted).map((name) => [name, part(whole[name], wanted[name])]),
  );
}

const lastOf = (kid: string): string => kid.split('/').at(-1) ?? '';

export async function perform(vault: Vault, call: Call): Promise<void> {
  const body = call.body === undefined ? undefined : spoken(vault, JSON.stringify(call.body));
  const sent = body === undefined ? undefined : (JSON.parse(body) as unknown);
  const given = await send(vault.sim, call.method, urlOf(spoken(vault, call.path)), sent);
  if (given.status === 200) {
    if (call.made !== undefined) vault.names.set(`#${call.made}`, lastOf(given.body.key.kid));
    if (call.keeps !== undefined) vault.values.set(call.keeps, given.body.value);
  }
  const answer = given.body === undefined ? undefined : heard(vault, given.body);
  const isError = call.status >= 400;
  expect({
    status: given.status,
    answer: call.answer && (isError ? answer : part(answer, call.answer)),
  }).toEqual({ status: call.status, answer: call.answer });
}

/** Compares the versions of every key; those that policies made get their numbers here. */
export async function lookAround(model: Model, vault: Vault): Promise<void> {
  for (const name of NAMES) {
    const wanted = tell.listed(model, name);
    const versions: { kid: string; attributes: { created: number } }[] = [];
    let next: string | null = urlOf(`/keys/${name}/versions`);
    while (next !== null) {
      const page = await send(vault.sim, 'GET', next);
      expect([name, page.status]).toEqual([name, wanted ? 200 : 404]);
      versions.push(...(page.body.value ?? []));
      next = page.body.nextLink ?? null;
    }
    if (!wanted) continue;
    const known = new Set(vault.names.values());
    const unknown = versions
      .filter(({ kid }) => !known.has(lastOf(kid)))
      .toSorted((a, b) => a.attributes.created - b.attributes.created);
    const unnamed = model.keys[name].versions.filter(
      ({ number }) => !vault.names.has(`#${number}`),
    );
    expect(unknown).toHaveLength(unnamed.length);
    for (const [index, { number }] of unnamed.entries()) {
      vault.names.set(`#${number}`, lastOf(unknown[index]?.kid ?? ''));
    }
    const place = (kid: string): number => Number(lastOf(kid).slice(1));
    const given = heard(vault, versions).toSorted((a, b) => place(a.kid) - place(b.kid));
    const order = model.keys[name].versions.map(({ number }) => number);
    const told = wanted.toSorted(
      (a, b) => place((a as { kid: string }).kid) - place((b as { kid: string }).kid),
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(given.map((one, index) => part(one, told[index]))).toEqual(told);
  }
}

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
    tell.wait(model, days);
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
      told: (model) => tell.create(model, of, key),
    }),
  );

const change: fc.Arbitrary<tell.Change> = fc.record(
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
    told: (model) => tell.update(model, of, v, to),
  }),
);

const get = fc.tuple(name, at, isStray).map(([of, v, stray]) =>
  command({
    text: `get(${show(of, v)})`,
    of,
    wants: 'live',
    isStray: stray,
    told: (model) => tell.get(model, of, v),
  }),
);

/** What is done with a key by its name alone, and the state in which that succeeds. */
const WHOLE = {
  remove: { wants: 'live', told: tell.remove },
  rotate: { wants: 'live', told: tell.rotate },
  backup: { wants: 'live', told: tell.backup },
  getPolicy: { wants: 'live', told: tell.getPolicy },
  getDeleted: { wants: 'deleted', told: tell.getDeleted },
  recover: { wants: 'deleted', told: tell.recover },
  purge: { wants: 'deleted', told: tell.purge },
  restore: { wants: 'none', told: tell.restore },
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

const policies: readonly tell.Policy[] = [
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
    told: (model) => tell.setPolicy(model, of, it),
  }),
);

const wrap = fc.tuple(name, at, isStray).map(([of, v, stray]) =>
  command({
    text: `wrap(${show(of, v)})`,
    of,
    wants: 'live',
    isStray: stray,
    told: (model) => tell.wrap(model, of, v),
  }),
);

const unwrap = fc.tuple(name, at, fc.nat(5), isStray).map(([of, v, pick, stray]) =>
  command({
    text: `unwrap(${show(of, v, pick)})`,
    of,
    wants: 'live',
    isStray: stray,
    can: ({ sealed }) => sealed.length > 0,
    told: (model) => tell.unwrap(model, of, v, pick),
  }),
);

const sign = fc
  .tuple(name, at, fc.constantFrom<tell.Algorithm>('RS256', 'PS256', 'ES256'), isStray)
  .map(([of, v, algorithm, stray]) =>
    command({
      text: `sign(${show(of, v, algorithm)})`,
      of,
      wants: 'live',
      isStray: stray,
      told: (model) => tell.sign(model, of, v, algorithm),
    }),
  );

const verify = fc.tuple(name, at, fc.nat(5), isStray).map(([of, v, pick, stray]) =>
  command({
    text: `verify(${show(of, v, pick)})`,
    of,
    wants: 'live',
    isStray: stray,
    can: ({ signed }) => signed.length > 0,
    told: (model) => tell.verify(model, of, v, pick),
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
