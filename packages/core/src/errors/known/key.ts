import type { KnownFailure } from './recogniser.ts';

const REST_ERRORS = 'https://learn.microsoft.com/azure/key-vault/general/rest-error-codes';

/** Refusals of keys and of access to them (the vault's data plane, and services that use keys). */
export const keyFailures: readonly KnownFailure[] = [
  {
    code: 'CMK_KEY_SOFT_DELETED',
    hop: 'key',
    retryable: false,
    reason: 'A key of this name was deleted and is kept for the retention period of its vault.',
    fix: 'Recover it (az keyvault key recover --vault-name VAULT --name KEY) or choose another name.',
    match: { text: /currently in a deleted but recoverable state/i },
  },
  {
    code: 'CMK_KEY_BEING_DELETED',
    hop: 'key',
    retryable: true,
    reason: 'A key of this name is being deleted at this moment.',
    fix: 'Wait until the deletion is complete, then recover the key or choose another name.',
    match: { text: /currently being deleted/i, hops: ['key', 'vault', 'access'] },
  },
  {
    code: 'CMK_KEY_NEEDS_PREMIUM_VAULT',
    hop: 'key',
    retryable: false,
    reason: 'Keys in hardware (RSA-HSM) need a vault of the premium tier.',
    fix: 'Set vault.create.sku to premium, or the key type to RSA.',
    docs: 'https://github.com/MicrosoftDocs/azure-docs/issues/63888',
    match: { text: /Hardware key operation not allowed on standard vault/i },
  },
  {
    code: 'CMK_KEY_OPERATION_NOT_PERMITTED',
    hop: 'key',
    retryable: false,
    reason: "The key's own list of operations (key_ops) leaves out the operation.",
    fix: 'Allow wrapKey and unwrapKey on the key (az keyvault key set-attributes --ops wrapKey unwrapKey …).',
    match: { text: /Operation \w+ is not permitted on this key/i },
  },
  {
    code: 'CMK_KEY_DISABLED',
    hop: 'key',
    ruleId: 'CMK-012',
    retryable: false,
    reason: 'A disabled key refuses every cryptographic operation.',
    fix: 'Enable the key version (az keyvault key set-attributes --enabled true).',
    match: {
      codes: ['KeyDisabled'],
      text: /not allowed on a disabled (key|secret)|key .{0,60}\bis (currently )?disabled/i,
    },
  },
  {
    code: 'CMK_KEY_EXPIRED',
    hop: 'key',
    ruleId: 'CMK-012',
    retryable: false,
    reason: 'A key that has expired, or is not active yet, cannot wrap; unwrapping still works.',
    fix: 'Extend the expiry of the key version or rotate the key.',
    match: {
      codes: ['KeyNotYetValidOrExpired', 'KeyExpired'],
      text: /outside the key's validity period|key .{0,60}\b(has expired|is expired|not yet valid)/i,
    },
  },
  {
    code: 'CMK_STORAGE_KEY_UNUSABLE',
    hop: 'storage',
    ruleId: 'CMK-013',
    retryable: false,
    reason:
      'The storage service could not use the key: it has expired, is disabled, or the identity has no access.',
    fix: 'Check the key state, and let the plan grant get, wrapKey and unwrapKey to the identity of the account (grants.stores), or grant them yourself.',
    docs: 'https://github.com/MicrosoftDocs/azure-docs/issues/84096',
    match: { text: /authentication issue on the keyvault|key vault key is not found to unwrap/i },
  },
  {
    code: 'CMK_VAULT_FIREWALL',
    hop: 'network',
    retryable: false,
    reason: 'The vault firewall does not let this caller in.',
    fix: 'Let trusted Microsoft services in (bypass AzureServices); for yourself add your address or use a private link.',
    docs: REST_ERRORS,
    match: {
      codes: ['ForbiddenByFirewall'],
      text: /Client address .{0,80}is not authorized and caller|bypass is set to None|not allowed by NSP rules/i,
    },
  },
  {
    code: 'CMK_VAULT_NOT_PUBLIC',
    hop: 'network',
    retryable: false,
    reason:
      'The vault has public network access disabled and the caller does not come over an approved private link.',
    fix: 'Run from inside the virtual network, or enable public network access.',
    docs: REST_ERRORS,
    match: {
      codes: ['ForbiddenByConnection'],
      text: /Public network access is disabled and request is not from/i,
    },
  },
  {
    code: 'CMK_KEY_NOT_FOUND',
    hop: 'key',
    ruleId: 'CMK-017',
    retryable: false,
    reason: 'No key, or no version of it, of this name is in the vault.',
    fix: 'Check name and version (az keyvault key list-versions); if it was deleted, recover it.',
    match: { codes: ['KeyNotFound'] },
  },
  {
    code: 'CMK_PURGE_FORBIDDEN',
    hop: 'access',
    ruleId: 'CMK-008',
    retryable: false,
    reason: 'Whoever deploys may not purge keys.',
    fix: 'Grant the purge permission, or leave what was deleted to its retention.',
    match: { text: /does not have (keys|secrets) purge permission/i },
  },
  {
    code: 'CMK_KEY_ACCESS_DENIED',
    hop: 'access',
    ruleId: 'CMK-008',
    retryable: false,
    reason:
      'Whoever deploys has no permission on keys of this vault; being Owner or Contributor of it gives none.',
    fix: 'Let the plan grant it (grants.deployer), or give the role Key Vault Crypto Officer or an access policy yourself. A grant takes minutes to arrive.',
    docs: REST_ERRORS,
    match: {
      codes: ['ForbiddenByRbac', 'AccessDenied'],
      text: /does not have (keys|secrets) [\w ]+ permission on key vault|Caller is not authorized to perform action on resource/i,
      hops: ['key', 'access', 'vault'],
    },
  },
];
