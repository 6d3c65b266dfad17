import type { Json, JsonObject } from './json.ts';
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
}

/** Resources one after the other, each found when it is asked for; nothing may be written meanwhile. */
export type Walk = IteratorObject<StoredResource, undefined>;

const RESOURCES = 'resources';
const BY_TYPE = 'resourcesByType';

const typeKey = (type: string, id: string): string => `${type}|${id}`.toLowerCase();

/** Resources of a world, by id and by type. */
export class ResourceStore {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  get(id: string): StoredResource | undefined {
    return this.#world.get<StoredResource>(RESOURCES, id.toLowerCase());
  }

  put(resource: StoredResource): void {
    this.#world.set(RESOURCES, resource.id.toLowerCase(), resource as unknown as Json);
    this.#world.set(BY_TYPE, typeKey(resource.type, resource.id), resource.id.toLowerCase());
  }

  remove(id: string): void {
    const resource = this.get(id);
    if (!resource) return;
    this.#world.delete(RESOURCES, id.toLowerCase());
    this.#world.delete(BY_TYPE, typeKey(resource.type, id));
  }

  /** Resources whose id lies under a scope, the scope itself not included, in the order of their ids. */
  under(scope: string): StoredResource[] {
    return [...this.walkUnder(scope)];
  }

  /** The same, each when it is asked for, from behind the one with the id `after` on. */
  walkUnder(scope: string, after?: string): Walk {
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
    const from = after === undefined ? undefined : typeKey(type, after);
    for (const [, id] of this.#world.walk<string>(BY_TYPE, typeKey(type, `${scope}/`), from)) {
      const resource = this.get(id);
      if (resource) yield resource;
    }
    return undefined;
  }

  /** How many resources of a type lie under a scope; it is not counted further than `limit`. */
  count(type: string, scope: string, limit: number): number {
    return this.#world.range(BY_TYPE, typeKey(type, `${scope}/`), limit).length;
  }
}
