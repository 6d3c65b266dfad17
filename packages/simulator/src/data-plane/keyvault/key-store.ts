/** Keys of one vault as they are stored. */
import type { World } from '../../kernel/world.ts';
import type { VersionAttributes } from './attributes.ts';
import type { KeyMaterial } from './key-material.ts';
import type { Deletion } from './recovery.ts';
import type { ReleasePolicy } from './release-policy.ts';
import type { RotationPolicy } from './rotation-policy.ts';
import { type Page, VaultContents } from './vault-contents.ts';

/** A key: a name, its versions apart. */
export interface StoredKey {
  /** As written when it was made. */
  readonly name: string;
  /** The current version. */
  readonly version: string;
  readonly rotationPolicy?: RotationPolicy;
  /** Virtual epoch milliseconds from which reads find it, after it was recovered. */
  readonly visibleAt?: number;
}

/** A key that was deleted and can be recovered. */
export interface StoredDeletedKey extends StoredKey, Deletion {}

/** Types of keys; `-HSM`: kept in hardware, in premium vaults only. */
export type KeyType = 'RSA' | 'RSA-HSM' | 'EC' | 'EC-HSM' | 'oct-HSM';

/** One version of a key. */
export interface StoredKeyVersion extends VersionAttributes {
  /** 32 hexadecimal digits. */
  readonly version: string;
  readonly type: KeyType;
  readonly operations: readonly string[];
  /** Whether the key may leave the vault, under its release policy. */
  readonly exportable?: boolean;
  readonly releasePolicy?: ReleasePolicy;
  readonly material: KeyMaterial;
}

/** Keys, their versions and deleted keys of the vault with this name. */
export class KeyStore {
  readonly #contents: VaultContents;

  constructor(world: World, vaultName: string) {
    this.#contents = new VaultContents(world, vaultName);
  }

  key(name: string): StoredKey | undefined {
    return this.#contents.get(KEYS, name);
  }

  deletedKey(name: string): StoredDeletedKey | undefined {
    return this.#contents.get(DELETED_KEYS, name);
  }

  /** Of a live or deleted key. */
  version(name: string, version: string): StoredKeyVersion | undefined {
    return this.#contents.get(versionsOf(name), version);
  }

  putKey(key: StoredKey): void {
    this.#contents.set(KEYS, key.name, key);
  }

  putVersion(name: string, version: StoredKeyVersion): void {
    this.#contents.set(versionsOf(name), version.version, version);
  }

  /** Takes a key out of use; its versions stay. */
  putDeletedKey(key: StoredDeletedKey): void {
    this.#contents.delete(KEYS, key.name);
    this.#contents.set(DELETED_KEYS, key.name, key);
  }

  /** Puts a deleted key back into use. */
  recoverKey(key: StoredKey): void {
    this.#contents.delete(DELETED_KEYS, key.name);
    this.putKey(key);
  }

  /** Forgets a key and all its versions. */
  purgeKey(name: string): void {
    this.#contents.delete(KEYS, name);
    this.#contents.delete(DELETED_KEYS, name);
    this.#contents.clear(versionsOf(name));
  }

  keys(limit: number, after?: string): Page<StoredKey> {
    return this.#contents.page<StoredKey>(KEYS, limit, after, (key) => key.name);
  }

  deletedKeys(limit: number, after?: string): Page<StoredDeletedKey> {
    return this.#contents.page<StoredDeletedKey>(DELETED_KEYS, limit, after, (key) => key.name);
  }

  versions(name: string, limit: number, after?: string): Page<StoredKeyVersion> {
    return this.#contents.page<StoredKeyVersion>(
      versionsOf(name),
      limit,
      after,
      (version) => version.version,
    );
  }

  /** Every version of a live or deleted key. */
  allVersions(name: string): readonly StoredKeyVersion[] {
    return this.#contents.all(versionsOf(name));
  }
}

const KEYS = 'keys';
const DELETED_KEYS = 'deletedkeys';
const versionsOf = (name: string): string => `versions/${name}`;
