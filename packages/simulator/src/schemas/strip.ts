import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { BodyModule, ObjectShape, Shape } from './body-module.ts';

/** A body without what a request cannot set. */
export interface Stripped {
  readonly body: JsonObject;
  /** Paths of properties that the shape does not know. */
  readonly unknown: readonly string[];
  /** Paths of words that are not in the open list of their property. */
  readonly unlisted: readonly string[];
  /** Whether a null is anywhere that the shape describes. */
  readonly hasNull: boolean;
}

/**
 * Takes read-only properties out, and unknown ones unless they are kept. What needs no change is the same object as
 * before, so most bodies cost a walk and no copy.
 */
export function strip(
  body: JsonObject,
  root: string,
  { shapes, lists }: Pick<BodyModule, 'shapes' | 'lists'>,
  keepsUnknown: boolean,
): Stripped {
  const unknown: string[] = [];
  const unlisted: string[] = [];
  let hasNull = false;

  const walk = (shape: Shape, value: Json, path: string): Json => {
    let here = shape;
    while (typeof here === 'string') here = shapes[here] ?? 0;
    if (value === null) hasNull = true;
    if (typeof here === 'number') {
      if (here > 0 && typeof value === 'string' && !lists[here]?.includes(value.toLowerCase())) {
        unlisted.push(path);
      }
      return value;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (!isObject(value)) {
      return 'items' in here ? sameOr(value as readonly Json[], here.items, path) : value;
    }
    return 'items' in here ? value : members(here, value, path);
  };

  const sameOr = (list: readonly Json[], shape: Shape, path: string): readonly Json[] => {
    const copy = list.map((item, index) => walk(shape, item, `${path}[${index}]`));
    return copy.every((item, index) => item === list[index]) ? list : copy;
  };

  const members = (base: ObjectShape, value: JsonObject, path: string): JsonObject => {
    const { shape, isKnown } = variantOf(base, value);
    const names = Object.keys(value);
    /** What is left, from the first member on that is not left as it was. */
    let kept: [string, Json][] | undefined;
    for (const [index, name] of names.entries()) {
      const member = value[name] as Json;
      const at = path === '' ? name : `${path}.${name}`;
      const of = Object.hasOwn(shape.properties, name) ? shape.properties[name] : shape.rest;
      let isKept = shape.readOnly?.includes(name) !== true;
      if (isKept && of === undefined && isKnown) {
        unknown.push(at);
        isKept = keepsUnknown;
      }
      const walked = isKept && of !== undefined ? walk(of, member, at) : member;
      if (!isKept || walked !== member) {
        kept ??= names.slice(0, index).map((before) => [before, value[before] as Json]);
      }
      if (isKept) kept?.push([name, walked]);
    }
    // From entries: assigned, `__proto__` would change the prototype.
    return kept ? Object.fromEntries(kept) : value;
  };

  const variantOf = (
    base: ObjectShape,
    value: JsonObject,
  ): { shape: ObjectShape; isKnown: boolean } => {
    if (base.by === undefined) return { shape: base, isKnown: true };
    const word = value[base.by];
    const name = typeof word === 'string' ? word.toLowerCase() : '';
    const variant =
      base.of && Object.hasOwn(base.of, name) ? shapes[base.of[name] ?? ''] : undefined;
    // Of a word that no document has, the properties are not known either.
    return typeof variant === 'object' && 'properties' in variant
      ? { shape: variant, isKnown: true }
      : { shape: base, isKnown: false };
  };

  const stripped = walk(root, body, '');
  return { body: isObject(stripped) ? stripped : body, unknown, unlisted, hasNull };
}

/** The value as a validator gets it: a null counts as absent. */
export function withoutNulls(value: Json): Json {
  if (!isObject(value)) {
    return Array.isArray(value) ? (value as readonly Json[]).map(withoutNulls) : value;
  }
  return Object.fromEntries(
    (Object.entries(value) as [string, Json][])
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, withoutNulls(member)]),
  );
}
