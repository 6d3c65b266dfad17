import type { TypeTable } from './path.ts';
import type { Provider } from './provider.ts';
import type { ResourceType } from './resource-type.ts';

/** Where a type is to be found once its provider is loaded. */
interface Place {
  readonly name: string;
  readonly provider: Provider;
  readonly index: number;
}

/** The resource types that providers serve; a provider is loaded when the first of its types is asked for. */
export class ProvidedTypes implements TypeTable {
  /** By lower-cased name. */
  readonly #places: ReadonlyMap<string, Place>;
  /** Names of types by namespace, all lower case. */
  readonly #namespaces: ReadonlyMap<string, readonly string[]>;
  /** Those asked for before. */
  readonly #loaded = new Map<string, ResourceType>();

  constructor(providers: readonly Provider[]) {
    this.#places = new Map(
      providers.flatMap((provider) =>
        provider.types.map((name, index) => [name.toLowerCase(), { name, provider, index }]),
      ),
    );
    this.#namespaces = Map.groupBy(this.#places.keys(), (name) => name.split('/', 1)[0] ?? '');
  }

  get(name: string): ResourceType | undefined {
    const loaded = this.#loaded.get(name);
    if (loaded) return loaded;
    const place = this.#places.get(name);
    const type = place?.provider.units().resourceTypes[place.index];
    if (type) this.#loaded.set(name, type);
    return type;
  }

  has(name: string): boolean {
    return this.#places.has(name);
  }

  names(): readonly string[] {
    return [...this.#places.values()].map(({ name }) => name);
  }

  /** The types of a namespace. */
  in(namespace: string): readonly ResourceType[] {
    const names = this.#namespaces.get(namespace.toLowerCase()) ?? [];
    return names.flatMap((name) => this.get(name) ?? []);
  }
}
