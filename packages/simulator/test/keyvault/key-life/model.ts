/**
 * The life of keys as the documentation of Key Vault tells it, written without a look at the simulator's code. Each
 * function tells a request and what has to come back, and changes the model. A version is written `#3`: what the vault
 * calls it is learnt when it is made. A value that only the vault can tell is written `$sealed1`.
 */
import { expect } from 'vitest';

export const NAMES = ['one', 'two'] as const;
export type Name = (typeof NAMES)[number];
export type Kty = 'RSA' | 'EC';
export type Algorithm = 'RS256' | 'PS256' | 'ES256';

export const RETENTION_DAYS = 7;
export const DAY_SECONDS = 86_400;
const VAULT = 'https://kv-one.vault.azure.net';
const EVERYTHING = ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'];
const OF_CURVES = ['sign', 'verify'];
/** What still works before `nbf` and after `exp`. */
const LOOKS_BACK = new Set(['decrypt', 'release', 'unwrapKey', 'verify']);
const OWN_WORDS: unknown = expect.stringMatching(/ \(simulator wording\)$/);

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

interface Life {
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

const noLife = (): Life => ({ state: 'none', versions: [], deletedAt: 0 });

export const freshModel = (isProtected: boolean, now: number): Model => ({
  isProtected,
  now,
  made: 0,
  keys: { one: noLife(), two: noLife() },
  backups: {},
  sealed: [],
  signed: [],
});

const refused = (status: number, code: string, message: unknown, inner?: string) => ({
  status,
  answer: {
    error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) },
  },
});
const badParameter = (message: unknown = OWN_WORDS) => refused(400, 'BadParameter', message);
const notFound = (which: string) =>
  refused(
    404,
    'KeyNotFound',
    `A key with (name/id) ${which} was not found in this key vault. If you recently deleted this key you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  );

const current = ({ versions }: Life): Version => {
  const last = versions.at(-1);
  if (!last) throw new Error('a key without a version');
  return last;
};

function bundle(name: Name, version: Version): object {
  const { number, kty, operations, tags, enabled, nbf, exp, created, updated } = version;
  return {
    key: { kid: `${VAULT}/keys/${name}/#${number}`, kty, key_ops: operations },
    attributes: { enabled, nbf, exp, created, updated },
    tags,
  };
}

const deletion = (name: Name, { deletedAt }: Life): object => ({
  recoveryId: `${VAULT}/deletedkeys/${name}`,
  deletedDate: deletedAt,
  scheduledPurgeDate: deletedAt + RETENTION_DAYS * DAY_SECONDS,
});

/** Where a version is found, and the version when it is there; `at`: its place in the order of creation. */
function look(model: Model, name: Name, at: number | undefined) {
  const life = model.keys[name];
  const version = at === undefined ? life.versions.at(-1) : life.versions[at];
  const path = at === undefined ? `/keys/${name}` : `/keys/${name}/#${version?.number ?? 'none'}`;
  const missing = life.state !== 'live' ? notFound(name) : notFound(path.slice('/keys/'.length));
  return { path, missing, version: life.state === 'live' ? version : undefined };
}

function expiryOf(policy: Policy | undefined, now: number): { exp?: number } {
  return policy?.expiry === undefined ? {} : { exp: now + policy.expiry * DAY_SECONDS };
}

export interface NewKey {
  readonly kty: Kty;
  readonly enabled: boolean;
  readonly tags: Record<string, string> | undefined;
}

export function create(model: Model, name: Name, { kty, enabled, tags }: NewKey): Call {
  const life = model.keys[name];
  const request = {
    method: 'POST',
    path: `/keys/${name}/create`,
    body: { kty, attributes: { enabled }, tags },
  };
  if (life.state === 'deleted') {
    const message = `Key ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the key can only be recovered or purged.`;
    return { ...request, ...refused(409, 'Conflict', message, 'ObjectIsDeletedButRecoverable') };
  }
  const version: Version = {
    number: (model.made += 1),
    kty,
    enabled,
    operations: kty === 'EC' ? OF_CURVES : EVERYTHING,
    ...(tags === undefined ? {} : { tags }),
    ...expiryOf(life.policy, model.now),
    created: model.now,
    updated: model.now,
  };
  life.state = 'live';
  life.versions.push(version);
  return { ...request, status: 200, answer: bundle(name, version), made: version.number };
}

