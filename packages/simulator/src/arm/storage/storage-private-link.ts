/** Private link of an account: the connections that lead to it, and what of it a private endpoint can lead to. */
import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt } from '../../kernel/json.ts';
import { privateEndpointConnectionsOf } from '../../kernel/private-endpoint-connections.ts';
import { connectionsOf } from '../../kernel/private-link.ts';
import {
  oneAddress,
  type PrivateLinkGroup,
  type PrivateLinkGroups,
} from '../../kernel/private-link-resources.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { STORAGE_ACCOUNTS, storageSuffix } from '../../kernel/storage-account.ts';
import { STORAGE_API_VERSIONS } from './storage-model.ts';

const GROUPS = ['blob', 'table', 'queue', 'file', 'web', 'dfs'] as const;

/** Connections of private endpoints to accounts. */
export const storagePrivateEndpointConnections: ResourceType = privateEndpointConnectionsOf({
  parentType: STORAGE_ACCOUNTS,
  apiVersions: STORAGE_API_VERSIONS.filter((version) => version >= '2019-06-01'),
  invalidStatus: (path, expected) =>
    new Refusal({
      status: 400,
      code: 'InvalidValuesForRequestParameters',
      message: `Values for request parameters are invalid: ${path}. It must be ${expected}.`,
      evidence: 'assumed',
    }),
  notFound: (_name, words) =>
    new Refusal({
      status: 404,
      code: 'PrivateEndpointConnectionNotFound',
      message: words,
      evidence: 'assumed',
    }),
  present: ({ id, name, type, properties }) => ({
    id,
    name,
    type,
    properties: connectionProperties(properties),
  }),
});

/** The connections as an account shows them. */
export function connectionsShown(account: StoredResource): JsonObject[] {
  return connectionsOf(account).map(({ id, properties }) => ({
    id,
    name: String(id).split('/').pop() ?? '',
    type: `${STORAGE_ACCOUNTS}/privateEndpointConnections`,
    properties: connectionProperties(properties),
  }));
}

/** Storage says `actionRequired` where others say `actionsRequired`. */
function connectionProperties(properties: unknown): JsonObject {
  const shown = objectAt({ properties } as JsonObject, 'properties');
  const { actionsRequired, ...state } = objectAt(shown, 'privateLinkServiceConnectionState');
  return {
    ...shown,
    privateLinkServiceConnectionState: {
      ...state,
      ...(actionsRequired === undefined ? {} : { actionRequired: actionsRequired }),
    },
  };
}

/** What of an account a private endpoint can lead to: each service, and where it has one its secondary. */
export const storageLinkGroups: PrivateLinkGroups = (context, { name }) => {
  const group = (groupId: string, service: string, host: string): PrivateLinkGroup => {
    const suffix = `${service}.${storageSuffix(context)}`;
    const zone = `privatelink.${suffix}`;
    const addresses = oneAddress(groupId, host, suffix, zone);
    return { groupId, members: [groupId], zones: [zone], addresses };
  };
  return GROUPS.flatMap((service) => [
    group(service, service, name),
    ...(service === 'file' ? [] : [group(`${service}_secondary`, service, `${name}-secondary`)]),
  ]);
};
