/** Keys as they go over the wire. */
import { exponentOf } from '../../crypto/rsa.ts';
import type { Json } from '../../kernel/json.ts';
import type { KeyMaterial } from './key-material.ts';
import type { StoredDeletedKey, StoredKeyVersion } from './key-store.ts';
import type { VaultView } from './vault-view.ts';

const FULL_RETENTION_DAYS = 90;

/** A key identifier; `version` absent: the key as such. */
export function keyId(vault: VaultView, name: string, version?: string): string {
  return `${vault.uri}/keys/${name}${version === undefined ? '' : `/${version}`}`;
}

/** How a vault keeps what is deleted. */
function recoveryLevel(vault: VaultView): string {
  if (vault.retentionDays === 0) return 'Purgeable';
  const kept = vault.retentionDays < FULL_RETENTION_DAYS ? 'CustomizedRecoverable' : 'Recoverable';
  return vault.isPurgeProtected ? kept : `${kept}+Purgeable`;
}

function attributes(vault: VaultView, version: StoredKeyVersion, apiVersion: string): Json {
  return {
    enabled: version.enabled,
    ...(version.notBefore === undefined ? {} : { nbf: version.notBefore }),
    ...(version.expires === undefined ? {} : { exp: version.expires }),
    created: version.created,
    updated: version.updated,
    recoveryLevel: recoveryLevel(vault),
    ...(isSince(apiVersion, '7.1') && vault.retentionDays > 0
      ? { recoverableDays: vault.retentionDays }
      : {}),
    ...(isSince(apiVersion, '7.3') ? { exportable: false } : {}),
    ...(isSince(apiVersion, '7.5')
      ? { hsmPlatform: version.type.endsWith('-HSM') ? '1' : '0' }
      : {}),
  };
}

/** The answer to create, get, update, rotate and recover. */
export function keyBundle(
  vault: VaultView,
  name: string,
  version: StoredKeyVersion,
  apiVersion: string,
): Json & object {
  return {
    key: {
      kid: keyId(vault, name, version.version),
      kty: version.type,
      key_ops: version.operations,
      ...publicHalf(version.material),
    },
    attributes: attributes(vault, version, apiVersion),
    ...(version.tags === undefined ? {} : { tags: version.tags }),
  };
}

/** The members of a JSON Web Key that anybody may see. */
function publicHalf(material: KeyMaterial): Json & object {
  if (!('curve' in material)) return { n: material.n, e: exponentOf(material) };
  const { curve, x, y } = material;
  return { crv: curve, x, y };
}

/** An entry of a list. */
export function keyItem(
  vault: VaultView,
  kid: string,
  version: StoredKeyVersion,
  apiVersion: string,
): Json & object {
  return {
    kid,
    attributes: attributes(vault, version, apiVersion),
    ...(version.tags === undefined ? {} : { tags: version.tags }),
  };
}

/** What a deleted key has besides. */
export function deletionOf(vault: VaultView, key: StoredDeletedKey): Json & object {
  return {
    recoveryId: `${vault.uri}/deletedkeys/${key.name}`,
    deletedDate: key.deletedAt,
    scheduledPurgeDate: key.purgeAt,
  };
}

/** `7.x` before dates; a preview has what its version has. */
function isSince(apiVersion: string, first: string): boolean {
  if (/^\d{4}-/.test(apiVersion)) return apiVersion >= '2025';
  return Number.parseFloat(apiVersion) >= Number(first);
}
