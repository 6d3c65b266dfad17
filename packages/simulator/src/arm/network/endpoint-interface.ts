/** The network interface of a private endpoint: an address in its subnet for each member of what it leads to. */
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import { ENDPOINT_LISTS } from '../../kernel/private-link.ts';
import type { PrivateAddress, PrivateName } from '../../kernel/private-link-resources.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { interfaceIdBeside, madeInterface } from './made-interface.ts';
import { linkTarget } from './service-visibility.ts';
import { freeAddresses } from './subnet-use.ts';
import { NETWORK_INTERFACES } from './network-types.ts';

/** The interface of an endpoint that is made, with addresses that nobody had. */
export function interfaceFor(context: UnitContext, endpoint: StoredResource): StoredResource {
  const { properties } = endpoint;
  const subnetId = stringAt(objectAt(properties, 'subnet'), 'id') ?? '';
  const subnet = context.resource(subnetId);
  if (!subnet) throw new TypeError(`the subnet '${subnetId}' of an endpoint is there`);
  const guid = context.namedGuid(endpoint.id, 'interface');
  const name = stringAt(properties, 'customNetworkInterfaceName') ?? `${endpoint.name}.nic.${guid}`;
  const id = interfaceIdBeside(endpoint, name);
  const members = membersOf(context, endpoint);
  const addresses = freeAddresses(context, subnet, members.length);
  return madeInterface(context, endpoint, {
    id,
    resourceGuid: context.guid(),
    ipConfigurations: members.map((member, index) =>
      configuration(context, {
        id,
        ...member,
        index,
        address: addresses[index] ?? '',
        subnetId,
      }),
    ),
    shows: 'privateEndpoint',
  });
}

/** The interfaces that an endpoint shows. */
export function interfacesOf(endpoint: StoredResource | undefined): string[] {
  const shown = endpoint?.properties['networkInterfaces'];
  if (!Array.isArray(shown)) return [];
  return (shown as readonly Json[]).flatMap((one) => stringAt(one, 'id') ?? []);
}

function configuration(
  context: UnitContext,
  about: {
    readonly id: string;
    readonly groupId: string;
    readonly member: string;
    readonly names: readonly PrivateName[];
    readonly index: number;
    readonly address: string;
    readonly subnetId: string;
  },
): JsonObject {
  const name = `privateEndpointIpConfig.${context.namedGuid(about.id, String(about.index))}`;
  return {
    name,
    id: `${about.id}/ipConfigurations/${name}`,
    type: `${NETWORK_INTERFACES}/ipConfigurations`,
    properties: {
      provisioningState: 'Succeeded',
      privateIPAddress: about.address,
      privateIPAllocationMethod: 'Dynamic',
      subnet: { id: about.subnetId },
      primary: about.index === 0,
      privateIPAddressVersion: 'IPv4',
      privateLinkConnectionProperties: {
        groupId: about.groupId,
        requiredMemberName: about.member,
        fqdns: about.names.map(({ fqdn }) => fqdn),
      },
    },
  };
}

/** One address of an endpoint: what is behind it, and by which names. */
interface EndpointMember extends PrivateAddress {
  readonly groupId: string;
}

const DEFAULT_MEMBER = 'default';

/** The addresses that an endpoint needs, by what is behind each; what tells of none has one. */
export function membersOf(
  context: UnitContext,
  endpoint: StoredResource,
): readonly EndpointMember[] {
  const members = connectionsOfEndpoint(endpoint).flatMap((connection) => {
    const target = linkTarget(context, stringAt(connection, 'privateLinkServiceId'));
    const known = target ? context.privateLinkGroups(target) : [];
    return groupIdsOf(connection).flatMap((groupId) => {
      const group = known.find((one) => same(one.groupId, groupId));
      const addresses = group?.addresses ?? [{ member: DEFAULT_MEMBER, names: [] }];
      return addresses.map((address) => ({ groupId, ...address }));
    });
  });
  return members.length > 0 ? members : [{ groupId: '', member: DEFAULT_MEMBER, names: [] }];
}

/** What an endpoint says of each of its connections. */
export function connectionsOfEndpoint(endpoint: StoredResource | undefined): JsonObject[] {
  return ENDPOINT_LISTS.flatMap((list) => (endpoint?.properties[list] ?? []) as readonly Json[])
    .filter(isObject)
    .map((connection) => objectAt(connection, 'properties'));
}

const groupIdsOf = ({ groupIds }: JsonObject): string[] =>
  Array.isArray(groupIds)
    ? (groupIds as readonly Json[]).filter((one) => typeof one === 'string')
    : [];
