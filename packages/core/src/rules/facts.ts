/**
 * The neutral vocabulary that rules read. Three independent readers make facts: from a spec, from live Azure, and
 * from the simulator's store; a rule never knows which.
 *
 * Absence has one meaning: an absent *section* (`vault`, `key`, `state`, …) is unknown and rules about it do not
 * apply; an absent *attribute* inside a known section is what Azure makes of an omitted attribute.
 */

/** The clouds that facts can come from. */
export type FactsCloud = 'public' | 'usGovernment' | 'china';

/** What a key permission is called in an access policy. */
export type KeyPermission = 'get' | 'wrapKey' | 'unwrapKey';

/** Who uses a key. */
export type KeyConsumer =
  /** The first-party service principal behind the workspace's metadata stores. */
  | 'cosmosDb'
  /** The user-assigned identity named in `encryption.identity`. */
  | 'workspaceEncryptionIdentity'
  /** The first-party service principal of Azure Container Instances. */
  | 'containerInstance'
  /** The user-assigned identity of a container group. */
  | 'containerGroupIdentity'
  /** The identity of a disk encryption set. */
  | 'diskEncryptionSet'
  | StoreKind;

/** A store that can be put under a key by itself; its identity uses that key. */
export type StoreKind =
  | 'storageAccount'
  | 'containerRegistry'
  | 'searchService'
  | 'aiServicesAccount'
  | 'databricksWorkspace';

/** A vault: who it is, and what is known of its settings. */
export interface VaultFacts {
  /** ARM id as given. */
  readonly id: string;
  readonly name: string;
  readonly subscriptionId: string;
  /** What is known beyond its id. */
  readonly state?: VaultState;
}

/** A vault's settings. */
export interface VaultState {
  /** Normalised region, for example `westeurope`. */
  readonly location: string;
  readonly tenantId: string;
  /** `https://{name}.{suffix}`, no trailing slash. */
  readonly uri: string;
  /** Absent: on (the default since api-version 2020-04-01-preview). */
  readonly softDelete?: boolean;
  /** Absent: off. */
  readonly purgeProtection?: boolean;
  /** Days; absent: 90. */
  readonly retentionDays?: number;
  readonly accessModel: 'accessPolicies' | 'rbac';
}

/** A key: how it is named, and what is known of it. */
export interface KeyFacts {
  /** The key identifier as given. */
  readonly id: string;
  /** `https://{vault}.{suffix}`, lower case, no trailing slash; absent when the identifier cannot be parsed. */
  readonly vaultUri?: string;
  readonly name?: string;
  /** Absent: versionless. */
  readonly version?: string;
  /** True when the identifier is not known yet because the plan creates the key and will pin its version. */
  readonly planned?: boolean;
  /** True when the identifier is versionless and the plan gives the workspace the version that is current then. */
  readonly pinned?: boolean;
  /** Where its material comes from; absent: not known, Azure shows it of no key. */
  readonly origin?: 'generated' | 'imported';
  readonly state?: KeyState;
}

/** A key version's attributes. */
export interface KeyState {
  /** `RSA`, `RSA-HSM`, `EC`, `EC-HSM`, `oct`, `oct-HSM`. */
  readonly type: string;
  /** RSA only. */
  readonly sizeBits?: number;
  /** Absent: true. */
  readonly enabled?: boolean;
  /** ISO 8601 instant. */
  readonly notBefore?: string;
  /** ISO 8601 instant. */
  readonly expires?: string;
  /** When the whole key was deleted, ISO 8601. Absent: it is there. */
  readonly deletedOn?: string;
}

/** One consumer of one key and what it may do with it. */
export interface KeyAccessFacts {
  readonly consumer: KeyConsumer;
  /** What the consumer serves: `workspace`, or the name of a container group, disk encryption set or store. */
  readonly target: string;
  /** Object id of the principal, when it is known already. */
  readonly principalId?: string;
  /** What the principal may do with the key. */
  readonly granted: readonly KeyPermission[];
}

/** One grant of key permissions to a principal, as written. */
export interface GrantFacts {
  /** The object id that the grant names: as written, right or wrong. */
  readonly principalId: string;
  readonly permissions: readonly KeyPermission[];
  readonly via: 'accessPolicy' | 'role';
}

/** Somebody who makes keys or is to. */
export interface KeyMakerFacts {
  /** Whoever deploys, or an identity that is meant for the workspace. */
  readonly who: 'deployer' | 'workspaceIdentity';
  /** What it may do with keys of the vault, by access policy or role. */
  readonly granted: readonly ('create' | 'get' | 'delete' | 'purge')[];
  /** Whether it has the role Contributor on the vault; absent: not known. */
  readonly isContributor?: boolean;
}

