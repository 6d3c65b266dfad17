/** `Microsoft.Search/searchServices/privateEndpointConnections`, and what of a service private endpoints lead to. */
import { Refusal } from '../../kernel/errors.ts';
import { privateEndpointConnectionsOf } from '../../kernel/private-endpoint-connections.ts';
import { oneAddress, type PrivateLinkGroups } from '../../kernel/private-link-resources.ts';
import type { ResourceType, UnitContext } from '../../kernel/resource-type.ts';
import { SEARCH_API_VERSIONS } from './search-api-versions.ts';
import { refused } from './search-errors.ts';

const GROUP = 'searchService';
/** Suffixes of the hosts of services, by cloud. */
export const SEARCH_HOSTS: Readonly<Record<UnitContext['cloud'], string>> = {
  public: 'search.windows.net',
  usGovernment: 'search.azure.us',
  china: 'search.azure.cn',
};

/** Connections of private endpoints to AI Search services; the service holds them. */
export const searchServiceConnections: ResourceType = privateEndpointConnectionsOf({
  parentType: 'Microsoft.Search/searchServices',
  apiVersions: SEARCH_API_VERSIONS.filter((version) => version >= '2020-03-13'),
  showsRemoved: true,
  invalidStatus: (_path, expected) => refused(`The status of a connection is ${expected}.`),
  notFound: (_name, words) => refused(words),
  missing: (context, { name, names, subscriptionId, resourceGroup }) =>
    new Refusal({
      status: 404,
      code: 'ResourceNotFound',
      message: `Could not find private endpoint connection '${name}' in subscription '${subscriptionId}', resourceGroupName '${resourceGroup}', searchService '${names[0] ?? ''}'. RequestId: ${context.guid()}`,
      evidence: 'recorded',
    }),
});

/** What of a service a private endpoint can lead to. */
export const searchLinkGroups: PrivateLinkGroups = ({ cloud }, { name }) => {
  const suffix = SEARCH_HOSTS[cloud];
  const zone = `privatelink.${suffix}`;
  const addresses = oneAddress(GROUP, name, suffix, zone);
  const more = { shareablePrivateLinkResourceTypes: [] };
  return [{ groupId: GROUP, members: [GROUP], zones: [zone], addresses, more }];
};
