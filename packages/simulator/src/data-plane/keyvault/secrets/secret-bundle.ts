/** Secrets as they go over the wire. */
import type { Json } from '../../../kernel/json.ts';
import { sharedAttributes } from '../attributes.ts';
import type { VaultView } from '../vault-view.ts';
import type { StoredDeletedSecret, StoredSecretVersion } from './secret-store.ts';

/** A secret identifier; `version` absent: the secret as such. */
export function secretId(vault: VaultView, name: string, version?: string): string {
  return `${vault.uri}/secrets/${name}${version === undefined ? '' : `/${version}`}`;
}

/** What is told of a version without its value: an entry of a list, the answer to update, delete and recover. */
export function secretItem(
  vault: VaultView,
  id: string,
  version: StoredSecretVersion,
  apiVersion: string,
): Json & object {
  return {
    id,
    attributes: sharedAttributes(vault, version, apiVersion),
    ...(version.contentType === undefined ? {} : { contentType: version.contentType }),
    ...(version.tags === undefined ? {} : { tags: version.tags }),
  };
}

/** The answer to set and get: with the value. */
export function secretBundle(
  vault: VaultView,
  name: string,
  version: StoredSecretVersion,
  apiVersion: string,
): Json & object {
  const id = secretId(vault, name, version.version);
  return { value: version.value, ...secretItem(vault, id, version, apiVersion) };
}

/** What a deleted secret has besides. */
export function deletionOf(vault: VaultView, secret: StoredDeletedSecret): Json & object {
  return {
    recoveryId: `${vault.uri}/deletedsecrets/${secret.name}`,
    deletedDate: secret.deletedAt,
    scheduledPurgeDate: secret.purgeAt,
  };
}