/** When something was given its key. */
export interface KeyAssignmentFacts {
  readonly target: 'workspace' | 'containerGroup' | 'diskEncryptionSet';
  readonly name: string;
  /** `later`: it was there before without a key. `never`: it is there, and has none. */
  readonly givenAt: 'creation' | 'later' | 'never';
}

/** A version of the key that was replaced. */
export interface RotationFacts {
  readonly previousVersion: string;
  /** Whether it can still be used. Absent: true. */
  readonly isPreviousUsable?: boolean;
  /** ISO 8601 instant at which the last consumer took the new version. Absent: one has not yet. */
  readonly switchedAt?: string;
}

/** A key that was revoked: disabled, deleted, or taken away from who used it. */
export interface RevocationFacts {
  /** ISO 8601 instant. */
  readonly revokedAt: string;
  /** Stores under the key, and whether they still take requests. */
  readonly stores: readonly {
    readonly service: ManagedStoreFacts['service'];
    readonly isServing: boolean;
  }[];
}

/** Something in a workspace, and whether metadata of it is in the managed stores. */
export interface MetadataFacts {
  /** Path under the workspace: `jobs/train-1`. */
  readonly of: string;
  readonly isObjectThere: boolean;
  readonly isRecordThere: boolean;
}

/** The service principal of Azure Machine Learning, which makes the managed resource group. */
export interface GroupMakerFacts {
  /** Absent: it is not in the tenant. */
  readonly principalId?: string;
  /** Whether it may make resource groups in the subscription of the workspace. */
  readonly mayCreate: boolean;
}

/** A principal that must be looked up in the tenant before it can be granted anything, because nobody named it. */
export interface LookupFacts {
  readonly consumer: KeyConsumer;
  /** What it is looked up by. Absent: Microsoft publishes none for the cloud. */
  readonly applicationId?: string;
}

/** A workspace as described, requested or stored. */
export interface WorkspaceFacts {
  readonly name: string;
  readonly subscriptionId: string;
  readonly location: string;
  /** `Default`, `Hub`, `Project`, `FeatureStore`, in any case. */
  readonly kind: string;
  /** ARM id of the hub of a project. Absent: it has none. */
  readonly hubId?: string;
  /** Absent: false. */
  readonly highBusinessImpact?: boolean;
  /** Whether its data is sensitive, as whoever describes it says; absent: not said. */
  readonly holdsSensitiveData?: boolean;
  /** ARM id of the vault in which it keeps its credentials; absent: not known. */
  readonly keyVaultId?: string;
  /** ISO 8601 instant at which it last took over the keys of its storage account; absent: not known. */
  readonly keysSyncedAt?: string;
  /** Absent: Microsoft-managed keys. */
  readonly encryption?: {
    readonly architecture: 'managedResourceGroup' | 'serviceSide';
    /** `keyVaultArmId` as given; empty when missing. */
    readonly vaultId: string;
    /** `keyIdentifier` as given; empty when missing. */
    readonly keyIdentifier: string;
    /** `encryption.identity.userAssignedIdentity`. */
    readonly identityId?: string;
    /** Stores that exist already and that the workspace is asked to take. Absent: none. */
    readonly ownStores?: readonly ManagedStoreFacts['service'][];
  };
}

/** An endpoint of a workspace, of the second version of its API. */
export interface EndpointFacts {
  readonly name: string;
  readonly kind: 'online' | 'batch';
}

/** A project of a hub, and what it shows of a key and of a managed resource group. */
export interface ProjectFacts {
  readonly name: string;
  readonly location: string;
  /** What its own `encryption` names, which only its hub's should. Absent: nothing. */
  readonly keyIdentifier?: string;
  /** Its `serviceProvisionedResourceGroup`. Absent: it shows none of its own. */
  readonly managedGroupName?: string;
}

/** A container group's encryption. */
export interface ContainerGroupFacts {
  readonly name: string;
  readonly vaultBaseUrl?: string;
  readonly keyName?: string;
  readonly keyVersion?: string;
  /** True when the version is not known yet because the plan pins it. */
  readonly planned?: boolean;
  readonly identityId?: string;
  /** What deploys it; absent: Resource Manager, as this project does. */
  readonly through?: 'resourceManager' | 'azureMlV1' | 'azureMlV2';
}

/** A disk encryption set. */
export interface DiskEncryptionSetFacts {
  readonly name: string;
  readonly subscriptionId: string;
  readonly location: string;
  readonly vaultLocation?: string;
  /** The user-assigned identity that uses the key; absent: a system-assigned one. */
  readonly identityId?: string;
}

