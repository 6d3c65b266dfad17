/** Where a geo-redundant account keeps its second copy: the region that is paired with its own. */
import { Refusal } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { secondaryEndpointsOf } from './storage-model.ts';

/** Azure's published region pairs; a region that is not here has none. */
const PAIRS: Readonly<Record<string, string>> = Object.freeze({
  australiaeast: 'australiasoutheast',
  brazilsouth: 'southcentralus',
  canadacentral: 'canadaeast',
  canadaeast: 'canadacentral',
  centralindia: 'southindia',
  centralus: 'eastus2',
  eastasia: 'southeastasia',
  eastus: 'westus',
  eastus2: 'centralus',
  francecentral: 'francesouth',
  germanywestcentral: 'germanynorth',
  japaneast: 'japanwest',
  japanwest: 'japaneast',
  koreacentral: 'koreasouth',
  northcentralus: 'southcentralus',
  northeurope: 'westeurope',
  norwayeast: 'norwaywest',
  southafricanorth: 'southafricawest',
  southcentralus: 'northcentralus',
  southeastasia: 'eastasia',
  southindia: 'centralindia',
  swedencentral: 'swedensouth',
  switzerlandnorth: 'switzerlandwest',
  switzerlandwest: 'switzerlandnorth',
  uaenorth: 'uaecentral',
  uksouth: 'ukwest',
  ukwest: 'uksouth',
  westcentralus: 'westus2',
  westeurope: 'northeurope',
  westus: 'eastus',
  westus2: 'westcentralus',
  westus3: 'eastus',
  usgovarizona: 'usgovtexas',
  usgovtexas: 'usgovarizona',
  usgovvirginia: 'usgovtexas',
  chinaeast2: 'chinanorth2',
  chinanorth2: 'chinaeast2',
  chinanorth3: 'chinaeast3',
});

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
  const secondaryLocation = PAIRS[location];
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
