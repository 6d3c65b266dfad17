import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { subnetJoined } from '../../kernel/linked-access.ts';
import { same } from '../../kernel/path.ts';
import { presentResource } from '../../kernel/present.ts';
import { privateEndpointConnectionsOf } from '../../kernel/private-endpoint-connections.ts';
import { connectionsOf, connectionsShown } from '../../kernel/private-link.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { allottedAddresses } from './allotted-address.ts';
import { listedParts } from './listed-parts.ts';
import { interfaceIdBeside, madeInterface } from './made-interface.ts';
import { NETWORK_API_VERSIONS } from './network-api-versions.ts';
import { deleteOperation } from './network-operation.ts';
import { networkResource } from './network-resource.ts';
import { frontendIdsOf } from './service-frontends.ts';
import { LOAD_BALANCERS, NETWORK_INTERFACES, PRIVATE_LINK_SERVICES } from './network-types.ts';

/** Addresses that a service may translate to, documented. */
const MAX_NAT_ADDRESSES = 8;
/** Milliseconds. */
const DISCONNECT_MS = 10_000;

/** Private link services: what an owner puts before a load balancer, for private endpoints of others. */
export const privateLinkServices: ResourceType = defineResourceType({
  type: PRIVATE_LINK_SERVICES,
  apiVersions: NETWORK_API_VERSIONS,
  scope: 'group',
  linkedAccess: [
    subnetJoined('properties.ipConfigurations.*.properties.subnet.id'),
    {
      property: 'properties.loadBalancerFrontendIpConfigurations.*.id',
      action: `${LOAD_BALANCERS}/frontendIPConfigurations/join/action`,
    },
  ],
  put: (context, request) => {
    const { address, body, existing } = request;
    const given = objectAt(body, 'properties');
    const id = existing?.id ?? address.id;
    if (given['destinationIPAddress'] !== undefined) {
      throw notSimulated("a private link service with 'destinationIPAddress'");
    }
    checkFrontends(context, id, given);
    const before = existing ? listedParts(existing, 'ipConfigurations') : [];
    const ipConfigurations = allottedAddresses(context, id, natOf(context, id, given), before);
    const service = networkResource(context, PRIVATE_LINK_SERVICES, request, {
      fqdns: given['fqdns'] ?? [],
      visibility: { subscriptions: subscriptionsIn(given['visibility']) },
      autoApproval: { subscriptions: subscriptionsIn(given['autoApproval']) },
      enableProxyProtocol: given['enableProxyProtocol'] === true,
      loadBalancerFrontendIpConfigurations: frontendIdsOf({ properties: given }).map((one) => ({
        id: one,
      })),
      ipConfigurations,
      alias:
        existing?.properties['alias'] ?? aliasOf(context, address.name, String(body['location'])),
      ...connectionsShown(existing),
    });
    const nic = interfaceOf(context, service, ipConfigurations);
    return {
      done: {
        ...service,
        properties: { ...service.properties, networkInterfaces: [{ id: nic.id }] },
      },
      effects: { put: [nic] },
    };
  },
  remove: (_context, { existing }) => {
    const [connection] = connectionsOf(existing);
    if (connection) throw isConnected(existing, connection);
    const nics = listedParts(existing, 'networkInterfaces').map(({ id }) => String(id));
    return { removed: true, effects: { remove: nics } };
  },
  present: (service) => presentResource(withConnections(service)),
});

/** Connections of private endpoints to services. */
export const privateLinkServiceConnections: ResourceType = privateEndpointConnectionsOf({
  parentType: PRIVATE_LINK_SERVICES,
  apiVersions: NETWORK_API_VERSIONS,
  removal: { style: deleteOperation(DISCONNECT_MS).style, durationMs: DISCONNECT_MS },
  invalidStatus: (path, expected) => refused(`'properties.${path}' must be ${expected}.`),
  notFound: (_name, words) =>
    new Refusal({ status: 404, code: 'NotFound', message: words, evidence: 'assumed' }),
});

function withConnections(service: StoredResource): StoredResource {
  const privateEndpointConnections = connectionsOf(service).map(({ id, properties }) => ({
    id,
    name: String(id).split('/').pop() ?? '',
    type: `${PRIVATE_LINK_SERVICES}/privateEndpointConnections`,
    properties,
  }));
  return { ...service, properties: { ...service.properties, privateEndpointConnections } };
}

