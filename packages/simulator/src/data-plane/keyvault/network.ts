/** The firewall of a vault. */
import { CLIENT_ADDRESS, isInRange, SERVICE_ADDRESS } from '../../kernel/addresses.ts';
import type { Caller } from '../../kernel/caller.ts';
import type { Refusal } from '../../kernel/errors.ts';
import { isObject, type JsonObject, stringAt } from '../../kernel/json.ts';
import type { Services } from '../../kernel/services.ts';
import { blockedByFirewall, publicAccessDisabled, serviceIgnored } from './access-errors.ts';
import { otherTenantRefusal } from './authentication.ts';
import type { VaultView } from './vault-view.ts';

/** Why a client on the Internet does not get through; `undefined` when it does. */
export function networkRefusal(
  services: Services,
  vault: VaultView,
  caller: Caller,
): Refusal | undefined {
  const acls = aclsOf(vault);
  if (!isPrivate(vault) && letsIn(acls, CLIENT_ADDRESS)) return undefined;
  const resourceId = services.directory.principal(caller.objectId)?.resourceId;
  if (isPrivate(vault)) return publicAccessDisabled(vault, caller, resourceId);
  const isIgnored = acls?.['bypass'] === 'None';
  return blockedByFirewall(vault, caller, CLIENT_ADDRESS, resourceId, isIgnored);
}

/** Why a trusted service of Azure does not get through: as somebody of another tenant, or where the bypass is switched off. */
export function trustedServiceRefusal(
  services: Services,
  vault: VaultView,
  caller: Caller,
): Refusal | undefined {
  const foreign = otherTenantRefusal(services, vault, caller);
  if (foreign) return foreign;
  const acls = aclsOf(vault);
  if (acls?.['bypass'] !== 'None') return undefined;
  const resourceId = services.directory.principal(caller.objectId)?.resourceId;
  if (isPrivate(vault)) return publicAccessDisabled(vault, caller, resourceId);
  if (letsIn(acls, SERVICE_ADDRESS)) return undefined;
  // A managed identity is named by its resource, a service that comes as itself is not named at all.
  return resourceId === undefined
    ? serviceIgnored(vault, caller, SERVICE_ADDRESS)
    : blockedByFirewall(vault, caller, SERVICE_ADDRESS, resourceId, true);
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
      isInRange(stringAt(rule, 'value') ?? '', address),
    )
  );
}

function aclsOf(vault: VaultView): JsonObject | undefined {
  const acls = vault.resource.properties['networkAcls'];
  return isObject(acls) ? acls : undefined;
}
