/** Where a geo-redundant account keeps its second copy: the region that is paired with its own. */
import { Refusal } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { secondaryEndpointsOf } from './storage-model.ts';

/**
 * Azure's region pairs, as the data protection extension of Azure CLI ships them (Azure/azure-cli-extensions,
 * `secondary_region_map`); a region that is not here has none.
 */
const PAIRS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    australiacentral: 'australiacentral2',
    australiacentral2: 'australiacentral',
    australiaeast: 'australiasoutheast',
    australiasoutheast: 'australiaeast',
    brazilsouth: 'southcentralus',
    brazilsoutheast: 'brazilsouth',
    canadacentral: 'canadaeast',
    canadaeast: 'canadacentral',
    centralindia: 'southindia',
    centralus: 'eastus2',
    centraluseuap: 'eastus2euap',
    eastasia: 'southeastasia',
    eastus: 'westus',
    eastus2: 'centralus',
    eastus2euap: 'centraluseuap',
    francecentral: 'francesouth',
    francesouth: 'francecentral',
    germanynorth: 'germanywestcentral',
    germanywestcentral: 'germanynorth',
    japaneast: 'japanwest',
    japanwest: 'japaneast',
    jioindiacentral: 'jioindiawest',
    jioindiawest: 'jioindiacentral',
    koreacentral: 'koreasouth',
    koreasouth: 'koreacentral',
    northcentralus: 'southcentralus',
    northeurope: 'westeurope',
    norwayeast: 'norwaywest',
    norwaywest: 'norwayeast',
    southafricanorth: 'southafricawest',
    southafricawest: 'southafricanorth',
    southcentralus: 'northcentralus',
    southeastasia: 'eastasia',
    southindia: 'centralindia',
    swedencentral: 'swedensouth',
    swedensouth: 'swedencentral',
    switzerlandnorth: 'switzerlandwest',
    switzerlandwest: 'switzerlandnorth',
    uaecentral: 'uaenorth',
    uaenorth: 'uaecentral',
    uksouth: 'ukwest',
    ukwest: 'uksouth',
    westcentralus: 'westus2',
    westeurope: 'northeurope',
    westindia: 'southindia',
    westus: 'eastus',
    westus2: 'westcentralus',
    westus3: 'eastus',
    usdodcentral: 'usdodeast',
    usdodeast: 'usdodcentral',
    usgovarizona: 'usgovtexas',
    usgovtexas: 'usgovarizona',
    usgovvirginia: 'usgovtexas',
    chinaeast: 'chinanorth',
    chinaeast2: 'chinanorth2',
    chinaeast3: 'chinanorth3',
    chinanorth: 'chinaeast',
    chinanorth2: 'chinaeast2',
    chinanorth3: 'chinaeast3',
  }),
);

/** What an account tells of its secondary region; nothing when its SKU has none. */
export function secondaryOf(
  context: Pick<UnitContext, 'cloud'>,
  {
    name,
    location,
    sku,
  }: { readonly name: string; readonly location: string; readonly sku: string },
): JsonObject {
  if (!/^Standard_(RA)?GZ?RS$/.test(sku)) return {};
  const secondaryLocation = PAIRS.get(location);
  if (secondaryLocation === undefined) {
    throw new Refusal({
      status: 400,
      code: 'InvalidValuesForRequestParameters',
      message: `Values for request parameters are invalid: sku. The location '${location}' has no region pair, so '${sku}' is not available there.`,
      evidence: 'assumed',
    });
  }
  return {
    secondaryLocation,
    statusOfSecondary: 'available',
    ...(sku.startsWith('Standard_RA')
      ? { secondaryEndpoints: secondaryEndpointsOf(context, name) }
      : {}),
  };
}

/** Properties without what {@link secondaryOf} tells. */
export function withoutSecondary(properties: JsonObject): JsonObject {
  const {
    secondaryLocation: _l,
    statusOfSecondary: _s,
    secondaryEndpoints: _e,
    ...rest
  } = properties;
  return rest;
}
