/** BackupKey and RestoreKey: a whole key, in a form that only vaults of the same subscription and geography read. */
import { isObject, type Json } from '../../kernel/json.ts';
import { openBackup, sealBackup } from './backup-blob.ts';
import { findKey } from './find-key.ts';
import { keyBundle, keyId } from './key-bundle.ts';
import { hardwareOnStandard, tooManyVersions } from './key-errors.ts';
import type { StoredKey, StoredKeyVersion } from './key-store.ts';
import { bodyOf, type VaultAnswer, type VaultRequest } from './request.ts';
import { scheduleRotation } from './rotation-timer.ts';
import { invalidProperty, malformedBackup, restoreConflict } from './vault-errors.ts';

const VERSIONS_MAX_INCLUSIVE = 500;

interface Backup {
  readonly key: StoredKey;
  readonly versions: readonly StoredKeyVersion[];
}

/** All versions and the rotation policy. */
export function backupKey(request: VaultRequest): VaultAnswer {
  const { keys, vault, services } = request;
  const { visibleAt: _, ...key } = findKey(request);
  const versions = keys.allVersions(key.name);
  if (versions.length > VERSIONS_MAX_INCLUSIVE) {
    throw tooManyVersions(versions.length, VERSIONS_MAX_INCLUSIVE);
  }
  const backup: Backup = { key, versions };
  const value = sealBackup(services.world, vault, 'Key', backup as unknown as Json);
  return { status: 200, body: { value } };
}

/** Names of versions stay; the host in their identifiers becomes that of this vault. */
export function restoreKey(request: VaultRequest): VaultAnswer {
  const { keys, vault, services, apiVersion } = request;
  const { value } = bodyOf(request);
  if (typeof value !== 'string') throw invalidProperty();
  const opened = openBackup(services.world, vault, 'Key', value);
  if (!isObject(opened)) throw malformedBackup();
  const { key, versions } = opened as unknown as Backup;
  const version = versions.find((one) => one.version === key.version);
  if (!version) throw malformedBackup();
  if (keys.key(key.name) ?? keys.deletedKey(key.name)) {
    throw restoreConflict('Key', keyId(vault, key.name, key.version));
  }
  if (version.type.endsWith('-HSM') && !vault.isPremium) throw hardwareOnStandard();
  for (const one of versions) keys.putVersion(key.name, one);
  keys.putKey(key);
  scheduleRotation(services, vault, key, version);
  return { status: 200, body: keyBundle(vault, key.name, version, apiVersion) };
}
