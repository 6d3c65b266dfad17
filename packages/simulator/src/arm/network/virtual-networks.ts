import { Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { defineResourceType, type ResourceType } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { NETWORK_API_VERSIONS } from './network-api-versions.ts';

const TYPE = 'Microsoft.Network/virtualNetworks';

/** Virtual networks; their subnets are resources of their own. */
export const virtualNetworks: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: NETWORK_API_VERSIONS,
  scope: 'group',
  put: (context, { address, body, existing }) => {
    const given = objectAt(body, 'properties');
    const space = objectAt(given, 'addressSpace');
    if (!Array.isArray(space['addressPrefixes']) || space['addressPrefixes'].length === 0) {
      throw new Refusal({
        status: 400,
        code: 'InvalidRequestFormat',
        message: 'A virtual network needs properties.addressSpace.addressPrefixes.',
        evidence: 'assumed',
      });
    }
    const listed = Array.isArray(given['subnets']) ? (given['subnets'] as readonly Json[]) : [];
    const subnets = listed.filter(isObject).map((subnet): StoredResource => {
      const name = stringAt(subnet, 'name') ?? '';
      return {
        id: `${address.id}/subnets/${name}`,
        type: `${TYPE}/subnets`,
        name,
        properties: { ...objectAt(subnet, 'properties'), provisioningState: 'Succeeded' },
      };
    });
    return {
      done: {
        id: existing?.id ?? address.id,
        type: TYPE,
        name: address.name,
        location: String(existing?.location ?? body['location']),
        tags: readTags(body['tags']) ?? {},
        etag: `W/"${context.guid()}"`,
        properties: {
          provisioningState: 'Succeeded',
          resourceGuid: existing?.properties['resourceGuid'] ?? context.guid(),
          addressSpace: space,
          subnets: subnets.map(({ id, name, properties }): JsonObject => ({
            name,
            id,
            properties,
          })),
        },
      },
      effects: { put: subnets },
    };
  },
  remove: (context, { existing }) => ({
    removed: true,
    effects: { remove: context.under(existing.id).map(({ id }) => id) },
  }),
});

/** Subnets of virtual networks. */
export const subnets: ResourceType = defineResourceType({
  type: `${TYPE}/subnets`,
  apiVersions: NETWORK_API_VERSIONS,
  scope: 'group',
  put: (context, { address, body, existing }) => ({
    done: {
      id: existing?.id ?? address.id,
      type: `${TYPE}/subnets`,
      name: address.name,
      etag: `W/"${context.guid()}"`,
      properties: { ...objectAt(body, 'properties'), provisioningState: 'Succeeded' },
    },
  }),
  remove: () => ({ removed: true }),
});
