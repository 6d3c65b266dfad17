/** `Microsoft.Search/searchServices/privateEndpointConnections`, and what of a service private endpoints lead to. */
import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  connect,
  connectionsOf,
  type ConnectionState,
  disconnect,
  endpointOf,
  endpointTold,
} from '../../kernel/private-link.ts';
import { privateLinkResourcesOf } from '../../kernel/private-link-resources.ts';
import {
  type ActionAnswer,
  type ActionRequest,
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { SEARCH_API_VERSIONS } from './search-api-versions.ts';
import { refused } from './search-errors.ts';

const TYPE = 'Microsoft.Search/searchServices/privateEndpointConnections';
const GROUP = 'searchService';
/** What an owner may say of a connection. */
const DECISIONS = ['Approved', 'Rejected'] as const;
/** The DNS zone that private endpoints of services need, by cloud. */
const ZONES: Readonly<Record<UnitContext['cloud'], string>> = {
  public: 'privatelink.search.windows.net',
  usGovernment: 'privatelink.search.azure.us',
  china: 'privatelink.search.azure.cn',
};

/** Connections of private endpoints to AI Search services; the service holds them. */
export const searchServiceConnections: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: SEARCH_API_VERSIONS.filter((version) => version >= '2020-03-13'),
  scope: 'group',
  find: (context, { id, parentId }) =>
    connectionsOf(context.resource(parentId))
      .map(asResource)
      .find((connection) => connection.id.toLowerCase() === id.toLowerCase()),
  list: (context, scope) => connectionsOf(context.resource(scope)).map(asResource),
  put,
  remove: (context, { address, existing }) => {
    const service = context.resource(address.parentId);
    if (!service) throw new TypeError('a connection is found on its service');
    const endpoint = context.resource(endpointOf({ properties: existing.properties }));
    const state: ConnectionState = {
      status: 'Disconnected',
      description: 'The connection was removed by the owner of the resource.',
      actionsRequired: 'None',
    };
    const told = endpoint ? [endpointTold(endpoint, service.id, state)] : [];
    return {
      removed: true,
      body: 'resource',
      effects: { put: [disconnect(service, existing.id), ...told] },
    };
  },
  missing: (context, { name, names, subscriptionId, resourceGroup }) =>
    new Refusal({
      status: 404,
      code: 'ResourceNotFound',
      message: `Could not find private endpoint connection '${name}' in subscription '${subscriptionId}', resourceGroupName '${resourceGroup}', searchService '${names[0] ?? ''}'. RequestId: ${context.guid()}`,
      evidence: 'recorded',
    }),
  present: ({ id, name, properties }) => ({ id, name, type: TYPE, properties }),
});

/** What of a service a private endpoint can lead to. */
export function privateLinkResources(
  { cloud }: UnitContext,
  { resource }: ActionRequest,
): ActionAnswer {
  return privateLinkResourcesOf(resource, [
    {
      groupId: GROUP,
      members: [GROUP],
      zones: [ZONES[cloud]],
      more: { shareablePrivateLinkResourceTypes: [] },
    },
  ]);
}

/** Approves or rejects a connection that an endpoint has asked for; nobody else can make one. */
function put(context: UnitContext, { address, existing, body }: WriteRequest): WriteAnswer {
  const service = context.resource(address.parentId);
  if (!existing || !service) {
    throw refused(`No private endpoint has asked for the connection '${address.name}'.`);
  }
  const asked = objectAt(objectAt(body, 'properties'), 'privateLinkServiceConnectionState');
  const status = DECISIONS.find(
    (word) => word.toLowerCase() === stringAt(asked, 'status')?.toLowerCase(),
  );
  if (!status) throw refused(`The status of a connection is one of ${DECISIONS.join(', ')}.`);
  const before = objectAt(existing.properties, 'privateLinkServiceConnectionState');
  const state: ConnectionState = {
    status,
    description: stringAt(asked, 'description') ?? stringAt(before, 'description') ?? '',
    actionsRequired: 'None',
  };
  const endpointId = endpointOf({ properties: existing.properties });
  const next = connect(service, endpointId, existing.id, state);
  const changed = connectionsOf(next)
    .map(asResource)
    .find(({ id }) => id === existing.id);
  const endpoint = context.resource(endpointId);
  return {
    done: changed ?? existing,
    isStored: false,
    status: 200,
    effects: { put: [next, ...(endpoint ? [endpointTold(endpoint, service.id, state)] : [])] },
  };
}

function asResource(connection: JsonObject): StoredResource {
  const id = stringAt(connection, 'id') ?? '';
  return {
    id,
    type: TYPE,
    name: id.split('/').pop() ?? '',
    properties: objectAt(connection, 'properties'),
  };
}
