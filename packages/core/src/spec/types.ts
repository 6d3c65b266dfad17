/**
 * The description of one encrypted workspace with its inference targets: readonly JSON.
 *
 * Defaults are written at each attribute and filled in by the plan, never by the parser, so that a spec
 * round-trips as it was written. Names and limits: `grammar.ts`. The published JSON Schema: `spec.schema.json`.
 */
import type { CloudName } from '../azure/clouds.ts';
import type { Edition } from '../rules/types.ts';
import type {
  AiServicesAccountSpec,
  DatabricksWorkspaceSpec,
  EncryptedRegistrySpec,
  RegistryEncryptionSpec,
  SearchServiceSpec,
  StorageAccountSpec,
  StoreEncryptionSpec,
} from './store-types.ts';

/** The version of this format. */
export const specFormatVersion = 1;

/** Names to values, at most 50 (15 on keys). */
export type Tags = Readonly<Record<string, string>>;

/** A resource that exists, by its ARM id. */
export interface ExistingResource {
  readonly existing: string;
}

/** A user-assigned managed identity: one that exists, or one to create in the workspace's resource group. */
export type IdentityRef = ExistingResource | { readonly create: { readonly name: string } };

/** Firewall of a vault. */
export interface VaultNetworkSpec {
  /** Default `Allow`. */
  readonly defaultAction?: 'Allow' | 'Deny';
  /** Whether trusted Microsoft services pass the firewall. Default `AzureServices`. */
  readonly bypass?: 'AzureServices' | 'None';
  /** IPv4 addresses or CIDR ranges, at most 1000. */
  readonly ipRules?: readonly string[];
  /** Subnet ids. */
  readonly subnetIds?: readonly string[];
  /** Default `Enabled`. */
  readonly publicNetworkAccess?: 'Enabled' | 'Disabled';
}

/** A private endpoint to create for a resource. */
export interface PrivateEndpointSpec {
  readonly name: string;
  /** ARM id of the subnet it gets an address in. */
  readonly subnetId: string;
}

/** A vault to create. */
export interface NewVaultSpec {
  /** 3–24 characters, letters, digits and hyphens, begins with a letter, globally unique. */
  readonly name: string;
  /** Days, 7–90, fixed once set. Default 90. */
  readonly retentionDays?: number;
  /** Default `rbac`. Always sent explicitly: Azure's own default depends on the api-version. */
  readonly accessModel?: 'accessPolicies' | 'rbac';
  /** `premium` is needed for RSA-HSM keys. Default `standard`. */
  readonly sku?: 'standard' | 'premium';
  /** Default true. False breaks CMK-002 and is refused unless that issue is accepted. */
  readonly purgeProtection?: boolean;
  readonly network?: VaultNetworkSpec;
  readonly privateEndpoint?: PrivateEndpointSpec;
  readonly tags?: Tags;
}

/** The vault that holds the key. */
export type VaultSpec = ExistingResource | { readonly create: NewVaultSpec };

/** A rotation policy; durations in ISO 8601. */
export interface RotationPolicySpec {
  /** Rotate this long after creation, at least `P7D`. */
  readonly rotateAfter?: string;
  /** Rotate this long before expiry, at least `P7D`; needs `expiresAfter`. */
  readonly rotateBeforeExpiry?: string;
  /** New versions expire after this, at least `P28D`. */
  readonly expiresAfter?: string;
  /** Event Grid notification this long before expiry, at least `P7D`. Azure's default `P30D`. */
  readonly notifyBeforeExpiry?: string;
}

/** A key to create. */
export interface NewKeySpec {
  /** 1–127 letters, digits and hyphens. */
  readonly name: string;
  /** Default `RSA`. */
  readonly type?: 'RSA' | 'RSA-HSM';
  /** Bits. Default 3072. */
  readonly size?: 2048 | 3072 | 4096;
  /** Default true. */
  readonly enabled?: boolean;
  /** ISO 8601 instant. */
  readonly activation?: string;
  /** ISO 8601 instant, after `activation`. */
  readonly expiry?: string;
  readonly rotationPolicy?: RotationPolicySpec;
  readonly tags?: Tags;
}

/** The key: one to create, or an existing one by its identifier (pinned to its current version when versionless). */
export type KeySpec = ExistingResource | { readonly create: NewKeySpec };

/** The workspace's storage account. */
export type StorageSpec =
  | ExistingResource
  | {
      readonly create: {
        /** 3–24 lower-case letters and digits, globally unique. */
        readonly name: string;
        /** Default `Standard_LRS`; premium is refused by Azure ML. */
        readonly sku?: 'Standard_LRS' | 'Standard_GRS' | 'Standard_RAGRS' | 'Standard_ZRS';
        /** Puts the account under a key of yours; the workspace's key does not pass down. Default: Microsoft's key. */
        readonly encryption?: StoreEncryptionSpec;
      };
    };

/** The workspace's Application Insights component. */
export type ApplicationInsightsSpec =
  ExistingResource | { readonly create: { readonly name: string } };

