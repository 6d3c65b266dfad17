/** Looking a key up, in Azure's words when it is not there. */
import { deletedKeyNotFound, keyNotFound } from './key-errors.ts';
import { checkKeyName } from './key-input.ts';
import type { StoredDeletedKey, StoredKey, StoredKeyVersion } from './key-store.ts';
import type { VaultRequest } from './request.ts';

/** A key that is in use. One that is being recovered is not there yet; with time-warp, asking waits for it. */
export function findKey(request: VaultRequest): StoredKey {
  const { keys, services, params } = request;
  const name = params['name'] ?? '';
  checkKeyName(name);
  const key = keys.key(name);
  if (!key) throw keyNotFound(name);
  if (key.visibleAt !== undefined && key.visibleAt > services.world.now) {
    if (!services.settings.timeWarp) throw keyNotFound(name);
    services.clock.advanceTo(key.visibleAt);
    return findKey(request);
  }
  return key;
}

/** The version that is asked for, or the current one. */
export function findVersion(request: VaultRequest): {
  readonly key: StoredKey;
  readonly version: StoredKeyVersion;
} {
  const asked = request.params['version'];
  const key = findKey(request);
  const version = request.keys.version(
    key.name,
    asked === undefined || asked === '' ? key.version : asked,
  );
  if (!version) throw keyNotFound(`${request.params['name']}/${asked}`);
  return { key, version };
}

/** A deleted key; `undefined` while its deletion is still under way. With time-warp, asking waits for its end. */
export function settledDeletedKey(
  { keys, services }: VaultRequest,
  name: string,
): StoredDeletedKey | undefined {
  const key = keys.deletedKey(name);
  if (!key || key.settledAt <= services.world.now) return key;
  if (!services.settings.timeWarp) return undefined;
  services.clock.advanceTo(key.settledAt);
  return keys.deletedKey(name);
}

export function findDeletedKey(request: VaultRequest): StoredDeletedKey {
  const name = request.params['name'] ?? '';
  checkKeyName(name);
  const key = settledDeletedKey(request, name);
  if (!key) throw deletedKeyNotFound(name);
  return key;
}

/** The current version of a live or deleted key. */
export function currentVersion(request: VaultRequest, key: StoredKey): StoredKeyVersion {
  const version = request.keys.version(key.name, key.version);
  if (!version) throw new Error(`the key '${key.name}' has lost its version ${key.version}`);
  return version;
}
