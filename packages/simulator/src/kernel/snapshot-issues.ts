/** What is wrong with a snapshot: it may come from a file, from another language, over the wire. */
import { INSTANT_MAX_MS_INCLUSIVE } from './clock.ts';
import { SUBSCRIPTION_STATES } from './directory.ts';
import { faultIssues, type FaultSpec } from './fault-spec.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** What is nested deeper, or in a circle, is no state of a simulator. */
const NESTED_MAX_LEVELS = 2_000;
/** Issues told of one snapshot. */
const TOLD_MAX = 20;
const STATES: readonly unknown[] = SUBSCRIPTION_STATES;

/** Everything that is wrong, as far as it can be told; empty when nothing is. */
export function snapshotIssues(snapshot: unknown): string[] {
  if (!isObject(snapshot)) return [`must be an object; got ${shown(snapshot)}`];
  const { now, seed, drawn, tables } = snapshot;
  const issues: string[] = [];
  if (!(typeof now === 'number' && Math.abs(now) <= INSTANT_MAX_MS_INCLUSIVE)) {
    issues.push('now: must be an instant');
  }
  if (typeof seed !== 'string') issues.push('seed: must be a string');
  if (!(Number.isSafeInteger(drawn) && Number(drawn) >= 0)) {
    issues.push('drawn: must be a whole number of at least 0');
  }
  if (!isObject(tables)) return [...issues, 'tables: must be an object'];
  for (const [name, entries] of Object.entries(tables)) {
    issues.push(...tableIssues(name, entries));
    if (issues.length > TOLD_MAX) return [...issues.slice(0, TOLD_MAX), 'and more'];
  }
  return issues;
}

function tableIssues(name: string, entries: Json | undefined): string[] {
  const at = `tables.${name}`;
  const isTable =
    Array.isArray(entries) &&
    entries.every(
      (entry) => Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string',
    );
  if (!isTable) return [`${at}: must be a list of pairs of a key and a value`];
  const rows = entries as unknown as readonly (readonly [string, Json])[];
  if (hasDoubles(rows)) return [`${at}: has a key twice`];
  const check = ROWS.get(name);
  return rows.flatMap(([key, value]) => {
    const issue = isJson(value, 0) ? check?.(value) : 'must be JSON';
    return issue === undefined ? [] : [`${at}: '${key}': ${issue}`];
  });
}

/** A snapshot of a world is in order, so that looking at neighbours is enough. */
function hasDoubles(rows: readonly (readonly [string, Json])[]): boolean {
  const isOrdered = rows.every(([key], index) => index === 0 || (rows[index - 1]?.[0] ?? '') < key);
  return !isOrdered && new Set(rows.map(([key]) => key)).size < rows.length;
}

/** Whether it is made of what JSON has; members may be `undefined`, as in memory, and are absent then. */
function isJson(value: unknown, level: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || level > NESTED_MAX_LEVELS) return false;
  if (Array.isArray(value)) return value.every((item) => isJson(item, level + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  // What another realm made, such as a test runner's, has that realm's prototype.
  if (!isPlain && Object.getPrototypeOf(prototype) !== null) return false;
  for (const member of Object.values(value)) {
    if (member !== undefined && !isJson(member, level + 1)) return false;
  }
  return true;
}

type Row = (value: Json) => string | undefined;

/** An object with these strings, and what else there is to say. */
const withStrings =
  (
    names: readonly string[],
    more: (value: JsonObject) => string | undefined = () => undefined,
  ): Row =>
  (value) => {
    if (!isObject(value)) return 'must be an object';
    const missing = names.find((name) => typeof value[name] !== 'string');
    return missing === undefined ? more(value) : `${missing}: must be a string`;
  };

/** What requests rely on at every step. */
const ROWS: ReadonlyMap<string, Row> = new Map<string, Row>([
  ['first', (value) => (typeof value === 'string' ? undefined : 'must be a string')],
  ['tenants', withStrings(['tenantId', 'displayName', 'domain'])],
  [
    'subscriptions',
    withStrings(
      ['subscriptionId', 'tenantId', 'displayName'],
      ({ state, managementGroup = '' }) => {
        if (!STATES.includes(state)) return `state: must be one of ${STATES.join(', ')}`;
        return typeof managementGroup === 'string'
          ? undefined
          : 'managementGroup: must be a string';
      },
    ),
  ],
  ['managementGroups', withStrings(['name', 'tenantId', 'displayName', 'parent'])],
  [
    'principals',
    withStrings(['objectId', 'tenantId', 'kind', 'displayName'], ({ groups }) =>
      Array.isArray(groups) && groups.every((group) => typeof group === 'string')
        ? undefined
        : 'groups: must be a list of strings',
    ),
  ],
  [
    'resources',
    withStrings(['id', 'type', 'name'], ({ properties }) =>
      isObject(properties) ? undefined : 'properties: must be an object',
    ),
  ],
  [
    'faults',
    (value) => {
      const [issue] = faultIssues(value as unknown as FaultSpec);
      return issue;
    },
  ],
]);

const shown = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
