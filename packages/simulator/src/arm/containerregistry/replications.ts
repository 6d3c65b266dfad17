import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { checkChildName, childOperation, presentChild, registryOf } from './registry-children.ts';
import { refused } from './registry-errors.ts';
import { homeReplica, READY, REPLICATIONS, replicasOf, same } from './registry-replicas.ts';
import { REGISTRY_API_VERSIONS } from './registry-versions.ts';

/** Nobody measured them. Milliseconds. */
const WRITE_MS = 60_000;
const DELETE_MS = 60_000;
const PREMIUM = 'Premium';
const REDUNDANCY: readonly string[] = ['Enabled', 'Disabled'];

/** Copies of a Premium registry in other regions, under the same key. The first of them makes one of its own region, too. */
export const registryReplications: ResourceType = defineResourceType({
  type: REPLICATIONS,
  apiVersions: REGISTRY_API_VERSIONS,
  scope: 'group',
  checkName: checkChildName,
  put: write,
  patch: write,
  remove: (context, { existing }) => {
    const registry = registryOf(context, existing.id);
    const others = replicasOf(context, registry.id).filter(({ id }) => !same(id, existing.id));
    if (isHome(existing, registry) && others.length > 0) {
      // The code is reported in Azure/acr#294.
      throw refused(
        'HomeReplicationCannotBeDeleted',
        `The replication '${existing.name}' is in the region of the registry, and goes after all others.`,
        409,
      );
    }
    return {
      operation: childOperation(context, 'replications', 'delete', existing.location, DELETE_MS),
    };
  },
  operations: {
    write: (context, { resource }) => {
      if (!resource) throw new TypeError('a replication that is written is stored');
      return {
        resource: {
          ...resource,
          properties: { ...resource.properties, ...ready(context) },
        },
      };
    },
    delete: () => ({ removed: true }),
  },
  present: presentChild,
});

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const registry = registryOf(context, address.id);
  if (stringAt(registry.sku, 'name') !== PREMIUM) {
    throw refused(
      'FeatureNotSupported',
      `The registry '${registry.name}' has the SKU ${stringAt(registry.sku, 'name') ?? ''}: replications are for ${PREMIUM}.`,
    );
  }
  const location = normalizeLocation(stringAt(body, 'location') ?? existing?.location ?? '');
  if (existing && location !== existing.location) {
    throw refused('InvalidLocation', `The replication '${existing.name}' stays where it is.`, 409);
  }
  if (!context.regions.includes(location)) {
    throw refused('InvalidLocation', `'${location}' is not a region.`);
  }
  const all = replicasOf(context, registry.id);
  const twin = all.find((one) => one.location === location && !same(one.id, address.id));
  if (twin) {
    throw refused(
      'ReplicationInLocationExists',
      `The replication '${twin.name}' is in '${location}' already.`,
      409,
    );
  }
  const pending: StoredResource = {
    id: existing?.id ?? address.id,
    type: REPLICATIONS,
    name: existing?.name ?? address.name,
    location,
    tags: readTags(body['tags']) ?? existing?.tags ?? {},
    properties: {
      ...settings(objectAt(body, 'properties'), existing),
      provisioningState: existing ? 'Updating' : 'Creating',
      status: {
        displayStatus: 'Provisioning',
        message: 'The replication is provisioning.',
        timestamp: context.iso,
      },
    },
  };
  const isFirst = all.length === 0 && !isHome(pending, registry);
  return {
    pending,
    operation: childOperation(
      context,
      'replications',
      existing ? 'update' : 'write',
      location,
      WRITE_MS,
    ),
    effects: isFirst ? { put: [homeReplica(context, registry)] } : {},
  };
}

function settings(given: JsonObject, existing: StoredResource | undefined): JsonObject {
  const before = existing?.properties ?? {};
  const zoneRedundancy = given['zoneRedundancy'] ?? before['zoneRedundancy'] ?? 'Disabled';
  if (!REDUNDANCY.includes(String(zoneRedundancy))) {
    throw refused('InvalidParameter', `'zoneRedundancy' must be one of ${REDUNDANCY.join(', ')}.`);
  }
  // As reported in Azure/azure-rest-api-specs#18934.
  if (existing && zoneRedundancy !== before['zoneRedundancy']) {
    throw refused('InvalidParameter', "'zoneRedundancy' of a replication does not change.", 409);
  }
  return {
    regionEndpointEnabled:
      given['regionEndpointEnabled'] ?? before['regionEndpointEnabled'] ?? true,
    zoneRedundancy,
  };
}

const ready = (context: UnitContext): JsonObject => ({
  provisioningState: 'Succeeded',
  status: { ...READY, timestamp: context.iso },
});

const isHome = (replica: StoredResource, { location = '' }: StoredResource): boolean =>
  replica.location === normalizeLocation(location);
