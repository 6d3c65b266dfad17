/** Families of sizes that quotas of Machine Learning are told by: those that published examples name. */

/** Name by name: what its sizes are called. */
const FAMILIES: readonly (readonly [family: string, sizes: RegExp])[] = Object.freeze([
  ['D', /^STANDARD_D\d+$/],
  ['Dv2', /^STANDARD_D\d+_V2$/],
  ['DSv2', /^STANDARD_DS\d+_V2$/],
  ['FSv2', /^STANDARD_F\d+S_V2$/],
  ['NC', /^STANDARD_NC\d+R?$/],
  ['NCv2', /^STANDARD_NC\d+R?S_V2$/],
  ['NCv3', /^STANDARD_NC\d+R?S_V3$/],
  ['ND', /^STANDARD_ND\d+R?S$/],
  ['NDv2', /^STANDARD_ND\d+R?S_V2$/],
  ['NV', /^STANDARD_NV\d+$/],
]);

/** `Standard DSv2 Family Cluster Dedicated vCPUs`, one for each family. */
export const familyNames: readonly string[] = Object.freeze(
  FAMILIES.map(([family]) => named(family)),
);

/** The name of the family of a size; `undefined`: none that is known. */
export function familyOf(vmSize: string): string | undefined {
  const size = vmSize.toUpperCase();
  const found = FAMILIES.find(([, form]) => form.test(size));
  return found && named(found[0]);
}

function named(family: string): string {
  return `Standard ${family} Family Cluster Dedicated vCPUs`;
}
