/** Customers' keys as other services of Azure use them. */
import type { Caller } from '../../kernel/caller.ts';
import { fromBase64Url, toBase64Url } from '../../crypto/bytes.ts';
import { deriveBytes } from '../../crypto/node-crypto.ts';
import { decrypt, encryptFromSeed } from '../../crypto/rsa-messages.ts';
import type { Refusal } from '../../kernel/errors.ts';
import { Memo } from '../../kernel/memo.ts';
import type { DataKeyPort, KeyDescription, KeyPort, WrappedKey } from '../../kernel/ports.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Services } from '../../kernel/services.ts';
import { authorizationRefusal } from './authorization.ts';
import { keyId } from './key-bundle.ts';
import { keyNotFound } from './key-errors.ts';
import { stateRefusal } from './key-state.ts';
import { isRsa } from './key-material.ts';
import { KeyStore, type StoredKey, type StoredKeyVersion } from './key-store.ts';
import { trustedServiceRefusal } from './network.ts';
import { callerOf } from './service-principal.ts';
import { liveVault, type VaultView } from './vault-view.ts';
import { noSuchVault } from './vault-errors.ts';

/** The permissions that services need, and their data actions. */
const NEEDED = { get: 'keys/read', wrapKey: 'keys/wrap/action', unwrapKey: 'keys/unwrap/action' };
type Permission = keyof typeof NEEDED;
const PERMISSIONS = Object.keys(NEEDED) as Permission[];
/** As the ledger shows them. */
const REQUESTS: Readonly<Record<Permission, readonly [method: string, path: string]>> = {
  get: ['GET', ''],
  wrapKey: ['POST', '/wrapkey'],
  unwrapKey: ['POST', '/unwrapkey'],
};
const API_VERSION = '7.4';
const DATA_KEY_BYTES = 32;
const SEED_BYTES = 32;
/** How many data keys are remembered that were wrapped a moment ago. */
const MAX_JUST_WRAPPED = 64;

interface Identifier {
  readonly host: string;
  readonly vaultName: string;
  readonly name: string;
  readonly version: string | undefined;
}

interface Found {
  readonly vault: VaultView;
  readonly key: StoredKey;
  readonly version: StoredKeyVersion;
}

/** Reads keys straight from the world: no token, no transport, but the same checks. */
export class VaultKeys implements KeyPort, DataKeyPort {
  readonly #services: () => Services;
  /** Who wraps a data key has it at hand: no need to decrypt what was encrypted a moment ago. */
  readonly #justWrapped = new Memo<Uint8Array>(MAX_JUST_WRAPPED);

  /** `services` is asked for late: it holds this port itself. */
  constructor(services: () => Services) {
    this.#services = services;
  }

  describe(keyIdentifier: string): KeyDescription | undefined {
    const found = this.#find(keyIdentifier);
    if (!found) return undefined;
    const { vault, key, version } = found;
    return {
      id: keyId(vault, key.name, version.version),
      vaultId: vault.resource.id,
      vaultUri: vault.uri,
      name: key.name,
      version: version.version,
      type: version.type,
      ...('curve' in version.material ? {} : { sizeBits: version.material.sizeBits }),
      enabled: version.enabled,
      ...(version.notBefore === undefined ? {} : { notBefore: version.notBefore }),
      ...(version.expires === undefined ? {} : { expires: version.expires }),
      operations: version.operations,
    };
  }

