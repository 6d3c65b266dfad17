/** Secrets of one vault as they are stored. */
import type { World } from '../../../kernel/world.ts';
import type { VersionAttributes } from '../attributes.ts';
import type { Deletion } from '../recovery.ts';
import {
  type ForgottenDocument,
  type Page,
  VaultContents,
  type VaultDocument,
} from '../vault-contents.ts';

/** A secret: a name, its versions apart. */
export interface StoredSecret {
  /** As written when it was made. */
  readonly name: string;
  /** The current version. */
  readonly version: string;
  /** Virtual epoch milliseconds from which reads find it, after it was recovered. */
  readonly visibleAt?: number;
}

/** A secret that was deleted and can be recovered. */
export interface StoredDeletedSecret extends StoredSecret, Deletion {}

/** One version of a secret. */
export interface StoredSecretVersion extends VersionAttributes {
  /** 32 hexadecimal digits. */
  readonly version: string;
  readonly value: string;
  readonly contentType?: string;
}

const versionsOf = (name: string): string => `secretversions/${name}`;

/** Secrets, their versions and deleted secrets of the vault with this name. */
export class SecretStore {
  readonly #contents: VaultContents;

  constructor(world: World, vaultName: string) {
    this.#contents = new VaultContents(world, vaultName);
  }

  secret(name: string): StoredSecret | undefined {
    return this.#contents.get('secrets', name);
  }

  deletedSecret(name: string): StoredDeletedSecret | undefined {
    return this.#contents.get('deletedsecrets', name);
  }

  /** Of a live or deleted secret. */
  version(name: string, version: string): StoredSecretVersion | undefined {
    return this.#contents.get(versionsOf(name), version);
  }

  /** All versions of a live or deleted secret. */
  allVersions(name: string): readonly StoredSecretVersion[] {
    return this.#contents.all(versionsOf(name));
  }

  putSecret(secret: StoredSecret): void {
    this.#contents.set('secrets', secret.name, secret);
  }

  putVersion(name: string, version: StoredSecretVersion): void {
    this.#contents.set(versionsOf(name), version.version, version);
  }

  /** What {@link putVersion} and {@link putSecret} would store. */
  documents(secret: StoredSecret, version: StoredSecretVersion): VaultDocument[] {
    return [
      this.#contents.document(versionsOf(secret.name), version.version, version),
      this.#contents.document('secrets', secret.name, secret),
    ];
  }

  /** Takes a secret out of use; its versions stay. */
  putDeletedSecret(secret: StoredDeletedSecret): void {
    this.#contents.delete('secrets', secret.name);
    this.#contents.set('deletedsecrets', secret.name, secret);
  }

  /** What {@link putDeletedSecret} would store. */
  deletionDocuments(secret: StoredDeletedSecret): (VaultDocument | ForgottenDocument)[] {
    return [
      this.#contents.forgotten('secrets', secret.name),
      this.#contents.document('deletedsecrets', secret.name, secret),
    ];
  }

  /** What {@link purgeSecret} would forget of a secret that is in use. */
  purgeDocuments(name: string): ForgottenDocument[] {
    return [
      this.#contents.forgotten('secrets', name),
      ...this.allVersions(name).map(({ version }) =>
        this.#contents.forgotten(versionsOf(name), version),
      ),
    ];
  }

  /** Puts a deleted secret back into use. */
  recoverSecret(secret: StoredSecret): void {
    this.#contents.delete('deletedsecrets', secret.name);
    this.putSecret(secret);
  }

  /** Forgets a secret and all its versions. */
  purgeSecret(name: string): void {
    this.#contents.delete('secrets', name);
    this.#contents.delete('deletedsecrets', name);
    this.#contents.clear(versionsOf(name));
  }

  secrets(limit: number, after?: string): Page<StoredSecret> {
    return this.#contents.page('secrets', limit, after, (secret) => secret.name);
  }

  deletedSecrets(limit: number, after?: string): Page<StoredDeletedSecret> {
    return this.#contents.page('deletedsecrets', limit, after, (secret) => secret.name);
  }

  versions(name: string, limit: number, after?: string): Page<StoredSecretVersion> {
    return this.#contents.page(versionsOf(name), limit, after, (version) => version.version);
  }
}
