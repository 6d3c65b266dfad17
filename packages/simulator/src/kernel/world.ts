import BTreeModule from 'sorted-btree';
import { deepFreeze, isObject, type Json } from './json.ts';
import { snapshotIssues } from './snapshot-issues.ts';

// The package is CommonJS: under Node the default import is its exports object, under a bundler the class itself.
type Tree = import('sorted-btree').default<string, Json>;
type TreeClass = new (
  entries?: [string, Json][],
  compare?: (a: string, b: string) => number,
) => Tree;
const BTree: TreeClass =
  (BTreeModule as unknown as { default?: TreeClass }).default ??
  (BTreeModule as unknown as TreeClass);

/** Long keys that begin alike are costly to order, and much cheaper to tell apart. */
const byCodeUnit = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** The version of the snapshot format. */
export const snapshotFormatVersion = 1;

/** The whole state of a simulator as JSON. */
export interface Snapshot {
  readonly formatVersion: typeof snapshotFormatVersion;
  /** Virtual epoch milliseconds. */
  readonly now: number;
  readonly seed: string;
  /** How many ids were drawn. */
  readonly drawn: number;
  readonly tables: Readonly<Record<string, readonly (readonly [string, Json])[]>>;
}

/**
 * All state of one simulator: ordered tables of frozen JSON, a virtual instant and a counter. Nothing else is state, so
 * a fork is a clone of persistent trees and a snapshot is a walk over them.
 */
export class World {
  now: number;
  seed: string;
  drawn: number;
  #tables: Map<string, Tree>;
  readonly #changes = new Map<string, number>();
  #taken = 0;

  constructor(now: number, seed: string, drawn = 0, tables: Map<string, Tree> = new Map()) {
    this.now = now;
    this.seed = seed;
    this.drawn = drawn;
    this.#tables = tables;
  }

  /** An independent copy; neither sees what the other does. Costs nothing per entry. */
  fork(): World {
    const tables = new Map([...this.#tables].map(([name, tree]) => [name, tree.clone()]));
    return new World(this.now, this.seed, this.drawn, tables);
  }

  snapshot(): Snapshot {
    const tables: Record<string, [string, Json][]> = {};
    for (const [name, tree] of [...this.#tables].sort(([a], [b]) => byCodeUnit(a, b))) {
      if (tree.size > 0) tables[name] = tree.toArray();
    }
    return {
      formatVersion: snapshotFormatVersion,
      now: this.now,
      seed: this.seed,
      drawn: this.drawn,
      tables,
    };
  }

  /** Takes over the state of another world, in place; the other keeps its own. */
  become(other: World): void {
    const copy = other.fork();
    this.now = copy.now;
    this.seed = copy.seed;
    this.drawn = copy.drawn;
    this.#tables = copy.#tables;
    this.#taken += 1;
  }

  /**
   * Grows with every change of a table, so that what was derived from it can be remembered in between. It is no state: a
   * restored world begins anew.
   */
  revisionOf(table: string): number {
    return this.#taken + (this.#changes.get(table) ?? 0);
  }

  /** Throws a `TypeError` that says what is wrong with a snapshot that cannot be one. */
  static restore(snapshot: Snapshot): World {
    const version: unknown = isObject(snapshot) ? snapshot.formatVersion : snapshotFormatVersion;
    if (version !== snapshotFormatVersion) {
      throw new TypeError(
        `snapshot formatVersion ${typeof version === 'object' ? 'object' : String(version)} cannot be restored; this simulator reads ${snapshotFormatVersion}`,
      );
    }
    const issues = snapshotIssues(snapshot);
    if (issues.length > 0) throw new TypeError(`not a snapshot: ${issues.join('; ')}`);
    const tables = new Map<string, Tree>();
    for (const [name, entries] of Object.entries(snapshot.tables)) {
      tables.set(
        name,
        new BTree(
          entries.map(([key, value]) => [key, deepFreeze(value)]),
          byCodeUnit,
        ),
      );
    }
    return new World(snapshot.now, snapshot.seed, snapshot.drawn, tables);
  }

  get<T = Json>(table: string, key: string): T | undefined {
    return this.#tables.get(table)?.get(key) as T | undefined;
  }

  set(table: string, key: string, value: Json): void {
    let tree = this.#tables.get(table);
    if (!tree) this.#tables.set(table, (tree = new BTree(undefined, byCodeUnit)));
    tree.set(key, deepFreeze(value));
    this.#changed(table);
  }

  delete(table: string, key: string): void {
    if (this.#tables.get(table)?.delete(key)) this.#changed(table);
  }

  #changed(table: string): void {
    this.#changes.set(table, (this.#changes.get(table) ?? 0) + 1);
  }

  /** Entries whose key begins with `prefix`, in order, from after `after`, at most `limit`. */
  range<T = Json>(
    table: string,
    prefix: string,
    limit: number = Infinity,
    after?: string,
  ): [string, T][] {
    return [...this.walk<T>(table, prefix, after).take(limit)];
  }

  /** The same, each when it is asked for; nothing may be written meanwhile. */
  *walk<T = Json>(table: string, prefix: string, after?: string): Generator<[string, T], void> {
    const tree = this.#tables.get(table);
    if (!tree) return;
    for (const [key, value] of tree.entries(after ?? prefix)) {
      if (!key.startsWith(prefix)) return;
      if (key !== after) yield [key, value as T];
    }
  }

  /** The first entry of a table. */
  first<T = Json>(table: string): [string, T] | undefined {
    const tree = this.#tables.get(table);
    const key = tree?.minKey();
    return key === undefined ? undefined : [key, tree?.get(key) as T];
  }
}
