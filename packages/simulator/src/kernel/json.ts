/** Readonly JSON: all state of the simulator is made of it, so that a snapshot is `JSON.stringify`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A readonly JSON object. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Freezes a value and everything in it, once; what is frozen already is left alone. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (Array.isArray(value)) for (const item of value) deepFreeze(item);
  else for (const name in value) deepFreeze(value[name]);
  return value;
}

/** Whether a value is a JSON object (not an array, not null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A member by a name that a request may have given: every object inherits members such as `constructor`, which are none
 * of it.
 */
export function own<T>(members: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

/** A member that is an object, or an empty one. */
export function objectAt(value: unknown, key: string): JsonObject {
  const member = isObject(value) ? own(value, key) : undefined;
  return isObject(member) ? member : {};
}

/** A member that is a string, or `undefined`. */
export function stringAt(value: unknown, key: string): string | undefined {
  const member = isObject(value) ? value[key] : undefined;
  return typeof member === 'string' ? member : undefined;
}

/** RFC 7386 merge patch: `null` removes. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: Record<string, Json | undefined> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    // Assigned, this name would change the prototype.
    if (value === undefined || key === '__proto__') continue;
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(own(merged, key), value);
  }
  return merged;
}
