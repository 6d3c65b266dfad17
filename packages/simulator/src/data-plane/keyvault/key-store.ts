/** Keys of one vault as they are stored. */
import type { Json } from '../../kernel/json.ts';
import { VAULT_CONTENTS } from '../../kernel/vault-names.ts';
import type { World } from '../../kernel/world.ts';
import type { KeyMaterial } from './key-material.ts';
import type { RotationPolicy } from './rotation-policy.ts';

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
export interface StoredDeletedKey extends StoredKey {
  /** Epoch seconds. */
  readonly deletedAt: number;
  /** Epoch seconds. */
  readonly purgeAt: number;
  /** Virtual epoch milliseconds until which the deletion is under way. */
  readonly settledAt: number;
}

/** Types of keys; `-HSM`: kept in hardware, in premium vaults only. */
export type KeyType = 'RSA' | 'RSA-HSM' | 'EC' | 'EC-HSM';

/** One version of a key. */
export interface StoredKeyVersion {
  /** 32 hexadecimal digits. */
  readonly version: string;
  readonly type: KeyType;
  readonly operations: readonly string[];
  readonly enabled: boolean;
  /** Epoch seconds, inclusive. */
  readonly notBefore?: number;
  /** Epoch seconds, exclusive. */
  readonly expires?: number;
  /** Epoch seconds. */
  readonly created: number;
  /** Epoch seconds. */
  readonly updated: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly material: KeyMaterial;
}

/** A page of a list, and where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Absent: there is no more. */
  readonly next?: string;
}

/** Keys, their versions and deleted keys of the vault with this name. */
export class KeyStore {
  readonly #world: World;
  readonly #vault: string;

  constructor(world: World, vaultName: string) {
    this.#world = world;
    this.#vault = vaultName.toLowerCase();
  }

  key(name: string): StoredKey | undefined {
    return this.#get('keys', name);
  }

  deletedKey(name: string): StoredDeletedKey | undefined {
    return this.#get('deletedkeys', name);
  }

  /** Of a live or deleted key. */
  version(name: string, version: string): StoredKeyVersion | undefined {
    return this.#get(`versions/${name.toLowerCase()}`, version);
  }

  putKey(key: StoredKey): void {
    this.#set('keys', key.name, key);
  }

  putVersion(name: string, version: StoredKeyVersion): void {
    this.#set(`versions/${name.toLowerCase()}`, version.version, version);
  }

  /** Takes a key out of use; its versions stay. */
  putDeletedKey(key: StoredDeletedKey): void {
    this.#delete('keys', key.name);
    this.#set('deletedkeys', key.name, key);
  }

  /** Puts a deleted key back into use. */
  recoverKey(key: StoredKey): void {
    this.#delete('deletedkeys', key.name);
    this.putKey(key);
  }

  /** Forgets a key and all its versions. */
  purgeKey(name: string): void {
    this.#delete('keys', name);
    this.#delete('deletedkeys', name);
    const prefix = this.#path(`versions/${name.toLowerCase()}`, '');
    for (const [key] of this.#world.range(VAULT_CONTENTS, prefix)) {
      this.#world.delete(VAULT_CONTENTS, key);
    }
  }

  keys(limit: number, after?: string): Page<StoredKey> {
    return this.#page('keys', limit, after, (key) => key.name);
  }

  deletedKeys(limit: number, after?: string): Page<StoredDeletedKey> {
    return this.#page('deletedkeys', limit, after, (key) => key.name);
  }

  versions(name: string, limit: number, after?: string): Page<StoredKeyVersion> {
    const kind = `versions/${name.toLowerCase()}`;
    return this.#page(kind, limit, after, (version) => version.version);
  }

  #page<T>(
    kind: string,
    limit: number,
    after: string | undefined,
    nameOf: (item: T) => string,
  ): Page<T> {
    const from = after === undefined ? undefined : this.#path(kind, after);
    const found = this.#world.range<T>(VAULT_CONTENTS, this.#path(kind, ''), limit + 1, from);
    const items = found.slice(0, limit).map(([, item]) => item);
    const last = items.at(-1);
    return found.length > limit && last !== undefined ? { items, next: nameOf(last) } : { items };
  }

  #get<T>(kind: string, name: string): T | undefined {
    return this.#world.get<T>(VAULT_CONTENTS, this.#path(kind, name));
  }

  #set(kind: string, name: string, value: StoredKey | StoredKeyVersion): void {
    this.#world.set(VAULT_CONTENTS, this.#path(kind, name), value as unknown as Json);
  }

  #delete(kind: string, name: string): void {
    this.#world.delete(VAULT_CONTENTS, this.#path(kind, name));
  }

  #path(kind: string, name: string): string {
    return `${this.#vault}/${kind}/${name.toLowerCase()}`;
  }
}
