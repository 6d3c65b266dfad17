/**
 * Private link, where a private endpoint and the resource it leads to meet: the resource keeps its connections among
 * its properties, as Azure shows them there, and the endpoint repeats their state.
 */
import { isObject, type JsonObject, objectAt, stringAt } from './json.ts';
import { same } from './path.ts';
import type { StoredResource } from './resource.ts';
import type { UnitContext } from './resource-type.ts';

/** Where an endpoint keeps its connections: those approved at once, and those that wait for the owner of the target. */
export const ENDPOINT_LISTS = [
  'privateLinkServiceConnections',
  'manualPrivateLinkServiceConnections',
] as const;

/** Whether a connection may be used, and what its two owners say of it. */
export interface ConnectionState {
  readonly status: 'Pending' | 'Approved' | 'Rejected' | 'Disconnected';
  readonly description: string;
  readonly actionsRequired: 'None';
}

/** The connections of a resource, in the order in which they were made. */
export function connectionsOf(resource: StoredResource | undefined): readonly JsonObject[] {
  const listed = resource?.properties['privateEndpointConnections'];
  return Array.isArray(listed) ? (listed as readonly JsonObject[]).filter(isObject) : [];
}

/** The id of a connection that an endpoint asks of a resource. */
export function connectionIdOf(
  context: UnitContext,
  endpointId: string,
  resourceId: string,
): string {
  const name = context.namedGuid(endpointId, resourceId).replaceAll('-', '');
  return `${resourceId}/privateEndpointConnections/${name}`;
}

/** The connection of an endpoint to a resource, new or with a new state. */
export function connect(
  resource: StoredResource,
  endpointId: string,
  id: string,
  state: ConnectionState,
): StoredResource {
  const connection: JsonObject = {
    id,
    properties: {
      provisioningState: 'Succeeded',
      privateEndpoint: { id: endpointId },
      privateLinkServiceConnectionState: { ...state },
    },
  };
  const before = connectionsOf(resource);
  const at = before.findIndex((other) => same(stringAt(other, 'id'), id));
  return withConnections(resource, at < 0 ? [...before, connection] : before.with(at, connection));
}

/** The resource without a connection; without any, it has no list of them. */
export function disconnect(resource: StoredResource, id: string): StoredResource {
  const rest = connectionsOf(resource).filter((other) => !same(stringAt(other, 'id'), id));
  return withConnections(resource, rest);
}

function withConnections(
  resource: StoredResource,
  connections: readonly JsonObject[],
): StoredResource {
  const { privateEndpointConnections: _, ...properties } = resource.properties;
  return {
    ...resource,
    properties:
      connections.length === 0
        ? properties
        : { ...properties, privateEndpointConnections: connections },
  };
}

/** The endpoint that a connection leads from. */
export function endpointOf(connection: JsonObject): string {
  return stringAt(objectAt(connection['properties'], 'privateEndpoint'), 'id') ?? '';
}

/** The connection of an endpoint to a resource. */
export function connectionFrom(
  resource: StoredResource | undefined,
  endpointId: string,
): JsonObject | undefined {
  return connectionsOf(resource).find((connection) => same(endpointOf(connection), endpointId));
}

/** The endpoint, telling the state of its connection to a resource. */
export function endpointTold(
  endpoint: StoredResource,
  resource: StoredResource,
  state: ConnectionState,
): StoredResource {
  const told = ENDPOINT_LISTS.map((list) => {
    const connections = endpoint.properties[list];
    if (!Array.isArray(connections)) return [list, []] as const;
    return [
      list,
      (connections as readonly JsonObject[]).map((connection) => {
        const properties = objectAt(connection, 'properties');
        if (!isNamedBy(resource, stringAt(properties, 'privateLinkServiceId'))) return connection;
        return {
          ...connection,
          properties: { ...properties, privateLinkServiceConnectionState: { ...state } },
        };
      }),
    ] as const;
  });
  return { ...endpoint, properties: { ...endpoint.properties, ...Object.fromEntries(told) } };
}

/** Whether an endpoint means a resource: by its id, or by the alias that it shows. */
function isNamedBy({ id, properties }: StoredResource, name: string | undefined): boolean {
  return [id, stringAt(properties, 'alias')].some(
    (one) => one !== undefined && same(one, name ?? ''),
  );
}

/** The connections of a resource, as the property in which it keeps and shows them; nothing when it has none. */
export function connectionsShown(resource: StoredResource | undefined): JsonObject {
  const privateEndpointConnections = connectionsOf(resource);
  return privateEndpointConnections.length === 0 ? {} : { privateEndpointConnections };
}
