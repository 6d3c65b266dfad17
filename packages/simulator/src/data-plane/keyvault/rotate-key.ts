/** RotateKey, GetKeyRotationPolicy, UpdateKeyRotationPolicy. */
import { currentVersion, findKey } from './find-key.ts';
import { keyBundle, keyId } from './key-bundle.ts';
import { bodyOf, type VaultAnswer, type VaultRequest } from './request.ts';
import { presentRotationPolicy, readRotationPolicy } from './rotation-policy.ts';
import { rotate, scheduleRotation } from './rotation-timer.ts';

export function rotateKey(request: VaultRequest): VaultAnswer {
  const { services, vault, apiVersion } = request;
  const key = findKey(request);
  const { version, note } = rotate(services, vault, key, currentVersion(request, key));
  return {
    status: 200,
    body: keyBundle(vault, key.name, version, apiVersion),
    ...(note === undefined ? {} : { note }),
  };
}

export function getKeyRotationPolicy(request: VaultRequest): VaultAnswer {
  const key = findKey(request);
  const kid = keyId(request.vault, key.name);
  return { status: 200, body: presentRotationPolicy(kid, key.rotationPolicy) };
}

export function updateKeyRotationPolicy(request: VaultRequest): VaultAnswer {
  const { services, vault, keys, now } = request;
  const key = findKey(request);
  const rotationPolicy = readRotationPolicy(bodyOf(request), key.rotationPolicy, now);
  const next = { ...key, rotationPolicy };
  keys.putKey(next);
  scheduleRotation(services, vault, next, currentVersion(request, next));
  return {
    status: 200,
    body: presentRotationPolicy(keyId(vault, key.name), rotationPolicy),
  };
}