/** A service stands behind frontends of one Standard load balancer, which is documented without words. */
function checkFrontends(context: UnitContext, serviceId: string, given: JsonObject): void {
  const ids = frontendIdsOf({ properties: given });
  if (ids.length === 0) {
    throw refused('A private link service needs properties.loadBalancerFrontendIpConfigurations.');
  }
  for (const id of ids) {
    const balancer = context.resource(id.split('/').slice(0, -2).join('/'));
    const frontends = balancer ? listedParts(balancer, 'frontendIPConfigurations') : [];
    if (!frontends.some((frontend) => same(String(frontend['id']), id))) {
      throw new Refusal({
        status: 400,
        code: 'InvalidResourceReference',
        message: `Resource ${id} referenced by resource ${serviceId} was not found.`,
        evidence: 'assumed',
      });
    }
    if (stringAt(balancer?.sku, 'name') !== 'Standard') {
      throw refused(`The load balancer of the frontend ${id} must be of the sku Standard.`);
    }
  }
}

/** Where a service translates addresses, each in a subnet without policies for such services. */
function natOf(context: UnitContext, serviceId: string, given: JsonObject): JsonObject[] {
  const asked = listedParts({ properties: given }, 'ipConfigurations');
  if (asked.length === 0 || asked.length > MAX_NAT_ADDRESSES) {
    throw refused(
      `A private link service needs from 1 to ${MAX_NAT_ADDRESSES} of properties.ipConfigurations.`,
    );
  }
  const configurations = asked.map((configuration, index) => {
    const name = stringAt(configuration, 'name') ?? `ipconfig${index + 1}`;
    const properties = objectAt(configuration, 'properties');
    const subnet = context.resource(stringAt(properties['subnet'], 'id') ?? '');
    if (subnet && subnet.properties['privateLinkServiceNetworkPolicies'] !== 'Disabled') {
      throw new Refusal({
        status: 400,
        code: 'PrivateLinkServiceCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled',
        message: `Private link service ${serviceId} cannot be created in a subnet ${subnet.id} since it has private link service network policies enabled.`,
        evidence: 'reported',
      });
    }
    return {
      name,
      id: `${serviceId}/ipConfigurations/${name}`,
      type: `${PRIVATE_LINK_SERVICES}/ipConfigurations`,
      properties: { provisioningState: 'Succeeded', primary: index === 0, ...properties },
    };
  });
  const names = configurations.map((configuration) => configuration.name.toLowerCase());
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double === undefined) return configurations;
  throw refused(`properties.ipConfigurations has '${double}' twice.`);
}

/** The name by which others ask for it; documented: prefix, GUID and suffix. */
function aliasOf(context: UnitContext, name: string, location: string): string {
  return `${name}.${context.guid()}.${location}.azure.privatelinkservice`;
}

/** The interface that shows the addresses, which the service holds. */
function interfaceOf(
  context: UnitContext,
  service: StoredResource,
  configurations: readonly JsonObject[],
): StoredResource {
  const name = `${service.name}.nic.${context.namedGuid(service.id.toLowerCase(), 'interface')}`;
  const id = interfaceIdBeside(service, name);
  return madeInterface(context, service, {
    id,
    resourceGuid: context.namedGuid(id.toLowerCase()),
    ipConfigurations: configurations.map((configuration) => ({
      ...configuration,
      id: `${id}/ipConfigurations/${String(configuration['name'])}`,
      type: `${NETWORK_INTERFACES}/ipConfigurations`,
    })),
    shows: 'privateLinkService',
  });
}

function subscriptionsIn(value: Json | undefined): Json[] {
  const listed = isObject(value) ? value['subscriptions'] : undefined;
  return (Array.isArray(listed) ? (listed as readonly Json[]) : []).filter(
    (one) => typeof one === 'string',
  );
}

function isConnected({ id }: StoredResource, connection: JsonObject): Refusal {
  return new Refusal({
    status: 400,
    code: 'InUseByPrivateEndpoint',
    message: `Private link service ${id} cannot be deleted since it has the private endpoint connection ${String(connection['id'])}.`,
    evidence: 'assumed',
  });
}

function refused(message: string): Refusal {
  return new Refusal({ status: 400, code: 'InvalidRequestFormat', message, evidence: 'assumed' });
}
