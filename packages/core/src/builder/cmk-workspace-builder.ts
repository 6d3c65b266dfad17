import type { CloudName } from '../azure/clouds.ts';
import type { Issue } from '../errors/cmk-error.ts';
import type { Plan } from '../plan/types.ts';
import type { Edition } from '../rules/types.ts';
import type {
  CmkSpec,
  GrantsSpec,
  PrivateEndpointSpec,
  Tags,
  WorkspaceSpec,
} from '../spec/types.ts';
import { builderFrom, emptyBuilder } from './builder-impl.ts';
import type {
  AciOptions,
  AiServicesOptions,
  AksDiskOptions,
  BuilderCheckOptions,
  BuilderPlanOptions,
  ContainerRegistryOptions,
  DatabricksOptions,
  EncryptedRegistryOptions,
  ExistingAks,
  HubOptions,
  KeyOptions,
  NameOrId,
  NewAksOptions,
  ProjectOptions,
  SearchServiceOptions,
  StorageAccountOptions,
  StorageOptions,
  UserAssignedIdentityOptions,
  V1Outcome,
  V1Parameters,
  VaultOptions,
  WorkspaceOptions,
} from './builder-options.ts';
import type { After, BuilderStep, Finally, RequiredStep, Until } from './builder-steps.ts';

/**
 * Describes an encrypted workspace, call by call.
 *
 * Immutable: each method returns a new frozen builder, so that two branches from one base never interfere. No method
 * throws on a bad name, id or number; `validate()` returns everything that is wrong, `plan()` throws it at once.
 * What is missing, or called twice, is a compile-time error in words; in JavaScript `plan()`, `toSpec()` and
 * `v1Parameters()` throw `CMK_BUILDER_INCOMPLETE` or `CMK_BUILDER_CONFLICT` instead.
 *
 * @example
 * ```ts
 * import { CmkWorkspaceBuilder } from '@azureml-cmk/core';
 *
 * const base = CmkWorkspaceBuilder.create()
 *   .tenant('77777777-7777-4777-8777-777777777777')
 *   .subscription('66666666-6666-4666-8666-666666666666')
 *   .resourceGroup('rg-churn')
 *   .region('westeurope');
 *
 * const plan = base
 *   .vault('kv-churn-cmk', { retentionDays: 30 })
 *   .key('workspace-cmk', { rotationPolicy: { rotateAfter: 'P1Y' } })
 *   .workspace('mlw-churn')
 *   .userAssignedIdentity('id-churn')
 *   .encryptionIdentity('id-churn')
 *   .highBusinessImpact()
 *   .encryptAci('aci-churn', { image: 'mcr.microsoft.com/azuredocs/aci-helloworld:latest' })
 *   .encryptAks('aks-churn', { diskEncryptionSet: 'des-churn', kubernetesVersion: '1.31' })
 *   .plan({ asOf: '2026-09-01T00:00:00Z' });
 *
 * console.log(plan.steps.map((step) => step.title));
 * ```
 */
export interface CmkWorkspaceBuilder<Done extends BuilderStep = never> {
  /** Chooses the cloud. Default `public`. The last call counts. */
  readonly cloud: (name: CloudName) => CmkWorkspaceBuilder<Done>;

  /** Chooses the documents to judge by. Default `current`. The last call counts. */
  readonly edition: (edition: Edition) => CmkWorkspaceBuilder<Done>;

  /** Sets the tenant, a GUID. The last call counts. */
  readonly tenant: (id: string) => CmkWorkspaceBuilder<Done | 'tenant'>;

  /** Sets the subscription, a GUID. The last call counts. */
  readonly subscription: (id: string) => CmkWorkspaceBuilder<Done | 'subscription'>;

  /** Sets the resource group, which is created when it does not exist. The last call counts. */
  readonly resourceGroup: (name: string) => CmkWorkspaceBuilder<Done | 'resourceGroup'>;

  /** Sets the region, for example `westeurope`; spaces and case do not count. The last call counts. */
  readonly region: (name: string) => CmkWorkspaceBuilder<Done | 'region'>;

  /** Adds tags to everything that is created, at most 50. */
  readonly tags: (tags: Tags) => CmkWorkspaceBuilder<Done>;

  /**
   * Creates the vault that holds the key: 3–24 letters, digits and single hyphens, globally unique. Purge protection
   * is always on and cannot be undone. The deployer needs `Microsoft.KeyVault/vaults/write`.
   */
  readonly vault: Until<
    Done,
    'vault',
    'the vault is chosen already: vault() and useVault() are called once',
    (name: string, options?: VaultOptions) => CmkWorkspaceBuilder<Done | 'vault'>
  >;

