import type { Json, JsonObject } from './json.ts';
import { wordsOf } from './resource-words.ts';
import type { Sealed, Sealing } from './sealing.ts';
import type { World } from './world.ts';

/** Who did what when, as Azure shows it on most resources. */
export interface SystemData {
  readonly createdBy: string;
  readonly createdByType: 'User' | 'Application' | 'ManagedIdentity' | 'Key';
  readonly createdAt: string;
  readonly lastModifiedBy: string;
  readonly lastModifiedByType: 'User' | 'Application' | 'ManagedIdentity' | 'Key';
  readonly lastModifiedAt: string;
}

/** A resource as it is stored: frozen JSON. */
export interface StoredResource {
  /** In the case in which it is returned. */
  readonly id: string;
  /** Canonical: `Microsoft.KeyVault/vaults`. */
  readonly type: string;
  readonly name: string;
  /** Normalised; absent for resources without a place. */
  readonly location?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly kind?: string;
  readonly sku?: JsonObject;
  readonly identity?: JsonObject;
  readonly managedBy?: string;
  readonly etag?: string;
  readonly systemData?: SystemData;
  readonly properties: JsonObject;
  /** What the service knows and never shows. */
  readonly hidden?: JsonObject;
  /** `properties` and `hidden`, which are empty then, encrypted: only where they cannot be read now. */
  readonly sealed?: Sealed;
}

/** Resources one after the other, each found when it is asked for; nothing may be written meanwhile. */
export type Walk = IteratorObject<StoredResource, undefined>;

const RESOURCES = 'resources';
const BY_TYPE = 'resourcesByType';
/** By the words of `resource-words.ts`: the key has the id behind the word, so that a row is not more than its key. */
const BY_WORD = 'resourcesByWord';
const FILED = true;

const typeKey = (type: string, id: string): string => `${type}|${id}`.toLowerCase();
const wordKey = (word: string, id: string): string => `${word}|${id.toLowerCase()}`;

/** Whether two states of a resource stand under the same words: most writes change none, and working them out costs. */
function filedAlike(before: StoredResource, after: StoredResource): boolean {
  if ((before.location === undefined) !== (after.location === undefined)) return false;
  const [was, is] = [before.tags ?? {}, after.tags ?? {}];
  if (was === is) return true;
  const names = Object.keys(was);
  return names.length === Object.keys(is).length && names.every((name) => was[name] === is[name]);
}

/** Resources of a world, by id, by type and by words; bodies under customers' keys are encrypted here and decrypted again. */
export class ResourceStore {
  readonly #world: World;
  readonly #sealing: Sealing | undefined;

  constructor(world: World, sealing?: Sealing) {
    this.#world = world;
    this.#sealing = sealing;
  }

  /** Throws the `Refusal` of a resource that cannot be decrypted now; so does {@link ofType}. */
  get(id: string): StoredResource | undefined {
    const stored = this.#world.get<StoredResource>(RESOURCES, id.toLowerCase());
    return stored?.sealed && this.#sealing ? this.#sealing.open(stored) : stored;
  }

  /** The same; of one that cannot be decrypted now, what is not encrypted. */
  peek(id: string): StoredResource | undefined {
    const stored = this.#world.get<StoredResource>(RESOURCES, id.toLowerCase());
    return stored && this.#peeked(stored);
  }

  /** Throws the `Refusal` of a resource that cannot be encrypted now. */
  enforce(resource: StoredResource): void {
    this.#sealing?.enforce(resource);
  }

  put(resource: StoredResource): void {
    const stored = this.#sealing?.seal(resource) ?? resource;
    const key = resource.id.toLowerCase();
    const before = this.#world.get<StoredResource>(RESOURCES, key);
    this.#world.set(RESOURCES, key, stored as unknown as Json);
    if (stored.sealed) this.#sealing?.noted(stored);
    // The id is the key of both: one that has its type still has its place.
    if (before?.type !== resource.type) {
      this.#world.set(BY_TYPE, typeKey(resource.type, resource.id), key);
    }
    this.#file(before, stored);
  }

