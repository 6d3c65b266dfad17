/**
 * A spec with everything filled in: the one input of all step units. Every resource stands here once, with its id and
 * the id of the step that makes or reads it.
 */
import type { Cloud } from '../../azure/clouds.ts';
import type { KeyConsumer, StoreKind } from '../../rules/facts.ts';
import type { NewKeySpec, NewVaultSpec, PrivateEndpointSpec, Tags } from '../../spec/types.ts';
import type { BuiltInRole } from '../roles.ts';
import type {
  GrantStep,
  PrivateEndpointStep,
  Reason,
  ProjectStep,
  Ref,
  Value,
  WorkspaceStep,
} from '../types.ts';

/** A resource, the step that makes or reads it, and which of the two. */
export interface Described {
  readonly stepId: string;
  readonly id: string;
  readonly name: string;
  readonly create: boolean;
}

export interface DescribedVault extends Described {
  readonly url: string;
  /** All attributes, when it is created. */
  readonly settings?: Required<Omit<NewVaultSpec, 'privateEndpoint' | 'tags'>>;
  readonly accessModel: Value<'accessPolicies' | 'rbac'>;
  readonly holdsWorkspaceKey: boolean;
  readonly privateEndpoint?: DescribedPrivateEndpoint;
  readonly tags: Tags;
}

export interface DescribedPrivateEndpoint extends Described {
  readonly endpoint: PrivateEndpointSpec;
  readonly target: Described;
  readonly groupId: PrivateEndpointStep['groupId'];
  readonly tags: Tags;
}

export interface DescribedKey {
  readonly stepId: string;
  readonly name: string;
  readonly vault: DescribedVault;
  /** All attributes, when it is created. */
  readonly create?: NewKeySpec;
  /** The identifier as given, when it exists. */
  readonly existing?: string;
  readonly keyIdentifier: Ref;
  readonly version: Ref;
}

/** A resource that is made through Resource Manager's generic API or only checked. */
export interface DescribedResource extends Described {
  readonly body?: Readonly<Record<string, unknown>>;
}

/** The workspace's container registry. */
export interface DescribedRegistry extends DescribedResource {
  /** When it is created under a key; then it is one of the stores too. */
  readonly store?: DescribedStore;
}

export interface DescribedStorage extends Described {
  /** When it is created. */
  readonly sku?: string;
  /** When it is created under a key by itself; then it is one of the stores too. */
  readonly store?: DescribedStore;
  readonly tags: Tags;
}

/** A store to create that is under a key by itself. */
export interface DescribedStore extends Described {
  readonly store: StoreKind;
  readonly sku: string;
  /** What only this kind of store has, by the names of its properties. */
  readonly settings: Readonly<Record<string, string | boolean>>;
  readonly key: TargetKey;
  /** Absent: its own, which is made with it. */
  readonly identity?: Described;
  readonly autoRotate: boolean;
  /** The step after which it is under the key. */
  readonly keyStepId: string;
  readonly tags: Tags;
}

export interface DescribedWorkspace extends Described {
  readonly step: Pick<
    WorkspaceStep,
    | 'workspaceKind'
    | 'friendlyName'
    | 'description'
    | 'highBusinessImpact'
    | 'publicNetworkAccess'
    | 'managedNetworkIsolation'
    | 'tags'
  >;
  readonly architecture: WorkspaceStep['encryption']['architecture'];
  readonly identities: readonly Described[];
  /** Absent: system-assigned. */
  readonly primaryIdentity?: Described;
  readonly encryptionIdentity?: Described;
  readonly vault: DescribedVault;
  readonly storage: DescribedStorage;
  readonly applicationInsights: DescribedResource;
  readonly containerRegistry?: DescribedRegistry;
  readonly privateEndpoint?: DescribedPrivateEndpoint;
}

export interface DescribedProject extends Described {
  readonly step: Pick<
    ProjectStep,
    'friendlyName' | 'description' | 'highBusinessImpact' | 'publicNetworkAccess' | 'tags'
  >;
  /** Absent: system-assigned. */
  readonly identity?: Described;
}

