/** What of a vault a private endpoint can lead to. */
import { oneAddress, type PrivateLinkGroups } from '../../kernel/private-link-resources.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';

/** The DNS zone that private endpoints of vaults need, by cloud. */
const ZONES: Readonly<Record<UnitContext['cloud'], string>> = {
  public: 'privatelink.vaultcore.azure.net',
  usGovernment: 'privatelink.vaultcore.usgovcloudapi.net',
  china: 'privatelink.vaultcore.azure.cn',
};

export const vaultLinkGroups: PrivateLinkGroups = ({ cloud, vaultSuffix }, { name }) => {
  const zone = ZONES[cloud];
  const addresses = oneAddress('default', name.toLowerCase(), vaultSuffix, zone);
  return [{ groupId: 'vault', members: ['default'], zones: [zone], addresses }];
};
