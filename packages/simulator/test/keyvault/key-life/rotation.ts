/** New versions: asked for, and by policies as time passes. */
import {
  bundle,
  type Call,
  current,
  DAY_SECONDS,
  expiryOf,
  type Life,
  type Model,
  type Name,
  NAMES,
  noLife,
  notFound,
  type Policy,
  RETENTION_DAYS,
  type Version,
} from './model.ts';

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
