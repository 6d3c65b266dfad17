/** Secrets as the management plane of Key Vault sets and shows them: `vaults/secrets`. Their values never come back. */
import type { Caller } from '../../kernel/caller.ts';
import { type JsonObject, objectAt } from '../../kernel/json.ts';
import type { SecretRecord, SecretRecordPort } from '../../kernel/ports.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Services } from '../../kernel/services.ts';
import { managementRequest } from './management-request.ts';
import { secretItem } from './secrets/secret-bundle.ts';
import { SecretStore } from './secrets/secret-store.ts';
import { setSecret } from './secrets/set-secret.ts';
import { updateSecret } from './secrets/update-secret.ts';
import { everyItem } from './vault-contents.ts';
import { viewOf } from './vault-view.ts';

/** Attributes without how a vault keeps what is deleted, as documented for `vaults/secrets`. */
const SHOWN_ATTRIBUTES = ['enabled', 'nbf', 'exp', 'created', 'updated'];

/** Secrets of vaults, set and read past the firewall and without access policies. */
export class VaultSecretRecords implements SecretRecordPort {
  readonly #services: () => Services;

  /** `services` is asked for late: it holds this port itself. */
  constructor(services: () => Services) {
    this.#services = services;
  }

  find(vault: StoredResource, name: string): SecretRecord | undefined {
    const { world } = this.#services();
    const secrets = new SecretStore(world, vault.name);
    const secret = secrets.secret(name);
    if (!secret || (secret.visibleAt ?? 0) > world.now) return undefined;
    const version = secrets.version(secret.name, secret.version);
    if (!version) return undefined;
    const attributes = objectAt(secretItem(viewOf(vault), '', version, '7.3'), 'attributes');
    return {
      name: secret.name,
      version: version.version,
      ...(version.tags === undefined ? {} : { tags: version.tags }),
      properties: {
        ...(version.contentType === undefined ? {} : { contentType: version.contentType }),
        attributes: Object.fromEntries(
          SHOWN_ATTRIBUTES.flatMap((member) =>
            attributes[member] === undefined ? [] : [[member, attributes[member]]],
          ),
        ),
      },
    };
  }

  *list(vault: StoredResource, after?: string): Iterable<SecretRecord> {
    const secrets = new SecretStore(this.#services().world, vault.name);
    for (const secret of everyItem((limit, from) => secrets.secrets(limit, from), after)) {
      const found = this.find(vault, secret.name);
      if (found) yield found;
    }
  }

  set(vault: StoredResource, caller: Caller, name: string, body: JsonObject): SecretRecord {
    setSecret(managementRequest(this.#services(), vault, caller, { name }, secretOf(body)));
    return this.#written(vault, name);
  }

  update(vault: StoredResource, caller: Caller, name: string, body: JsonObject): SecretRecord {
    updateSecret(managementRequest(this.#services(), vault, caller, { name }, secretOf(body)));
    return this.#written(vault, name);
  }

  #written(vault: StoredResource, name: string): SecretRecord {
    const written = this.find(vault, name);
    if (!written) throw new Error(`the secret '${name}' is not there after it was written`);
    return written;
  }
}

/** The members of `vaults/secrets` as the data plane names them. */
function secretOf(body: JsonObject): JsonObject {
  const given = objectAt(body, 'properties');
  return {
    value: given['value'],
    contentType: given['contentType'],
    attributes: given['attributes'],
    tags: body['tags'],
  };
}
