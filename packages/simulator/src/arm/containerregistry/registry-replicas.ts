/** The copies that a registry has: what its private links, its tier and its removal have to know of them. */
import type { JsonObject } from '../../kernel/json.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { REGISTRY_TYPE } from './registry-versions.ts';

/** Replications as a type. */
export const REPLICATIONS: string = `${REGISTRY_TYPE}/replications`;
/** What one says that serves. */
export const READY: JsonObject = Object.freeze({
  displayStatus: 'Ready',
  message: 'The replication is ready.',
});

export const same = (one: string, other: string): boolean =>
  one.toLowerCase() === other.toLowerCase();

/** All copies of a registry, that in its own region among them. */
export const replicasOf = (context: UnitContext, registryId: string): StoredResource[] =>
  context.resources(REPLICATIONS, registryId);

/** The copy in a registry's own region, named by that. */
export function homeReplica(
  context: UnitContext,
  { id, location = '', properties }: StoredResource,
): StoredResource {
  const name = normalizeLocation(location);
  return {
    id: `${id}/replications/${name}`,
    type: REPLICATIONS,
    name,
    location: name,
    tags: {},
    properties: {
      regionEndpointEnabled: true,
      zoneRedundancy: properties['zoneRedundancy'] ?? 'Disabled',
      provisioningState: 'Succeeded',
      status: { ...READY, timestamp: context.iso },
    },
  };
}

/** The regions in which a registry has its layers read, its own first. */
export function regionsOf(context: UnitContext, { id, location = '' }: StoredResource): string[] {
  const others = replicasOf(context, id).map((one) => one.location ?? '');
  return [...new Set([normalizeLocation(location), ...others])];
}
