import { isObject, type Json, type JsonObject } from '../../../../kernel/json.ts';
import { wordOf } from '../../../../kernel/read-json.ts';
import { findName } from '../find-name.ts';
import { badCall } from '../template-error.ts';
import {
  integer,
  list,
  object,
  taking,
  text,
  type FunctionTable,
  functionTable,
} from './arguments.ts';
import { canonical, compare, isSame } from './compare.ts';

export const collectionFunctions: FunctionTable = functionTable({
  array: taking(1, 1, ([value = null]) => (Array.isArray(value) ? value : [value])),
  createArray: (args) => args,
  createObject: (args, name) => {
    if (args.length % 2 !== 0) throw badCall(name, 'it takes names and values in pairs');
    return Object.fromEntries(
      Array.from({ length: args.length / 2 }, (_, pair) => [
        text(args, pair * 2, name),
        args[pair * 2 + 1] ?? null,
      ]),
    );
  },
  empty: taking(
    1,
    1,
    ([value = null]) =>
      value === null ||
      value === '' ||
      (Array.isArray(value) && value.length === 0) ||
      (isObject(value) && Object.keys(value).length === 0),
  ),
  length: taking(1, 1, ([value], name) => {
    if (typeof value === 'string' || Array.isArray(value)) return value.length;
    if (isObject(value)) return Object.keys(value).length;
    throw badCall(name, 'the argument must be a string, an array or an object');
  }),
  contains: taking(2, 2, ([container, wanted = null], name) => {
    if (typeof container === 'string') return container.includes(wordOf(wanted));
    if (Array.isArray(container)) return container.some((item: Json) => isSame(item, wanted));
    if (isObject(container)) return findName(container, wordOf(wanted)) !== undefined;
    throw badCall(name, 'argument 1 must be a string, an array or an object');
  }),
  first: taking(1, 1, (args, name) =>
    typeof args[0] === 'string' ? args[0].slice(0, 1) : (list(args, 0, name)[0] ?? null),
  ),
  last: taking(1, 1, (args, name) =>
    typeof args[0] === 'string' ? args[0].slice(-1) : (list(args, 0, name).at(-1) ?? null),
  ),
  skip: taking(2, 2, (args, name) => {
    const count = Math.max(0, integer(args, 1, name));
    return typeof args[0] === 'string' ? args[0].slice(count) : list(args, 0, name).slice(count);
  }),
  take: taking(2, 2, (args, name) => {
    const count = Math.max(0, integer(args, 1, name));
    return typeof args[0] === 'string'
      ? args[0].slice(0, count)
      : list(args, 0, name).slice(0, count);
  }),
  union: taking(1, Infinity, (args, name) => {
    if (args.every(isObject)) return args.reduce<JsonObject>(united, {});
    const items = args.flatMap((_, index) => list(args, index, name));
    return distinct(items);
  }),
  shallowMerge: taking(1, 1, (args, name) =>
    Object.fromEntries(
      list(args, 0, name).flatMap((_, index, all) => Object.entries(object(all, index, name))),
    ),
  ),
  intersection: taking(2, Infinity, (args, name) => {
    if (args.every(isObject)) {
      const [first = {}, ...rest] = args;
      return Object.fromEntries(
        Object.entries(first).filter(([key, value]) =>
          rest.every((other) => Object.hasOwn(other, key) && isSame(other[key], value)),
        ),
      );
    }
    const [first = [], ...rest] = args.map((_, index) => list(args, index, name));
    const keys = rest.map((other) => new Set(other.map(canonical)));
    return distinct(first.filter((item) => keys.every((known) => known.has(canonical(item)))));
  }),
  flatten: taking(1, 1, (args, name) =>
    list(args, 0, name).flatMap((_, index, all) => list(all, index, name)),
  ),
  // Documented: in the order of the names.
  items: taking(1, 1, (args, name) =>
    Object.entries(object(args, 0, name))
      .toSorted(([left], [right]) => compare(left, right))
      .map(([key, value]) => ({ key, value: value ?? null })),
  ),
  objectKeys: taking(1, 1, (args, name) => Object.keys(object(args, 0, name)).toSorted(compare)),
  tryGet: taking(2, Infinity, ([start = null, ...path]) =>
    path.reduce<Json>((value, key) => {
      if (Array.isArray(value) && typeof key === 'number') return (value[key] as Json) ?? null;
      if (!isObject(value) || typeof key !== 'string') return null;
      const found = findName(value, key);
      return found === undefined ? null : (value[found] ?? null);
    }, start),
  ),
  indexFromEnd: taking(2, 2, (args, name) => {
    const item = list(args, 0, name).at(-integer(args, 1, name));
    if (item === undefined) throw badCall(name, 'there is no such item');
    return item;
  }),
  tryIndexFromEnd: taking(2, 2, (args, name) =>
    Array.isArray(args[0]) ? (list(args, 0, name).at(-integer(args, 1, name)) ?? null) : null,
  ),
});

/** Objects within are united too; everything else is the later one's. */
function united(left: JsonObject, right: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
    const both = isObject(before) && isObject(value) ? united(before, value) : value;
    Object.defineProperty(merged, key, {
      value: both,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return merged;
}

function distinct(items: readonly Json[]): readonly Json[] {
  const known = new Map<string, Json>();
  for (const item of items) {
    const key = canonical(item);
    if (!known.has(key)) known.set(key, item);
  }
  return [...known.values()];
}
