import { invalidMember } from '../kernel/gateway-errors.ts';
import { isObject, type JsonObject } from '../kernel/json.ts';
import type { BodyRequest } from '../kernel/ports.ts';
import { positionAfterName } from './json-position.ts';

/** What Resource Manager itself reads of a resource that is put, whatever its type. */
const ENVELOPE: ReadonlySet<string> = new Set(
  [
    'id',
    'name',
    'type',
    'apiVersion',
    'location',
    'extendedLocation',
    'placement',
    'tags',
    'kind',
    'sku',
    'plan',
    'identity',
    'managedBy',
    'managedByExtended',
    'zones',
    'scale',
    'etag',
    'eTag',
    'properties',
    'systemData',
  ].map((name) => name.toLowerCase()),
);

/**
 * What a body has that no document at hand describes: beside what Resource Manager reads, the properties, one by one; of
 * an action all there is.
 */
export function undescribed(method: string, body: JsonObject): string[] {
  return Object.entries(body).flatMap(([name, member]) => {
    if (method === 'POST') return [name];
    if (name === 'properties' && isObject(member)) {
      return Object.keys(member).map((property) => `properties.${property}`);
    }
    return ENVELOPE.has(name.toLowerCase()) ? [] : [name];
  });
}

/** Refuses a member of the outermost object that neither Resource Manager nor the type knows, as the former does. */
export function checkEnvelope(request: BodyRequest, unknown: readonly string[]): void {
  if (!request.isEnveloped) return;
  for (const name of unknown) {
    // A path into the body is not about the outermost object; a name may hold a dot itself.
    if (!Object.hasOwn(request.body, name) || ENVELOPE.has(name.toLowerCase())) continue;
    throw invalidMember(name, positionAfterName(request.text, name));
  }
}