  /** Files a resource under what it has come by, and no more under what it has lost. */
  #file(before: StoredResource | undefined, after: StoredResource | undefined): void {
    const id = after?.id ?? before?.id ?? '';
    if (before && after && filedAlike(before, after)) return;
    const words = new Set(after ? wordsOf(after) : []);
    for (const word of before ? wordsOf(before) : []) {
      if (!words.delete(word)) this.#world.delete(BY_WORD, wordKey(word, id));
    }
    for (const word of words) this.#world.set(BY_WORD, wordKey(word, id), FILED);
  }

  remove(id: string): void {
    const resource = this.#world.get<StoredResource>(RESOURCES, id.toLowerCase());
    if (!resource) return;
    this.#world.delete(RESOURCES, id.toLowerCase());
    this.#world.delete(BY_TYPE, typeKey(resource.type, id));
    this.#file(resource, undefined);
  }

  /**
   * Resources whose id lies under a scope, the scope itself not included, in the order of their ids; of those that cannot
   * be decrypted now, what is not encrypted.
   */
  under(scope: string): StoredResource[] {
    return [...this.walkUnder(scope)];
  }

  /** The same as they are stored. */
  atRest(scope: string): StoredResource[] {
    return [...this.#stored(scope)];
  }

  /** As {@link under}, each when it is asked for, from behind the one with the id `after` on. */
  walkUnder(scope: string, after?: string): Walk {
    return this.#stored(scope, after).map((stored) => this.#peeked(stored));
  }

  #stored(scope: string, after?: string): Walk {
    return this.#world
      .walk<StoredResource>(RESOURCES, `${scope}/`.toLowerCase(), after?.toLowerCase())
      .map(([, resource]) => resource);
  }

  /** Resources of a type under a scope, in the order of their ids. */
  ofType(type: string, scope: string): StoredResource[] {
    return [...this.walkType(type, scope)];
  }

  /** The same, each when it is asked for, from behind the one with the id `after` on. */
  *walkType(type: string, scope: string, after?: string): Generator<StoredResource, undefined> {
    for (const id of this.#idsOf(type, scope, after)) {
      const resource = this.get(id);
      if (resource) yield resource;
    }
    return undefined;
  }

  /**
   * Resources that are filed under a word and lie under a scope, in the order of their ids, from behind the one with the
   * id `after` on; of those that cannot be decrypted now, what is not encrypted.
   */
  walkWord(word: string, scope: string, after?: string): Walk {
    this.#fileAll();
    const from = after === undefined ? undefined : wordKey(word, after);
    return this.#world
      .walk(BY_WORD, wordKey(word, `${scope}/`), from)
      .map(([key]) => this.peek(key.slice(word.length + 1)))
      .filter((resource) => resource !== undefined);
  }

  /** A snapshot of a version that filed nothing is filed when it is first asked. */
  #fileAll(): void {
    if (this.#world.first(BY_WORD)) return;
    for (const [, resource] of this.#world.range<StoredResource>(RESOURCES, '')) {
      this.#file(undefined, resource);
    }
  }

  /** How many resources of a type lie under a scope; it is not counted further than `limit`. */
  count(type: string, scope: string, limit: number): number {
    return this.#world.range(BY_TYPE, typeKey(type, `${scope}/`), limit).length;
  }

  /** All resources of a type under a scope; of those that cannot be decrypted now, what is not encrypted. */
  peekOfType(type: string, scope: string): StoredResource[] {
    return [...this.#idsOf(type, scope)].flatMap((id) => this.peek(id) ?? []);
  }

  #idsOf(type: string, scope: string, after?: string): IteratorObject<string, undefined> {
    const from = after === undefined ? undefined : typeKey(type, after);
    return this.#world.walk<string>(BY_TYPE, typeKey(type, `${scope}/`), from).map(([, id]) => id);
  }

  #peeked(stored: StoredResource): StoredResource {
    if (!stored.sealed || !this.#sealing?.canOpen(stored)) return stored;
    return this.#sealing.open(stored);
  }
}
