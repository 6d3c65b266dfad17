/** Private link of a workspace: the connections that lead to it, and what of it a private endpoint can lead to. */
import { Refusal } from '../../kernel/errors.ts';
import { privateEndpointConnectionsOf } from '../../kernel/private-endpoint-connections.ts';
import { privateLinkResourcesOf } from '../../kernel/private-link-resources.ts';
import type {
  ActionAnswer,
  ActionRequest,
  ResourceType,
  UnitContext,
} from '../../kernel/resource-type.ts';
import { badRequest } from './bad-request.ts';
import { WORKSPACES } from './workspace-model.ts';
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
  notFound: (name) =>
    new Refusal({
      status: 404,
      code: 'ResourceNotFound',
      message: `No private endpoint has asked for the connection '${name}'.`,
      evidence: 'assumed',
    }),
});

/** The answer to `privateLinkResources`. */
export function privateLinkResources(
  { cloud }: UnitContext,
  { resource }: ActionRequest,
): ActionAnswer {
  return privateLinkResourcesOf(resource, [
    { groupId: 'amlworkspace', members: ['default'], zones: ZONES[cloud] },
  ]);
}