/** A Kubernetes cluster with encrypted disks. */
export interface ClusterFacts {
  readonly name: string;
  /** Absent: not known, as of a cluster that is given by its id. */
  readonly location?: string;
  /** As given, for example `1.31` or `1.31.2`; absent: Azure picks a supported one. */
  readonly kubernetesVersion?: string;
  /** Whether the disk encryption set is asked for when the cluster is made, or for one that exists. */
  readonly when: 'creation' | 'existing';
  /** Which disks are to come under the key. */
  readonly disks: readonly ('os' | 'data')[];
}

/** A compute of a workspace. */
export interface ComputeFacts {
  readonly name: string;
  readonly kind: 'cluster' | 'instance' | 'serverless';
  /** Nodes that a cluster keeps when no job is queued. Absent: 0. */
  readonly nodeCountMin?: number;
  /** Data disks of an instance. Absent: 0. */
  readonly dataDiskCount?: number;
}

/** A storage account that a workspace uses: its own, or one that training data is mounted from. */
export interface StorageFacts {
  readonly name: string;
  /** Absent: true. */
  readonly httpsOnly?: boolean;
  /** ISO 8601 instant at which an access key was last regenerated; absent: not known. */
  readonly keyRegeneratedAt?: string;
}

/** What a subscription has room for. */
export interface QuotaFacts {
  readonly service: 'cosmosDb' | 'search' | 'storage';
  /** How many resources of the service there may be in the region. */
  readonly limit: number;
  readonly used: number;
}

/** One of the stores that Microsoft makes for a workspace. */
export interface ManagedStoreFacts {
  readonly service: 'cosmosDb' | 'search' | 'storage';
  readonly name: string;
  /** The key it is under, with or without its version; absent: Microsoft's. */
  readonly keyIdentifier?: string;
  /** Request units a second that autoscale goes between; absent: not known. */
  readonly requestUnits?: { readonly min: number; readonly max: number };
  /** Whether only private endpoints and trusted services reach it; absent: not known. */
  readonly isPrivate?: boolean;
  /** Whether the workspace's identity has a role on it; absent: not known. */
  readonly isReadByWorkspace?: boolean;
}

/** The second resource group of a workspace, and what is in it. */
export interface ManagedGroupFacts {
  /** Absent: not known. */
  readonly name?: string;
  /** The workspace's own resource group. */
  readonly workspaceGroup: string;
  readonly stores: readonly ManagedStoreFacts[];
  readonly hasVirtualNetwork: boolean;
  /** Whether the workspace has a private endpoint; absent: not known. */
  readonly isWorkspacePrivate?: boolean;
}

/** A request about the managed resource group by somebody who is neither Microsoft nor the workspace. */
export interface ManagedGroupRequestFacts {
  readonly what: 'read' | 'write' | 'delete';
  /** The group, or a store in it. */
  readonly target: 'group' | ManagedStoreFacts['service'];
}

/** A workspace under a customer's key that was deleted, and what became of its managed resource group. */
export interface WorkspaceDeletionFacts {
  /** False: it can still be recovered. */
  readonly isPermanent: boolean;
  readonly isManagedGroupThere: boolean;
}

/** The container registry of a workspace. */
export interface RegistryFacts {
  readonly name: string;
  /** False: it was deleted. Absent: true. */
  readonly isThere?: boolean;
  /** `Basic`, `Standard`, `Premium`. */
  readonly sku?: string;
  /** Absent: off. */
  readonly adminUser?: boolean;
  /** Whether an identity of the workspace may pull images; absent: not known. */
  readonly isPulledByIdentity?: boolean;
  readonly keyIdentifier?: string;
}

/** What a workspace's identity may do in the vault where the workspace keeps its credentials. */
export interface CredentialAccessFacts {
  readonly keys: boolean;
  readonly secrets: boolean;
  readonly certificates: boolean;
}

/** A place where data of the chain lies, or which it passes, as reports name it. */
export type Place =
  /** Azure Cosmos DB behind the workspace. */
  | 'cosmosDb'
  /** Azure AI Search behind the workspace. */
  | 'search'
  /** The storage account behind the workspace. */
  | 'managedStorage'
  /** The workspace's own storage account. */
  | 'workspaceStorage'
  /** A storage account that training data is mounted from. */
  | 'attachedStorage'
  /** A storage account that is described beside the workspace's own. */
  | 'storageAccount'
  | 'containerRegistry'
  /** An AI Search service that is described, not the one behind the workspace. */
  | 'searchService'
  | 'aiServices'
  /** The vault in which the workspace keeps its credentials. */
  | 'workspaceVault'
  | 'applicationInsights'
  | 'clusterOsDisk'
  | 'clusterTemporaryDisk'
  | 'instanceOsDisk'
  | 'instanceTemporaryDisk'
  | 'serverlessOsDisk'
  | 'serverlessTemporaryDisk'
  | 'containerGroup'
  /** The key that disks get through a disk encryption set. */
  | 'diskEncryptionSet'
  | 'kubernetesOsDisk'
  | 'kubernetesDataDisk'
  | 'databricksDbfsRoot'
  /** Disks of the clusters of a Databricks workspace. */
  | 'databricksManagedDisk'
  /** What the service of Databricks keeps of a workspace. */
  | 'databricksManagedServices'
  /** Transient data of Automated Machine Learning. */
  | 'automatedMlData'
  /** Data on the wire. */
  | 'transit'
  /** Diagnostics that computes send to Microsoft. */
  | 'diagnostics'
  /** Names and job variables that Microsoft collects. */
  | 'collectedByMicrosoft'
  /** Passwords and keys of attached computes. */
  | 'attachedComputeCredentials';

