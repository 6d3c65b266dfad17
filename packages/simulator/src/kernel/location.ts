import * as refuse from './gateway-errors.ts';
import type { JsonObject } from './json.ts';
import { normalizeLocation, regionsOf } from './regions.ts';
import type { StoredResource } from './resource.ts';
import type { ResourceType } from './resource-type.ts';
import type { CloudHosts } from './settings.ts';

/** The body with its location normalised; refuses a missing, unknown or changed one. */
export function withLocation(
  type: ResourceType,
  method: string,
  existing: StoredResource | undefined,
  body: JsonObject,
  cloud: CloudHosts['name'],
): JsonObject {
  const given = body['location'];
  const isTopLevel = type.type.split('/').length === 2;
  const needs = type.needsLocation ?? (type.scope === 'group' && isTopLevel);
  if (!needs || method === 'PATCH') return body;
  if (typeof given !== 'string' || given.trim() === '') {
    if (existing) return { ...body, location: existing.location };
    throw refuse.locationRequired();
  }
  const location = normalizeLocation(given);
  const regions = regionsOf[cloud];
  if (location !== 'global' && !regions.includes(location)) {
    throw refuse.locationNotAvailable(given, type.type, regions);
  }
  if (existing?.location !== undefined && existing.location !== location) {
    throw refuse.invalidResourceLocation(existing.name, existing.location, location);
  }
  return { ...body, location };
}
