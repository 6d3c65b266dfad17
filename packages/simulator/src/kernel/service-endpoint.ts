/**
 * Private endpoints that a service keeps in a network of Microsoft's, through which it reaches what is a customer's. Nobody
 * sees them but as connections of what they lead to, whose owner lets them in.
 */
import { objectAt, stringAt } from './json.ts';
import {
  connect,
  connectionFrom,
  connectionIdOf,
  type ConnectionState,
  disconnect,
} from './private-link.ts';
import type { StoredResource } from './resource.ts';
import type { UnitContext } from './resource-type.ts';

/** One such endpoint. */
export interface ServiceEndpoint {
  readonly id: string;
  /** Id of what it leads to. */
  readonly targetId: string;
}

/** The id of one that belongs to something, in a subscription of Microsoft's that nobody else sees. */
export function serviceEndpointId(
  context: UnitContext,
  namespace: string,
  group: string,
  ownerId: string,
): string {
  const subscriptionId = context.namedGuid(namespace, 'endpoints');
  const name = context.namedGuid(ownerId, 'endpoint');
  return `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Network/privateEndpoints/${name}`;
}

/**
 * What endpoints lead to, with the connections that they ask for; what its owner has said of one already stands. `fresh` are
 * targets that change at the same time, and come back with the others.
 */
export function askedOf<Endpoint extends ServiceEndpoint>(
  context: UnitContext,
  endpoints: readonly Endpoint[],
  stateFor: (target: StoredResource, endpoint: Endpoint) => ConnectionState,
  fresh: readonly StoredResource[] = [],
): StoredResource[] {
  const ask = (target: StoredResource, endpoint: Endpoint): StoredResource => {
    if (connectionFrom(target, endpoint.id)) return target;
    const connectionId = connectionIdOf(context, endpoint.id, target.id);
    return connect(target, endpoint.id, connectionId, stateFor(target, endpoint));
  };
  return targetsAfter(context, endpoints, ask, fresh);
}

/** What endpoints led to, without their connections; `fresh` as in {@link askedOf}. */
export function withdrawnFrom(
  context: UnitContext,
  endpoints: readonly ServiceEndpoint[],
  fresh: readonly StoredResource[] = [],
): StoredResource[] {
  const withdraw = (target: StoredResource, endpoint: ServiceEndpoint): StoredResource => {
    const id = stringAt(connectionFrom(target, endpoint.id), 'id');
    return id === undefined ? target : disconnect(target, id);
  };
  return targetsAfter(context, endpoints, withdraw, fresh);
}

/** What the owner of its target says of an endpoint; `undefined`: the target knows of no such connection. */
export function decisionOn(
  target: StoredResource | undefined,
  endpointId: string,
): ConnectionState['status'] | undefined {
  const connection = connectionFrom(target, endpointId);
  const state = objectAt(connection?.['properties'], 'privateLinkServiceConnectionState');
  return stringAt(state, 'status') as ConnectionState['status'] | undefined;
}

/** The targets that are there, each after all that happens to it. */
function targetsAfter<Endpoint extends ServiceEndpoint>(
  context: UnitContext,
  endpoints: readonly Endpoint[],
  change: (target: StoredResource, endpoint: Endpoint) => StoredResource,
  fresh: readonly StoredResource[] = [],
): StoredResource[] {
  const targets = new Map(fresh.map((target) => [target.id.toLowerCase(), target]));
  for (const endpoint of endpoints) {
    const key = endpoint.targetId.toLowerCase();
    const target = targets.get(key) ?? context.resource(endpoint.targetId);
    if (target) targets.set(key, change(target, endpoint));
  }
  return [...targets.values()];
}