  /** Takes an existing vault by its ARM id. The deployer needs `Microsoft.KeyVault/vaults/read`. */
  readonly useVault: Until<
    Done,
    'vault',
    'the vault is chosen already: vault() and useVault() are called once',
    (armId: string) => CmkWorkspaceBuilder<Done | 'vault'>
  >;

  /**
   * Creates the key, RSA with 3072 bits unless said otherwise: 1–127 letters, digits and hyphens. The deployer needs
   * to create keys: the role Key Vault Crypto Officer, or the key permissions get and create.
   */
  readonly key: Until<
    Done,
    'key',
    'the key is chosen already: key() and useKey() are called once',
    (name: string, options?: KeyOptions) => CmkWorkspaceBuilder<Done | 'key'>
  >;

  /** Takes an existing key by its identifier; without a version it is pinned to the current one when deployed. */
  readonly useKey: Until<
    Done,
    'key',
    'the key is chosen already: key() and useKey() are called once',
    (keyIdentifier: string) => CmkWorkspaceBuilder<Done | 'key'>
  >;

  /** Names the workspace: 3–33 letters, digits, `-` and `_`. */
  readonly workspace: Until<
    Done,
    'workspace',
    'the workspace is named already: workspace() and hub() exclude each other and are called once',
    (name: string, options?: WorkspaceOptions) => CmkWorkspaceBuilder<Done | 'workspace'>
  >;

  /**
   * Names the workspace and makes it an Azure AI hub: its projects share its key, its managed resource group and its
   * resources. Everything that is said of the workspace is said of the hub.
   */
  readonly hub: Until<
    Done,
    'workspace',
    'the workspace is named already: workspace() and hub() exclude each other and are called once',
    (name: string, options?: HubOptions) => CmkWorkspaceBuilder<Done | 'workspace' | 'hub'>
  >;

  /**
   * Adds a project to the hub: 3–33 letters, digits, `-` and `_`. May be called for several. The deployer needs
   * `Microsoft.MachineLearningServices/workspaces/hubs/join/action` on the hub.
   */
  readonly project: After<
    Done,
    'hub',
    'call hub() before project(): only a hub has projects',
    (name: string, options?: ProjectOptions) => CmkWorkspaceBuilder<Done>
  >;

  /** Creates the workspace's storage account: 3–24 lower-case letters and digits, globally unique. Default: created with a derived name. */
  readonly storage: Until<
    Done,
    'storage',
    'the storage account is chosen already: storage() and useStorage() are called once',
    (name: string, options?: StorageOptions) => CmkWorkspaceBuilder<Done | 'storage'>
  >;

  /** Takes an existing storage account by its ARM id. */
  readonly useStorage: Until<
    Done,
    'storage',
    'the storage account is chosen already: storage() and useStorage() are called once',
    (armId: string) => CmkWorkspaceBuilder<Done | 'storage'>
  >;

  /** Creates the workspace's Application Insights component. Default: created with a derived name. */
  readonly applicationInsights: Until<
    Done,
    'applicationInsights',
    'Application Insights is chosen already: applicationInsights() and useApplicationInsights() are called once',
    (name: string) => CmkWorkspaceBuilder<Done | 'applicationInsights'>
  >;

  /** Takes an existing Application Insights component by its ARM id. */
  readonly useApplicationInsights: Until<
    Done,
    'applicationInsights',
    'Application Insights is chosen already: applicationInsights() and useApplicationInsights() are called once',
    (armId: string) => CmkWorkspaceBuilder<Done | 'applicationInsights'>
  >;

  /** Creates the workspace's container registry: 5–50 letters and digits, globally unique. Default: none. */
  readonly containerRegistry: Until<
    Done,
    'containerRegistry',
    'the container registry is chosen already: containerRegistry() and useContainerRegistry() are called once',
    (
      name: string,
      options?: ContainerRegistryOptions,
    ) => CmkWorkspaceBuilder<Done | 'containerRegistry'>
  >;

  /** Takes an existing container registry by its ARM id. */
  readonly useContainerRegistry: Until<
    Done,
    'containerRegistry',
    'the container registry is chosen already: containerRegistry() and useContainerRegistry() are called once',
    (armId: string) => CmkWorkspaceBuilder<Done | 'containerRegistry'>
  >;

  /** Creates the vault in which the workspace keeps its credentials. Default: created with a derived name. */
  readonly workspaceVault: Until<
    Done,
    'workspaceVault',
    "the workspace's vault is chosen already: workspaceVault(), useWorkspaceVault() and workspaceVaultIsKeyVault() are called once",
    (name: string, options?: VaultOptions) => CmkWorkspaceBuilder<Done | 'workspaceVault'>
  >;

