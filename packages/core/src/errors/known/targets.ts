import type { KnownFailure } from './recogniser.ts';

const BYOK =
  'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/troubleshoot-common-bring-your-own-key-issues';

/** Refusals of disk encryption sets, clusters and container groups. */
export const targetFailures: readonly KnownFailure[] = [
  {
    code: 'CMK_DISK_KEY_ACCESS_DENIED',
    hop: 'diskEncryptionSet',
    ruleId: 'CMK-013',
    retryable: false,
    reason:
      'The identity of the disk encryption set may not use the key. It is noticed when the first disk is made.',
    fix: 'Let the plan grant get, wrapKey and unwrapKey (grants.diskEncryptionSets), or give Key Vault Crypto Service Encryption User to that identity.',
    docs: 'https://github.com/MicrosoftDocs/azure-docs/issues/96319',
    match: {
      codes: ['KeyVaultAccessForbidden'],
      text: /Unable to access key vault resource .+ to enable encryption at rest/i,
      hops: ['diskEncryptionSet', 'managedCluster'],
    },
  },
  {
    code: 'CMK_DISK_REGION_MISMATCH',
    hop: 'diskEncryptionSet',
    ruleId: 'CMK-004',
    retryable: false,
    reason: 'Vault, disk encryption set and disks must be in one region.',
    fix: 'Use a vault in the region of the disk encryption set.',
    docs: BYOK,
    match: { codes: ['KeyVaultAndDiskInDifferentRegions'] },
  },
  {
    code: 'CMK_DISK_ROTATION_KEY_FORM',
    hop: 'diskEncryptionSet',
    ruleId: 'CMK-018',
    retryable: false,
    reason: 'The form of the key identifier and automatic rotation do not go together.',
    fix: 'Give the versioned identifier that the client asks for, or change autoRotate.',
    match: { text: /auto_key_rotation_enabled.+version/i },
  },
  {
    code: 'CMK_DISK_SET_NOT_READABLE',
    hop: 'diskEncryptionSet',
    retryable: false,
    reason: 'The identity of the cluster may not read the disk encryption set.',
    fix: 'Let the plan grant it (grants.clusters), or give the role Reader on the disk encryption set to the identity of the cluster.',
    docs: 'https://github.com/MicrosoftDocs/azure-docs/issues/85998',
    match: {
      text: /Microsoft\.Compute\/diskEncryptionSets\/read.{0,80}linked scope|Microsoft\.Compute\/diskEncryptionSets\/read' over scope/i,
    },
  },
  {
    code: 'CMK_OS_DISK_KEY_IMMUTABLE',
    hop: 'managedCluster',
    ruleId: 'CMK-063',
    retryable: false,
    reason: 'OS disks come under a key when the cluster is made, never later.',
    fix: 'Make a new cluster, or put only new data disks under the key with a StorageClass.',
    docs: 'https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys',
    match: {
      text: /can only be enabled when creating an AKS cluster|Changing property '[\w.]*diskEncryptionSetID'/i,
    },
  },
  {
    code: 'CMK_KUBERNETES_TOO_OLD',
    hop: 'managedCluster',
    ruleId: 'CMK-064',
    retryable: false,
    reason: 'The Kubernetes version is too old for disks under your own key.',
    fix: 'Choose a newer kubernetesVersion, or leave it out.',
    docs: 'https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys',
    match: {
      codes: ['K8sVersionNotSupported', 'AgentPoolK8sVersionNotSupported'],
      text: /supported on Kubernetes versions? [\d.]+ (and|or) (higher|later)|K8sVersionNotSupported|version .{0,40}is not supported in this region/i,
    },
  },
  {
    code: 'CMK_VAULT_FIREWALL',
    hop: 'network',
    retryable: false,
    reason:
      'The vault is behind a firewall, which Azure Container Instances pass only as an identity of the group.',
    fix: 'Give the group an identity (containerGroups[].identity), and let trusted Microsoft services in (bypass AzureServices).',
    docs: 'https://learn.microsoft.com/azure/container-instances/container-instances-encrypt-data',
    match: {
      codes: ['ForbiddenByFirewall', 'ForbiddenByConnection'],
      text: /behind a firewall|Client address .{0,80}is not authorized/i,
      hops: ['containerGroup'],
    },
  },
  {
    code: 'CMK_CONTAINER_KEY_ACCESS_DENIED',
    hop: 'access',
    ruleId: 'CMK-013',
    retryable: false,
    reason:
      'Azure Container Instances, or the identity of the group, may not get and unwrap the key.',
    fix: 'Let the plan grant it (grants.containerGroups), or grant get and unwrapKey to the object id of the Azure Container Instances principal or of the identity.',
    docs: 'https://learn.microsoft.com/azure/container-instances/container-instances-encrypt-data',
    match: {
      codes: [
        'EncryptionKeyAccessDenied',
        'KeyVaultAccessForbidden',
        'ForbiddenByRbac',
        'AccessDenied',
      ],
      text: /does not have .{0,60}permission|not authorized to perform action|access .{0,40}denied|(may not|cannot|unable to) .{0,40}(access|use|unwrap) .{0,60}(key|vault)/i,
      hops: ['containerGroup'],
    },
  },
  {
    code: 'CMK_CONTAINER_KEY_INCOMPLETE',
    hop: 'containerGroup',
    ruleId: 'CMK-060',
    retryable: false,
    reason: 'A container group needs vault base URL, key name and key version.',
    fix: 'Give all three; the version can be pinned from the key.',
    match: {
      text: /(keyVersion|keyName|vaultBaseUrl|encryptionProperties).{0,80}(required|missing|invalid|null|empty)/i,
      hops: ['containerGroup'],
    },
  },
];
