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
    return this.#world
      .range<StoredResource>(RESOURCES, `${scope.toLowerCase()}/`)
      .map(([, resource]) => resource);
  }

  /** Resources of a type under a scope, a page at a time. */
  ofType(type: string, scope: string, limit: number = Infinity, after?: string): StoredResource[] {
    const prefix = typeKey(type, `${scope.toLowerCase()}/`);
    const from = after === undefined ? undefined : typeKey(type, after);
    return this.#world
      .range<string>(BY_TYPE, prefix, limit, from)
      .flatMap(([, id]) => this.get(id) ?? []);
  }
}