export function get(model: Model, name: Name, at: number | undefined): Call {
  const { path, missing, version } = look(model, name, at);
  const request = { method: 'GET', path };
  return { ...request, ...(version ? { status: 200, answer: bundle(name, version) } : missing) };
}

export interface Change {
  readonly enabled?: boolean;
  /** Days from now. */
  readonly nbf?: number;
  readonly exp?: number;
  readonly operations?: readonly string[];
  readonly tags?: Record<string, string>;
}

export function update(model: Model, name: Name, at: number | undefined, change: Change): Call {
  const { path, missing, version } = look(model, name, at);
  const { enabled, operations, tags } = change;
  const nbf = change.nbf === undefined ? undefined : model.now + change.nbf * DAY_SECONDS;
  const exp = change.exp === undefined ? undefined : model.now + change.exp * DAY_SECONDS;
  const body = { attributes: { enabled, nbf, exp }, key_ops: operations, tags };
  const request = { method: 'PATCH', path, body };
  if (!version) return { ...request, ...missing };
  const foreign = (operations ?? []).filter((word) => !OF_CURVES.includes(word));
  if (version.kty === 'EC' && foreign.length > 0) {
    const words = foreign.map((word) => `"${word}"`).join(', ');
    const message = `Unsupported key operation(s): ${words}. Supported values are "sign", "verify".`;
    return { ...request, ...badParameter(message) };
  }
  const [begins, ends] = [nbf ?? version.nbf, exp ?? version.exp];
  if (begins !== undefined && ends !== undefined && ends <= begins) {
    return { ...request, ...badParameter() };
  }
  const given = { enabled, nbf, exp, operations, tags };
  const changed = Object.entries(given).filter(([, value]) => value !== undefined);
  Object.assign(version, Object.fromEntries(changed), { updated: model.now });
  return { ...request, status: 200, answer: bundle(name, version) };
}

export function remove(model: Model, name: Name): Call {
  const request = { method: 'DELETE', path: `/keys/${name}` };
  const life = model.keys[name];
  if (life.state !== 'live') return { ...request, ...notFound(name) };
  life.state = 'deleted';
  life.deletedAt = model.now;
  const answer = { ...deletion(name, life), ...bundle(name, current(life)) };
  return { ...request, status: 200, answer };
}

const deletedNotFound = (name: Name) =>
  refused(404, 'KeyNotFound', `Deleted Key not found: ${name}`);

export function getDeleted(model: Model, name: Name): Call {
  const request = { method: 'GET', path: `/deletedkeys/${name}` };
  const life = model.keys[name];
  if (life.state !== 'deleted') return { ...request, ...deletedNotFound(name) };
  const answer = { ...deletion(name, life), ...bundle(name, current(life)) };
  return { ...request, status: 200, answer };
}

export function recover(model: Model, name: Name): Call {
  const request = { method: 'POST', path: `/deletedkeys/${name}/recover` };
  const life = model.keys[name];
  if (life.state === 'none') return { ...request, ...notFound(name) };
  if (life.state === 'live') {
    const inner = 'RequestNotAllowedOnNonDeletedObject';
    const message = `Key exists already: ${name} (simulator wording)`;
    return { ...request, ...refused(400, 'MethodNotAllowed', message, inner) };
  }
  life.state = 'live';
  return { ...request, status: 200, answer: bundle(name, current(life)) };
}

export function purge(model: Model, name: Name): Call {
  const request = { method: 'DELETE', path: `/deletedkeys/${name}` };
  if (model.keys[name].state !== 'deleted') return { ...request, ...deletedNotFound(name) };
  if (model.isProtected) {
    const message =
      'Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault service will automatically purge it after the retention period has passed. Vault: kv-one;location=westeurope';
    return { ...request, ...refused(403, 'Forbidden', message) };
  }
  model.keys[name] = noLife();
  return { ...request, status: 204 };
}

export function backup(model: Model, name: Name): Call {
  const request = { method: 'POST', path: `/keys/${name}/backup` };
  const { state, versions, policy } = model.keys[name];
  if (state !== 'live') return { ...request, ...notFound(name) };
  model.backups[name] = structuredClone({ versions, ...(policy ? { policy } : {}) });
  return { ...request, status: 200, keeps: `$backup-${name}` };
}

