/**
 * Published examples that are not answered as their documents show, by name; with the versions in brackets where it is
 * not so in every version that has the example.
 */
import type { Allowed } from './lib/allow-list.ts';

/** By reason. */
export const examples: readonly Allowed[] = [
  {
    reason: 'Their templates lie at a host that is no part of the simulator: 501 says so by name.',
    names: [
      'Microsoft.Resources Deployments_ValidateAtSubscriptionScope: PostDeploymentValidateOnSubscription',
      'Microsoft.Resources Deployments_WhatIfAtSubscriptionScope: PostDeploymentWhatIfOnSubscription',
      'Microsoft.Resources Deployments_CreateOrUpdate: PutDeploymentWithOnErrorDeploymentLastSuccessful',
      'Microsoft.Resources Deployments_CreateOrUpdate: PutDeploymentWithOnErrorDeploymentSpecificDeployment',
      'Microsoft.Resources Deployments_CreateOrUpdate: PutDeploymentResourceGroup',
      'Microsoft.Resources Deployments_Validate: PostDeploymentValidateOnResourceGroup',
      'Microsoft.Resources Deployments_WhatIf: PostDeploymentWhatIfOnResourceGroup',
    ],
  },
  {
    reason:
      'Deployments at the tenant and at management groups are not simulated: 501 says so by name.',
    names: [
      'Microsoft.Resources Deployments_CreateOrUpdateAtScope: PutDeploymentAtScope',
      'Microsoft.Resources Deployments_ValidateAtScope: PostDeploymentValidateOnScope',
    ],
  },
  {
    reason:
      'Blobs that can be appended to while they are protected are not simulated: 501 says so by name.',
    names: [
      'Microsoft.Storage BlobContainers_SetLegalHold: BlobContainersSetLegalHoldAllowProtectedAppendWritesAll',
      'Microsoft.Storage BlobContainers_CreateOrUpdateImmutabilityPolicy: BlobContainersPutImmutabilityPolicyAllowProtectedAppendWritesAll',
    ],
  },
  {
    reason: 'A policy has to be locked before it is extended, which the builder does not do.',
    names: [
      'Microsoft.Storage BlobContainers_ExtendImmutabilityPolicy: BlobContainersExtendImmutabilityPolicy',
    ],
  },
  {
    reason: 'The example lacks a property that its own document requires (Application_Type).',
    names: ['Microsoft.Insights Components_CreateOrUpdate: ComponentsUpdate'],
  },
  {
    reason:
      'Images of machines, of the Azure Marketplace and of galleries, are not simulated: whether one is there, and what is in it, nothing here knows. 501 says so by name.',
    names: [
      'Microsoft.Compute Disks_CreateOrUpdate: diskExamples/Disk_Create_FromAPlatformImage',
      'Microsoft.Compute Disks_CreateOrUpdate: diskExamples/Disk_Create_FromAnAzureComputeGalleryCommunityImage',
      'Microsoft.Compute Disks_CreateOrUpdate: diskExamples/Disk_Create_FromAnAzureComputeGalleryDirectSharedImage',
      'Microsoft.Compute Disks_CreateOrUpdate: diskExamples/Disk_Create_FromAnAzureComputeGalleryImage',
      'Microsoft.Compute Disks_CreateOrUpdate: diskExamples/Disk_Create_ConfidentialVMSupportedDiskEncryptedWithCMK',
      'Microsoft.Compute Disks_CreateOrUpdate: diskExamples/Disk_Create_WithSecurityProfile',
    ],
  },
  {
    reason:
      'Disks and snapshots are imported from page blobs, which are not simulated, so that there is none to import.',
    names: [
      'Microsoft.Compute Disks_CreateOrUpdate: diskExamples/Disk_Create_ByImportingBlobFromADifferentSubscription',
      'Microsoft.Compute Disks_CreateOrUpdate: diskExamples/Disk_Create_ByImportingBlobFromTheSameSubscription',
      'Microsoft.Compute Disks_CreateOrUpdate: diskExamples/Disk_Create_FromImportSecure',
      'Microsoft.Compute Disks_CreateOrUpdate: diskExamples/Disk_Create_FromImportSecure_WithVMMetadata',
      'Microsoft.Compute Snapshots_CreateOrUpdate: snapshotExamples/Snapshot_Create_ByImportingAnUnmanagedBlobFromADifferentSubscription',
      'Microsoft.Compute Snapshots_CreateOrUpdate: snapshotExamples/Snapshot_Create_ByImportingAnUnmanagedBlobFromTheSameSubscription',
    ],
  },
  {
    reason: 'Elastic SANs, whose snapshots the examples copy, are not simulated.',
    names: [
      'Microsoft.Compute Disks_CreateOrUpdate: diskExamples/Disk_Create_FromAnElasticSanVolumeSnapshot',
      'Microsoft.Compute Snapshots_CreateOrUpdate: snapshotExamples/Snapshot_Create_FromAnElasticSanVolumeSnapshot',
    ],
  },
  {
    reason: 'The example uploads a disk and does not say how large it is.',
    names: ['Microsoft.Compute Disks_CreateOrUpdate: diskExamples/Disk_Create_PerformancePlus'],
  },
  {
    reason:
      'Standby pools, and the profiles of container groups that they are filled by, are not simulated.',
    names: [
      'Microsoft.ContainerInstance ContainerGroups_CreateOrUpdate: ContainerGroupCreateOrUpdateStandbyPool',
    ],
  },
  {
    reason: 'Network profiles, which Azure has retired, are not simulated.',
    names: [
      'Microsoft.ContainerInstance ContainerGroups_CreateOrUpdate: ContainerGroupsCreateOrUpdate (2019-12-01)',
    ],
  },
  {
    reason:
      'The document of this version lists no 202 for the update of a cluster; the guide to customer-managed keys, and the next document, do.',
    names: ['Microsoft.OperationalInsights Clusters_Update: ClustersUpdate (2023-09-01)'],
  },
  {
    reason:
      'The example has a customer-managed key without a sku, which the guide to encryption with one says to be required.',
    names: [
      'Microsoft.ContainerInstance ContainerGroups_CreateOrUpdate: ContainerGroupEncryptionProperties',
    ],
  },
  {
    reason:
      'The example has no pool with mode System: Azure is reported to refuse that since 2020-03-01, in the words that the simulator answers with.',
    names: [
      'Microsoft.ContainerService ManagedClusters_CreateOrUpdate: ManagedClustersCreate_DedicatedHostGroup',
    ],
  },
  {
    reason: 'The example asks for Kubernetes 1.9.6, which no cluster can be asked for any more.',
    names: [
      'Microsoft.ContainerService AgentPools_CreateOrUpdate: AgentPoolsCreate_TypeVirtualMachines',
    ],
  },
  {
    reason: 'The example exports a resource of a type that is made up.',
    names: ['Microsoft.Resources ResourceGroups_ExportTemplate: ExportResourceGroupWithFiltering'],
  },
  {
    reason: 'Templates in Bicep are not simulated.',
    names: ['Microsoft.Resources ResourceGroups_ExportTemplate: ExportResourceGroupAsBicep'],
  },
  {
    reason:
      'The example gives the address of a vault where the one of a key belongs, which Azure is documented to refuse.',
    names: [
      'Microsoft.DocumentDB DatabaseAccounts_CreateOrUpdate: CosmosDBDatabaseAccountCreateMax',
    ],
  },
  {
    reason:
      'Restoring a Cosmos DB account is not simulated; besides, the example gives the address of a vault where the one of a key belongs.',
    names: [
      'Microsoft.DocumentDB DatabaseAccounts_CreateOrUpdate: CosmosDBRestoreDatabaseAccountCreateUpdate',
    ],
  },
  {
    reason:
      'The example releases a key that it does not say to be exportable, to a statement that nobody here can verify: attestation is not played.',
    names: ['Microsoft.KeyVault release: release-example'],
  },
  {
    reason:
      'The example has digest and value the wrong way round: 256 bytes are no digest of RS512.',
    names: ['Microsoft.KeyVault verify: verify-example'],
  },
  {
    reason:
      'The example has neither access policies nor enableRbacAuthorization: Azure is recorded to refuse that.',
    names: ['Microsoft.KeyVault Vaults_CreateOrUpdate: createVaultWithNetworkAcls'],
  },
  {
    reason:
      'Clusters with the extension of Azure Machine Learning, and AKS computes that bring no cluster of their own, are not simulated.',
    names: [
      'Microsoft.MachineLearningServices Compute_CreateOrUpdate: Compute/createOrUpdate/BasicAKSCompute',
      'Microsoft.MachineLearningServices Compute_CreateOrUpdate: Compute/createOrUpdate/KubernetesCompute',
    ],
  },
  {
    reason: 'Pools of addresses are not simulated.',
    names: ['Microsoft.Network VirtualNetworks_CreateOrUpdate: VirtualNetworkCreateWithIpamPool'],
  },
  {
    reason: 'The document requires nextLink; a page that is the last has none to name.',
    names: ['Microsoft.Resources Subscriptions_List: GetSubscriptions'],
  },
  {
    reason:
      'The example asks for a set of Azure’s own, whose hundreds of members the simulator does not have.',
    names: [
      'Microsoft.Authorization PolicySetDefinitionVersions_GetBuiltIn: getBuiltInPolicySetDefinitionVersion',
      'Microsoft.Authorization PolicySetDefinitionVersions_ListBuiltIn: listBuiltInPolicySetDefinitionVersions',
      'Microsoft.Authorization PolicySetDefinitions_GetBuiltIn: getBuiltInPolicySetDefinition',
    ],
  },
  {
    reason:
      'The example asks for a built-in definition about SQL databases, or for a version 1.2.1 that no published definition of that name has: the simulator has neither.',
    names: [
      'Microsoft.Authorization PolicyDefinitionVersions_GetBuiltIn: getBuiltinPolicyDefinitionVersion',
      'Microsoft.Authorization PolicyDefinitionVersions_ListBuiltIn: listBuiltInPolicyDefinitionVersions',
    ],
  },
  {
    reason:
      'The example puts definitions of a subscription into a set of a management group, which Azure is reported to refuse.',
    names: [
      'Microsoft.Authorization PolicySetDefinitions_CreateOrUpdateAtManagementGroup: createOrUpdatePolicySetDefinitionWithGroupsAtManagementGroup',
    ],
  },
  {
    reason:
      'The example sends a role without a name, since what describes it stands under another parameter: Azure’s own tests expect RoleDefinitionNameNullOrEmpty of that.',
    names: ['Microsoft.Authorization RoleDefinitions_CreateOrUpdate: PutRoleDefinition'],
  },
];
