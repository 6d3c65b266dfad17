/** Keys as they go over the wire. */
import { exponentOf } from '../../crypto/rsa.ts';
import type { Json } from '../../kernel/json.ts';
import { isSince } from './api-version.ts';
import { sharedAttributes } from './attributes.ts';
import type { KeyMaterial } from './key-material.ts';
import { nameOfCurve } from './key-type.ts';
import type { StoredDeletedKey, StoredKeyVersion } from './key-store.ts';
import type { VaultView } from './vault-view.ts';

/** A key identifier; `version` absent: the key as such. */
export function keyId(vault: VaultView, name: string, version?: string): string {
  return `${vault.uri}/keys/${name}${version === undefined ? '' : `/${version}`}`;
}

function attributes(vault: VaultView, version: StoredKeyVersion, apiVersion: string): Json {
  return {
    ...sharedAttributes(vault, version, apiVersion),
    ...(isSince(apiVersion, '7.3') ? { exportable: version.exportable === true } : {}),
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
      ...publicHalf(version.material, apiVersion),
    },
    attributes: attributes(vault, version, apiVersion),
    ...(version.tags === undefined ? {} : { tags: version.tags }),
    ...(version.releasePolicy === undefined || !isSince(apiVersion, '7.3')
      ? {}
      : { release_policy: { ...version.releasePolicy } }),
  };
}

/** What {@link keyBundle} last gave, as text. Versions and views are frozen: it can be made again, so it is no state. */
const presented = new WeakMap<
  StoredKeyVersion,
  {
    readonly vault: VaultView;
    readonly name: string;
    readonly apiVersion: string;
    readonly text: string;
  }
>();

/** The same as text. Keys are read far more often than they change. */
export function keyBundleText(
  vault: VaultView,
  name: string,
  version: StoredKeyVersion,
  apiVersion: string,
): string {
  const last = presented.get(version);
  if (last?.vault === vault && last.name === name && last.apiVersion === apiVersion) {
    return last.text;
  }
  const text = JSON.stringify(keyBundle(vault, name, version, apiVersion));
  presented.set(version, { vault, name, apiVersion, text });
  return text;
}

/** The members of a JSON Web Key that anybody may see. */
function publicHalf(material: KeyMaterial, apiVersion: string): Json & object {
  if (!('curve' in material)) return { n: material.n, e: exponentOf(material) };
  const { curve, x, y } = material;
  return { crv: nameOfCurve(curve, apiVersion), x, y };
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
