/** `…/privateEndpointConnections` of any resource: which private endpoints lead to it, and who let them. */
import type { Refusal } from './errors.ts';
import { parentNotFound } from './gateway-errors.ts';
import { type JsonObject, objectAt, stringAt } from './json.ts';
import { same } from './path.ts';
import {
  connect,
  connectionsOf,
  type ConnectionState,
  disconnect,
  endpointOf,
  endpointTold,
} from './private-link.ts';
import type { StoredResource } from './resource.ts';
import {
  defineResourceType,
  type Effects,
  type OperationStyle,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from './resource-type.ts';

/** What a service does in its own way. */
export interface ConnectionService {
  /** The type of what is connected to. */
  readonly parentType: string;
  readonly apiVersions: readonly string[];
  /** How it tells of a removal; absent: it is done at once. */
  readonly removal?: { readonly style: OperationStyle; readonly durationMs: number };
  /** Whether a removal shows what was removed. */
  readonly showsRemoved?: boolean;
  /** The refusal of a decision that is none of the words. */
  readonly invalidStatus: (path: string, expected: string) => Refusal;
  /** The refusal of a decision on what nobody asked for, in these words or its own. */
  readonly notFound: (name: string, words: string) => Refusal;
  /** The refusal of a read of what is not there; default: the kernel's. */
  readonly missing?: ResourceType['missing'];
  /** The body of one; default: id, name, type and properties. */
  readonly present?: (connection: StoredResource) => JsonObject;
}

/** What an owner may say of a connection. */
const DECISIONS = ['Approved', 'Rejected'] as const;

/** The connections of a type as a type of their own: the resource that they lead to holds them. */
export function privateEndpointConnectionsOf(service: ConnectionService): ResourceType {
  const type = `${service.parentType}/privateEndpointConnections`;
  const { removal } = service;
  return defineResourceType({
    type,
    apiVersions: service.apiVersions,
    scope: 'group',
    find: (context, { id, parentId }) =>
      connectionsAsResources(context.resource(parentId), type).find((one) => same(one.id, id)),
    list: (context, parentId) => {
      const parent = context.resource(parentId);
      if (!parent) throw parentNotFound(parentId.split('/').pop() ?? '');
      return connectionsAsResources(parent, type);
    },
    put: (context, request) => decide(context, request, service, type),
    remove: (context, { existing }) =>
      removal
        ? { operation: { handler: 'disconnect', ...removal } }
        : {
            removed: true,
            ...(service.showsRemoved ? { body: 'resource' } : {}),
            effects: disconnected(context, existing.id),
          },
    ...(service.missing ? { missing: service.missing } : {}),
    operations: {
      disconnect: (context, { resourceId }) => ({
        removed: true,
        ...(service.showsRemoved ? { output: removed(resourceId, type) } : {}),
        effects: disconnected(context, resourceId),
      }),
    },
    present: (connection) =>
      service.present?.(connection) ?? {
        id: connection.id,
        name: connection.name,
        type,
        properties: connection.properties,
      },
  });
}

const removed = (id: string, type: string): JsonObject => ({
  id,
  name: id.split('/').pop() ?? '',
  type,
  properties: { provisioningState: 'Disconnected' },
});

function connectionsAsResources(
  parent: StoredResource | undefined,
  type: string,
): StoredResource[] {
  return connectionsOf(parent).map((connection) => {
    const id = stringAt(connection, 'id') ?? '';
    const name = id.split('/').pop() ?? '';
    return { id, type, name, properties: objectAt(connection, 'properties') };
  });
}

/** Approves or rejects a connection that an endpoint has asked for; nobody else can make one. */
function decide(
  context: UnitContext,
  { address, existing, body }: WriteRequest,
  service: ConnectionService,
  type: string,
): WriteAnswer {
  const parent = context.resource(address.parentId);
  if (!existing || !parent) {
    const { name } = address;
    throw service.notFound(name, `No private endpoint has asked for the connection '${name}'.`);
  }
  const asked = objectAt(objectAt(body, 'properties'), 'privateLinkServiceConnectionState');
  const status = DECISIONS.find(
    (word) => word.toLowerCase() === stringAt(asked, 'status')?.toLowerCase(),
  );
  if (!status) {
    throw service.invalidStatus(
      'privateLinkServiceConnectionState.status',
      `one of ${DECISIONS.join(', ')}`,
    );
  }
  const before = objectAt(existing.properties, 'privateLinkServiceConnectionState');
  const state: ConnectionState = {
    status,
    description: stringAt(asked, 'description') ?? stringAt(before, 'description') ?? '',
    actionsRequired: 'None',
  };
  const endpointId = endpointOf({ properties: existing.properties });
  const next = connect(parent, endpointId, existing.id, state);
  const changed = connectionsAsResources(next, type).find(({ id }) => id === existing.id);
  const endpoint = context.resource(endpointId);
  return {
    done: changed ?? existing,
    isStored: false,
    status: 200,
    effects: {
      put: [
        next,
        ...(endpoint ? [endpointTold(endpoint, parent, state)] : []),
        ...context.connected(next),
      ],
    },
  };
}

/** The owner of the resource takes a connection away; the endpoint stays and says so. */
function disconnected(context: UnitContext, connectionId: string): Effects {
  const parent = context.resource(connectionId.split('/').slice(0, -2).join('/'));
  const connection = connectionsOf(parent).find(({ id }) => same(String(id), connectionId));
  if (!parent || !connection) return {};
  const endpoint = context.resource(endpointOf(connection));
  const state: ConnectionState = {
    status: 'Disconnected',
    description: 'The connection was removed by the owner of the resource.',
    actionsRequired: 'None',
  };
  return {
    put: [
      disconnect(parent, connectionId),
      ...(endpoint ? [endpointTold(endpoint, parent, state)] : []),
    ],
  };
}