/**
 * What a report says about one place: rules judge it, so that no report says what the documents rule out. `customer`: a
 * key of the customer's. `microsoft`: one of Microsoft's that could be the customer's. `platform`: one that never can.
 * `none`: not encrypted, or not kept. `unknown`: not to be read.
 */
export interface ClaimFacts {
  readonly place: Place;
  /** The resource it is about, where there can be several. */
  readonly name?: string;
  readonly under: 'customer' | 'microsoft' | 'platform' | 'none' | 'unknown';
  /** What shows it: a property of the resource itself, or only the workspace's. Absent: nothing was read. */
  readonly provenBy?: 'resource' | 'workspace';
  /** Of the project whose it is; absent: it is the workspace's own. */
  readonly highBusinessImpact?: boolean;
}

/** A text that Azure logs and that tells more than it should. */
export interface DisclosureFacts {
  /** Where it stands: `environmentVariables.STORAGE_KEY`, `runId`. */
  readonly path: string;
  readonly what: 'secret' | 'emailAddress' | 'userName';
  /** The detector's name for it; never the text itself. */
  readonly detector?: string;
}

/** Which additional services an estimate of costs counts. */
export interface CostEstimateFacts {
  readonly services: readonly ('cosmosDb' | 'search' | 'storage')[];
}

/** Everything known about one chain at one instant. */
export interface ChainFacts {
  /** ISO 8601 instant the facts hold at; key expiry is judged against it. */
  readonly asOf: string;
  readonly cloud: FactsCloud;
  readonly tenantId?: string;
  /** Application ids of the Azure Cosmos DB principal in every cloud: a grant to one of these gives no access. */
  readonly cosmosDbApplicationIds: readonly string[];
  readonly vault?: VaultFacts;
  readonly key?: KeyFacts;
  readonly keyAccess?: readonly KeyAccessFacts[];
  readonly grants?: readonly GrantFacts[];
  readonly keyMakers?: readonly KeyMakerFacts[];
  readonly keyAssignments?: readonly KeyAssignmentFacts[];
  readonly rotation?: RotationFacts;
  readonly revocation?: RevocationFacts;
  readonly lookups?: readonly LookupFacts[];
  readonly workspace?: WorkspaceFacts;
  /** The stored workspace that `workspace` would replace. */
  readonly previousWorkspace?: WorkspaceFacts;
  /** The hub that `workspace`, a project, names. */
  readonly hub?: WorkspaceFacts;
  /** The projects of `workspace`, a hub. Empty: it has none; absent: not known. */
  readonly projects?: readonly ProjectFacts[];
  readonly containerGroups?: readonly ContainerGroupFacts[];
  readonly diskEncryptionSets?: readonly DiskEncryptionSetFacts[];
  readonly clusters?: readonly ClusterFacts[];
  /** What the chain is for, as whoever describes it says. */
  readonly environment?: 'production' | 'development';
  readonly computes?: readonly ComputeFacts[];
  /** Whether the subscription had a compute cluster before the workspace was made; absent: not known. */
  readonly hadClustersBefore?: boolean;
  /** Namespaces of the resource providers that the subscription has registered. */
  readonly registeredProviders?: readonly string[];
  readonly subscriptionState?: 'Enabled' | 'Warned' | 'PastDue' | 'Disabled' | 'Deleted';
  readonly quota?: readonly QuotaFacts[];
  readonly storageAccounts?: readonly StorageFacts[];
  readonly endpoints?: readonly EndpointFacts[];
  readonly groupMaker?: GroupMakerFacts;
  readonly metadata?: readonly MetadataFacts[];
  readonly managedGroup?: ManagedGroupFacts;
  readonly managedGroupRequest?: ManagedGroupRequestFacts;
  readonly workspaceDeletion?: WorkspaceDeletionFacts;
  readonly registry?: RegistryFacts;
  readonly credentialAccess?: CredentialAccessFacts;
  readonly claims?: readonly ClaimFacts[];
  readonly disclosures?: readonly DisclosureFacts[];
  readonly costEstimate?: CostEstimateFacts;
}
