import { isObject, type Json, type JsonObject } from '../../../kernel/json.ts';
import type { TemplatePlace, TemplatePosition } from './errors.ts';

/** Names of members and indexes of items, from the template down. */
export type TemplatePath = readonly (string | number)[];

/** Where something stands in a template that is written without blanks, on one line. */
export function positionIn(template: JsonObject, path: TemplatePath): TemplatePosition {
  return { lineNumber: 1, linePosition: offsetOf(template, path) + 1, path: written(path) };
}

/** Tells where something stands when that is asked for: finding it reads the whole template. */
export const placeIn =
  (template: JsonObject, what: string, path: TemplatePath): (() => TemplatePlace) =>
  () => ({ what, position: positionIn(template, path) });

/** As reported: `properties.template.resources[1].type` (Azure-Samples/openai#13). */
const written = (path: TemplatePath): string =>
  path.reduce<string>(
    (before, step) => (typeof step === 'number' ? `${before}[${step}]` : `${before}.${step}`),
    'properties.template',
  );

function offsetOf(value: Json, path: TemplatePath): number {
  const [wanted, ...rest] = path;
  if (wanted === undefined) return 0;
  const isList = Array.isArray(value);
  const entries: readonly (readonly [string | number, Json | undefined])[] = isList
    ? value.map((item: Json, index: number) => [index, item] as const)
    : isObject(value)
      ? Object.entries(value)
      : [];
  let offset = 1;
  for (const [key, member] of entries) {
    const keyLength = isList ? 0 : JSON.stringify(key).length + 1;
    if (key === wanted) return offset + keyLength + offsetOf(member ?? null, rest);
    offset += keyLength + (JSON.stringify(member) ?? '').length + 1;
  }
  return 0;
}
