import { Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { linkedAuthorizationFailed, subnetJoined } from '../../kernel/linked-access.ts';
import {
  connect,
  connectionFrom,
  connectionIdOf,
  type ConnectionState,
  disconnect,
  type ENDPOINT_LISTS,
} from '../../kernel/private-link.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import { connectionsOfEndpoint, interfaceFor, interfacesOf } from './endpoint-interface.ts';
import { customDnsConfigs } from './endpoint-dns.ts';
import { NETWORK_API_VERSIONS } from './network-api-versions.ts';
import { deleteOperation, writeOperation } from './network-operation.ts';
import { networkResource } from './network-resource.ts';
import { letsIn, linkTarget, mustBeVisible, SERVICE_ALIAS } from './service-visibility.ts';
import { removedWithEndpoint } from './private-dns-zone-groups.ts';
import { PRIVATE_LINK_SERVICES } from './network-types.ts';

const TYPE = 'Microsoft.Network/privateEndpoints';
/** What creating one takes, and deleting one. */
const CREATE_MS = 60_000;
const DELETE_MS = 10_000;

/** Approved by the right of whoever makes the endpoint, or asked for and left to the owner of the resource. */
type Approval = (typeof ENDPOINT_LISTS)[number];

/**
 * Private endpoints: the subnet and the resource they lead to must be there. A resource whose connections are served
 * is told of them; what is asked for by hand waits there for its owner.
 */
export const privateEndpoints: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: NETWORK_API_VERSIONS,
  scope: 'group',
  linkedAccess: [subnetJoined('properties.subnet.id')],
  put: (context, request) => {
    const { address, body, existing } = request;
    const given = objectAt(body, 'properties');
    const subnetId = stringAt(given['subnet'], 'id');
    mustExist(context, subnetId, 'properties.subnet.id');
    const customNetworkInterfaceName = stringAt(given, 'customNetworkInterfaceName');
    const pending = networkResource(context, TYPE, request, {
      provisioningState: 'Updating',
      subnet: { id: subnetId },
      ...connectionLists(context, address.id, given),
      ...(customNetworkInterfaceName === undefined ? {} : { customNetworkInterfaceName }),
      networkInterfaces: existing?.properties['networkInterfaces'] ?? [],
      customDnsConfigs: existing?.properties['customDnsConfigs'] ?? [],
    });
    return { pending, operation: writeOperation('create', CREATE_MS, existing) };
  },
  remove: () => ({ operation: deleteOperation(DELETE_MS) }),
  operations: {
    create: (context, { resource }) => {
      if (!resource) throw new Error('a private endpoint was removed while it was being made');
      const made = interfacesOf(resource).length > 0 ? [] : [interfaceFor(context, resource)];
      const properties = {
        ...resource.properties,
        provisioningState: 'Succeeded',
        ...(made.length > 0
          ? {
              networkInterfaces: made.map(({ id }) => ({ id })),
              customDnsConfigs: customDnsConfigs(context, resource, made),
            }
          : {}),
      };
      const told = targetsOf(context, resource).map(({ target, state }) => {
        const connectionId = connectionIdOf(context, resource.id, target.id);
        return connect(target, resource.id, connectionId, state);
      });
      const put = [...told.flatMap((target) => [target, ...context.connected(target)]), ...made];
      return { resource: { ...resource, properties }, effects: { put } };
    },
    delete: (context, { resource }) => ({
      removed: true,
      effects: {
        remove: [
          ...interfacesOf(resource),
          ...(resource ? removedWithEndpoint(context, resource) : []),
        ],
        put: targetsOf(context, resource).flatMap(({ target }) => {
          const id = stringAt(connectionFrom(target, resource?.id ?? ''), 'id');
          return id === undefined ? [] : [disconnect(target, id)];
        }),
      },
    }),
  },
});

function connectionLists(
  context: UnitContext,
  id: string,
  given: JsonObject,
): Record<Approval, Json[]> {
  const lists = {
    privateLinkServiceConnections: connections(context, id, given, 'privateLinkServiceConnections'),
    manualPrivateLinkServiceConnections: connections(
      context,
      id,
      given,
      'manualPrivateLinkServiceConnections',
    ),
  };
  if (Object.values(lists).flat().length === 0) {
    throw refused(
      'A private endpoint needs one of properties.privateLinkServiceConnections or properties.manualPrivateLinkServiceConnections.',
    );
  }
  return lists;
}

