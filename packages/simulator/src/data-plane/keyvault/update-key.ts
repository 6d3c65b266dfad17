/** UpdateKey. */
import { checkValidity } from './attributes.ts';
import { findVersion } from './find-key.ts';
import { keyBundle } from './key-bundle.ts';
import { readChanges } from './key-input.ts';
import { checkKeyPolicies } from './key-policies.ts';
import { checkOperations } from './key-state.ts';
import type { StoredKeyVersion } from './key-store.ts';
import { changedRelease } from './release-policy.ts';
import { bodyOf, type VaultAnswer, type VaultRequest } from './request.ts';
import { scheduleRotation } from './rotation-timer.ts';

/** Members that are left out stay; type and size cannot change. */
export function updateKey(request: VaultRequest): VaultAnswer {
  const { key, version } = findVersion(request);
  const body = bodyOf(request);
  const next: StoredKeyVersion = {
    ...version,
    ...readChanges(body),
    ...changedRelease(body, version),
    updated: request.now,
  };
  checkOperations(next.type, next.operations);
  checkValidity(next);
  const policies = checkKeyPolicies(request, key.name, next);
  request.keys.putVersion(key.name, next);
  if (next.version === key.version) {
    scheduleRotation(request.services, request.vault, key, next);
  }
  return {
    status: 200,
    body: keyBundle(request.vault, key.name, next, request.apiVersion),
    ...(policies.length === 0 ? {} : { policies }),
  };
}
