/** DeleteKey, GetDeletedKey, GetDeletedKeys, RecoverDeletedKey, PurgeDeletedKey. */

import { isObject, type Json, stringAt } from '../../kernel/json.ts';
import type { Services } from '../../kernel/services.ts';
import { currentVersion, findDeletedKey, findKey } from './find-key.ts';
import { deletionOf, keyBundle, keyId, keyItem } from './key-bundle.ts';
import { deletedKeyNotFound, keyNotFound } from './key-errors.ts';
import { checkKeyName } from './key-input.ts';
import { KeyStore, type StoredDeletedKey, type StoredKey } from './key-store.ts';
import { pageAnswer, pageOf } from './paging.ts';
import type { VaultAnswer, VaultRequest } from './request.ts';
import { deletionAt, settlesAt } from './recovery.ts';
import { scheduleRotation } from './rotation-timer.ts';
import {
  isNotDeleted,
  purgeIsProtected,
  purgedWhileDeleting,
  recoveredWhileDeleting,
} from './vault-errors.ts';

const SECOND_MS = 1000;

/** Timer: the retention of a deleted key has ended. */
export const KEY_RETENTION_ENDED = 'keyvault.keyRetentionEnded';

/** All versions go together. A vault without soft delete keeps nothing. */
export function deleteKey(request: VaultRequest): VaultAnswer {
  const { keys, vault, services, now, apiVersion } = request;
  const key = findKey(request);
  const version = currentVersion(request, key);
  const bundle = keyBundle(vault, key.name, version, apiVersion);
  if (vault.retentionDays === 0) {
    keys.purgeKey(key.name);
    return { status: 200, body: bundle };
  }
  const { visibleAt: _, ...kept } = key;
  const deleted: StoredDeletedKey = { ...kept, ...deletionAt(now, vault, services) };
  keys.putDeletedKey(deleted);
  services.clock.schedule({
    dueAt: deleted.purgeAt * SECOND_MS,
    handler: KEY_RETENTION_ENDED,
    payload: { vault: vault.name, name: key.name, deletedAt: now },
  });
  return { status: 200, body: { ...deletionOf(vault, deleted), ...bundle } };
}

export function getDeletedKey(request: VaultRequest): VaultAnswer {
  const key = findDeletedKey(request);
  const bundle = keyBundle(
    request.vault,
    key.name,
    currentVersion(request, key),
    request.apiVersion,
  );
  return { status: 200, body: { ...deletionOf(request.vault, key), ...bundle } };
}

export function getDeletedKeys(request: VaultRequest): VaultAnswer {
  const { limit, after } = pageOf(request);
  const { keys, vault, services, apiVersion } = request;
  const page = keys.deletedKeys(limit, after);
  const value = page.items
    .filter(({ settledAt }) => settledAt <= services.world.now)
    .map((key) => ({
      ...deletionOf(vault, key),
      ...keyItem(vault, keyId(vault, key.name), currentVersion(request, key), apiVersion),
    }));
  return pageAnswer(request, value, page.next);
}

export function recoverDeletedKey(request: VaultRequest): VaultAnswer {
  const { keys, vault, services, params, apiVersion } = request;
  const name = params['name'] ?? '';
  checkKeyName(name);
  const deleted = keys.deletedKey(name);
  if (!deleted) throw keys.key(name) ? isNotDeleted('Key', name) : keyNotFound(name);
  if (deleted.settledAt > services.world.now) throw recoveredWhileDeleting('Key', name);
  const { deletedAt: _deleted, purgeAt: _purge, settledAt: _settled, ...kept } = deleted;
  const visibleAt = settlesAt(services);
  const key: StoredKey = visibleAt > services.world.now ? { ...kept, visibleAt } : kept;
  keys.recoverKey(key);
  const version = currentVersion(request, key);
  scheduleRotation(services, vault, key, version);
  return { status: 200, body: keyBundle(vault, key.name, version, apiVersion) };
}

export function purgeDeletedKey(request: VaultRequest): VaultAnswer {
  const { keys, vault, services, params } = request;
  const name = params['name'] ?? '';
  checkKeyName(name);
  const deleted = keys.deletedKey(name);
  if (!deleted) throw deletedKeyNotFound(name);
  if (vault.isPurgeProtected) throw purgeIsProtected(vault);
  if (deleted.settledAt > services.world.now) throw purgedWhileDeleting('Key');
  keys.purgeKey(deleted.name);
  return { status: 204 };
}

/** Purges a key that is still in the deletion that filed the timer, whether its vault is deleted or not. */
export function keyRetentionEnded({ world }: Services, payload: Json): void {
  if (!isObject(payload)) return;
  const keys = new KeyStore(world, stringAt(payload, 'vault') ?? '');
  const deleted = keys.deletedKey(stringAt(payload, 'name') ?? '');
  if (deleted?.deletedAt === payload['deletedAt']) keys.purgeKey(stringAt(payload, 'name') ?? '');
}