function connections(
  context: UnitContext,
  id: string,
  given: JsonObject,
  approval: Approval,
): Json[] {
  const asked = given[approval];
  const list = Array.isArray(asked) ? (asked as readonly Json[]).filter(isObject) : [];
  return list.map((connection, index) => {
    const name = stringAt(connection, 'name') ?? '';
    const properties = objectAt(connection, 'properties');
    const path = `properties.${approval}[${index}].properties.privateLinkServiceId`;
    const targetId = stringAt(properties, 'privateLinkServiceId');
    mustExist(context, targetId, path);
    const target = linkTarget(context, targetId);
    return {
      name,
      id: `${id}/${approval}/${name}`,
      properties: {
        provisioningState: 'Succeeded',
        privateLinkServiceId: properties['privateLinkServiceId'],
        groupIds: properties['groupIds'] ?? [],
        ...(approval === 'manualPrivateLinkServiceConnections' && 'requestMessage' in properties
          ? { requestMessage: properties['requestMessage'] }
          : {}),
        privateLinkServiceConnectionState: {
          ...stateOf(context, id, target, approval, stringAt(properties, 'requestMessage') ?? ''),
        },
      },
    };
  });
}

/** The state that a connection has already, or begins with. */
function stateOf(
  context: UnitContext,
  id: string,
  target: StoredResource | undefined,
  approval: Approval,
  requestMessage: string,
): ConnectionState | JsonObject {
  const before = connectionFrom(target, id);
  if (before) return objectAt(before['properties'], 'privateLinkServiceConnectionState');
  if (target?.type === PRIVATE_LINK_SERVICES) {
    const { subscriptionId } = context.subscription;
    mustBeVisible(context, target, subscriptionId);
    if (letsIn(target, subscriptionId)) return APPROVED;
  }
  if (approval === 'manualPrivateLinkServiceConnections') {
    return { status: 'Pending', description: requestMessage, actionsRequired: 'None' };
  }
  if (target && tellsOfConnections(context, target)) {
    const action = `${target.type}/privateEndpointConnectionsApproval/action`;
    if (!context.allows(context.caller.objectId, action, target.id)) {
      throw linkedAuthorizationFailed(context, `${TYPE}/write`, id, action, target.id);
    }
  }
  return APPROVED;
}

const APPROVED: ConnectionState = Object.freeze({
  status: 'Approved',
  description: '',
  actionsRequired: 'None',
});

/** Whether connections to a resource of this type are served. */
function tellsOfConnections(context: UnitContext, { type }: StoredResource): boolean {
  const [namespace = '', ...names] = type.split('/');
  const wanted = `${names.join('/')}/privateEndpointConnections`.toLowerCase();
  return context.typesIn(namespace).some(({ name }) => name.toLowerCase() === wanted);
}

/** What an endpoint leads to, as far as it is told of it, with the state of the connection. */
function targetsOf(
  context: UnitContext,
  endpoint: StoredResource | undefined,
): { readonly target: StoredResource; readonly state: ConnectionState }[] {
  return connectionsOfEndpoint(endpoint).flatMap((connection) => {
    const target = linkTarget(context, stringAt(connection, 'privateLinkServiceId'));
    if (!target || !tellsOfConnections(context, target)) return [];
    const state = objectAt(connection, 'privateLinkServiceConnectionState');
    return [{ target, state: state as unknown as ConnectionState }];
  });
}

function mustExist(context: UnitContext, id: string | undefined, path: string): void {
  if (id === undefined) throw refused(`The property ${path} is required.`);
  const isId = id.startsWith('/subscriptions/') || id.startsWith('/providers/');
  if (!isId && !SERVICE_ALIAS.test(id)) {
    throw new Refusal({
      status: 400,
      code: 'LinkedInvalidPropertyId',
      message: `Property id '${id}' at path '${path}' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.`,
      evidence: 'recorded',
      failureCause: 'gateway',
    });
  }
  if (!linkTarget(context, id)) {
    throw new Refusal({
      status: 400,
      code: 'InvalidResourceReference',
      message: `Resource ${id} referenced by ${path} was not found.`,
      evidence: 'assumed',
    });
  }
}

function refused(message: string): Refusal {
  return new Refusal({ status: 400, code: 'InvalidRequestFormat', message, evidence: 'assumed' });
}