/** The workspace's container registry. */
export type ContainerRegistrySpec =
  | ExistingResource
  | {
      readonly create: {
        /** 5–50 letters and digits, globally unique. */
        readonly name: string;
        /** Default `Premium`. */
        readonly sku?: 'Basic' | 'Standard' | 'Premium';
        /** Default true: Azure ML needs it unless an identity has AcrPull. */
        readonly adminUser?: boolean;
        /** Makes the registry under a key of yours; needs `Premium`. Default: Microsoft's key. */
        readonly encryption?: RegistryEncryptionSpec;
      };
    };

/** The vault in which the workspace keeps its credentials: the key's vault, another, or a new one. */
export type WorkspaceVaultSpec =
  { readonly sameAsKeyVault: true } | ExistingResource | { readonly create: NewVaultSpec };

/** Which identity the workspace runs as. */
export type WorkspaceIdentitySpec =
  | { readonly type: 'SystemAssigned' }
  | {
      readonly type: 'UserAssigned';
      /** At least one. */
      readonly identities: readonly IdentityRef[];
      /** Index into `identities`. Default 0. */
      readonly primary?: number;
    };

/** How the workspace's metadata is encrypted. */
export interface WorkspaceEncryptionSpec {
  /**
   * `managedResourceGroup`: Cosmos DB, AI Search and Storage in a group of your subscription.
   * `serviceSide`: in Microsoft's stores with document-level encryption; no rotation, no data labeling, no vault
   * without public network access. Default `managedResourceGroup`.
   */
  readonly architecture?: 'managedResourceGroup' | 'serviceSide';
  /** The user-assigned identity that uses the key instead of the Azure Cosmos DB principal. Must be one of the workspace's. */
  readonly identity?: IdentityRef;
}

/** The workspace. */
export interface WorkspaceSpec {
  /** 3–33 characters: letters, digits, `-`, `_`; begins with a letter or digit. */
  readonly name: string;
  /** `Hub`: an Azure AI hub, which shares its key, its stores and its resources with {@link CmkSpec.projects}. Default `Default`. */
  readonly kind?: 'Default' | 'Hub';
  readonly friendlyName?: string;
  readonly description?: string;
  /** Default `{ type: 'SystemAssigned' }`. */
  readonly identity?: WorkspaceIdentitySpec;
  readonly encryption?: WorkspaceEncryptionSpec;
  /** `hbi_workspace`: at creation only. Default false. */
  readonly highBusinessImpact?: boolean;
  /** Default: created, with a name derived from the workspace's id. */
  readonly storage?: StorageSpec;
  /** Default: created, with a name derived from the workspace's id. */
  readonly applicationInsights?: ApplicationInsightsSpec;
  /** Default: none; the service makes one when it first builds an image. */
  readonly containerRegistry?: ContainerRegistrySpec;
  /** Default: created, with a name derived from the workspace's id. */
  readonly keyVault?: WorkspaceVaultSpec;
  /** Default `Enabled`. */
  readonly publicNetworkAccess?: 'Enabled' | 'Disabled';
  readonly privateEndpoint?: PrivateEndpointSpec;
  readonly managedNetwork?: {
    readonly isolationMode: 'Disabled' | 'AllowInternetOutbound' | 'AllowOnlyApprovedOutbound';
  };
  readonly tags?: Tags;
}

/** A project of the hub: the hub's key, stores and resources, an identity and data of its own. */
export interface ProjectSpec {
  /** 3–33 characters: letters, digits, `-`, `_`; begins with a letter or digit. */
  readonly name: string;
  readonly friendlyName?: string;
  readonly description?: string;
  /** The user-assigned identity that it runs as. Default: its system-assigned one. */
  readonly identity?: IdentityRef;
  /** `hbi_workspace`: at creation only. Default false. */
  readonly highBusinessImpact?: boolean;
  /** Default `Enabled`. */
  readonly publicNetworkAccess?: 'Enabled' | 'Disabled';
  readonly tags?: Tags;
}

/** The key of a container group: the workspace's, or the three parts that the v1 SDK called `cmk_vault_base_url`, `cmk_key_name`, `cmk_key_version`. */
export type ContainerGroupKeySpec =
  | { readonly sameAsWorkspace: true }
  | {
      readonly vaultBaseUrl: string;
      readonly keyName: string;
      readonly keyVersion: string;
      /** ARM id of the vault; needed to plan the grant. Default: the workspace key's vault when the URL is its. */
      readonly vaultId?: string;
    };

/** An encrypted container group (ACI). */
export interface ContainerGroupSpec {
  /** 1–63 lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly image: string;
  /** Cores, 0.1–32. Default 1. */
  readonly cpu?: number;
  /** GiB, 0.1–256. Default 1.5. */
  readonly memoryGiB?: number;
  /** Default `{ sameAsWorkspace: true }`. */
  readonly key?: ContainerGroupKeySpec;
  /** Default: the Azure Container Instances service principal uses the key. Needed with a firewalled vault. */
  readonly identity?: IdentityRef;
  /** TCP ports to open inside the group; no public address is made. */
  readonly ports?: readonly number[];
  readonly tags?: Tags;
}

