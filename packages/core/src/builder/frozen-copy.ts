/** Deeper values are kept as they are; the grammar refuses them when it reads the spec. */
const depthMax = 64;

/** A deeply frozen copy of lists and plain objects without `undefined` members; other values are kept for the grammar to name. */
export function frozenCopy<T>(value: T, depth = 0): T {
  if (typeof value !== 'object' || value === null || depth > depthMax) return value;
  if (Array.isArray(value)) {
    return Object.freeze(value.map((item: unknown) => frozenCopy(item, depth + 1))) as T;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return value;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]): [string, unknown] => [name, frozenCopy(member, depth + 1)]);
  return Object.freeze(Object.fromEntries(members)) as T;
}
