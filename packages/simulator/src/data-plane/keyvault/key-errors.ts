/** What the data plane of Key Vault refuses, in its words. */
import type { Caller } from '../../kernel/caller.ts';
import { Refusal, type RefusalData } from '../../kernel/errors.ts';
import type { VaultView } from './vault-view.ts';

type Evidence = RefusalData['evidence'];

const badParameter = (message: string, evidence: Evidence): Refusal =>
  new Refusal({ status: 400, code: 'BadParameter', message, evidence });

const forbidden = (innerCode: string, message: string, evidence: Evidence): Refusal =>
  new Refusal({ status: 403, code: 'Forbidden', innerCode, message, evidence });

const keyNotFoundError = (message: string): Refusal =>
  new Refusal({ status: 404, code: 'KeyNotFound', message, evidence: 'recorded' });

const conflict = (innerCode: string, message: string): Refusal =>
  new Refusal({ status: 409, code: 'Conflict', innerCode, message, evidence: 'recorded' });

/** How a caller is written; a service of Azure has a name. */
export function callerText(caller: Caller): string {
  const groups = caller.groups.length > 0 ? `numgroups=${caller.groups.length};` : '';
  return `appid=${caller.appId};oid=${caller.objectId};${groups}iss=${caller.issuer}`;
}

const vaultText = (vault: VaultView): string => `${vault.name};location=${vault.location}`;

/** Nobody answers under the name: on Azure it does not resolve. */
export const noSuchVault = (host: string): Refusal =>
  new Refusal({
    status: 404,
    code: 'VaultNotFound',
    message: `There is no vault at ${host}, or it is deleted: on Azure this host name would not resolve`,
    evidence: 'assumed',
  });

export const unauthorized = (message: string, evidence: Evidence, challenge: string): Refusal =>
  new Refusal({
    status: 401,
    code: 'Unauthorized',
    message,
    evidence,
    headers: { 'www-authenticate': challenge },
  });

export const missingApiVersion = (): Refusal =>
  badParameter('The query parameter api-version is required', 'assumed');

export const unknownApiVersion = (version: string): Refusal =>
  badParameter(`The api-version '${version}' is not supported`, 'assumed');

export const blockedByFirewall = (
  vault: VaultView,
  caller: Caller,
  address: string,
  resourceId: string | undefined,
): Refusal =>
  forbidden(
    'ForbiddenByFirewall',
    `Client address is not authorized and caller is not a trusted service.\r\nClient address: ${address}\r\nCaller: ${callerText(caller)}${miridOf(resourceId)}\r\nVault: ${vaultText(vault)}`,
    'reported',
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

export const firstPartyDenied = (vault: VaultView, caller: Caller): Refusal =>
  forbidden(
    'AccessDenied',
    `Access denied to first party service.\r\nCaller: name=${caller.name};tid=${caller.tenantId};${callerText(caller)}\r\nVault: ${vaultText(vault)}`,
    'reported',
  );

export const noPolicyPermission = (vault: VaultView, caller: Caller, permission: string): Refusal =>
  forbidden(
    'AccessDenied',
    `The user, group or application '${callerText(caller)}' does not have keys ${permission} permission on key vault '${vaultText(vault)}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
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

export const operationNotSpecified = (): Refusal =>
  badParameter('Operation not specified', 'recorded');

export const methodNotAllowed = (method: string): Refusal =>
  new Refusal({
    status: 405,
    code: 'MethodNotAllowed',
    message: `HTTP ${method} not allowed`,
    evidence: 'recorded',
  });

export const invalidName = (name: string): Refusal =>
  badParameter(`The request URI contains an invalid name: ${name}`, 'reported');

/** Azure's words for a body that it cannot read; they name no property. */
export const invalidProperty = (): Refusal =>
  badParameter('Property  has invalid value\r\n', 'reported');

/** A value that Azure refuses in words that nobody has published. */
export const badValue = (message: string): Refusal => badParameter(message, 'assumed');

export const unsupportedRsaSize = (size: unknown): Refusal =>
  badParameter(
    `Unsupported key size (${String(size)}). Supported sizes are [2048, 3072, 4096]`,
    'assumed',
  );

export const unsupportedCurveSize = (size: unknown): Refusal =>
  badParameter(
    `Unsupported key size (${String(size)}). Supported sizes are [256, 384, 521]`,
    'reported',
  );

export const hardwareOnStandard = (): Refusal =>
  badParameter('Hardware key operation not allowed on standard vault', 'reported');

export const exportableNeedsPolicy = (): Refusal =>
  badParameter('AKV.SKR.1004: Exportable keys must have release policy.', 'recorded');

export const policyNeedsExportable = (): Refusal =>
  badParameter('AKV.SKR.1005: Non-exportable keys must not have release policy.', 'recorded');

/** `which`: a name, or `{name}/{version}`. */
export const keyNotFound = (which: string): Refusal =>
  keyNotFoundError(
    `A key with (name/id) ${which} was not found in this key vault. If you recently deleted this key you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  );

export const deletedKeyNotFound = (name: string): Refusal =>
  keyNotFoundError(`Deleted Key not found: ${name}`);

export const nameIsDeleted = (name: string): Refusal =>
  conflict(
    'ObjectIsDeletedButRecoverable',
    `Key ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the key can only be recovered or purged.`,
  );

export const nameIsBeingDeleted = (name: string): Refusal =>
  conflict(
    'ObjectIsBeingDeleted',
    `Key ${name} is currently being deleted and cannot be re-created; retry later.`,
  );

export const keyIsBeingDeleted = (): Refusal =>
  conflict('ObjectIsBeingDeleted', 'Key is currently being deleted.');

/** Recorded for a certificate. */
export const recoveredWhileDeleting = (name: string): Refusal =>
  conflict('ObjectIsBeingDeleted', `Key ${name} is currently being deleted.`);

export const keyIsNotDeleted = (name: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'MethodNotAllowed',
    innerCode: 'RequestNotAllowedOnNonDeletedObject',
    message: `Key exists already: ${name}`,
    evidence: 'assumed',
  });

export const purgeIsProtected = (vault: VaultView): Refusal =>
  new Refusal({
    status: 403,
    code: 'Forbidden',
    message: `Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault service will automatically purge it after the retention period has passed. Vault: ${vaultText(vault)}`,
    evidence: 'reported',
  });

export const keyDisabled = (operation: string): Refusal =>
  forbidden('KeyDisabled', `Operation ${operation} is not allowed on a disabled key.`, 'reported');

export const keyOutsideValidity = (operation: string, isExpired: boolean): Refusal =>
  forbidden(
    'KeyNotYetValidOrExpired',
    `Operation ${operation} is not allowed on ${isExpired ? 'an expired key' : 'a key that is not yet valid'}.`,
    'assumed',
  );

export const operationNotInKeyOps = (operation: string): Refusal =>
  forbidden(
    'KeyOperationForbidden',
    `Operation ${operation} is not permitted on this key.`,
    'documented',
  );
