/** What holds in a world whatever was sent at it. */
import type { Snapshot } from '../../src/index.ts';
import type { StoredResource } from '../../src/kernel/resource.ts';
import { wordsOf } from '../../src/kernel/resource-words.ts';
import { MINE, THEIRS } from './scene.ts';

type Row = readonly [key: string, value: unknown];

const rowsOf = ({ tables }: Snapshot, table: string): readonly Row[] => tables[table] ?? [];

/** Whether a row of an index files something of the first subscription: its word may be what a tag says of the second. */
const isFiledOfMine = (key: string): boolean =>
  key.slice(key.lastIndexOf('|') + 1).startsWith(`/subscriptions/${MINE}/`) && key.includes('|');

/** Everything that is of the second subscription. */
export const ofOthers = (snapshot: Snapshot): unknown =>
  Object.entries(snapshot.tables).flatMap(([table, entries]) =>
    entries
      .filter(([key]) => key.includes(THEIRS) && !isFiledOfMine(key))
      .map((entry) => [table, entry]),
  );

/** Every way in which a world contradicts itself; none is the only right answer. */
export function inconsistencies(snapshot: Snapshot): string[] {
  const resources = new Map(rowsOf(snapshot, 'resources'));
  const operations = new Map(rowsOf(snapshot, 'operations'));
  const principals = new Map(rowsOf(snapshot, 'principals'));
  const found: string[] = [];
  for (const [key, value] of resources) {
    const { id, name, type } = value as { id: string; name: string; type: string };
    if (id.toLowerCase() !== key) found.push(`${key} is stored as ${id}`);
    if (!id.endsWith(`/${name}`)) found.push(`${id} is named ${name}`);
    const row = `${type}|${id}`.toLowerCase();
    const indexed = rowsOf(snapshot, 'resourcesByType').some(
      ([at, of]) => at === row && of === key,
    );
    if (!indexed) found.push(`${id} is not found by its type`);
    const group = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+(?=\/)/.exec(key)?.[0];
    if (group !== undefined && !resources.has(group)) found.push(`${id} lies in no group`);
  }
  const words = [...resources.values()].flatMap((value) => {
    const resource = value as StoredResource;
    return wordsOf(resource).map((word) => `${word}|${resource.id.toLowerCase()}`);
  });
  const filed = rowsOf(snapshot, 'resourcesByWord').map(([key]) => key);
  if (JSON.stringify(filed) !== JSON.stringify([...new Set(words)].toSorted())) {
    found.push('what is filed by name and tag is not what there is');
  }
  if (rowsOf(snapshot, 'resourcesByType').length !== resources.size) {
    found.push('more is found by type than there is');
  }
  for (const [key, id] of rowsOf(snapshot, 'runningOperations')) {
    const operation = operations.get(String(id)) as { status?: string } | undefined;
    if (operation?.status !== 'Running')
      found.push(`${key} waits for ${String(id)}, which does not run`);
  }
  for (const [key, value] of rowsOf(snapshot, 'roleAssignmentsByPrincipal')) {
    const { assignmentId } = value as { assignmentId: string };
    if (!resources.has(assignmentId)) found.push(`${key} counts and is not there`);
  }
  for (const [key, objectId] of rowsOf(snapshot, 'principalsByApplication')) {
    if (!principals.has(String(objectId).toLowerCase())) found.push(`${key} is nobody`);
  }
  for (const [key, value] of rowsOf(snapshot, 'timers')) {
    if ((value as { dueAt: number }).dueAt <= snapshot.now) found.push(`${key} is overdue`);
  }
  if (!isJson(snapshot.tables)) found.push('something in the tables is no JSON');
  return found;
}

/** What an object inherits is a function: found by a careless lookup, it would be lost in a snapshot's text. */
const isJson = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.values(value).every(isJson)
    : !['function', 'symbol', 'bigint'].includes(typeof value);
