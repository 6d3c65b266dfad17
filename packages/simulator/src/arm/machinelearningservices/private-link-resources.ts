/** `workspaces/{workspace}/privateLinkResources`: what of a workspace a private endpoint can lead to. */
import { privateLinkResourcesOf } from '../../kernel/private-link-resources.ts';
import type { ActionAnswer, ActionRequest, UnitContext } from '../../kernel/resource-type.ts';

/** Zones of names that a private endpoint of a workspace needs, by cloud. */
const ZONES: Readonly<Record<UnitContext['cloud'], readonly string[]>> = {
  public: ['privatelink.api.azureml.ms', 'privatelink.notebooks.azure.net'],
  usGovernment: ['privatelink.api.ml.azure.us', 'privatelink.notebooks.usgovcloudapi.net'],
  china: ['privatelink.api.ml.azure.cn', 'privatelink.notebooks.chinacloudapi.cn'],
};

export function privateLinkResources(
  { cloud }: UnitContext,
  { resource }: ActionRequest,
): ActionAnswer {
  return privateLinkResourcesOf(resource, [
    { groupId: 'amlworkspace', members: ['default'], zones: ZONES[cloud] },
  ]);
}
