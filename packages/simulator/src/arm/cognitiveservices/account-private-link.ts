/** Private link of an account: the connections that lead to it, and what of it a private endpoint can lead to. */
import { privateEndpointConnectionsOf } from '../../kernel/private-endpoint-connections.ts';
import { type PrivateLinkGroups, privateName } from '../../kernel/private-link-resources.ts';
import { stringAt } from '../../kernel/json.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { refused } from './account-errors.ts';
import { ACCOUNT_HOSTS } from './account-hosts.ts';
import { ACCOUNT_API_VERSIONS } from './account-versions.ts';

const GROUP = 'account';
const MEMBER = 'default';

/** Connections of private endpoints to accounts. */
export const cognitiveServicesPrivateEndpointConnections: ResourceType =
  privateEndpointConnectionsOf({
    parentType: 'Microsoft.CognitiveServices/accounts',
    apiVersions: ACCOUNT_API_VERSIONS,
    invalidStatus: (path, expected) => refused(`'properties.${path}' must be ${expected}.`),
    notFound: (_name, words) => refused(words, 'PrivateEndpointConnectionNotFound', 404),
  });

/** What of an account a private endpoint can lead to: its name under each of the hosts. */
export const accountLinkGroups: PrivateLinkGroups = ({ cloud }, { name, properties }) => {
  const subdomain = stringAt(properties, 'customSubDomainName') ?? name;
  const { own, openAi, services } = ACCOUNT_HOSTS[cloud];
  const names = [own, openAi, services]
    .filter((suffix) => suffix !== undefined)
    .map((suffix) => privateName(subdomain.toLowerCase(), suffix, `privatelink.${suffix}`));
  return [
    {
      groupId: GROUP,
      members: [MEMBER],
      zones: names.map(({ zone }) => zone),
      addresses: [{ member: MEMBER, names }],
      more: { displayName: 'Cognitive Services Account' },
    },
  ];
};
