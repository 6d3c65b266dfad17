/**
 * Azure Resource Manager ids: parse, build, compare.
 *
 * Azure compares ids without regard to case and returns them re-cased (`Microsoft.Keyvault`, `resourcegroups`):
 * compare with {@link sameId}, never with `===`.
 */

/** A parsed id of a resource in a resource group. */
export interface ArmId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** Namespace as written, for example `Microsoft.KeyVault`. */
  readonly namespace: string;
  /** Type path without the namespace, for example `vaults` or `virtualNetworks/subnets`. */
  readonly type: string;
  /** The last name in the id. */
  readonly name: string;
  /** Every name in the id, parents first. */
  readonly names: readonly string[];
}

const RESOURCE =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/([^/]+)\/((?:[^/]+\/[^/]+)(?:\/[^/]+\/[^/]+)*)$/i;

/** Parses a resource id; `undefined` when it is not one (a trailing slash is not accepted). */
export function parseArmId(id: string): ArmId | undefined {
  const match = RESOURCE.exec(id);
  if (!match) return undefined;
  const [, subscriptionId, resourceGroup, namespace, rest] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
  ];
  const parts = rest.split('/');
  const names = parts.filter((_, index) => index % 2 === 1);
  return {
    subscriptionId,
    resourceGroup,
    namespace,
    type: parts.filter((_, index) => index % 2 === 0).join('/'),
    name: names[names.length - 1] ?? '',
    names,
  };
}

/** Builds `/subscriptions/…/resourceGroups/…/providers/{type}/{name}` for a top-level type such as `Microsoft.KeyVault/vaults`. */
export function armId(
  subscriptionId: string,
  resourceGroup: string,
  type: string,
  name: string,
): string {
  return `${resourceGroupId(subscriptionId, resourceGroup)}/providers/${type}/${name}`;
}

/** Builds the id of a resource group. */
export function resourceGroupId(subscriptionId: string, resourceGroup: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
}

/** Whether two ids name the same resource: without regard to case. */
export function sameId(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** Whether an id is of this type, for example `Microsoft.KeyVault/vaults`, without regard to case. */
export function isOfType(id: ArmId, type: string): boolean {
  return `${id.namespace}/${id.type}`.toLowerCase() === type.toLowerCase();
}
