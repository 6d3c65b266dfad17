import { isObject, type Json } from '../../../../kernel/json.ts';

/** By code point, as everything here is compared that has an order. */
export const compare = (left: string, right: string): number =>
  left < right ? -1 : left > right ? 1 : 0;

/** Whether two values are the same; of objects the order of members does not count. */
export function isSame(left: Json | undefined, right: Json | undefined): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    const others = right as readonly Json[];
    return (
      left.length === others.length &&
      (left as readonly Json[]).every((item, index) => isSame(item, others[index]))
    );
  }
  if (isObject(left) && isObject(right)) {
    const names = Object.keys(left);
    return (
      names.length === Object.keys(right).length &&
      names.every((name) => Object.hasOwn(right, name) && isSame(left[name], right[name]))
    );
  }
  return left === right;
}

/** A text that two values share when they are the same. */
export const canonical = (value: Json): string =>
  JSON.stringify(value, (_name, member: Json) =>
    isObject(member)
      ? Object.fromEntries(
          Object.entries(member).toSorted(([left], [right]) => compare(left, right)),
        )
      : member,
  );
