/** How lists of what lies in a workspace are filtered and sorted, as their document says. */
import { notSimulated } from '../../kernel/errors.ts';
import { isObject, type Json } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { oneOf } from './child-model.ts';

type Order = (left: StoredResource, right: StoredResource) => number;
type Query = ReadonlyMap<string, string>;
type Time = 'createdAt' | 'lastModifiedAt';

const TIMES: ReadonlyMap<string | undefined, Time> = new Map([
  ['createdtime', 'createdAt'],
  ['modifiedtime', 'lastModifiedAt'],
]);
const ENDPOINT_ORDERS = ['CreatedAtDesc', 'CreatedAtAsc', 'UpdatedAtDesc', 'UpdatedAtAsc'] as const;

/** `$orderBy`: `createdtime` or `modifiedtime`, alone or with `asc` or `desc`. */
export function versionOrder(type: string): (query: Query) => Order | undefined {
  return (query) => {
    const asked = query.get('$orderBy');
    if (asked === undefined) return undefined;
    const [, property, direction] =
      /^(\w+)(?: +(asc|desc))?$/.exec(asked.trim().toLowerCase()) ?? [];
    const time = TIMES.get(property);
    if (!time) throw unknownOrder(asked, type);
    return byTime(time, direction === 'desc');
  };
}

/** `orderBy` and `orderByAsc` of datastores; clients send `orderByAsc` always, alone it says nothing. */
export function datastoreOrder(type: string): (query: Query) => Order | undefined {
  return (query) => {
    const asked = query.get('orderBy');
    if (asked === undefined) return undefined;
    const isDescending = query.get('orderByAsc')?.toLowerCase() !== 'true';
    const property = asked.toLowerCase();
    if (property === 'name') return ordered(({ name }) => name, isDescending);
    const time = TIMES.get(property);
    if (!time) throw unknownOrder(asked, type);
    return byTime(time, isDescending);
  };
}

/** `orderBy` of online endpoints. */
export function endpointOrder(query: Query): Order | undefined {
  const asked = query.get('orderBy');
  if (asked === undefined) return undefined;
  const order = oneOf(asked, ENDPOINT_ORDERS, 'orderBy');
  return byTime(
    order.startsWith('Created') ? 'createdAt' : 'lastModifiedAt',
    order.endsWith('Desc'),
  );
}

/** Whether an object holds what `key1,key2=value2` asks for: every key, and every value that is told. */
export function holdsAll(given: Json | undefined, asked: string | undefined): boolean {
  if (asked === undefined) return true;
  const held = isObject(given) ? given : {};
  return asked
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .every((part) => {
      const [key = '', ...value] = part.split('=');
      if (!Object.hasOwn(held, key)) return false;
      return value.length === 0 || held[key] === value.join('=');
    });
}

const unknownOrder = (asked: string, type: string) =>
  notSimulated(`the order '${asked}' of the list of ${type}`);

const byTime = (time: Time, isDescending: boolean): Order =>
  ordered(({ systemData }) => systemData?.[time] ?? '', isDescending);

/** What is equal stays in the order of ids. */
function ordered(textOf: (resource: StoredResource) => string, isDescending: boolean): Order {
  const sign = isDescending ? -1 : 1;
  return (left, right) => {
    const [one, other] = [textOf(left), textOf(right)];
    return one === other ? 0 : one < other ? -sign : sign;
  };
}
