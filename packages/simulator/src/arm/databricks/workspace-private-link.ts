/** Private link of a workspace: the connections that lead to it, and what of it a private endpoint can lead to. */
import { stringAt } from '../../kernel/json.ts';
import { privateEndpointConnectionsOf } from '../../kernel/private-endpoint-connections.ts';
import {
  oneAddress,
  type PrivateLinkGroup,
  type PrivateLinkGroups,
} from '../../kernel/private-link-resources.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { refused } from './databricks-errors.ts';
import { STYLE } from './operation-style.ts';
import { DATABRICKS_API_VERSIONS, WORKSPACE_HOSTS, WORKSPACE_TYPE } from './workspace-model.ts';

const DISCONNECT_MS = 60_000;

/** Connections of private endpoints to workspaces. */
export const databricksPrivateEndpointConnections: ResourceType = privateEndpointConnectionsOf({
  parentType: WORKSPACE_TYPE,
  apiVersions: DATABRICKS_API_VERSIONS.filter((version) => version >= '2021-04-01-preview'),
  removal: {
    style: { ...STYLE, headers: ['location'], status: 202, body: 'none', instant: 200 },
    durationMs: DISCONNECT_MS,
  },
  invalidStatus: (path, expected) => refused(`'properties.${path}' must be ${expected}.`),
  notFound: (_name, words) => refused(words, 'NotFound', 404),
});

/** What of a workspace a private endpoint can lead to: itself, and the sign-in of all workspaces of its region. */
export const databricksLinkGroups: PrivateLinkGroups = (
  { cloud },
  { location = '', properties },
) => {
  const suffix = WORKSPACE_HOSTS[cloud];
  const zone = `privatelink.${suffix}`;
  const url = stringAt(properties, 'workspaceUrl') ?? '';
  const group = (groupId: string, record: string): PrivateLinkGroup => ({
    groupId,
    members: [groupId],
    zones: [zone],
    addresses: oneAddress(groupId, record, suffix, zone),
  });
  return [
    group('databricks_ui_api', url.slice(0, -suffix.length - 1)),
    group('browser_authentication', `${location}.pl-auth`),
  ];
};