export function restore(model: Model, name: Name): Call {
  const kept = model.backups[name];
  const body = { value: kept ? `$backup-${name}` : 'bm9uZQ' };
  const request = { method: 'POST', path: '/keys/restore', body };
  if (!kept) {
    const message = 'Backup blob contains invalid or corrupt version.';
    return { ...request, ...refused(400, 'Malformed backup blob', message) };
  }
  const life: Life = { ...noLife(), ...structuredClone(kept), state: 'live' };
  const version = current(life);
  if (model.keys[name].state !== 'none') {
    const message =
      `There was a conflict restoring the key '${VAULT}/keys/${name}/#${version.number}'. This can happen if either: a second key with the same name was created after the first key was deleted; thus trying to restore a key whose name is already in use. ` +
      'To fix this, rename the second key to something else so that the restore works. The second probable cause of this exception is when multiple operations are performed in parallel against the key. To avoid this error, perform operations against a key in a sequential manner.';
    return { ...request, ...refused(409, 'Conflict', message) };
  }
  model.keys[name] = life;
  return { ...request, status: 200, answer: bundle(name, version) };
}

/** The next version of a key that is rotated at an instant. */
function rotated(model: Model, life: Life, now: number): Version {
  const { kty, enabled, operations, tags } = current(life);
  const version: Version = {
    number: (model.made += 1),
    kty,
    enabled,
    operations,
    ...(tags === undefined ? {} : { tags }),
    ...expiryOf(life.policy, now),
    created: now,
    updated: now,
  };
  life.versions.push(version);
  return version;
}

export function rotate(model: Model, name: Name): Call {
  const request = { method: 'POST', path: `/keys/${name}/rotate` };
  const life = model.keys[name];
  if (life.state !== 'live') return { ...request, ...notFound(name) };
  const version = rotated(model, life, model.now);
  return { ...request, status: 200, answer: bundle(name, version), made: version.number };
}

const rotationActions = ({ rotateAfter, rotateBefore }: Policy) => [
  ...(rotateAfter === undefined
    ? []
    : [{ trigger: { timeAfterCreate: `P${rotateAfter}D` }, action: { type: 'Rotate' } }]),
  ...(rotateBefore === undefined
    ? []
    : [{ trigger: { timeBeforeExpiry: `P${rotateBefore}D` }, action: { type: 'Rotate' } }]),
  { trigger: { timeBeforeExpiry: 'P7D' }, action: { type: 'Notify' } },
];
const expiryTime = ({ expiry }: Policy) =>
  expiry === undefined ? {} : { expiryTime: `P${expiry}D` };

export function setPolicy(model: Model, name: Name, policy: Policy): Call {
  const lifetimeActions = rotationActions(policy);
  const body = { lifetimeActions, attributes: expiryTime(policy) };
  const request = { method: 'PUT', path: `/keys/${name}/rotationpolicy`, body };
  const life = model.keys[name];
  if (life.state !== 'live') return { ...request, ...notFound(name) };
  const created = life.policy?.created ?? model.now;
  life.policy = { ...policy, created, updated: model.now };
  const attributes = { ...expiryTime(policy), created, updated: model.now };
  return { ...request, status: 200, answer: { lifetimeActions, attributes } };
}

export function getPolicy(model: Model, name: Name): Call {
  const request = { method: 'GET', path: `/keys/${name}/rotationpolicy` };
  const { state, policy } = model.keys[name];
  if (state !== 'live') return { ...request, ...notFound(name) };
  const answer = policy
    ? { lifetimeActions: rotationActions(policy), attributes: expiryTime(policy) }
    : {
        lifetimeActions: [{ trigger: { timeBeforeExpiry: 'P30D' }, action: { type: 'Notify' } }],
        attributes: {},
      };
  return { ...request, status: 200, answer };
}

/** Why a version does not do something now: switched off, out of its time, not among its operations. */
function stateRefusal(version: Version, operation: string, now: number) {
  const { enabled, nbf, exp, operations } = version;
  const refuse = (inner: string, message: unknown) => refused(403, 'Forbidden', message, inner);
  if (!enabled) {
    return refuse('KeyDisabled', `Operation ${operation} is not allowed on a disabled key.`);
  }
  const isOut = (nbf !== undefined && now < nbf) || (exp !== undefined && now >= exp);
  if (isOut && !LOOKS_BACK.has(operation)) return refuse('KeyNotYetValidOrExpired', OWN_WORDS);
  if (!operations.includes(operation)) {
    return refuse('KeyOperationForbidden', `Operation ${operation} is not permitted on this key.`);
  }
  return undefined;
}