/** A key used by a target: the workspace's, or another version-pinned one. */
export interface TargetKey {
  readonly vaultBaseUrl: string;
  readonly name: string;
  readonly keyIdentifier: Value<string>;
  readonly version: Value<string>;
  readonly vault: DescribedVault;
  /** Whether it is the workspace's key. */
  readonly isWorkspaceKey: boolean;
}

export interface DescribedContainerGroup extends Described {
  readonly image: string;
  readonly cpu: number;
  readonly memoryGiB: number;
  readonly ports: readonly number[];
  readonly key: TargetKey;
  readonly identity?: Described;
  readonly tags: Tags;
}

export interface DescribedDiskEncryptionSet extends Described {
  /** Absent: it exists. */
  readonly key?: TargetKey;
  readonly identity?: Described;
  readonly autoRotate: boolean;
}

export interface DescribedCluster extends Described {
  /** Of a new cluster. */
  readonly creation?: {
    readonly diskEncryptionSet: DescribedDiskEncryptionSet;
    readonly identity: Described;
    readonly dnsPrefix: string;
    readonly kubernetesVersion?: string;
    readonly nodeSize: string;
    readonly nodeCount: number;
    readonly encryptionAtHost: boolean;
  };
}

/** The StorageClass of an existing cluster. */
export interface DescribedStorageClass {
  readonly stepId: string;
  readonly name: string;
  readonly cluster: DescribedCluster;
  readonly diskEncryptionSet: DescribedDiskEncryptionSet;
}

/** Someone who gets access. */
export interface Principal {
  /** Object id in the tenant. */
  readonly id: Value<string>;
  /** For a person: `the Azure Cosmos DB principal`. */
  readonly title: string;
  readonly type: GrantStep['principalType'];
}

/** A first-party service principal to look up. */
export interface DescribedLookup {
  readonly stepId: string;
  readonly application: 'cosmosDb' | 'containerInstance';
  readonly applicationId?: string;
}

/** What a grant is for: the step that waits for it, and how a person calls it. */
export interface Served {
  readonly stepId: string;
  readonly title: string;
}

/** One principal's permissions on the keys of one vault. */
export interface DescribedGrant {
  readonly stepId: string;
  readonly vault: DescribedVault;
  readonly principal: Principal;
  readonly consumer: KeyConsumer | 'deployer';
  readonly permissions: GrantStep['keyPermissions'];
  readonly role: BuiltInRole;
  /** What cannot work without it. */
  readonly serves: readonly Served[];
}

/** One principal's role on one resource outside vaults' keys. */
export interface DescribedRoleAssignment {
  readonly stepId: string;
  /** For a person: `Let … read disk encryption set des-claims`. */
  readonly title: string;
  readonly scope: Described;
  readonly principal: Principal;
  readonly role: BuiltInRole;
  readonly reason: Reason;
  /** The steps that wait for it. */
  readonly serves: readonly string[];
}

export interface Description {
  readonly cloud: Cloud;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly resourceGroupId: string;
  readonly location: string;
  readonly tags: Tags;
  readonly resolvesCaller: boolean;
  readonly lookups: readonly DescribedLookup[];
  readonly identities: readonly Described[];
  /** The key's vault first. */
  readonly vaults: readonly DescribedVault[];
  readonly key: DescribedKey;
  readonly workspace: DescribedWorkspace;
  /** Of the workspace, when it is a hub. */
  readonly projects: readonly DescribedProject[];
  readonly containerGroups: readonly DescribedContainerGroup[];
  readonly diskEncryptionSets: readonly DescribedDiskEncryptionSet[];
  readonly clusters: readonly DescribedCluster[];
  readonly storageClasses: readonly DescribedStorageClass[];
  /** Those of the workspace first. */
  readonly stores: readonly DescribedStore[];
  readonly grants: readonly DescribedGrant[];
  readonly roleAssignments: readonly DescribedRoleAssignment[];
}
