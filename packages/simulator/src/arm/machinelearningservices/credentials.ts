/** Secrets that clients give: neither kept nor shown. What is listed instead begins with `sim-` and opens nothing. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';

/** An object without the members that hold secrets; they were there or not, nobody can tell. */
export function withoutSecrets(given: JsonObject, secrets: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !secrets.includes(name)));
}

/** Values in place of the secrets that were given: by the resource and the member's name alone. */
export function simulatedSecrets(
  context: UnitContext,
  id: string,
  names: readonly string[],
): JsonObject {
  return Object.fromEntries(
    names.map((name): [string, Json] => [name, `sim-${context.namedGuid(id, 'secret', name)}`]),
  );
}

/** The names of the members of an object that are set. */
export function namesIn(given: Json | undefined): string[] {
  if (!isObject(given)) return [];
  return Object.entries(given).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [name],
  );
}
