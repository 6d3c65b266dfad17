/** What the management plane of Key Vault refuses, in its words. */
import type { Caller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/errors.ts';
import type { StoredResource } from '../../kernel/resource.ts';

const badRequest = (
  message: string,
  evidence: 'reported' | 'assumed',
  code = 'BadRequest',
): Refusal => new Refusal({ status: 400, code, message, evidence, failureCause: 'service' });

const conflict = (code: string, message: string, evidence: 'reported' | 'assumed'): Refusal =>
  new Refusal({ status: 409, code, message, evidence, failureCause: 'service' });

/** A property that must be there is not; Azure's words are known for `accessPolicies` only. */
export const notSpecified = (name: string): Refusal =>
  badRequest(
    `The parameter ${name} is not specified.`,
    name === 'accessPolicies' ? 'reported' : 'assumed',
  );

export const invalidValue = (name: string, expected: string): Refusal =>
  badRequest(`The parameter ${name} has an invalid value: it must be ${expected}.`, 'assumed');

/** Subnets of one virtual network that lack the service endpoint. */
export const noServiceEndpoint = (subnetNames: readonly string[], networkId: string): Refusal =>
  badRequest(
    `Operation on Virtual Network could not be performed. StatusCode: 400 (BadRequest). Error Code: SubnetsHaveNoServiceEndpointsConfigured. Error Message: Subnets ${subnetNames.join(', ')} of virtual network ${networkId} do not have ServiceEndpoints for Microsoft.KeyVault resources configured. Add Microsoft.KeyVault to subnet's ServiceEndpoints collection before trying to ACL Microsoft.KeyVault resources to these subnets..`,
    'reported',
    'VirtualNetworkNotValid',
  );

export const invalidName = (): Refusal =>
  new Refusal({
    status: 400,
    code: 'VaultNameNotValid',
    message:
      'The vault name should be string of 3 to 24 characters and can contain only numbers (0-9), letters (a-z, A-Z), and hyphens (-)',
    evidence: 'documented',
    failureCause: 'service',
  });

export const nameInUse = (name: string): Refusal =>
  conflict('VaultAlreadyExists', nameInUseText(name), 'reported');

export const nameInUseText = (name: string): string =>
  `The vault name '${name}' is already in use. Vault names are globally unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state. If the vault is in a recoverable state then the vault will need to be purged before reusing the name. For more information about VaultAlreadyExists, soft delete and purging a vault follow this link https://go.microsoft.com/fwlink/?linkid=2147740.`;

export const deletedVaultHasName = (): Refusal =>
  conflict(
    'ConflictError',
    'A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.',
    'reported',
  );

export const nothingToRecover = (name: string): Refusal =>
  new Refusal({
    status: 404,
    code: 'ResourceNotFound',
    message: `There is no deleted vault '${name}' of this resource group and location to recover.`,
    evidence: 'assumed',
    failureCause: 'service',
  });

export const recoverOfLiveVault = (name: string): Refusal =>
  conflict(
    'ConflictError',
    `The vault '${name}' is not deleted, so it cannot be recovered.`,
    'assumed',
  );

export const retentionIsSet = (): Refusal =>
  badRequest(
    'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
    'reported',
  );

export const purgeProtectionStays = (): Refusal =>
  badRequest(
    'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
    'reported',
  );

export const softDeleteStays = (): Refusal =>
  badRequest(
    'The property "enableSoftDelete" can be set to false only for creating new vault. Enabling the \'soft delete\' functionality is an irreversible action.',
    'assumed',
  );

/** In the words that an issue of Azure/bicep reports. */
export const accessModelNeedsRoleAssignments = (vaultId: string, principalId: string): Refusal =>
  new Refusal({
    status: 403,
    code: 'InsufficientPermissions',
    message: `Caller is not allowed to change permission model. For more information on how to change the permissions model follow this link: https://go.microsoft.com/fwlink/?linkid=2155160. Details: oid=${principalId}; action=Microsoft.Authorization/roleAssignments/write; resource=${vaultId.replace(/\/resourceGroups\//i, '/resourcegroups/')}; decision=NotAllowed; `,
    evidence: 'reported',
    failureCause: 'service',
  });

export const noPrivateEndpointConnection = (name: string): Refusal =>
  new Refusal({
    status: 404,
    code: 'ResourceNotFound',
    message: `There is no private endpoint connection '${name}' to this vault: a private endpoint makes one, its owner asks for it.`,
    evidence: 'assumed',
    failureCause: 'service',
  });

export const noDeletedVault = (): Refusal =>
  new Refusal({
    status: 404,
    code: 'ResourceNotFound',
    message: 'The specified resource does not exist.',
    evidence: 'recorded',
    failureCause: 'service',
  });

export const purgeIsProtected = (name: string): Refusal =>
  badRequest(
    `Operation 'DeletedVaultPurge' is not allowed: purge protection is on for the vault '${name}'.`,
    'assumed',
    'MethodNotAllowed',
  );

/** A refusal of the data plane, in the form in which the management plane was seen to tell one. */
export const relayed = ({ data }: Refusal): Refusal =>
  badRequest(
    `[${data.innerCode ?? data.code} (${data.code})] ${data.message}`,
    'assumed',
    data.innerCode ?? data.code,
  );

/** As issues of Azure/bicep and Pulumi report it, also of vaults that go by access policies. */
export const forbiddenByRbac = (caller: Caller, keyId: string, vault: StoredResource): Refusal => {
  const shown = keyId
    .replace(/\/resourceGroups\//i, '/resourcegroups/')
    .replace(/\/Microsoft\.KeyVault\//i, '/microsoft.keyvault/');
  return badRequest(
    '[ForbiddenByRbac (Forbidden)] Caller is not authorized to perform action on resource.\r\n' +
      'If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\n' +
      `Caller: name=KeyVault/ManagementPlane;appid=${caller.appId};oid=${caller.objectId};iss=${caller.issuer}\r\n` +
      `Action: 'Microsoft.KeyVault/vaults/keys/read'\r\nResource: '${shown}'\r\nAssignment: (not found)\r\n` +
      `Vault: ${vault.name};location=${vault.location ?? ''}\r\n`,
    'reported',
    'ForbiddenByRbac',
  );
};

/** A vault that moves away from the disks that are encrypted with its keys. */
export function usedByDisks(vault: string, set: string): Refusal {
  return new Refusal({
    status: 409,
    code: 'ResourceMoveNotSupported',
    message: `The vault '${vault}' cannot be moved while the disk encryption set '${set}' uses a key of it.`,
    evidence: 'assumed',
  });
}
