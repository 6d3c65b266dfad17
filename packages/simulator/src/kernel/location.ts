import * as refuse from './gateway-errors.ts';
import type { JsonObject } from './json.ts';
import { normalizeLocation, regionsOf } from './regions.ts';
import type { StoredResource } from './resource.ts';
import type { ResourceAddress, ResourceType } from './resource-type.ts';
import type { CloudHosts } from './settings.ts';

/** What no location has in it. */
const FORBIDDEN = /[^\p{L}\p{N}\s(),]/u;

/** The body with its location normalised; refuses a missing, malformed, unknown or changed one. */
export function withLocation(
  type: ResourceType,
  method: string,
  { resourceGroup }: ResourceAddress,
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
  if (FORBIDDEN.test(given)) throw refuse.malformedLocation(given);
  const location = normalizeLocation(given);
  const regions = regionsOf[cloud];
  const { locationRefusals: words } = type;
  if (location !== 'global' && !regions.includes(location)) {
    throw (
      words?.notAvailable(given, regions) ?? refuse.locationNotAvailable(given, type.type, regions)
    );
  }
  if (existing?.location !== undefined && existing.location !== location) {
    const { name, location: stored } = existing;
    throw (
      words?.changed(given, stored) ??
      refuse.invalidResourceLocation(name, resourceGroup, stored, location)
    );
  }
  return location === given ? body : { ...body, location };
}
