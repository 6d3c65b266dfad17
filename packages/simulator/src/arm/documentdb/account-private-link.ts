/** Private link of an account: the connections that lead to it, and what of it a private endpoint can lead to. */
import { Refusal } from '../../kernel/errors.ts';
import { stringAt } from '../../kernel/json.ts';
import { privateEndpointConnectionsOf } from '../../kernel/private-endpoint-connections.ts';
import { type PrivateLinkGroups, privateName } from '../../kernel/private-link-resources.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { HOST_LABELS, SUFFIXES } from './account-model.ts';
import { operation } from './account-operations.ts';
import { ACCOUNT_API_VERSIONS, ACCOUNT_TYPE } from './account-versions.ts';

const DISCONNECT_MS = 60_000;
/** Labels of the hosts of an API, shown by the account or not; those of SQL are the account's own. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ...HOST_LABELS,
  ['Gremlin', 'gremlin'],
  ['Table', 'table'],
]);

/** Connections of private endpoints to accounts. */
export const cosmosPrivateEndpointConnections: ResourceType = privateEndpointConnectionsOf({
  parentType: ACCOUNT_TYPE,
  apiVersions: ACCOUNT_API_VERSIONS,
  removal: {
    style: operation('delete', DISCONNECT_MS, { isRemoval: true }).style,
    durationMs: DISCONNECT_MS,
  },
  invalidStatus: (path, expected) => refused(400, 'BadRequest', `'${path}' must be ${expected}.`),
  notFound: (_name, words) => refused(404, 'NotFound', words),
});

/** What of an account a private endpoint can lead to: its API, with a host of the account and one of each region. */
export const accountLinkGroups: PrivateLinkGroups = ({ cloud }, account) => {
  const api = stringAt(account.properties, 'EnabledApiTypes') ?? 'Sql';
  const ends = SUFFIXES[cloud];
  const label = LABELS.get(api);
  const suffix = label === undefined ? `documents.azure.${ends}` : `${label}.cosmos.azure.${ends}`;
  const zone = `privatelink.${suffix}`;
  const hosts = [account.name, ...regionsOf(account).map((region) => `${account.name}-${region}`)];
  const addresses = hosts.map((host) => ({
    member: host,
    names: [privateName(host, suffix, zone)],
  }));
  return [{ groupId: api, members: hosts, zones: [zone], addresses }];
};

function regionsOf({ properties }: StoredResource): string[] {
  const { locations } = properties;
  return Array.isArray(locations)
    ? locations.flatMap((one) => stringAt(one, 'locationName') ?? [])
    : [];
}

function refused(status: number, code: string, message: string): Refusal {
  return new Refusal({ status, code, message, evidence: 'assumed', shape: 'bare' });
}
