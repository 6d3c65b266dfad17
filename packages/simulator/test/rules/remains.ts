/** What a refusal leaves behind. */
import type { Snapshot } from '../../src/index.ts';
import type { Played, Write } from './play.ts';

/** Tables whose entries are Azure's memory of requests, not what a request made. */
const MEMORY: ReadonlySet<string> = new Set(['operations']);

type Tables = Readonly<Record<string, ReadonlyMap<string, unknown>>>;

/** Everything that there is, but for what only remembers that something was asked. */
function tablesOf({ tables }: Snapshot): Tables {
  return Object.fromEntries(
    Object.entries(tables)
      .filter(([name]) => !MEMORY.has(name))
      .map(([name, entries]) => [name, new Map(entries)]),
  );
}

/** Keys of entries that are new, changed or gone, as `table key`. */
export function changes({ before, after }: Pick<Played, 'before' | 'after'>): string[] {
  const was = tablesOf(before);
  const is = tablesOf(after);
  const found: string[] = [];
  for (const table of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const keys = new Set([...(was[table]?.keys() ?? []), ...(is[table]?.keys() ?? [])]);
    for (const key of keys) {
      const [left, right] = [was[table]?.get(key), is[table]?.get(key)];
      if (JSON.stringify(left) !== JSON.stringify(right)) found.push(`${table} ${key}`);
    }
  }
  return found.toSorted();
}

/** Writes whose subject Azure keeps, as `Failed`, when their operation fails. */
const KEPT_AS_FAILED: ReadonlySet<Write> = new Set([
  'workspace.update',
  'containerGroup.create',
  'managedCluster.create',
]);

/** Whether Azure keeps a trace of what failed inside its operation. */
export function isKept(write: Write, when: 'request' | 'operation'): boolean {
  return when === 'operation' && KEPT_AS_FAILED.has(write);
}
