import type { KnownFailure } from './recogniser.ts';

const COSMOS = 'https://learn.microsoft.com/azure/cosmos-db/cmk-troubleshooting-guide';
const CONSUMER_FIX =
  'Let the plan grant get, wrapKey and unwrapKey (grants.workspace), or give the role Key Vault Crypto Service Encryption User to the object id of the principal, not to its application id.';

/** Refusals of the workspace and of the stores that Azure Machine Learning makes for it. */
export const workspaceFailures: readonly KnownFailure[] = [
  {
    code: 'CMK_PURGE_PROTECTION_MISSING',
    hop: 'vault',
    ruleId: 'CMK-002',
    retryable: false,
    reason:
      'The vault that holds the key has no purge protection. A workspace checks it inside its operation, minutes after the request.',
    fix: 'Switch it on: az keyvault update --name VAULT --enable-purge-protection true. It cannot be switched off again.',
    docs: 'https://github.com/MicrosoftDocs/azure-docs/issues/108584',
    match: {
      codes: ['KeyVaultNotPurgeProtectionEnabled'],
      text: /should have purge protection enabled on their CMK keyvault|cannot be used: (soft delete|purge protection) is not enabled/i,
    },
  },
  {
    code: 'CMK_WORKSPACE_SOFT_DELETED',
    hop: 'workspace',
    retryable: false,
    reason:
      'A workspace of this name was deleted less than 14 days ago and can still be recovered.',
    fix: 'Recover it, purge it (in the portal, or with forceToPurge at the first deletion), or choose another name.',
    docs: 'https://learn.microsoft.com/azure/machine-learning/concept-soft-delete',
    match: { text: /Soft-deleted workspace exists/i },
  },
  {
    code: 'CMK_VAULT_FIREWALL',
    hop: 'network',
    retryable: false,
    reason: 'The vault firewall does not let Azure Cosmos DB in.',
    fix: 'Let trusted Microsoft services in (bypass AzureServices).',
    docs: COSMOS,
    match: { text: /caller was ignored because bypass is set to None/i },
  },
  {
    code: 'CMK_KEY_UNREACHABLE',
    hop: 'key',
    ruleId: 'CMK-017',
    retryable: false,
    reason:
      'Azure Cosmos DB found no such vault or key in the tenant. It says "try again", but trying again does not help.',
    fix: 'Check that vault and key exist in the tenant of the subscription and that the key identifier names them.',
    docs: COSMOS,
    match: {
      text: /Error contacting the Azure Key Vault resource|correspondent (Azure Key Vault was not found|key is not found)/i,
    },
  },
  {
    code: 'CMK_KEY_IDENTIFIER_INVALID',
    hop: 'key',
    ruleId: 'CMK-017',
    retryable: false,
    reason: 'The key identifier is not one, or belongs to another vault or cloud.',
    fix: 'Give https://VAULT.SUFFIX/keys/NAME/VERSION of the vault that is named by its ARM id.',
    docs: COSMOS,
    match: {
      text: /Provided KeyVaultKeyUri .+ is Invalid|key ?identifier .{0,80}(does not (belong|match)|is (not valid|invalid))/i,
    },
  },
  {
    code: 'CMK_CONSUMER_ACCESS_DENIED',
    hop: 'access',
    ruleId: 'CMK-013',
    retryable: false,
    reason: 'The identity that encrypts the metadata may not use the key.',
    fix: CONSUMER_FIX,
    docs: COSMOS,
    match: {
      codes: ['ForbiddenByRbac', 'AccessDenied', 'KeyVaultAccessForbidden'],
      text: /Default Identity is unauthorized|default identity no longer has permission|does not have (keys )?[\w, ]*(get|wrap|unwrap)[\w, ]*permission|Caller is not authorized to perform action on resource|Access denied to first party service/i,
      hops: ['workspace', 'managedResources'],
    },
  },
  {
    code: 'CMK_KEY_REVOKED',
    hop: 'managedResources',
    ruleId: 'CMK-021',
    retryable: true,
    reason:
      'The store behind the workspace cannot reach its key any more: the key, the vault or the permission is gone.',
    fix: 'Give the access back and wait up to an hour; nothing but deletion works until then.',
    docs: COSMOS,
    match: {
      text: /Customer Managed Key not being accessible|Customer Managed Key in Revoked Status|account is currently revoked/i,
    },
  },
  {
    code: 'CMK_REGION_CAPACITY',
    hop: 'managedResources',
    retryable: true,
    reason: 'The region has no capacity left for Azure Cosmos DB at this moment.',
    fix: 'Choose another region, ask for access to this one (https://aka.ms/cosmosdbquota), or use service-side encryption.',
    match: { text: /currently experiencing high demand in/i },
  },
  {
    code: 'CMK_QUOTA_EXCEEDED',
    hop: 'managedResources',
    ruleId: 'CMK-007',
    retryable: false,
    reason: 'The quota of the subscription does not allow another resource of this kind.',
    fix: 'Raise the quota or delete what is not needed.',
    match: {
      codes: [
        'QuotaExceeded',
        'OperationNotAllowedQuota',
        'SkuQuotaExceeded',
        'ServiceQuotaExceeded',
        'MaxStorageAccountsCountPerSubscriptionExceeded',
        'ClusterMinNodesExceedCoreQuota',
      ],
      text: /does not have enough quota|exceed(s|ed|ing)? .{0,40}quota|quota .{0,60}(exceeded|reached)/i,
    },
  },
  {
    code: 'CMK_GROUP_MAKER_DENIED',
    hop: 'access',
    ruleId: 'CMK-024',
    retryable: false,
    reason:
      'Azure Machine Learning may not make the managed resource group: its service principal is no Contributor of the subscription.',
    fix: 'Give the role Contributor on the subscription to the service principal of Azure Machine Learning, or use service-side encryption, which makes no group.',
    docs: 'https://learn.microsoft.com/azure/machine-learning/how-to-manage-workspace-cli',
    match: {
      text: /Microsoft\.Resources\/subscriptions\/resourceGroups\/write' over scope/i,
      hops: ['workspace', 'managedResources'],
    },
  },
  {
    code: 'CMK_STORAGE_UNFIT',
    hop: 'storage',
    retryable: false,
    reason: 'A workspace needs a standard storage account without a hierarchical namespace.',
    fix: 'Name another account, or let the plan create one.',
    docs: 'https://learn.microsoft.com/azure/machine-learning/how-to-manage-workspace-cli',
    match: {
      text: /storage account .{0,120}(premium|hierarchical namespace)/i,
      hops: ['workspace', 'managedResources'],
    },
  },
  {
    code: 'CMK_VAULT_OTHER_SUBSCRIPTION',
    hop: 'vault',
    ruleId: 'CMK-003',
    retryable: false,
    reason: 'The vault must be in the subscription of the workspace.',
    fix: 'Use a vault of the same subscription.',
    match: {
      text: /key ?vault .{0,120}same subscription|same subscription .{0,120}key ?vault/i,
      hops: ['workspace', 'managedResources'],
    },
  },
  {
    code: 'CMK_ENCRYPTION_IMMUTABLE',
    hop: 'workspace',
    ruleId: 'CMK-031',
    retryable: false,
    reason:
      'A workspace cannot be moved between Microsoft-managed and customer-managed keys, nor to another vault.',
    fix: 'Make a new workspace.',
    match: {
      text: /encryption .{0,80}(cannot|can not|can't) be (changed|updated|removed|enabled|disabled)/i,
      hops: ['workspace'],
    },
  },
  {
    code: 'CMK_HBI_IMMUTABLE',
    hop: 'workspace',
    ruleId: 'CMK-032',
    retryable: false,
    reason: 'High business impact is set when the workspace is made, never later.',
    fix: 'Leave highBusinessImpact as it is, or make a new workspace.',
    match: { text: /hbi.?workspace .{0,80}(cannot|can not|can't) be (changed|updated)/i },
  },
];
