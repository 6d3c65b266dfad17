/** The firewall of a vault. */
import type { Caller } from '../../kernel/caller.ts';
import type { Refusal } from '../../kernel/errors.ts';
import { isObject, type JsonObject, stringAt } from '../../kernel/json.ts';
import type { Services } from '../../kernel/services.ts';
import { blockedByFirewall, publicAccessDisabled, serviceIgnored } from './access-errors.ts';
import type { VaultView } from './vault-view.ts';

/** Where every client of the simulator comes from: an address kept for documentation (RFC 5737). */
export const SIMULATED_CLIENT_ADDRESS = '203.0.113.1';

/** Where services of Azure come from, likewise. */
const SIMULATED_SERVICE_ADDRESS = '198.51.100.1';

/** Why a client on the Internet does not get through; `undefined` when it does. */
export function networkRefusal(
  services: Services,
  vault: VaultView,
  caller: Caller,
): Refusal | undefined {
  const acls = aclsOf(vault);
  if (!isPrivate(vault) && letsIn(acls, SIMULATED_CLIENT_ADDRESS)) return undefined;
  const resourceId = services.directory.principal(caller.objectId)?.resourceId;
  if (isPrivate(vault)) return publicAccessDisabled(vault, caller, resourceId);
  const isIgnored = acls?.['bypass'] === 'None';
  return blockedByFirewall(vault, caller, SIMULATED_CLIENT_ADDRESS, resourceId, isIgnored);
}

/** Why a trusted service of Azure does not get through: only where the bypass is switched off. */
export function trustedServiceRefusal(
  services: Services,
  vault: VaultView,
  caller: Caller,
): Refusal | undefined {
  const acls = aclsOf(vault);
  if (acls?.['bypass'] !== 'None') return undefined;
  const resourceId = services.directory.principal(caller.objectId)?.resourceId;
  if (isPrivate(vault)) return publicAccessDisabled(vault, caller, resourceId);
  if (letsIn(acls, SIMULATED_SERVICE_ADDRESS)) return undefined;
  // A managed identity is named by its resource, a service that comes as itself is not named at all.
  return resourceId === undefined
    ? serviceIgnored(vault, caller, SIMULATED_SERVICE_ADDRESS)
    : blockedByFirewall(vault, caller, SIMULATED_SERVICE_ADDRESS, resourceId, true);
}

function isPrivate(vault: VaultView): boolean {
  return vault.resource.properties['publicNetworkAccess'] === 'Disabled';
}

function letsIn(acls: JsonObject | undefined, address: string): boolean {
  if (acls?.['defaultAction'] !== 'Deny') return true;
  const rules = acls['ipRules'];
  return (
    Array.isArray(rules) &&
    (rules as readonly JsonObject[]).some((rule) =>
      contains(stringAt(rule, 'value') ?? '', address),
    )
  );
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
