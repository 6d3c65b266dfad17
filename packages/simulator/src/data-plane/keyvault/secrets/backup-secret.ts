/** BackupSecret, RestoreSecret. */
import { isObject, type Json } from '../../../kernel/json.ts';
import { openBackup, sealBackup } from '../backup-blob.ts';
import { bodyOf, type VaultAnswer, type VaultRequest } from '../request.ts';
import { invalidProperty, malformedBackup, restoreConflict } from '../vault-errors.ts';
import { currentSecretVersion, findSecret } from './find-secret.ts';
import { secretId, secretItem } from './secret-bundle.ts';
import { tooManyVersions } from './secret-errors.ts';
import type { StoredSecret, StoredSecretVersion } from './secret-store.ts';

const VERSIONS_MAX_INCLUSIVE = 500;

interface SecretBackup {
  readonly secret: StoredSecret;
  readonly versions: readonly StoredSecretVersion[];
}

export function backupSecret(request: VaultRequest): VaultAnswer {
  const { secrets, vault, services } = request;
  const { visibleAt: _, ...secret } = findSecret(request);
  const versions = secrets.allVersions(secret.name);
  if (versions.length > VERSIONS_MAX_INCLUSIVE) {
    throw tooManyVersions(versions.length, VERSIONS_MAX_INCLUSIVE);
  }
  const backup: SecretBackup = { secret, versions };
  const value = sealBackup(services.world, vault, 'Secret', backup as unknown as Json);
  return { status: 200, body: { value } };
}

/** All versions come back, under their names, into any vault of the same subscription and geography. */
export function restoreSecret(request: VaultRequest): VaultAnswer {
  const { secrets, vault, services, apiVersion } = request;
  const { value } = bodyOf(request);
  if (typeof value !== 'string') throw invalidProperty();
  const opened = openBackup(services.world, vault, 'Secret', value);
  if (!isObject(opened)) throw malformedBackup();
  const { secret, versions } = opened as unknown as SecretBackup;
  if (secrets.secret(secret.name) ?? secrets.deletedSecret(secret.name)) {
    throw restoreConflict('Secret', secretId(vault, secret.name, secret.version));
  }
  for (const version of versions) secrets.putVersion(secret.name, version);
  secrets.putSecret(secret);
  const version = currentSecretVersion(request, secret);
  const id = secretId(vault, secret.name, version.version);
  return { status: 200, body: secretItem(vault, id, version, apiVersion) };
}
