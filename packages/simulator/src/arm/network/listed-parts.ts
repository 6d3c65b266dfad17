import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';

/** The parts of a resource that one of its properties lists. */
export function listedParts(
  { properties }: Pick<StoredResource, 'properties'>,
  list: string,
): JsonObject[] {
  const parts = properties[list];
  return Array.isArray(parts) ? (parts as readonly Json[]).filter(isObject) : [];
}
