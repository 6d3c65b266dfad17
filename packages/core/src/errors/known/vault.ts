import type { KnownFailure } from './recogniser.ts';

const ERROR_CODES = 'https://learn.microsoft.com/azure/key-vault/general/common-error-codes';

/** Refusals of the vault resource (Microsoft.KeyVault/vaults). */
export const vaultFailures: readonly KnownFailure[] = [
  {
    code: 'CMK_VAULT_NAME_INVALID',
    hop: 'vault',
    retryable: false,
    reason: 'A vault name has 3 to 24 letters, digits and hyphens.',
    fix: 'Choose another vault name.',
    docs: ERROR_CODES,
    match: { codes: ['VaultNameNotValid'] },
  },
  {
    code: 'CMK_VAULT_NAME_TAKEN',
    hop: 'vault',
    retryable: false,
    reason:
      'Vault names are unique in the whole world, soft-deleted vaults of other people included.',
    fix: 'Choose another vault name, or give the ARM id of the vault if it is yours.',
    docs: ERROR_CODES,
    match: { codes: ['VaultAlreadyExists'] },
  },
  {
    code: 'CMK_VAULT_SOFT_DELETED',
    hop: 'vault',
    retryable: false,
    reason: 'A vault of this name was deleted and is kept for its retention period.',
    fix: 'Recover it (az keyvault recover --name NAME) or choose another name; with purge protection it cannot be purged.',
    docs: ERROR_CODES,
    match: { text: /vault with the same name already exists in deleted state/i },
  },
  {
    code: 'CMK_PURGE_PROTECTION_IRREVERSIBLE',
    hop: 'vault',
    ruleId: 'CMK-002',
    retryable: false,
    reason: 'Purge protection can be switched on or left out, never sent as false.',
    fix: 'Leave purgeProtection out of the request or set it to true.',
    match: {
      text: /enablePurgeProtection" cannot be set to false|once Purge Protection has been Enabled/i,
    },
  },
  {
    code: 'CMK_RETENTION_IMMUTABLE',
    hop: 'vault',
    retryable: false,
    reason: 'The retention period of a vault is fixed once it is set.',
    fix: 'Describe the vault with the retention it has, or use another vault.',
    match: { text: /softDeleteRetentionInDays" has been set already/i },
  },
  {
    code: 'CMK_PURGE_PROTECTED',
    hop: 'vault',
    retryable: false,
    reason:
      'The vault has purge protection: nobody can purge it or its keys before the retention ends.',
    fix: 'Wait for the end of the retention, or recover what was deleted.',
    match: { text: /"?purge"? is not allowed because purge protection is enabled/i },
  },
  {
    code: 'CMK_CONFLICT',
    // The hop of the step: conflicts are not the vault's alone.
    hop: 'transport',
    retryable: true,
    reason: 'Another operation on the same resource was running.',
    fix: 'Run it again; only one operation at a time is possible on one resource.',
    docs: ERROR_CODES,
    match: {
      codes: [
        'ConflictError',
        'AnotherOperationInProgress',
        'StorageAccountOperationInProgress',
        'OperationNotAllowedOnResourceBeingCreated',
        'EtagMismatch',
      ],
      text: /already an operation in progress|another operation .{0,400}in progress|multiple operations on the same item/i,
    },
  },
];
