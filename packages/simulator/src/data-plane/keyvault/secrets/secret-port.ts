/** Secrets as other services of Azure keep them in a customer's vault. */
import type { Refusal } from '../../../kernel/errors.ts';
import type { RemovedSecret, SecretPort, StoredSecretValue } from '../../../kernel/ports.ts';
import type { Services } from '../../../kernel/services.ts';
import { authorizationRefusal, type PermissionNeeded } from '../authorization.ts';
import { trustedServiceRefusal } from '../network.ts';
import { callerOf } from '../service-principal.ts';
import { noSuchVault } from '../vault-errors.ts';
import { liveVault, viewOf, type VaultView } from '../vault-view.ts';
import { softDeletion } from './deleted-secrets.ts';
import { secretId } from './secret-bundle.ts';
import { secretDisabled, secretNotFound } from './secret-errors.ts';
import { checkNameIsFree, newSecretVersion } from './set-secret.ts';
import { SecretStore, type StoredSecret } from './secret-store.ts';

const SECOND_MS = 1000;
const GET: PermissionNeeded = {
  kind: 'secrets',
  policy: 'get',
  dataAction: 'secrets/getSecret/action',
};
const SET: PermissionNeeded = {
  kind: 'secrets',
  policy: 'set',
  dataAction: 'secrets/setSecret/action',
};
const DELETE: PermissionNeeded = {
  kind: 'secrets',
  policy: 'delete',
  dataAction: 'secrets/delete',
};
const FORM =
  /^https:\/\/([^/.]+)\.([^/:]+)(?::\d+)?\/+secrets\/+([0-9a-zA-Z-]{1,127})(?:\/+([0-9a-zA-Z]+))?\/*$/i;

/** Reads and writes secrets straight in the world: no token, no transport, but the same checks. */
export class VaultSecrets implements SecretPort {
  readonly #services: () => Services;

  /** `services` is asked for late: it holds this port itself. */
  constructor(services: () => Services) {
    this.#services = services;
  }

  read(secretIdentifier: string, principalId: string): string {
    const { vault, name, version } = this.#locate(secretIdentifier);
    this.#check(vault, principalId, GET, name);
    return this.#value(vault, name, version);
  }

  readForDeployment(secretIdentifier: string): string {
    const { vault, name, version } = this.#locate(secretIdentifier);
    return this.#value(vault, name, version);
  }

  #value(vault: VaultView, name: string, version: string | undefined): string {
    const { secrets, secret } = this.#find(vault, name);
    const found = secret && secrets.version(name, version ?? secret.version);
    if (!found) throw secretNotFound(version === undefined ? name : `${name}/${version}`);
    if (!found.enabled) throw secretDisabled();
    return found.value;
  }

  write(vaultId: string, name: string, value: string, principalId: string): StoredSecretValue {
    const services = this.#services();
    const resource = services.store.get(vaultId);
    if (resource?.type !== 'Microsoft.KeyVault/vaults') throw noSuchVault(vaultId);
    const vault = viewOf(resource);
    this.#check(vault, principalId, SET, name);
    const secrets = new SecretStore(services.world, vault.name);
    checkNameIsFree(services, secrets, name);
    const now = Math.floor(services.world.now / SECOND_MS);
    const { secret, version } = newSecretVersion({ services, secrets, now }, name, { value });
    return {
      id: secretId(vault, secret.name, version.version),
      documents: secrets.documents(secret, version),
    };
  }

  remove(secretIdentifier: string, principalId: string): RemovedSecret {
    const services = this.#services();
    const { vault, name } = this.#locate(secretIdentifier);
    this.#check(vault, principalId, DELETE, name);
    const { secrets, secret } = this.#find(vault, name);
    if (!secret) throw secretNotFound(name);
    if (vault.retentionDays === 0) return { documents: secrets.purgeDocuments(name), timers: [] };
    const now = Math.floor(services.world.now / SECOND_MS);
    const { deleted, timer } = softDeletion({ vault, services, now }, secret);
    return { documents: secrets.deletionDocuments(deleted), timers: [timer] };
  }

  /** What an identifier names in a vault that is not deleted. */
  #locate(secretIdentifier: string): {
    readonly vault: VaultView;
    readonly name: string;
    readonly version: string | undefined;
  } {
    const services = this.#services();
    const [, vaultName = '', suffix = '', name = '', version] = FORM.exec(secretIdentifier) ?? [];
    const isOfCloud = suffix.toLowerCase() === services.settings.cloud.vaultSuffix;
    const vault = isOfCloud ? liveVault(services, vaultName) : undefined;
    if (!vault) throw noSuchVault(secretIdentifier);
    return { vault, name, version };
  }

  /** A secret that reads find. */
  #find(
    vault: VaultView,
    name: string,
  ): { secrets: SecretStore; secret: StoredSecret | undefined } {
    const { world } = this.#services();
    const secrets = new SecretStore(world, vault.name);
    const secret = secrets.secret(name);
    return { secrets, secret: secret && (secret.visibleAt ?? 0) <= world.now ? secret : undefined };
  }

  #check(vault: VaultView, principalId: string, needed: PermissionNeeded, name: string): void {
    const services = this.#services();
    const caller = callerOf(services, principalId, vault);
    const refusal: Refusal | undefined =
      trustedServiceRefusal(services, vault, caller) ??
      authorizationRefusal(services, vault, caller, needed, name, caller.name);
    if (refusal) throw refusal;
  }
}
