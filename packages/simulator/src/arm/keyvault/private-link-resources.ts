/** `vaults/{vault}/privateLinkResources`: what of a vault a private endpoint can lead to. */
import { privateLinkResourcesOf } from '../../kernel/private-link-resources.ts';
import type { ActionAnswer, ActionRequest, UnitContext } from '../../kernel/resource-type.ts';

/** The DNS zone that private endpoints of vaults need, by cloud. */
const ZONES: Readonly<Record<UnitContext['cloud'], string>> = {
  public: 'privatelink.vaultcore.azure.net',
  usGovernment: 'privatelink.vaultcore.usgovcloudapi.net',
  china: 'privatelink.vaultcore.azure.cn',
};

export function privateLinkResources(
  { cloud }: UnitContext,
  { resource }: ActionRequest,
): ActionAnswer {
  return privateLinkResourcesOf(resource, [
    { groupId: 'vault', members: ['default'], zones: [ZONES[cloud]] },
  ]);
}
