/** Keys as the management plane of Key Vault shows and makes them: `vaults/keys`. */
import type { Caller } from '../../kernel/caller.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { isObject, objectAt } from '../../kernel/json.ts';
import type { KeyRecord, KeyRecordPort } from '../../kernel/ports.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Services } from '../../kernel/services.ts';
import { createKey } from './create-key.ts';
import { MANAGEMENT_API_VERSION, managementRequest } from './management-request.ts';
import { keyBundle } from './key-bundle.ts';
import { KeyStore, type StoredKey, type StoredKeyVersion } from './key-store.ts';
import type { VaultRequest } from './request.ts';
import { updateKeyRotationPolicy } from './rotate-key.ts';
import { presentRotationPolicy, readRotationPolicy } from './rotation-policy.ts';
import { everyItem, type Page } from './vault-contents.ts';
import { viewOf } from './vault-view.ts';

/** Attributes that `vaults/keys` does not know. */
const HIDDEN_ATTRIBUTES: ReadonlySet<string> = new Set(['recoverableDays', 'hsmPlatform']);

/** Keys of vaults, read and made past the firewall and without access policies. */
export class VaultKeyRecords implements KeyRecordPort {
  readonly #services: () => Services;

  /** `services` is asked for late: it holds this port itself. */
  constructor(services: () => Services) {
    this.#services = services;
  }

  find(vault: StoredResource, name: string, version?: string): KeyRecord | undefined {
    const keys = this.#keys(vault);
    const key = keys.key(name);
    if (!key || (key.visibleAt ?? 0) > this.#services().world.now) return undefined;
    const found = keys.version(key.name, version ?? key.version);
    return found && record(vault, key, found);
  }

  *list(vault: StoredResource, after?: string): Iterable<KeyRecord> {
    const keys = this.#keys(vault);
    for (const key of everyItem((limit, from) => keys.keys(limit, from), after)) {
      const found = this.find(vault, key.name);
      if (found) yield found;
    }
  }

  *versions(vault: StoredResource, name: string, after?: string): Iterable<KeyRecord> {
    const keys = this.#keys(vault);
    const key = this.find(vault, name) && keys.key(name);
    if (!key) return;
    const read = (limit: number, from: string | undefined): Page<StoredKeyVersion> =>
      keys.versions(name, limit, from);
    for (const version of everyItem(read, after)) yield record(vault, key, version);
  }

  create(vault: StoredResource, caller: Caller, name: string, body: JsonObject): KeyRecord {
    const given = objectAt(body, 'properties');
    const policy = policyOf(given['rotationPolicy']);
    const now = Math.floor(this.#services().world.now / 1000);
    if (policy) readRotationPolicy(policy, undefined, now);
    createKey(this.#request(vault, caller, name, keyOf(given, body['tags'])));
    if (policy) updateKeyRotationPolicy(this.#request(vault, caller, name, policy));
    const made = this.find(vault, name);
    if (!made) throw new Error(`the key '${name}' is not there after it was made`);
    return made;
  }

  #keys(vault: StoredResource): KeyStore {
    return new KeyStore(this.#services().world, vault.name);
  }

  #request(vault: StoredResource, caller: Caller, name: string, body: JsonObject): VaultRequest {
    return managementRequest(this.#services(), vault, caller, { name }, body);
  }
}

/** The members of `vaults/keys` as the data plane names them. */
function keyOf(given: JsonObject, tags: Json | undefined): JsonObject {
  return {
    kty: given['kty'],
    key_size: given['keySize'],
    crv: given['curveName'],
    key_ops: given['keyOps'],
    attributes: given['attributes'],
    release_policy: given['release_policy'],
    tags,
  };
}

/** Management writes `rotate`, the data plane `Rotate`: both read either. */
function policyOf(value: Json | undefined): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

function record(vault: StoredResource, key: StoredKey, version: StoredKeyVersion): KeyRecord {
  const view = viewOf(vault);
  const bundle = keyBundle(view, key.name, version, MANAGEMENT_API_VERSION);
  const attributes = Object.entries(objectAt(bundle, 'attributes')).filter(
    ([name]) => !HIDDEN_ATTRIBUTES.has(name),
  );
  const { material, type, operations } = version;
  return {
    name: key.name,
    version: version.version,
    ...(version.tags === undefined ? {} : { tags: version.tags }),
    properties: {
      attributes: Object.fromEntries(attributes),
      kty: type,
      keyOps: operations,
      ...('curve' in material ? { curveName: material.curve } : { keySize: material.sizeBits }),
      ...(key.rotationPolicy === undefined
        ? {}
        : { rotationPolicy: rotationPolicyOf(presentRotationPolicy('', key.rotationPolicy)) }),
    },
  };
}

/** As the data plane shows it, without its identifier and with the actions in lower case. */
function rotationPolicyOf(policy: Json): JsonObject {
  const actions = isObject(policy) ? policy['lifetimeActions'] : undefined;
  const lifetimeActions = Array.isArray(actions) ? (actions as readonly JsonObject[]) : [];
  return {
    attributes: objectAt(policy, 'attributes'),
    lifetimeActions: lifetimeActions.map(({ trigger, action }) => ({
      trigger,
      action: { type: String(objectAt({ action }, 'action')['type']).toLowerCase() },
    })),
  };
}
