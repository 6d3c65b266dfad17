/** The real vault beside the model: it is sent what the model tells, and compared. */
import { expect } from 'vitest';
import type { Simulator } from '../../../src/index.ts';
import { send } from '../scene.ts';
import { type Call, listed, type Model, NAMES } from './model.ts';

/** A vault, and what it said that the model cannot know. */
export interface Vault {
  sim: Simulator;
  /** What the vault calls the versions: `#1` and so on. */
  readonly names: Map<string, string>;
  /** What it made of keys: `$sealed0` and so on. */
  readonly values: Map<string, string>;
}

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
    const wanted = listed(model, name);
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