  permitted(keyIdentifier: string, principalId: string): readonly Permission[] {
    const identifier = this.#read(keyIdentifier);
    const vault = identifier && liveVault(this.#services(), identifier.vaultName);
    if (!vault) return [];
    const caller = callerOf(this.#services(), principalId, vault);
    return PERMISSIONS.filter(
      (permission) => !this.#unauthorized(vault, caller, permission, identifier.name),
    );
  }

  /** The firewall is passed as a trusted service passes it, or not. */
  refuses(keyIdentifier: string, principalId: string, operation: Permission): Refusal | undefined {
    const identifier = this.#read(keyIdentifier);
    const vault = identifier && liveVault(this.#services(), identifier.vaultName);
    if (!vault) return noSuchVault(identifier?.host ?? keyIdentifier);
    const caller = callerOf(this.#services(), principalId, vault);
    const refusal =
      trustedServiceRefusal(this.#services(), vault, caller) ??
      this.#unauthorized(vault, caller, operation, identifier.name);
    if (refusal) return refusal;
    const found = this.#find(keyIdentifier);
    if (!found) {
      const { name, version } = identifier;
      return keyNotFound(version === undefined ? name : `${name}/${version}`);
    }
    if (operation === 'get') return undefined;
    return stateRefusal(found.version, operation, Math.floor(this.#services().world.now / 1000));
  }

  asks(keyIdentifier: string, principalId: string, operation: Permission): Refusal | undefined {
    const refusal = this.refuses(keyIdentifier, principalId, operation);
    const { ledger, clock } = this.#services();
    const [method, path] = REQUESTS[operation];
    const { status = 200, code, evidence, ruleId } = refusal?.data ?? {};
    ledger.add({
      at: clock.iso(),
      method,
      url: `${keyIdentifier}${path}?api-version=${API_VERSION}`,
      status,
      caller: principalId,
      ...(code === undefined ? {} : { code }),
      ...(evidence === undefined ? {} : { evidence }),
      ...(ruleId === undefined ? {} : { ruleId }),
    });
    return refusal;
  }

  wrapNew(keyIdentifier: string, principalId: string, purpose: string): WrappedKey {
    return this.#wrap(this.unwrapped(purpose), keyIdentifier, principalId);
  }

  unwrapped(purpose: string): Uint8Array {
    return deriveBytes(this.#services().world.seed, `data key|${purpose}`, DATA_KEY_BYTES);
  }

  unwrap(wrapped: WrappedKey, principalId: string): Uint8Array {
    const refusal = this.asks(wrapped.kid, principalId, 'unwrapKey');
    if (refusal) throw refusal;
    const dataKey = this.recall(wrapped);
    if (!dataKey) throw new TypeError(`'${wrapped.kid}' did not wrap this data key`);
    return dataKey;
  }

  rewrap(wrapped: WrappedKey, keyIdentifier: string, principalId: string): WrappedKey {
    return this.#wrap(this.unwrap(wrapped, principalId), keyIdentifier, principalId);
  }

  recall({ kid, value }: WrappedKey): Uint8Array | undefined {
    const identifier = this.#read(kid);
    if (identifier?.version === undefined) return undefined;
    const { world } = this.#services();
    const { vaultName, name } = identifier;
    // Deleted keys and vaults keep their versions until they are purged; a service may hold what it unwrapped before.
    const version = new KeyStore(world, vaultName).version(name, identifier.version);
    const bytes = fromBase64Url(value);
    if (!version || !isRsa(version.material) || !bytes) return undefined;
    return (
      this.#justWrapped.get(`${kid}|${value}`) ?? decrypt(version.material, 'RSA-OAEP-256', bytes)
    );
  }

  /** The seed of the padding follows from what is wrapped, so that a world is the same in every run. */
  #wrap(dataKey: Uint8Array, keyIdentifier: string, principalId: string): WrappedKey {
    const kid = this.describe(keyIdentifier)?.id ?? keyIdentifier;
    const refusal = this.asks(kid, principalId, 'wrapKey');
    if (refusal) throw refusal;
    const found = this.#find(kid);
    if (!found || !isRsa(found.version.material)) {
      throw new TypeError(`a key that wraps is an RSA key that is there; '${kid}' is not`);
    }
    const seed = deriveBytes(toBase64Url(dataKey), `padding|${kid}`, SEED_BYTES);
    const value = toBase64Url(encryptFromSeed(found.version.material, dataKey, seed));
    this.#justWrapped.set(`${kid}|${value}`, dataKey);
    return { kid, value };
  }

  vaultOf(keyIdentifier: string): StoredResource | undefined {
    const identifier = this.#read(keyIdentifier);
    return identifier && liveVault(this.#services(), identifier.vaultName)?.resource;
  }

  #unauthorized(
    vault: VaultView,
    caller: Caller,
    permission: Permission,
    keyName: string,
  ): Refusal | undefined {
    const needed = { kind: 'keys', policy: permission, dataAction: NEEDED[permission] } as const;
    const services = this.#services();
    return authorizationRefusal(services, vault, caller, needed, keyName, caller.name);
  }

  #find(keyIdentifier: string): Found | undefined {
    const identifier = this.#read(keyIdentifier);
    if (!identifier) return undefined;
    const services = this.#services();
    const vault = liveVault(services, identifier.vaultName);
    if (!vault) return undefined;
    const keys = new KeyStore(services.world, vault.name);
    const key = keys.key(identifier.name);
    if (!key || (key.visibleAt ?? 0) > services.world.now) return undefined;
    const version = keys.version(key.name, identifier.version ?? key.version);
    return version && { vault, key, version };
  }

  #read(keyIdentifier: string): Identifier | undefined {
    const match = FORM.exec(keyIdentifier);
    const host = match?.[1]?.toLowerCase() ?? '';
    const ending = `.${this.#services().settings.cloud.vaultSuffix}`;
    if (!match || !host.endsWith(ending)) return undefined;
    const vaultName = host.slice(0, -ending.length);
    return { host, vaultName, name: match[2] ?? '', version: match[3] };
  }
}

const FORM =
  /^https:\/\/([^/:?#]+)(?::\d+)?\/+keys\/+([0-9a-zA-Z-]{1,127})(?:\/+([0-9a-zA-Z]+))?\/*$/i;
