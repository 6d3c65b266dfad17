/** The regions a simulator has: enough to be far from each other, each in the normalised form. */
export const regionsOf: Readonly<Record<'public' | 'usGovernment' | 'china', readonly string[]>> =
  Object.freeze({
    public: Object.freeze([
      'australiaeast',
      'brazilsouth',
      'canadacentral',
      'canadaeast',
      'centralindia',
      'centralus',
      'eastasia',
      'eastus',
      'eastus2',
      'francecentral',
      'germanywestcentral',
      'italynorth',
      'japaneast',
      'japanwest',
      'koreacentral',
      'northcentralus',
      'northeurope',
      'norwayeast',
      'polandcentral',
      'qatarcentral',
      'southafricanorth',
      'southcentralus',
      'southeastasia',
      'southindia',
      'spaincentral',
      'swedencentral',
      'switzerlandnorth',
      'switzerlandwest',
      'uaenorth',
      'uksouth',
      'ukwest',
      'westcentralus',
      'westeurope',
      'westus',
      'westus2',
      'westus3',
    ]),
    usGovernment: Object.freeze(['usgovarizona', 'usgovtexas', 'usgovvirginia']),
    china: Object.freeze(['chinaeast2', 'chinanorth2', 'chinanorth3']),
  });

/** Words that tell regions of one geography apart. */
const WITHIN_GEOGRAPHY = /(?:north|south|east|west|central|\d)+/g;
const GOVERNMENT = /^(usgov|usdod)/;

/** The geography of a region, by its name: `europe` of `westeurope`, `us` of `eastus2`, `uk` of `uksouth`. */
export function geographyOf(location: string): string {
  const region = normalizeLocation(location);
  return GOVERNMENT.exec(region)?.[1] ?? region.replaceAll(WITHIN_GEOGRAPHY, '');
}

/** Azure ignores case and spaces in a location and answers in the short form. */
export function normalizeLocation(location: string): string {
  return location.replaceAll(/\s+/g, '').toLowerCase();
}
