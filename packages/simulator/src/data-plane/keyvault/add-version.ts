/** A new version of a key, made or imported. */
import { drawHex32 } from '../../kernel/ids.ts';
import { checkValidity } from './attributes.ts';
import { keyBundle } from './key-bundle.ts';
import type { KeyChanges } from './key-input.ts';
import { checkKeyPolicies } from './key-policies.ts';
import type { NewMaterial } from './key-material.ts';
import { checkOperations, operationsOf } from './key-state.ts';
import type { KeyType, StoredKey, StoredKeyVersion } from './key-store.ts';
import type { Release } from './release-policy.ts';
import type { VaultAnswer, VaultRequest } from './request.ts';
import { expiryOf } from './rotation-policy.ts';
import { scheduleRotation } from './rotation-timer.ts';
import { nameIsBeingDeleted, nameIsDeleted } from './vault-errors.ts';

/** Recorded: a hardware key that does nothing but wrap other keys for import lives two days. */
const IMPORT_WRAPPER_LIFE_SECONDS = 172_800;

/** Stores the version as the current one of its key, which comes into being with its first. */
export function addVersion(
  request: VaultRequest,
  type: KeyType,
  changes: KeyChanges & Release,
  materialFor: (version: string) => NewMaterial,
): VaultAnswer {
  const { keys, vault, params, now, services } = request;
  const name = params['name'] ?? '';
  const operations = changes.operations ?? operationsOf(type);
  checkOperations(type, operations);
  checkValidity(changes);
  checkNameIsFree(request, name);

  const existing = keys.key(name);
  const versionName = drawHex32(services.world);
  const { material, note } = materialFor(versionName);
  const isImportWrapper = type === 'RSA-HSM' && operations.join() === 'import';
  const expires =
    changes.expires ??
    (isImportWrapper ? now + IMPORT_WRAPPER_LIFE_SECONDS : expiryOf(existing?.rotationPolicy, now));
  const version: StoredKeyVersion = {
    version: versionName,
    type,
    enabled: true,
    ...changes,
    operations,
    ...(expires === undefined ? {} : { expires }),
    created: now,
    updated: now,
    material,
  };
  const policies = checkKeyPolicies(request, name, version);
  const key: StoredKey = { ...(existing ?? { name }), version: versionName };
  keys.putVersion(key.name, version);
  keys.putKey(key);
  scheduleRotation(services, vault, key, version);
  return {
    status: 200,
    body: keyBundle(vault, key.name, version, request.apiVersion),
    ...(note === undefined ? {} : { note }),
    ...(policies.length === 0 ? {} : { policies }),
  };
}

/** A name stays taken while what was deleted under it can be recovered. */
function checkNameIsFree({ keys, services }: VaultRequest, name: string): void {
  const deleted = keys.deletedKey(name);
  if (!deleted) return;
  throw deleted.settledAt > services.world.now
    ? nameIsBeingDeleted('Key', name)
    : nameIsDeleted('Key', name);
}
