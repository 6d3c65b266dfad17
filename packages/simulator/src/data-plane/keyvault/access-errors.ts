/** Who is not let in, in the words of Key Vault: tokens, the firewall, access policies and roles. */
import type { Caller } from '../../kernel/caller.ts';
import { Refusal, type RefusalData } from '../../kernel/errors.ts';
import type { VaultView } from './vault-view.ts';

type Evidence = RefusalData['evidence'];

const forbidden = (innerCode: string, message: string, evidence: Evidence): Refusal =>
  new Refusal({ status: 403, code: 'Forbidden', innerCode, message, evidence });

/** How a caller is written; a service of Azure has a name. */
function callerText(caller: Caller): string {
  const groups = caller.groups.length > 0 ? `numgroups=${caller.groups.length};` : '';
  return `appid=${caller.appId};oid=${caller.objectId};${groups}iss=${caller.issuer}`;
}

/** How a vault is written. */
export const vaultText = (vault: VaultView): string => `${vault.name};location=${vault.location}`;

export const unauthorized = (message: string, evidence: Evidence, challenge: string): Refusal =>
  new Refusal({
    status: 401,
    code: 'Unauthorized',
    message,
    evidence,
    headers: { 'www-authenticate': challenge },
  });

/** `isIgnored`: the vault has the bypass switched off, so that nobody is trusted. */
export const blockedByFirewall = (
  vault: VaultView,
  caller: Caller,
  address: string,
  resourceId: string | undefined,
  isIgnored: boolean,
): Refusal =>
  forbidden(
    'ForbiddenByFirewall',
    `Client address is not authorized and caller ${isIgnored ? 'was ignored because bypass is set to None' : 'is not a trusted service.'}\r\nClient address: ${address}\r\nCaller: ${callerText(caller)}${miridOf(resourceId)}\r\nVault: ${vaultText(vault)}`,
    'reported',
  );

/** As the Azure Cosmos DB page on troubleshooting cross-tenant keys shows it, case 1.1. */
export const serviceIgnored = (vault: VaultView, caller: Caller, address: string): Refusal =>
  forbidden(
    'ForbiddenByFirewall',
    `Client address is not authorized and caller was ignored because bypass is set to None\r\nClient address: ${address}\r\nCaller: name=Unknown/unknown;appid=${caller.appId};oid=${caller.objectId}\r\nVault: ${vaultText(vault)}`,
    'documented',
  );

export const publicAccessDisabled = (
  vault: VaultView,
  caller: Caller,
  resourceId: string | undefined,
): Refusal =>
  forbidden(
    'ForbiddenByConnection',
    `Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\nCaller: ${callerText(caller)}${miridOf(resourceId)}\r\nVault: ${vaultText(vault)}`,
    'reported',
  );

const miridOf = (resourceId: string | undefined): string =>
  resourceId === undefined ? '' : `;xms_mirid=${resourceId}`;

export const noPolicyPermission = (
  vault: VaultView,
  caller: Caller,
  { kind, policy }: { readonly kind: string; readonly policy: string },
): Refusal =>
  forbidden(
    'AccessDenied',
    `The user, group or application '${callerText(caller)}' does not have ${kind} ${policy} permission on key vault '${vaultText(vault)}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
    'reported',
  );

/** As shown in Azure/azure-sdk-for-net#17235; Resource Manager calls itself `ARM`. */
export const firstPartyDenied = (vault: VaultView, caller: Caller, name: string): Refusal =>
  forbidden(
    'AccessDenied',
    `Access denied to first party service.\r\nCaller: name=${name};tid=${caller.tenantId};${callerText(caller)}\r\nVault: ${vaultText(vault)}`,
    'reported',
  );

export const noRolePermission = (
  vault: VaultView,
  caller: Caller,
  action: string,
  resource: string,
  serviceName: string | undefined,
): Refusal =>
  forbidden(
    'ForbiddenByRbac',
    'Caller is not authorized to perform action on resource.\r\n' +
      'If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\n' +
      `Caller: ${serviceName === undefined ? '' : `name=${serviceName};`}${callerText(caller)}\r\n` +
      `Action: '${action}'\r\nResource: '${resource}'\r\nAssignment: (not found)\r\n` +
      `DenyAssignmentId: null\r\nDecisionReason: ${serviceName === undefined ? "'DeniedWithNoValidRBAC' " : 'null '}\r\n` +
      `Vault: ${vaultText(vault)}\r\n`,
    'reported',
  );
