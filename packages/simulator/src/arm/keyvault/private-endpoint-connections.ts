/** `Microsoft.KeyVault/vaults/privateEndpointConnections`: which private endpoints lead to a vault, and who let them. */
import { parentNotFound } from '../../kernel/gateway-errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  connect,
  connectionsOf,
  type ConnectionState,
  disconnect,
  endpointOf,
  endpointTold,
} from '../../kernel/private-link.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import {
  defineResourceType,
  type OperationStyle,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import { VAULT_API_VERSIONS } from './api-versions.ts';
import { invalidValue, noPrivateEndpointConnection } from './vault-errors.ts';

const TYPE = 'Microsoft.KeyVault/vaults/privateEndpointConnections';
const DISCONNECT_MS = 10_000;
/** What an owner may say of a connection. */
const DECISIONS = ['Approved', 'Rejected'] as const;

const DISCONNECT: OperationStyle = {
  path: 'operationResults',
  headers: ['location'],
  status: 202,
  body: 'none',
  retryAfterSeconds: 60,
  instant: 200,
};

const vaultIdOf = (connectionId: string): string => connectionId.split('/').slice(0, -2).join('/');

/** A connection as a resource of its own: the vault holds it. */
function asResource(connection: JsonObject): StoredResource {
  const id = stringAt(connection, 'id') ?? '';
  return {
    id,
    type: TYPE,
    name: id.split('/').pop() ?? '',
    properties: objectAt(connection, 'properties'),
  };
}

function listed(context: UnitContext, vaultId: string): StoredResource[] {
  const vault = context.resource(vaultId);
  if (!vault) throw parentNotFound(vaultId.split('/').pop() ?? '');
  return connectionsOf(vault).map(asResource);
}

/** Approves or rejects a connection that an endpoint has asked for; nobody else can make one. */
function put(context: UnitContext, { address, existing, body }: WriteRequest): WriteAnswer {
  const vault = context.resource(address.parentId);
  if (!existing || !vault) throw noPrivateEndpointConnection(address.name);
  const asked = objectAt(objectAt(body, 'properties'), 'privateLinkServiceConnectionState');
  const status = DECISIONS.find(
    (word) => word.toLowerCase() === stringAt(asked, 'status')?.toLowerCase(),
  );
  if (!status) {
    throw invalidValue(
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
  const next = connect(vault, endpointId, existing.id, state);
  const changed = connectionsOf(next)
    .map(asResource)
    .find(({ id }) => id === existing.id);
  const endpoint = context.resource(endpointId);
  return {
    done: changed ?? existing,
    isStored: false,
    status: 200,
    effects: { put: [next, ...(endpoint ? [endpointTold(endpoint, vault.id, state)] : [])] },
  };
}

/** Connections of private endpoints to vaults. */
export const vaultPrivateEndpointConnections: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: VAULT_API_VERSIONS.filter((version) => version >= '2018-02-14'),
  scope: 'group',
  find: (context, { id, parentId }) =>
    connectionsOf(context.resource(parentId))
      .map(asResource)
      .find((connection) => connection.id.toLowerCase() === id.toLowerCase()),
  list: listed,
  put,
  remove: () => ({
    operation: { handler: 'disconnect', style: DISCONNECT, durationMs: DISCONNECT_MS },
  }),
  operations: {
    disconnect: (context, { resourceId }) => {
      const vault = context.resource(vaultIdOf(resourceId));
      const connection = connectionsOf(vault).find(
        ({ id }) => String(id).toLowerCase() === resourceId.toLowerCase(),
      );
      const output = {
        id: resourceId,
        name: resourceId.split('/').pop() ?? '',
        type: TYPE,
        properties: { provisioningState: 'Disconnected' },
      };
      if (!vault || !connection) return { removed: true, output };
      const endpoint = context.resource(endpointOf(connection));
      const state: ConnectionState = {
        status: 'Disconnected',
        description: 'The connection was removed by the owner of the resource.',
        actionsRequired: 'None',
      };
      return {
        removed: true,
        output,
        effects: {
          put: [
            disconnect(vault, resourceId),
            ...(endpoint ? [endpointTold(endpoint, vault.id, state)] : []),
          ],
        },
      };
    },
  },
  present: ({ id, name, properties }) => ({ id, name, type: TYPE, etag: '', properties }),
});
