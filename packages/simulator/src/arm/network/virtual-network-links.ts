import { Refusal } from '../../kernel/errors.ts';
import { mergePatch, objectAt, stringAt, type JsonObject } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import {
  defineResourceType,
  type OperationResult,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { dnsOperation, PRIVATE_DNS_API_VERSIONS, PRIVATE_DNS_ZONES } from './private-dns-style.ts';

export const LINKS: string = `${PRIVATE_DNS_ZONES}/virtualNetworkLinks`;
/** Networks that a zone may be linked to. */
export const LINKS_MAX = 1000;
/** Of these, networks whose machines register themselves. */
export const LINKS_WITH_REGISTRATION_MAX = 100;
/** Zones whose links can say that a name that is not in them is asked for outside. */
const PRIVATE_LINK_ZONE = /^privatelink\./i;
const POLICY_SINCE = '2024-06-01';

/** Links of private DNS zones to the networks that know their names. No machine is there to register itself. */
export const virtualNetworkLinks: ResourceType = defineResourceType({
  type: LINKS,
  apiVersions: PRIVATE_DNS_API_VERSIONS,
  scope: 'group',
  needsLocation: true,
  linkedAccess: [
    {
      property: 'properties.virtualNetwork.id',
      action: 'Microsoft.Network/virtualNetworks/join/action',
    },
  ],
  put: write,
  patch: write,
  remove: () => ({ operation: dnsOperation('delete', 200) }),
  operations: { write: finish, delete: () => ({ removed: true }) },
  present: ({ id, name, type, location, tags, etag, properties }, apiVersion) => {
    const { resolutionPolicy: _policy, ...older } = properties;
    return {
      id,
      name,
      type,
      etag,
      location,
      tags: tags ?? {},
      properties: apiVersion < POLICY_SINCE ? older : properties,
    };
  },
});

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const zoneName = address.names[0] ?? '';
  const given = objectAt(body, 'properties');
  const { virtualNetwork, registrationEnabled, resolutionPolicy } = {
    ...(PRIVATE_LINK_ZONE.test(zoneName) ? { resolutionPolicy: 'Default' } : {}),
    ...(mergePatch(existing?.properties ?? { registrationEnabled: false }, given) as JsonObject),
  } as JsonObject;
  const networkId = stringAt(virtualNetwork, 'id');
  if (networkId === undefined) throw refused("A link needs 'properties.virtualNetwork.id'.");
  const before = stringAt(objectAt(existing?.properties, 'virtualNetwork'), 'id');
  if (before !== undefined && !same(networkId, before)) {
    throw refused('The virtual network of a link cannot be changed.');
  }
  if (typeof registrationEnabled !== 'boolean') {
    throw refused("'properties.registrationEnabled' must be true or false.");
  }
  const link: StoredResource = {
    id: existing?.id ?? address.id,
    type: LINKS,
    name: existing?.name ?? address.name,
    location: String(existing?.location ?? body['location']),
    tags: readTags(body['tags']) ?? existing?.tags ?? {},
    etag: `"${context.guid()}"`,
    properties: {
      provisioningState: 'Succeeded',
      registrationEnabled,
      ...(resolutionPolicy === undefined ? {} : { resolutionPolicy }),
      virtualNetwork: { id: networkId },
      virtualNetworkLinkState: 'Completed',
    },
  };
  return {
    operation: dnsOperation('write', existing ? 200 : 201, { link: link as unknown as JsonObject }),
  };
}

function finish(context: UnitContext, { input }: { readonly input: JsonObject }): OperationResult {
  const link = input['link'] as unknown as StoredResource;
  const networkId = networkOf(link);
  if (!context.resource(networkId)) throw refused(`The network '${networkId}' is not there.`);
  const zone = zoneOf(link);
  const others = context
    .resources(LINKS, networkId.split('/').slice(0, 3).join('/'))
    .filter((other) => !same(other.id, link.id) && same(networkOf(other), networkId));
  if (others.some((other) => same(zoneOf(other), zone))) {
    throw new Refusal({
      status: 400,
      code: 'BadRequest',
      message: `A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual network with '${zone}' and '${zone}' zones.`,
      // MicrosoftDocs/azure-aks-docs#212.
      evidence: 'reported',
    });
  }
  const registers = ({ properties }: StoredResource): boolean =>
    properties['registrationEnabled'] === true;
  if (registers(link) && others.some(registers)) {
    throw refused('A network registers its machines in one zone, and is linked to another so.');
  }
  return { resource: link };
}

const networkOf = ({ properties }: StoredResource): string =>
  stringAt(objectAt(properties, 'virtualNetwork'), 'id') ?? '';

const zoneOf = ({ id }: StoredResource): string => id.split('/').at(-3) ?? '';

function refused(message: string): Refusal {
  return new Refusal({ status: 400, code: 'BadRequest', message, evidence: 'assumed' });
}