  /** Takes an existing vault for the workspace's credentials by its ARM id. */
  readonly useWorkspaceVault: Until<
    Done,
    'workspaceVault',
    "the workspace's vault is chosen already: workspaceVault(), useWorkspaceVault() and workspaceVaultIsKeyVault() are called once",
    (armId: string) => CmkWorkspaceBuilder<Done | 'workspaceVault'>
  >;

  /** Keeps the workspace's credentials in the vault that holds the key; deleting that vault then kills both. */
  readonly workspaceVaultIsKeyVault: Until<
    Done,
    'workspaceVault',
    "the workspace's vault is chosen already: workspaceVault(), useWorkspaceVault() and workspaceVaultIsKeyVault() are called once",
    () => CmkWorkspaceBuilder<Done | 'workspaceVault'>
  >;

  /** Runs the workspace as an identity of its own. This is the default. */
  readonly systemAssignedIdentity: Until<
    Done,
    'userAssignedIdentity',
    'the workspace runs as user-assigned identities already',
    () => CmkWorkspaceBuilder<Done | 'systemAssignedIdentity'>
  >;

  /**
   * Runs the workspace as a user-assigned identity: a name creates one, an ARM id takes one. May be called for
   * several. The deployer needs `Microsoft.ManagedIdentity/userAssignedIdentities/assign/action`.
   */
  readonly userAssignedIdentity: Until<
    Done,
    'systemAssignedIdentity',
    'the workspace runs as its system-assigned identity already',
    (
      nameOrId: NameOrId,
      options?: UserAssignedIdentityOptions,
    ) => CmkWorkspaceBuilder<Done | 'userAssignedIdentity'>
  >;

  /**
   * Lets this user-assigned identity use the key instead of the Azure Cosmos DB principal. It must be one of the
   * workspace's. The last call counts.
   */
  readonly encryptionIdentity: (nameOrId: NameOrId) => CmkWorkspaceBuilder<Done>;

  /** Gives the object id (not the application id) of Azure Cosmos DB's service principal in the tenant. Default: looked up in Microsoft Graph. */
  readonly cosmosDbPrincipal: (objectId: string) => CmkWorkspaceBuilder<Done>;

  /** Gives the object id of Azure Container Instances' service principal in the tenant. Default: looked up in Microsoft Graph. */
  readonly containerInstancePrincipal: (objectId: string) => CmkWorkspaceBuilder<Done>;

  /** `hbi_workspace`: less telemetry, encrypted scratch disks. Fixed at creation. Default of the workspace: false. */
  readonly highBusinessImpact: (on?: boolean) => CmkWorkspaceBuilder<Done>;

  /**
   * Encrypts the metadata document by document in Microsoft's stores instead of in a managed resource group of your
   * subscription: no key rotation, no data labeling, no vault without public network access.
   */
  readonly serviceSideEncryption: () => CmkWorkspaceBuilder<Done>;

  /** Opens or closes the workspace to public networks. Default `Enabled`. The last call counts. */
  readonly publicNetworkAccess: (access: 'Enabled' | 'Disabled') => CmkWorkspaceBuilder<Done>;

  /** Creates a private endpoint to the workspace in a subnet of the same subscription and region. The last call counts. */
  readonly privateEndpoint: (endpoint: PrivateEndpointSpec) => CmkWorkspaceBuilder<Done>;

  /** Isolates the workspace's computes in a network that Azure ML manages. The last call counts. */
  readonly managedNetwork: (
    mode: NonNullable<WorkspaceSpec['managedNetwork']>['isolationMode'],
  ) => CmkWorkspaceBuilder<Done>;

  /**
   * Adds an encrypted container group (ACI): under the workspace's key, or under the key that `vaultBaseUrl`,
   * `keyName` and `keyVersion` name together. May be called for several.
   */
  readonly encryptAci: (name: string, options: AciOptions) => CmkWorkspaceBuilder<Done>;

  /**
   * Adds an encrypted Kubernetes cluster (AKS). By name: a new cluster with OS and data disks under the key. By
   * `{ existing, storageClass }`: the data disks that an existing cluster makes of that StorageClass from then on; its
   * OS disks cannot be changed. May be called for several.
   */
  readonly encryptAks: {
    (name: string, options: NewAksOptions): CmkWorkspaceBuilder<Done>;
    (cluster: ExistingAks, options: AksDiskOptions): CmkWorkspaceBuilder<Done>;
  };

