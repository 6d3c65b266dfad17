import type { Hop } from '../cmk-error.ts';
import type { KnownFailure } from './recogniser.ts';

/** Services that use a key by an identity of their own; storage accounts say it in other words, in `key.ts`. */
const hops: readonly Hop[] = ['containerRegistry', 'search', 'aiServices', 'databricks'];

/** Refusals of stores that are put under a key by themselves. */
export const storeFailures: readonly KnownFailure[] = [
  {
    code: 'CMK_STORE_KEY_ACCESS_DENIED',
    hop: 'access',
    ruleId: 'CMK-013',
    retryable: false,
    reason: 'The identity of the store may not get, wrap and unwrap with the key.',
    fix: 'Let the plan grant it (grants.stores), or give Key Vault Crypto Service Encryption User to that identity.',
    match: {
      codes: ['KeyVaultAccessForbidden'],
      // Of registries; of Databricks (Azure/azure-powershell#22898).
      text: /Failed to access KeyId|Invalid permissions on the specified KeyVault/i,
      simulatorText:
        /key .+ cannot be used: .*(not authorized to perform action|does not have .{0,60}permission|no identity to use it with)/is,
      hops,
    },
  },
  {
    code: 'CMK_REGISTRY_IDENTITY_GONE',
    hop: 'identity',
    ruleId: 'CMK-013',
    retryable: false,
    reason:
      'The identity with which the registry opens its key was taken from the registry, or deleted.',
    fix: 'Give the registry its identity again (az acr identity assign), or name another that may use the key.',
    docs: 'https://learn.microsoft.com/azure/container-registry/tutorial-troubleshoot-customer-managed-keys',
    match: {
      text: /does not have access to identity|identity associated with the registry is inactive/i,
      hops: ['containerRegistry'],
    },
  },
  {
    code: 'CMK_STORE_KEY_KIND',
    hop: 'key',
    ruleId: 'CMK-010',
    retryable: false,
    reason: 'The service cannot use a key of this type or size.',
    fix: 'Use an RSA key; Azure AI services take 2048 bits only.',
    match: {
      simulatorText:
        /key .+ cannot be used: it (is of the type .+, not RSA|has \d+ bits, not \d+)/is,
      hops,
    },
  },
  {
    code: 'CMK_REGISTRY_KEY_AT_CREATION',
    hop: 'containerRegistry',
    ruleId: 'CMK-074',
    retryable: false,
    reason: 'A key is chosen when a Premium registry is made, never later.',
    fix: 'Make a registry of another name under the key, and move the images there.',
    docs: 'https://learn.microsoft.com/azure/container-registry/tutorial-enable-customer-managed-keys',
    match: {
      simulatorText:
        /customer-managed key (is chosen when a registry is created|needs the SKU Premium)/i,
      hops: ['containerRegistry'],
    },
  },
  {
    code: 'CMK_AI_ACCOUNT_SOFT_DELETED',
    hop: 'aiServices',
    retryable: false,
    reason: 'An account of this name was deleted less than 48 hours ago and is kept.',
    fix: 'Purge it (az cognitiveservices account purge --location REGION --resource-group GROUP --name NAME), or choose another name.',
    docs: 'https://learn.microsoft.com/azure/ai-services/recover-purge-resources',
    match: { codes: ['FlagMustBeSetForRestore', 'CustomDomainInUse'], hops: ['aiServices'] },
  },
];
