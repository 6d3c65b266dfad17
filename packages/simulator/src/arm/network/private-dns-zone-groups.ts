/** Zone groups of private endpoints: they keep the records of an endpoint in the private DNS zones that they name. */
import { Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { customDnsConfigs, endpointRecords, type EndpointRecord } from './endpoint-dns.ts';
import { NETWORK_API_VERSIONS } from './network-api-versions.ts';
import { deleteOperation, writeOperation } from './network-operation.ts';
import { PRIVATE_DNS_ZONES } from './private-dns-style.ts';
import { recordSet } from './record-sets.ts';

const ZONE_GROUPS = 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups';
/** Zones of one group, as documented. */
const ZONES_MAX = 5;
const WRITE_MS = 20_000;
const RECORD_TTL_SECONDS = 10;

export const privateDnsZoneGroups: ResourceType = defineResourceType({
  type: ZONE_GROUPS,
  apiVersions: NETWORK_API_VERSIONS,
  scope: 'group',
  needsLocation: false,
  linkedAccess: [
    {
      property: 'properties.privateDnsZoneConfigs.*.properties.privateDnsZoneId',
      action: 'Microsoft.Network/privateDnsZones/join/action',
    },
  ],
  put: (context, { address, body, existing }) => {
    const others = context
      .resources(ZONE_GROUPS, address.parentId)
      .filter(({ id }) => !same(id, address.id));
    if (others.length > 0) {
      throw new Refusal({
        status: 400,
        code: 'MoreThanOnePrivateDnsZoneGroupPerPrivateEndpointNotAllowed',
        message: `Cannot create more than one private dns zone groups in the private endpoint ${address.names[0] ?? ''}`,
        // pulumi/pulumi-azure-native#2179; the code as modules of templates name it.
        evidence: 'reported',
      });
    }
    return {
      pending: {
        id: existing?.id ?? address.id,
        type: ZONE_GROUPS,
        name: existing?.name ?? address.name,
        etag: `W/"${context.guid()}"`,
        properties: {
          provisioningState: 'Updating',
          privateDnsZoneConfigs: readConfigs(context, objectAt(body, 'properties')),
        },
      },
      operation: {
        ...writeOperation('write', WRITE_MS, existing),
        // What it kept in zones that it no longer names goes.
        input: { before: existing ? zonesOf(existing) : [] },
      },
    };
  },
  remove: () => ({ operation: deleteOperation(WRITE_MS) }),
  operations: {
    write: (context, { resource, input }) => {
      const endpoint = resource && context.resource(parentOf(resource.id));
      if (!endpoint) throw new TypeError('a zone group that is written is below its endpoint');
      const { group, put } = recorded(context, endpoint, resource);
      const named = zonesOf(group);
      const left = (input['before'] as readonly string[]).filter(
        (zone) => !named.some((one) => same(one, zone)),
      );
      return {
        resource: group,
        effects: {
          put: [...put, withDnsConfigs(endpoint, [])],
          remove: left.flatMap((zone) => recordsOf(context, endpoint, zone)),
        },
      };
    },
    delete: (context, { resource, resourceId }) => {
      const endpoint = context.resource(parentOf(resourceId));
      if (!endpoint) return { removed: true };
      const configs = customDnsConfigs(context, endpoint);
      return {
        removed: true,
        effects: {
          remove: resource ? recordsKept(context, endpoint, resource) : [],
          put: [withDnsConfigs(endpoint, configs)],
        },
      };
    },
  },
  present: ({ id, name, etag, properties }) => ({ name, id, etag, properties }),
});

/** What goes with an endpoint: its zone groups, and the records that they keep. */
export function removedWithEndpoint(context: UnitContext, endpoint: StoredResource): string[] {
  return context
    .resources(ZONE_GROUPS, endpoint.id)
    .flatMap((group) => [group.id, ...recordsKept(context, endpoint, group)]);
}

function readConfigs(context: UnitContext, given: JsonObject): JsonObject[] {
  const { privateDnsZoneConfigs: asked } = given;
  const configs = Array.isArray(asked) ? (asked as readonly Json[]).filter(isObject) : [];
  if (configs.length > ZONES_MAX) {
    throw refused(`A zone group names at most ${ZONES_MAX} zones, and this one ${configs.length}.`);
  }
  return configs.map((config) => {
    const zoneId = stringAt(objectAt(config, 'properties'), 'privateDnsZoneId') ?? '';
    const zone = context.resource(zoneId);
    if (zone?.type !== PRIVATE_DNS_ZONES) {
      throw refused(`The private DNS zone '${zoneId}' is not there.`, 'InvalidResourceReference');
    }
    return {
      name: stringAt(config, 'name') ?? zone.name,
      properties: { privateDnsZoneId: zoneId, recordSets: [] },
    };
  });
}

/** The group with the records of its endpoint, and the record sets in the zones. */
function recorded(
  context: UnitContext,
  endpoint: StoredResource,
  group: StoredResource,
): { readonly group: StoredResource; readonly put: readonly StoredResource[] } {
  const put: StoredResource[] = [];
  const privateDnsZoneConfigs = configsOf(group).map((config) => {
    const zone = context.resource(zoneOf(config));
    if (!zone) return config;
    const records = endpointRecords(context, endpoint, zone.name);
    put.push(...records.map((record) => asRecordSet(context, endpoint, zone, record)));
    const recordSets = records.map(({ name, addresses }) => ({
      recordType: 'A',
      recordSetName: name,
      fqdn: `${name}.${zone.name}`,
      provisioningState: 'Succeeded',
      ttl: RECORD_TTL_SECONDS,
      ipAddresses: addresses,
    }));
    return { ...config, properties: { ...objectAt(config, 'properties'), recordSets } };
  });
  const properties = { provisioningState: 'Succeeded', privateDnsZoneConfigs };
  return { group: { ...group, properties }, put };
}

function asRecordSet(
  context: UnitContext,
  endpoint: StoredResource,
  zone: StoredResource,
  { name, addresses }: EndpointRecord,
): StoredResource {
  return recordSet(context, zone.id, 'A', name, {
    metadata: { creator: creatorOf(endpoint) },
    ttl: RECORD_TTL_SECONDS,
    aRecords: addresses.map((ipv4Address) => ({ ipv4Address })),
  });
}

const creatorOf = ({ name, properties }: StoredResource): string =>
  `created by private endpoint ${name} with resource guid ${String(properties['resourceGuid'])}`;

/** Ids of the records that a group keeps for its endpoint, but for what another endpoint has taken over. */
const recordsKept = (
  context: UnitContext,
  endpoint: StoredResource,
  group: StoredResource,
): string[] => zonesOf(group).flatMap((zone) => recordsOf(context, endpoint, zone));

/** Ids of the record sets in a zone that were made for an endpoint. */
function recordsOf(context: UnitContext, endpoint: StoredResource, zoneId: string): string[] {
  return context
    .resources(`${PRIVATE_DNS_ZONES}/A`, zoneId)
    .filter(({ properties }) => objectAt(properties, 'metadata')['creator'] === creatorOf(endpoint))
    .map(({ id }) => id);
}

const configsOf = ({ properties }: StoredResource): readonly JsonObject[] =>
  ((properties['privateDnsZoneConfigs'] ?? []) as readonly Json[]).filter(isObject);

const zoneOf = (config: JsonObject): string =>
  stringAt(objectAt(config, 'properties'), 'privateDnsZoneId') ?? '';

const zonesOf = (group: StoredResource): string[] => configsOf(group).map(zoneOf);

const parentOf = (id: string): string => id.split('/').slice(0, -2).join('/');

const withDnsConfigs = (endpoint: StoredResource, configs: readonly Json[]): StoredResource => ({
  ...endpoint,
  properties: { ...endpoint.properties, customDnsConfigs: configs },
});

function refused(message: string, code = 'InvalidRequestFormat'): Refusal {
  return new Refusal({ status: 400, code, message, evidence: 'assumed' });
}
