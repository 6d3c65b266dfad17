/** Metadata in stores that are under customers' keys: AES-256-GCM under a data key that the customer's key wraps. */
import { fromBase64Url, toBase64Url } from '../../crypto/bytes.ts';
import { hash, openSealed, seal } from '../../crypto/node-crypto.ts';
import {
  ENCRYPTED_STORES,
  type EncryptedStore,
  SEARCH_INDICES,
  type SearchIndex,
} from '../../kernel/encrypted-store.ts';
import {
  METADATA_STORES,
  type MetadataPlace,
  metadataUnreachable,
} from '../../kernel/metadata-place.ts';
import { deepFreeze, type JsonObject } from '../../kernel/json.ts';
import type { DataKeyPort } from '../../kernel/ports.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Sealing } from '../../kernel/sealing.ts';
import type { World } from '../../kernel/world.ts';

/** Slashes before the name of a top-level resource ends: `/subscriptions/{}/resourceGroups/{}/providers/{}/{}/{}`. */
const TOP_SLASHES = 8;
const NONCE_BYTES = 12;

/** What is encrypted of a resource; its id binds it to its place. */
interface Body {
  readonly id: string;
  readonly properties: JsonObject;
  readonly hidden?: JsonObject;
}

/** Encrypts what lies in resources whose metadata has a store, and decrypts it as long as that store has its key. */
export class SealedMetadata implements Sealing {
  readonly #world: World;
  readonly #keys: () => DataKeyPort;
  /** Data keys by what wraps them: worked out again after a fork, forgotten when the store loses its key. */
  readonly #dataKeys = new Map<string, Uint8Array>();
  #opened = new WeakMap<StoredResource, StoredResource>();

  /** `keys` are asked for late: they stand on the store that this is for. */
  constructor(world: World, keys: () => DataKeyPort) {
    this.#world = world;
    this.#keys = keys;
  }

  seal(resource: StoredResource): StoredResource {
    const at = this.#placeOf(resource);
    if (!at || resource.sealed) return resource;
    if (at.store.lost) throw metadataUnreachable(at.top);
    const [dataKey] = at.store.dataKeys;
    const { properties, hidden, ...rest } = resource;
    const body: Body = {
      id: resource.id.toLowerCase(),
      properties,
      ...(hidden === undefined ? {} : { hidden }),
    };
    const text = this.#sealed(at.store, resource.id, body);
    const stored: StoredResource = {
      ...rest,
      properties: {},
      sealed: { store: at.place.store, dataKey: dataKey.id, text },
    };
    this.#opened.set(stored, deepFreeze(resource));
    return stored;
  }

  open(stored: StoredResource): StoredResource {
    const { sealed, ...rest } = stored;
    if (!sealed) return stored;
    const store = this.#world.get<EncryptedStore>(ENCRYPTED_STORES, sealed.store);
    if (!store || store.lost) {
      this.#forget(store);
      throw metadataUnreachable(topOf(stored.id) ?? stored.id);
    }
    const known = this.#opened.get(stored);
    if (known) return known;
    const key = this.#keyOf(store, sealed.dataKey, stored.id);
    const plain = openSealed(key, fromBase64Url(sealed.text) ?? new Uint8Array());
    const { id, ...body } = JSON.parse(new TextDecoder().decode(plain)) as Body;
    if (id !== stored.id.toLowerCase())
      throw new TypeError(`'${stored.id}' holds the body of '${id}'`);
    const opened = deepFreeze({ ...rest, ...body });
    this.#opened.set(stored, opened);
    return opened;
  }

  canOpen({ sealed }: StoredResource): boolean {
    if (!sealed) return true;
    const store = this.#world.get<EncryptedStore>(ENCRYPTED_STORES, sealed.store);
    return store !== undefined && !store.lost;
  }

  noted(stored: StoredResource): void {
    const at = this.#placeOf(stored);
    const { searchService } = at?.place ?? {};
    if (searchService === undefined) return;
    const name = stored.type.split('/').slice(2).join('-').toLowerCase();
    const key = `${searchService}|${name}`;
    if (this.#world.get(SEARCH_INDICES, key) !== undefined) return;
    const service = this.#world.get<EncryptedStore>(ENCRYPTED_STORES, searchService);
    // A service without its key makes no index; the next of its kind finds it missing, too.
    if (!service || service.lost) return;
    const fields = [{ name: 'id', key: true }, { name: 'properties' }];
    const index: SearchIndex = {
      name,
      madeAt: this.#world.now,
      dataKey: service.dataKeys[0].id,
      text: this.#sealed(service, stored.id, { name, fields }),
    };
    this.#world.set(SEARCH_INDICES, key, index);
  }

  enforce(resource: StoredResource): void {
    if (resource.sealed) return;
    const at = this.#placeOf(resource);
    if (!at?.store.lost) return;
    this.#forget(at.store);
    throw metadataUnreachable(at.top);
  }

  /** Where the body of a resource is to be kept; `undefined`: as it is, among the other resources. */
  #placeOf({
    id,
  }: StoredResource):
    | { readonly top: string; readonly place: MetadataPlace; readonly store: EncryptedStore }
    | undefined {
    const top = topOf(id);
    // What another provider puts under a resource is its own: role assignments, locks.
    if (top === undefined || id.startsWith('/providers/', top.length)) return undefined;
    const place = this.#world.get<MetadataPlace>(METADATA_STORES, top.toLowerCase());
    const store = place && this.#world.get<EncryptedStore>(ENCRYPTED_STORES, place.store);
    return store && { top, place, store };
  }

  /** Under the data key in use. */
  #sealed(store: EncryptedStore, resourceId: string, content: object): string {
    const plain = new TextEncoder().encode(JSON.stringify(content));
    const key = this.#keyOf(store, store.dataKeys[0].id, resourceId);
    return toBase64Url(seal(key, nonceOf(key, plain), plain));
  }

  #keyOf(store: EncryptedStore, id: string, resourceId: string): Uint8Array {
    const wrapped = store.dataKeys.find((dataKey) => dataKey.id === id);
    const known = wrapped && (this.#dataKeys.get(wrapped.value) ?? this.#keys().recall(wrapped));
    if (!known) throw metadataUnreachable(topOf(resourceId) ?? resourceId);
    this.#dataKeys.set(wrapped.value, known);
    return known;
  }

  #forget(store: EncryptedStore | undefined): void {
    for (const { value } of store?.dataKeys ?? []) this.#dataKeys.delete(value);
    this.#opened = new WeakMap();
  }
}

/** The id of the top-level resource above; `undefined` for what lies in none. */
function topOf(id: string): string | undefined {
  let at = 0;
  for (let slashes = 0; slashes <= TOP_SLASHES; slashes += 1) {
    at = id.indexOf('/', at) + 1;
    if (at === 0) return undefined;
  }
  return id.slice(0, at - 1);
}

/** Follows from key and text, so that a world is the same in every run and no nonce serves two texts. */
function nonceOf(key: Uint8Array, plain: Uint8Array): Uint8Array {
  return hash('sha256').update(key).update(plain).digest().subarray(0, NONCE_BYTES);
}
