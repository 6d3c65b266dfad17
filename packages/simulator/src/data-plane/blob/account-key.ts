/**
 * The key that an account encrypts its blobs with. A customer's key only wraps it: without that the service cannot unwrap
 * it, and refuses what takes it. Under Microsoft's key it is at hand. Which operations do is documented: "Customer-managed
 * keys for Azure Storage encryption" lists those of blobs that fail when the key is revoked, and says that all others may
 * proceed: deletions, lists without metadata, whatever is of containers. Put Block List is not on the list and takes the
 * key here, for a blob is encrypted anew from its blocks.
 */
import { fromBase64Url, toBase64Url } from '../../crypto/bytes.ts';
import { hash, openSealed, seal } from '../../crypto/node-crypto.ts';
import { accountKeyPurpose, type SealedContent } from '../../kernel/blobs.ts';
import { ENCRYPTED_STORES, type EncryptedStore } from '../../kernel/encrypted-store.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Services } from '../../kernel/services.ts';
import { keyNotFound } from './blob-errors.ts';

const FIRST = '1';
const NONCE_BYTES = 12;
const PLACE_BYTES = 32;

/** What stands between an account and its data. */
export class AccountKey {
  readonly #services: Services;
  readonly #account: StoredResource;
  /** Absent: the data is under Microsoft's key. */
  readonly #store: EncryptedStore | undefined;

  /** Throws where the account has lost its key, as it found when it last looked. */
  constructor(services: Services, account: StoredResource) {
    this.#services = services;
    this.#account = account;
    const { keySource } = objectAt(account.properties, 'encryption');
    if (typeof keySource !== 'string' || keySource.toLowerCase() !== 'microsoft.keyvault') return;
    this.#store = services.world.get<EncryptedStore>(ENCRYPTED_STORES, account.id.toLowerCase());
    if (!this.#store || this.#store.lost) throw keyNotFound();
  }

  /** Encrypts content for its place, under the key in use. */
  seal(place: string, content: Uint8Array): SealedContent {
    const dataKey = this.#store?.dataKeys[0].id ?? FIRST;
    const key = this.#bytes(dataKey);
    const plain = Buffer.concat([placeMark(place), content]);
    const nonce = hash('sha256').update(key).update(plain).digest().subarray(0, NONCE_BYTES);
    return { dataKey, text: toBase64Url(seal(key, nonce, plain)) };
  }

  /** Decrypts what {@link seal} encrypted for this place; throws where nobody can unwrap its key any more. */
  open(place: string, { dataKey, text }: SealedContent): Uint8Array {
    const plain = openSealed(this.#bytes(dataKey), fromBase64Url(text) ?? new Uint8Array());
    const isInPlace = placeMark(place).equals(plain.subarray(0, PLACE_BYTES));
    if (!isInPlace) throw new TypeError(`'${place}' holds the content of another blob`);
    return plain.subarray(PLACE_BYTES);
  }

  /** The same of what is JSON, beside the content. */
  sealJson(place: string, value: JsonObject): SealedContent {
    return this.seal(`${place}\u0000json`, Buffer.from(JSON.stringify(value)));
  }

  openJson(place: string, sealed: SealedContent): JsonObject {
    const text = new TextDecoder().decode(this.open(`${place}\u0000json`, sealed));
    return JSON.parse(text) as JsonObject;
  }

  #bytes(id: string): Uint8Array {
    const { keys } = this.#services;
    if (!this.#store) return keys.unwrapped(`${accountKeyPurpose(this.#account.id)}|${id}`);
    const wrapped = this.#store.dataKeys.find((dataKey) => dataKey.id === id);
    const found = wrapped && keys.recall(wrapped);
    if (!found) throw keyNotFound();
    return found;
  }
}

const placeMark = (place: string): Buffer => hash('sha256').update(place).digest();

/** The value of one of the account's two keys decides who holds it. */
export const isSharedKeyAllowed = ({ properties }: StoredResource): boolean =>
  properties['allowSharedKeyAccess'] !== false;

/** Whether only https is answered: the default of accounts. */
export const isHttpsOnly = ({ properties }: StoredResource): boolean =>
  properties['supportsHttpsTrafficOnly'] !== false;

/** The container's own scope, where it is not the account's key. */
export const scopeOf = ({ properties }: StoredResource): string | undefined =>
  stringAt(properties, 'defaultEncryptionScope');