  /**
   * Adds a storage account under the workspace's key, or under the one that `keyIdentifier` names, for data beside the
   * workspace's own account. May be called for several. The deployer needs `Microsoft.Storage/storageAccounts/write`.
   */
  readonly encryptStorage: (
    name: string,
    options?: StorageAccountOptions,
  ) => CmkWorkspaceBuilder<Done>;

  /**
   * Adds a Premium container registry made under the key, beside the workspace's own. Its user-assigned identity must
   * be named: it is granted before the registry is made, and a registry that exists takes no key. May be called for
   * several. The deployer needs `Microsoft.ContainerRegistry/registries/write`.
   */
  readonly encryptRegistry: (
    name: string,
    options: EncryptedRegistryOptions,
  ) => CmkWorkspaceBuilder<Done>;

  /**
   * Adds an AI Search service that demands a key of each of its objects, and brings them this one. May be called for
   * several. The deployer needs `Microsoft.Search/searchServices/write`.
   */
  readonly encryptSearch: (
    name: string,
    options?: SearchServiceOptions,
  ) => CmkWorkspaceBuilder<Done>;

  /**
   * Adds an account of Azure AI services (Azure OpenAI by `kind`) under a key, which must be RSA of 2048 bits. One of
   * Azure OpenAI uses it as itself and takes no `identity`. May be called for several. The deployer needs `Microsoft.CognitiveServices/accounts/write`.
   */
  readonly encryptAiServices: (
    name: string,
    options?: AiServicesOptions,
  ) => CmkWorkspaceBuilder<Done>;

  /**
   * Adds a premium Databricks workspace whose DBFS root is under the key: made first, then its storage account's own
   * identity is granted the key, then the key is set. May be called for several. The deployer needs
   * `Microsoft.Databricks/workspaces/write`.
   */
  readonly encryptDatabricks: (
    name: string,
    options?: DatabricksOptions,
  ) => CmkWorkspaceBuilder<Done>;

  /** Says which grants the plan makes; false: you have made it yourself. Default true for each. Calls add up. */
  readonly grants: (grants: GrantsSpec) => CmkWorkspaceBuilder<Done>;

  /**
   * Everything that is wrong with what was described so far: missing and doubled calls, the grammar, the documented
   * rules. Never throws on what was described. Empty when nothing is wrong.
   *
   * @throws `CmkError` `CMK_OPTION_INVALID` when `asOf` is not an instant.
   */
  readonly validate: (options?: BuilderCheckOptions) => readonly Issue[];

  /**
   * The description as plain, frozen JSON, unchecked except that it is complete.
   *
   * @throws `CmkError` `CMK_BUILDER_INCOMPLETE` or `CMK_BUILDER_CONFLICT`, in JavaScript.
   */
  readonly toSpec: Finally<Done, 'toSpec()', () => CmkSpec>;

  /**
   * The plan: steps as plain JSON. No network.
   *
   * @throws `CmkError` `CMK_SPEC_INVALID` with all issues; `CMK_BUILDER_INCOMPLETE` or `CMK_BUILDER_CONFLICT` in
   * JavaScript, with everything that is missing or doubled.
   */
  readonly plan: Finally<Done, 'plan()', (options?: BuilderPlanOptions) => Plan>;

  /**
   * The parameters that users of the v1 SDK hold: `cmk_keyvault`, `resource_cmk_uri`, `hbi_workspace`, and for each
   * container group `cmk_vault_base_url`, `cmk_key_name`, `cmk_key_version`.
   *
   * @throws `CmkError` `CMK_VALUE_AFTER_DEPLOYMENT` when the key's version is known only after the deployment: pass
   * its outcome then. `CMK_SPEC_INVALID` when the description has errors of form.
   */
  readonly v1Parameters: Finally<Done, 'v1Parameters()', (outcome?: V1Outcome) => V1Parameters>;
}

/** Makes builders. */
export interface CmkWorkspaceBuilderFactory {
  /** An empty builder. */
  readonly create: () => CmkWorkspaceBuilder;
  /**
   * A builder of a whole spec; `from(spec).toSpec()` equals the spec.
   *
   * @throws `CmkError` `CMK_SPEC_INVALID` when the value is not an object, in JavaScript.
   */
  readonly from: (spec: CmkSpec) => CmkWorkspaceBuilder<RequiredStep | 'hub'>;
}

/** Makes builders: `CmkWorkspaceBuilder.create()` for an empty one, `CmkWorkspaceBuilder.from(spec)` for one of a spec. */
export const CmkWorkspaceBuilder: CmkWorkspaceBuilderFactory = Object.freeze({
  create: emptyBuilder,
  from: builderFrom,
});
