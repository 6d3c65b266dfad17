/** What lies in one vault, by kind and name, in order. */
import type { Json } from '../../kernel/json.ts';
import { VAULT_CONTENTS } from '../../kernel/vault-names.ts';
import type { World } from '../../kernel/world.ts';

/** A page of a list, and where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Absent: there is no more. */
  readonly next?: string;
}

const WALKED_PAGE_ITEMS = 25;

/** Every item from behind a name on, read a page at a time. */
export function* everyItem<T>(
  read: (limit: number, after: string | undefined) => Page<T>,
  after?: string,
): Generator<T, undefined> {
  let from = after;
  do {
    const page: Page<T> = read(WALKED_PAGE_ITEMS, from);
    yield* page.items;
    from = page.next;
  } while (from !== undefined);
  return undefined;
}

/** A row to be stored. */
export interface VaultDocument {
  readonly table: string;
  readonly key: string;
  readonly value: Json;
}

/** A row to be forgotten. */
export interface ForgottenDocument extends Omit<VaultDocument, 'value'> {
  readonly value: undefined;
}

/** The part of the world under the name of a vault. Kinds and names compare without case. */
export class VaultContents {
  readonly #world: World;
  readonly #vault: string;

  constructor(world: World, vaultName: string) {
    this.#world = world;
    this.#vault = vaultName.toLowerCase();
  }

  get<T>(kind: string, name: string): T | undefined {
    return this.#world.get<T>(VAULT_CONTENTS, this.#path(kind, name));
  }

  set(kind: string, name: string, value: object): void {
    this.#world.set(VAULT_CONTENTS, this.#path(kind, name), value as Json);
  }

  /** What {@link set} would store, for those who do not store themselves. */
  document(kind: string, name: string, value: object): VaultDocument {
    return { table: VAULT_CONTENTS, key: this.#path(kind, name), value: value as Json };
  }

  /** What {@link delete} would forget, likewise. */
  forgotten(kind: string, name: string): ForgottenDocument {
    return { table: VAULT_CONTENTS, key: this.#path(kind, name), value: undefined };
  }

  delete(kind: string, name: string): void {
    this.#world.delete(VAULT_CONTENTS, this.#path(kind, name));
  }

  /** Everything of a kind. */
  all<T>(kind: string): readonly T[] {
    return this.#world.range<T>(VAULT_CONTENTS, this.#path(kind, '')).map(([, item]) => item);
  }

  /** Forgets everything of a kind. */
  clear(kind: string): void {
    for (const [key] of this.#world.range(VAULT_CONTENTS, this.#path(kind, ''))) {
      this.#world.delete(VAULT_CONTENTS, key);
    }
  }

  /** Costs the same wherever in the list it begins. `nameOf`: what an item is stored under. */
  page<T>(
    kind: string,
    limit: number,
    after: string | undefined,
    nameOf: (item: T) => string,
  ): Page<T> {
    const from = after === undefined ? undefined : this.#path(kind, after);
    const found = this.#world.range<T>(VAULT_CONTENTS, this.#path(kind, ''), limit + 1, from);
    const items = found.slice(0, limit).map(([, item]) => item);
    const last = items.at(-1);
    return found.length > limit && last !== undefined ? { items, next: nameOf(last) } : { items };
  }

  #path(kind: string, name: string): string {
    return `${this.#vault}/${kind}/${name}`.toLowerCase();
  }
}
