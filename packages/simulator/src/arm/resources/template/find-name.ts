import type { JsonObject } from '../../../kernel/json.ts';

/** A member's name as an object has it; case does not count, but counts first. */
export function findName(target: JsonObject, name: string): string | undefined {
  if (Object.hasOwn(target, name)) return name;
  const wanted = name.toLowerCase();
  return Object.keys(target).find((one) => one.toLowerCase() === wanted);
}
