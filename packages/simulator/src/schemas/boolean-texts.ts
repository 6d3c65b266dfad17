/** Texts where a body has to say true or false. */
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { Misfit } from './body-module.ts';

/** Services that read `"false"` as false. Recorded: the template of the Azure Machine Learning SDK sends it so. */
const READERS: ReadonlySet<string> = new Set(['microsoft.machinelearningservices']);

/** Where a text stands that its service reads as a boolean; nothing when the misfit is another. */
export function booleanTextAt(
  { instancePath, keyword, params }: Misfit,
  body: JsonObject,
  namespace: string,
): readonly string[] | undefined {
  if (keyword !== 'type' || params['type'] !== 'boolean' || !READERS.has(namespace))
    return undefined;
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const text = path.reduce<Json | undefined>(
    (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    body,
  );
  return typeof text === 'string' && /^(?:true|false)$/i.test(text) ? path : undefined;
}

/** A body in which the text at a path is a boolean. */
export function withBooleanAt(body: JsonObject, path: readonly string[]): JsonObject {
  const [name, ...rest] = path;
  if (name === undefined) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, member]): [string, Json] => {
      const value = member ?? null;
      if (key !== name) return [key, value];
      if (rest.length > 0) return [key, isObject(value) ? withBooleanAt(value, rest) : value];
      return [key, typeof value === 'string' ? value.toLowerCase() === 'true' : value];
    }),
  );
}
