/** How keys come, change and go, also through backups. */
import {
  badParameter,
  bundle,
  type Call,
  current,
  DAY_SECONDS,
  expiryOf,
  type Kty,
  type Life,
  look,
  type Model,
  type Name,
  noLife,
  notFound,
  refused,
  RETENTION_DAYS,
  VAULT,
  type Version,
} from './model.ts';

const EVERYTHING = ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'];
const OF_CURVES = ['sign', 'verify'];

const deletion = (name: Name, { deletedAt }: Life): object => ({
  recoveryId: `${VAULT}/deletedkeys/${name}`,
  deletedDate: deletedAt,
  scheduledPurgeDate: deletedAt + RETENTION_DAYS * DAY_SECONDS,
});

interface NewKey {
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
