import { Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import { readTags } from '../../kernel/tags.ts';
import { NETWORK_API_VERSIONS } from './network-api-versions.ts';

const TYPE = 'Microsoft.Network/privateEndpoints';
/** What creating one takes, milliseconds. */
const CREATE_MS = 60_000;

/** Private endpoints: the subnet and the resource they lead to must be there. Connections are approved at once. */
export const privateEndpoints: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: NETWORK_API_VERSIONS,
  scope: 'group',
  put: (context, { address, body, existing }) => {
    const given = objectAt(body, 'properties');
    const subnetId = stringAt(given['subnet'], 'id');
    mustExist(context, subnetId, 'properties.subnet.id');
    const pending = {
      id: existing?.id ?? address.id,
      type: TYPE,
      name: address.name,
      location: String(existing?.location ?? body['location']),
      tags: readTags(body['tags']) ?? {},
      etag: `W/"${context.guid()}"`,
      properties: {
        provisioningState: 'Updating',
        resourceGuid: existing?.properties['resourceGuid'] ?? context.guid(),
        subnet: { id: subnetId },
        privateLinkServiceConnections: connections(context, address.id, given),
        manualPrivateLinkServiceConnections: [],
        networkInterfaces: [],
        customDnsConfigs: [],
      },
    };
    return {
      pending,
      operation: {
        handler: 'create',
        durationMs: CREATE_MS,
        style: {
          path: 'operations',
          headers: ['azure-asyncoperation'],
          status: existing ? 200 : 201,
          body: 'resource',
          retryAfterSeconds: 10,
          instant: existing ? 200 : 201,
        },
      },
    };
  },
  remove: () => ({
    operation: {
      handler: 'delete',
      durationMs: 10_000,
      style: {
        path: 'operationResults',
        headers: ['location'],
        status: 202,
        body: 'none',
        instant: 200,
      },
    },
  }),
  operations: {
    create: (_context, { resource }) => {
      if (!resource) throw new Error('a private endpoint was removed while it was being made');
      const properties = { ...resource.properties, provisioningState: 'Succeeded' };
      return { resource: { ...resource, properties } };
    },
    delete: () => ({ removed: true }),
  },
});

function connections(context: UnitContext, id: string, given: JsonObject): Json[] {
  const asked = given['privateLinkServiceConnections'];
  const list = Array.isArray(asked) ? (asked as readonly Json[]).filter(isObject) : [];
  if (list.length === 0) {
    throw refused('A private endpoint needs one of properties.privateLinkServiceConnections.');
  }
  return list.map((connection, index) => {
    const name = stringAt(connection, 'name') ?? '';
    const properties = objectAt(connection, 'properties');
    const path = `properties.privateLinkServiceConnections[${index}].properties.privateLinkServiceId`;
    mustExist(context, stringAt(properties, 'privateLinkServiceId'), path);
    return {
      name,
      id: `${id}/privateLinkServiceConnections/${name}`,
      properties: {
        provisioningState: 'Succeeded',
        privateLinkServiceId: properties['privateLinkServiceId'],
        groupIds: properties['groupIds'] ?? [],
        privateLinkServiceConnectionState: {
          status: 'Approved',
          description: '',
          actionsRequired: 'None',
        },
      },
    };
  });
}

function mustExist(context: UnitContext, id: string | undefined, path: string): void {
  if (id === undefined) throw refused(`The property ${path} is required.`);
  if (!id.startsWith('/subscriptions/') && !id.startsWith('/providers/')) {
    throw new Refusal({
      status: 400,
      code: 'LinkedInvalidPropertyId',
      message: `Property id '${id}' at path '${path}' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.`,
      evidence: 'recorded',
      failureCause: 'gateway',
    });
  }
  if (!context.resource(id)) {
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
