/** Private link of a workspace: the connections that lead to it, and what of it a private endpoint can lead to. */
import { Refusal } from '../../kernel/errors.ts';
import { objectAt, stringAt } from '../../kernel/json.ts';
import { privateEndpointConnectionsOf } from '../../kernel/private-endpoint-connections.ts';
import {
  type PrivateLinkGroups,
  type PrivateName,
  privateName,
} from '../../kernel/private-link-resources.ts';
import type { ResourceType, UnitContext } from '../../kernel/resource-type.ts';
import { badRequest } from './bad-request.ts';
import { WORKSPACE_HOSTS, WORKSPACES } from './workspace-model.ts';
import { workspaceApiVersions } from './workspace-versions.ts';

/** Zones of names that a private endpoint of a workspace needs, by cloud. */
const ZONES: Readonly<Record<UnitContext['cloud'], readonly string[]>> = {
  public: ['privatelink.api.azureml.ms', 'privatelink.notebooks.azure.net'],
  usGovernment: ['privatelink.api.ml.azure.us', 'privatelink.notebooks.usgovcloudapi.net'],
  china: ['privatelink.api.ml.azure.cn', 'privatelink.notebooks.chinacloudapi.cn'],
};

/** Connections of private endpoints to workspaces. */
export const workspacePrivateEndpointConnections: ResourceType = privateEndpointConnectionsOf({
  parentType: WORKSPACES,
  apiVersions: workspaceApiVersions,
  invalidStatus: (path, expected) => badRequest(`'properties.${path}' must be ${expected}`),
  notFound: (_name, words) =>
    new Refusal({
      status: 404,
      code: 'ResourceNotFound',
      message: words,
      evidence: 'assumed',
    }),
});

/** What of a workspace a private endpoint can lead to: three addresses, as its documents name them. */
export const workspaceLinkGroups: PrivateLinkGroups = (
  { cloud },
  { location = '', properties },
) => {
  const [apiZone = '', notebookZone = ''] = ZONES[cloud];
  const { api, notebooks } = WORKSPACE_HOSTS[cloud];
  const workspaceId = stringAt(properties, 'workspaceId') ?? '';
  const inApi = (record: string): PrivateName => privateName(record, api, apiZone);
  const notebook = stringAt(objectAt(properties, 'notebookInfo'), 'fqdn') ?? '';
  const notebookRecord = notebook.slice(0, -notebooks.length - 1);
  return [
    {
      groupId: 'amlworkspace',
      members: ['default'],
      zones: ZONES[cloud],
      addresses: [
        {
          member: 'default',
          names: [
            inApi(`${workspaceId}.workspace.${location}`),
            inApi(`${workspaceId}.workspace.${location}.cert`),
          ],
        },
        { member: 'notebook', names: [privateName(notebookRecord, notebooks, notebookZone)] },
        { member: 'inference', names: [inApi(`*.${workspaceId}.inference.${location}`)] },
      ],
    },
  ];
};
