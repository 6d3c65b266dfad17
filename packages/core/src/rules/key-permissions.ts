import type { KeyConsumer, KeyPermission } from './facts.ts';

const WRAP_AND_UNWRAP: readonly KeyPermission[] = Object.freeze(['get', 'wrapKey', 'unwrapKey']);
const UNWRAP: readonly KeyPermission[] = Object.freeze(['get', 'unwrapKey']);

/** What each consumer must be allowed to do with its key. The only place that says so. */
export const requiredKeyPermissions: Readonly<Record<KeyConsumer, readonly KeyPermission[]>> =
  Object.freeze({
    cosmosDb: WRAP_AND_UNWRAP,
    workspaceEncryptionIdentity: WRAP_AND_UNWRAP,
    containerInstance: UNWRAP,
    containerGroupIdentity: UNWRAP,
    diskEncryptionSet: WRAP_AND_UNWRAP,
    storageAccount: WRAP_AND_UNWRAP,
    containerRegistry: WRAP_AND_UNWRAP,
    searchService: WRAP_AND_UNWRAP,
    aiServicesAccount: WRAP_AND_UNWRAP,
    databricksWorkspace: WRAP_AND_UNWRAP,
  });

/** What each consumer is called in a sentence. */
export const keyConsumerNouns: Readonly<Record<KeyConsumer, string>> = Object.freeze({
  cosmosDb: 'the Azure Cosmos DB principal',
  workspaceEncryptionIdentity: "the workspace's encryption identity",
  containerInstance: 'the Azure Container Instances principal',
  containerGroupIdentity: "the container group's identity",
  diskEncryptionSet: "the disk encryption set's identity",
  storageAccount: "the storage account's identity",
  containerRegistry: "the container registry's identity",
  searchService: "the AI Search service's identity",
  aiServicesAccount: "the AI Services account's identity",
  databricksWorkspace: "the identity of the Databricks workspace's storage account",
});