const kidOf = (name: Name, { number }: Version) => ({ kid: `${VAULT}/keys/${name}/#${number}` });

export const SECRET = Buffer.from('a data key of 32 bytes, all told').toString('base64url');

export function wrap(model: Model, name: Name, at: number | undefined): Call {
  const { path, missing, version } = look(model, name, at);
  const body = { alg: 'RSA-OAEP-256', value: SECRET };
  const request = { method: 'POST', path: `${path}/wrapkey`, body };
  if (!version) return { ...request, ...missing };
  const refusal = stateRefusal(version, 'wrapKey', model.now);
  if (refusal) return { ...request, ...refusal };
  model.sealed.push({ by: version.number });
  const keeps = `$sealed${model.sealed.length - 1}`;
  return { ...request, status: 200, answer: kidOf(name, version), keeps };
}

/** `pick`: which of the things wrapped so far. */
export function unwrap(model: Model, name: Name, at: number | undefined, pick: number): Call {
  const { path, missing, version } = look(model, name, at);
  const index = pick % model.sealed.length;
  const body = { alg: 'RSA-OAEP-256', value: `$sealed${index}` };
  const request = { method: 'POST', path: `${path}/unwrapkey`, body };
  if (!version) return { ...request, ...missing };
  const refusal = stateRefusal(version, 'unwrapKey', model.now);
  if (refusal) return { ...request, ...refusal };
  if (model.sealed[index]?.by !== version.number) return { ...request, ...badParameter() };
  return { ...request, status: 200, answer: { ...kidOf(name, version), value: SECRET } };
}

export function sign(model: Model, name: Name, at: number | undefined, alg: Algorithm): Call {
  const { path, missing, version } = look(model, name, at);
  const request = { method: 'POST', path: `${path}/sign`, body: { alg, value: SECRET } };
  if (!version) return { ...request, ...missing };
  const refusal = stateRefusal(version, 'sign', model.now);
  if (refusal) return { ...request, ...refusal };
  if (alg.startsWith('ES') !== (version.kty === 'EC')) return { ...request, ...badParameter() };
  model.signed.push({ by: version.number, algorithm: alg });
  const keeps = `$signed${model.signed.length - 1}`;
  return { ...request, status: 200, answer: kidOf(name, version), keeps };
}

export function verify(model: Model, name: Name, at: number | undefined, pick: number): Call {
  const { path, missing, version } = look(model, name, at);
  const index = pick % model.signed.length;
  const { by, algorithm: alg = 'RS256' } = model.signed[index] ?? {};
  const body = { alg, digest: SECRET, value: `$signed${index}` };
  const request = { method: 'POST', path: `${path}/verify`, body };
  if (!version) return { ...request, ...missing };
  const refusal = stateRefusal(version, 'verify', model.now);
  if (refusal) return { ...request, ...refusal };
  if (alg.startsWith('ES') !== (version.kty === 'EC')) return { ...request, ...badParameter() };
  return { ...request, status: 200, answer: { value: by === version.number } };
}

/** Time passes: what was deleted long enough is purged, policies make versions. */
export function wait(model: Model, days: number): void {
  const until = model.now + days * DAY_SECONDS;
  for (const name of NAMES) {
    const life = model.keys[name];
    if (life.state === 'deleted' && life.deletedAt + RETENTION_DAYS * DAY_SECONDS <= until) {
      model.keys[name] = noLife();
    }
    if (life.state !== 'live') continue;
    for (let due = dueOf(life); due !== undefined && due <= until; due = dueOf(life)) {
      rotated(model, life, Math.max(due, model.now));
    }
  }
  model.now = until;
}

function dueOf(life: Life): number | undefined {
  const { created, exp } = current(life);
  const { rotateAfter, rotateBefore } = life.policy ?? {};
  if (rotateAfter !== undefined) return created + rotateAfter * DAY_SECONDS;
  return rotateBefore === undefined || exp === undefined
    ? undefined
    : exp - rotateBefore * DAY_SECONDS;
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
