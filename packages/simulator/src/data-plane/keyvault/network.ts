/** The firewall of a vault. */
import type { Caller } from '../../kernel/caller.ts';
import type { Refusal } from '../../kernel/errors.ts';
import { isObject, type JsonObject, stringAt } from '../../kernel/json.ts';
import type { Services } from '../../kernel/services.ts';
import { blockedByFirewall, firstPartyDenied, publicAccessDisabled } from './key-errors.ts';
import type { VaultView } from './vault-view.ts';

/** Where every client of the simulator comes from: an address kept for documentation (RFC 5737). */
export const SIMULATED_CLIENT_ADDRESS = '203.0.113.1';

/** Why a client on the Internet does not get through; `undefined` when it does. */
export function networkRefusal(
  services: Services,
  vault: VaultView,
  caller: Caller,
): Refusal | undefined {
  const { properties } = vault.resource;
  const resourceId = services.directory.principal(caller.objectId)?.resourceId;
  if (properties['publicNetworkAccess'] === 'Disabled') {
    return publicAccessDisabled(vault, caller, resourceId);
  }
  const acls = aclsOf(vault);
  if (acls === undefined || acls['defaultAction'] !== 'Deny') return undefined;
  const rules = acls['ipRules'];
  const isAllowed =
    Array.isArray(rules) &&
    (rules as readonly JsonObject[]).some((rule) =>
      contains(stringAt(rule, 'value') ?? '', SIMULATED_CLIENT_ADDRESS),
    );
  return isAllowed
    ? undefined
    : blockedByFirewall(vault, caller, SIMULATED_CLIENT_ADDRESS, resourceId);
}

/** Why a trusted service of Azure does not get through: only where the bypass is switched off. */
export function trustedServiceRefusal(vault: VaultView, caller: Caller): Refusal | undefined {
  const acls = aclsOf(vault);
  const isClosed =
    vault.resource.properties['publicNetworkAccess'] === 'Disabled' ||
    acls?.['defaultAction'] === 'Deny';
  return isClosed && acls?.['bypass'] === 'None' ? firstPartyDenied(vault, caller) : undefined;
}

function aclsOf(vault: VaultView): JsonObject | undefined {
  const acls = vault.resource.properties['networkAcls'];
  return isObject(acls) ? acls : undefined;
}

/** Whether an IPv4 address lies in a range in CIDR form. */
function contains(range: string, address: string): boolean {
  const [network = '', length = '32'] = range.split('/');
  const hidden = 32 - Number(length);
  const size = 2 ** hidden;
  return Math.floor(number(network) / size) === Math.floor(number(address) / size);
}

function number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
