import { isObject, type Json, type JsonObject } from '../../../kernel/json.ts';
import type { TemplatePosition } from './errors.ts';

/** Where something stands in a template that is written without blanks, on one line; `path` has dots. */
export function positionIn(template: JsonObject, path: string): TemplatePosition {
  return { lineNumber: 1, linePosition: offsetOf(template, path.split('.')) + 1, path };
}

function offsetOf(value: Json, path: readonly string[]): number {
  const [wanted, ...rest] = path;
  if (wanted === undefined) return 0;
  const isList = Array.isArray(value);
  const entries: readonly (readonly [string, Json | undefined])[] = isList
    ? value.map((item: Json, index: number) => [String(index), item] as const)
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