/** A disk encryption set: one that exists, or one to create under the workspace's key or another. */
export type DiskEncryptionSetSpec =
  | ExistingResource
  | {
      readonly create: {
        readonly name: string;
        /** Default: a system-assigned identity, which is granted between two phases. */
        readonly identity?: IdentityRef;
        /** Versioned key identifier of another key in the same region; default the workspace's key. */
        readonly keyIdentifier?: string;
        /** ARM id of that other key's vault. */
        readonly vaultId?: string;
        /** Follow new versions of the key. Default false. */
        readonly autoRotate?: boolean;
      };
    };

/** An encrypted Kubernetes cluster (AKS): a new one, or the data disks of an existing one. */
export type ClusterSpec =
  | {
      readonly create: {
        /** 1–63 letters, digits, `-`, `_`. */
        readonly name: string;
        /** At least 1.24 (edition `current`), 1.17 before. Default: Azure's. */
        readonly kubernetesVersion?: string;
        readonly diskEncryptionSet: DiskEncryptionSetSpec;
        /** Default `Standard_D4s_v5`. */
        readonly nodeSize?: string;
        /** 1–1000. Default 3. */
        readonly nodeCount?: number;
        /**
         * Nodes encrypt their temporary disks and caches too, on the host and on the way to storage. Only when the cluster
         * is made, and where the subscription has the feature `EncryptionAtHost` of Microsoft.Compute. Default false.
         */
        readonly encryptionAtHost?: boolean;
      };
    }
  | {
      readonly existing: string;
      /** New persistent volumes of this class come under the key; the OS disks of an existing cluster cannot. */
      readonly storageClass: string;
      readonly diskEncryptionSet: DiskEncryptionSetSpec;
    };

/**
 * Which grants the plan makes. Default true for each; false says that you have made it yourself, and deployment and the
 * posture report will find out whether that is so.
 */
export interface GrantsSpec {
  /** The deployer may create and read the key. */
  readonly deployer?: boolean;
  /** The Azure Cosmos DB principal, or the encryption identity, may use the workspace's key. */
  readonly workspace?: boolean;
  /**
   * The workspace's user-assigned identity may work with the workspace's storage account, container registry,
   * Application Insights component and vault. Without meaning for a system-assigned one: Azure ML grants that itself.
   */
  readonly workspaceIdentity?: boolean;
  /** The container groups' principal may use their key. */
  readonly containerGroups?: boolean;
  /** Disk encryption sets may use their key. */
  readonly diskEncryptionSets?: boolean;
  /** Clusters may read their disk encryption set. */
  readonly clusters?: boolean;
  /** Stores that are under a key by themselves, and Azure AI and Databricks, may use it. */
  readonly stores?: boolean;
}

/** One encrypted workspace, its key and its inference targets. */
export interface CmkSpec {
  /** Where an editor finds the JSON Schema; otherwise without meaning. */
  readonly $schema?: string;
  readonly formatVersion: typeof specFormatVersion;
  /** Which documents to judge by. Default `current`. */
  readonly edition?: Edition;
  /** Default `public`. */
  readonly cloud?: CloudName;
  /** GUID. */
  readonly tenantId: string;
  /** GUID. */
  readonly subscriptionId: string;
  /** Created when it does not exist. */
  readonly resourceGroup: string;
  /** Region, for example `westeurope`; spaces and case do not count. */
  readonly location: string;
  /** On everything that is created. */
  readonly tags?: Tags;
  readonly vault: VaultSpec;
  readonly key: KeySpec;
  /** Object id of Azure Cosmos DB's service principal in the tenant; default: looked up in Microsoft Graph. */
  readonly cosmosDbPrincipalObjectId?: string;
  /** Object id of Azure Container Instances' service principal in the tenant; default: looked up in Microsoft Graph. */
  readonly containerInstancePrincipalObjectId?: string;
  readonly workspace: WorkspaceSpec;
  /** Projects of the workspace, which is a hub then. */
  readonly projects?: readonly ProjectSpec[];
  readonly containerGroups?: readonly ContainerGroupSpec[];
  readonly clusters?: readonly ClusterSpec[];
  /** Storage accounts beside the workspace's own. */
  readonly storageAccounts?: readonly StorageAccountSpec[];
  /** Container registries beside the workspace's own. */
  readonly containerRegistries?: readonly EncryptedRegistrySpec[];
  /** Azure AI Search services. */
  readonly searchServices?: readonly SearchServiceSpec[];
  /** Accounts of Azure AI services, Azure OpenAI among them. */
  readonly aiServicesAccounts?: readonly AiServicesAccountSpec[];
  /** Azure Databricks workspaces. */
  readonly databricksWorkspaces?: readonly DatabricksWorkspaceSpec[];
  readonly grants?: GrantsSpec;
}
