import { Refusal } from '../../kernel/errors.ts';
import { nestedResourcesExist } from '../../kernel/gateway-errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { patchTags, readTags } from '../../kernel/tags.ts';
import { dnsOperation, PRIVATE_DNS_API_VERSIONS, PRIVATE_DNS_ZONES } from './private-dns-style.ts';
import {
  listAllRecordSets,
  RECORD_SETS_MAX,
  RECORD_TYPES,
  startOfAuthority,
} from './record-sets.ts';
import { LINKS, LINKS_MAX, LINKS_WITH_REGISTRATION_MAX } from './virtual-network-links.ts';

/** Labels with dots between them: at least two, as documented. */
const NAME =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)+$/i;

/** Private DNS zones: names that networks linked to one know. They are kept and shown; nobody asks them for an address. */
export const privateDnsZones: ResourceType = defineResourceType({
  type: PRIVATE_DNS_ZONES,
  apiVersions: PRIVATE_DNS_API_VERSIONS,
  scope: 'group',
  checkName: (name) => {
    if (NAME.test(name)) return;
    throw new Refusal({
      status: 400,
      code: 'BadRequest',
      message: `The zone '${name}' is not two labels or more with dots between them.`,
      evidence: 'assumed',
    });
  },
  derive: withCounts,
  put: (context, { address, body, existing }) => {
    const zone: StoredResource = {
      id: existing?.id ?? address.id,
      type: PRIVATE_DNS_ZONES,
      name: existing?.name ?? address.name,
      location: String(existing?.location ?? body['location']),
      tags: readTags(body['tags']) ?? {},
      etag: context.guid(),
      properties: {
        internalId: existing?.properties['internalId'] ?? btoa(`sim-${context.guid()}`),
        provisioningState: 'Succeeded',
      },
    };
    return {
      operation: dnsOperation('write', existing ? 200 : 201, {
        zone: zone as unknown as JsonObject,
      }),
    };
  },
  patch: patchTags,
  remove: (context, { existing }) => {
    const links = context.resources(LINKS, existing.id);
    if (links.length > 0) throw nestedResourcesExist(links.map(({ id }) => id));
    return { operation: dnsOperation('delete', 200) };
  },
  actions: { 'GET all': listAllRecordSets },
  operations: {
    write: (context, { input, resourceId }) => {
      const zone = input['zone'] as unknown as StoredResource;
      const isNew = !context.resource(resourceId);
      return {
        resource: zone,
        effects: isNew ? { put: [startOfAuthority(context, zone)] } : {},
      };
    },
    delete: (context, { resourceId }) => ({
      removed: true,
      effects: { remove: context.under(resourceId).map(({ id }) => id) },
    }),
  },
});

/** A zone with how much is in it, and how much may be. */
function withCounts(context: UnitContext, zone: StoredResource): StoredResource {
  const links = context.resources(LINKS, zone.id);
  // The SOA record, which every zone has, and the others: it is stored with its zone, not before.
  const numberOfRecordSets = RECORD_TYPES.filter((type) => type !== 'SOA').reduce(
    (sum, type) => sum + context.count(`${PRIVATE_DNS_ZONES}/${type}`, zone.id, RECORD_SETS_MAX),
    1,
  );
  return {
    ...zone,
    properties: {
      ...zone.properties,
      maxNumberOfRecordSets: RECORD_SETS_MAX,
      maxNumberOfVirtualNetworkLinks: LINKS_MAX,
      maxNumberOfVirtualNetworkLinksWithRegistration: LINKS_WITH_REGISTRATION_MAX,
      numberOfRecordSets,
      numberOfVirtualNetworkLinks: links.length,
      numberOfVirtualNetworkLinksWithRegistration: links.filter(
        ({ properties }) => properties['registrationEnabled'] === true,
      ).length,
    },
  };
}
