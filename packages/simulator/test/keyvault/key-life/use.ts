/** What keys are used for, and why a version is not. */
import {
  type Algorithm,
  badParameter,
  type Call,
  look,
  type Model,
  type Name,
  OWN_WORDS,
  refused,
  VAULT,
  type Version,
} from './model.ts';

/** What still works before `nbf` and after `exp`. */
const LOOKS_BACK = new Set(['decrypt', 'release', 'unwrapKey', 'verify']);

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

const SECRET = Buffer.from('a data key of 32 bytes, all told').toString('base64url');

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
