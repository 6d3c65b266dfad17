/** Private link of a registry: the connections that lead to it, and what of it a private endpoint can lead to. */
import { privateEndpointConnectionsOf } from '../../kernel/private-endpoint-connections.ts';
import { type PrivateLinkGroups, privateName } from '../../kernel/private-link-resources.ts';
import type { ResourceType, UnitContext } from '../../kernel/resource-type.ts';
import { refused } from './registry-errors.ts';
import { regionsOf } from './registry-replicas.ts';
import { REGISTRY_API_VERSIONS, REGISTRY_TYPE } from './registry-versions.ts';

const DISCONNECT_MS = 10_000;
/** Suffixes of the hosts of registries, by cloud. */
const HOSTS: Readonly<Record<UnitContext['cloud'], string>> = {
  public: 'azurecr.io',
  usGovernment: 'azurecr.us',
  china: 'azurecr.cn',
};

/** Connections of private endpoints to registries. */
export const registryPrivateEndpointConnections: ResourceType = privateEndpointConnectionsOf({
  parentType: REGISTRY_TYPE,
  apiVersions: REGISTRY_API_VERSIONS.filter((version) => version >= '2021-09-01'),
  removal: {
    style: {
      path: 'operationResults',
      underResource: { location: 'operationResults' },
      headers: ['location'],
      status: 202,
      body: 'none',
      instant: 200,
    },
    durationMs: DISCONNECT_MS,
  },
  invalidStatus: (path, expected) =>
    refused('InvalidParameter', `'properties.${path}' must be ${expected}.`),
  notFound: (_name, words) => refused('PrivateEndpointConnectionNotFound', words, 404),
});

/** What of a registry a private endpoint can lead to: its login server, and where its layers are read in each region. */
export const registryLinkGroups: PrivateLinkGroups = (context, registry) => {
  const suffix = HOSTS[context.cloud];
  const zone = `privatelink.${suffix}`;
  const login = registry.name.toLowerCase();
  const addresses = [
    ...regionsOf(context, registry)
      .toReversed()
      .map((region) => ({
        member: `registry_data_${region}`,
        names: [privateName(`${login}.${region}.data`, suffix, zone)],
      })),
    { member: 'registry', names: [privateName(login, suffix, zone)] },
  ];
  const members = addresses.map(({ member }) => member).toReversed();
  return [{ groupId: 'registry', members, zones: [zone], addresses }];
};
