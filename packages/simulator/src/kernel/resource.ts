import type { Json, JsonObject } from './json.ts';
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

const typeKey = (type: string, id: string): string => `${type}|${id}`.toLowerCase();

/** Resources of a world, by id and by type; bodies under customers' keys are encrypted here and decrypted again. */
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
    this.#world.set(RESOURCES, resource.id.toLowerCase(), stored as unknown as Json);
    if (stored.sealed) this.#sealing?.noted(stored);
    this.#world.set(BY_TYPE, typeKey(resource.type, resource.id), resource.id.toLowerCase());
  }

  remove(id: string): void {
    const resource = this.#world.get<StoredResource>(RESOURCES, id.toLowerCase());
    if (!resource) return;
    this.#world.delete(RESOURCES, id.toLowerCase());
    this.#world.delete(BY_TYPE, typeKey(resource.type, id));
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
