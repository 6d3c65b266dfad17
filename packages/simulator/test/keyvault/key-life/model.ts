/**
 * Keys as the documentation of Key Vault tells of them, written without a look at the simulator's code: what the model
 * knows, and the words that its parts share (`life.ts`, `rotation.ts`, `use.ts`). Each function of those tells a request and
 * what has to come back, and changes the model. A version is written `#3`: what the vault calls it is learnt when it is made.
 * A value that only the vault can tell is written `$sealed1`.
 */
import { expect } from 'vitest';

export const NAMES = ['one', 'two'] as const;
export type Name = (typeof NAMES)[number];
export type Kty = 'RSA' | 'EC';
export type Algorithm = 'RS256' | 'PS256' | 'ES256';

export const RETENTION_DAYS = 7;
export const DAY_SECONDS = 86_400;
export const VAULT = 'https://kv-one.vault.azure.net';
export const OWN_WORDS: unknown = expect.stringMatching(/ \(simulator wording\)$/);

export interface Version {
  readonly number: number;
  readonly kty: Kty;
  enabled: boolean;
  nbf?: number;
  exp?: number;
  operations: readonly string[];
  tags?: Record<string, string>;
  readonly created: number;
  updated: number;
}

/** Days; what a rotation policy says. */
export interface Policy {
  readonly rotateAfter?: number;
  readonly rotateBefore?: number;
  readonly expiry?: number;
}

interface KeptPolicy extends Policy {
  readonly created: number;
  readonly updated: number;
}

export interface Life {
  state: 'none' | 'live' | 'deleted';
  versions: Version[];
  policy?: KeptPolicy;
  deletedAt: number;
}

export interface Model {
  readonly isProtected: boolean;
  /** Epoch seconds. */
  now: number;
  /** How many versions there ever were. */
  made: number;
  readonly keys: Record<Name, Life>;
  readonly backups: Partial<Record<Name, { versions: Version[]; policy?: KeptPolicy }>>;
  /** What versions made that they can be asked about later. */
  readonly sealed: { readonly by: number }[];
  readonly signed: { readonly by: number; readonly algorithm: Algorithm }[];
}

/** A request, and what has to come back. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly status: number;
  /** Of an answer that is not an error: what it has at least. Of an error: all that it has. */
  readonly answer?: object;
  /** The number of the version that the answer names first. */
  readonly made?: number;
  /** What `value` of the answer is called from now on. */
  readonly keeps?: string;
}

export const noLife = (): Life => ({ state: 'none', versions: [], deletedAt: 0 });

export const freshModel = (isProtected: boolean, now: number): Model => ({
  isProtected,
  now,
  made: 0,
  keys: { one: noLife(), two: noLife() },
  backups: {},
  sealed: [],
  signed: [],
});

export const refused = (status: number, code: string, message: unknown, inner?: string) => ({
  status,
  answer: {
    error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) },
  },
});
export const badParameter = (message: unknown = OWN_WORDS) => refused(400, 'BadParameter', message);
export const notFound = (which: string) =>
  refused(
    404,
    'KeyNotFound',
    `A key with (name/id) ${which} was not found in this key vault. If you recently deleted this key you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  );

export const current = ({ versions }: Life): Version => {
  const last = versions.at(-1);
  if (!last) throw new Error('a key without a version');
  return last;
};

export function bundle(name: Name, version: Version): object {
  const { number, kty, operations, tags, enabled, nbf, exp, created, updated } = version;
  return {
    key: { kid: `${VAULT}/keys/${name}/#${number}`, kty, key_ops: operations },
    attributes: { enabled, nbf, exp, created, updated },
    tags,
  };
}

/** Where a version is found, and the version when it is there; `at`: its place in the order of creation. */
export function look(model: Model, name: Name, at: number | undefined) {
  const life = model.keys[name];
  const version = at === undefined ? life.versions.at(-1) : life.versions[at];
  const path = at === undefined ? `/keys/${name}` : `/keys/${name}/#${version?.number ?? 'none'}`;
  const missing = life.state !== 'live' ? notFound(name) : notFound(path.slice('/keys/'.length));
  return { path, missing, version: life.state === 'live' ? version : undefined };
}

export function expiryOf(policy: Policy | undefined, now: number): { exp?: number } {
  return policy?.expiry === undefined ? {} : { exp: now + policy.expiry * DAY_SECONDS };
}

/** Every version of a key as its list tells it, in the order of creation; `undefined` when there is no list. */
export function listed(model: Model, name: Name): object[] | undefined {
  const { state, versions } = model.keys[name];
  if (state !== 'live') return undefined;
  return versions.map(({ number, enabled, nbf, exp, created, updated, tags }) => ({
    kid: `${VAULT}/keys/${name}/#${number}`,
    attributes: { enabled, nbf, exp, created, updated },
    tags,
  }));
}
