/**
 * A plan: steps as plain JSON, `kind` on every node, in an order in which they can run. What a step learns is used by
 * later ones through {@link Ref}.
 */
import type { CloudName } from '../azure/clouds.ts';
import type { Hop, Issue } from '../errors/cmk-error.ts';
import type { KeyConsumer, KeyPermission, StoreKind } from '../rules/facts.ts';
import type { Edition, RuleId } from '../rules/types.ts';
import type {
  CmkSpec,
  NewKeySpec,
  NewVaultSpec,
  PrivateEndpointSpec,
  Tags,
} from '../spec/types.ts';

/** The version of this format. */
export const planFormatVersion = 1;

/** The value that an earlier step gave out: `{ from: 'key', output: 'keyIdentifier' }`. */
export interface Ref {
  readonly from: string;
  readonly output: string;
}

/** A value known now, or one that an earlier step gives out. */
export type Value<T> = T | Ref;

/** Why a step exists. */
export interface Reason {
  readonly ruleId?: RuleId;
  readonly text: string;
}

/** What the deployer must be allowed to do. */
export interface Permission {
  /** `Microsoft.KeyVault/vaults/write`, or for a data action `Microsoft.KeyVault/vaults/keys/create/action`. */
  readonly action: string;
  readonly scope: string;
  readonly data?: boolean;
}

/** What every step has. */
export interface StepBase {
  /** Unique in the plan, stable between plans of the same spec: `vault`, `grant.workspace`. */
  readonly id: string;
  /** One line for a person. */
  readonly title: string;
  readonly hop: Hop;
  /** 2: needs an identity that exists only after something of phase 1 was created. */
  readonly phase: 1 | 2;
  /** Ids of steps that must have succeeded. */
  readonly dependsOn: readonly string[];
  readonly reasons: readonly Reason[];
  readonly permissions: readonly Permission[];
  /** Whether deleting what it made leaves nothing behind; if not, `lasting` says what stays. */
  readonly reversible: boolean;
  readonly lasting?: string;
  /** What it makes or reads, when the id is known before. */
  readonly resourceId?: string;
}

/** Registers a resource provider. No outputs. */
export interface RegisterProviderStep extends StepBase {
  readonly kind: 'provider.register';
  readonly namespace: string;
}

/** Makes the resource group if it is not there. No outputs. */
export interface ResourceGroupStep extends StepBase {
  readonly kind: 'resourceGroup.ensure';
  readonly name: string;
  readonly location: string;
  readonly tags: Tags;
}

/** Finds out who deploys, from the token. Outputs: `objectId`. */
export interface ResolveCallerStep extends StepBase {
  readonly kind: 'caller.resolve';
}

/** Looks up a first-party service principal in Microsoft Graph. Outputs: `objectId`. */
export interface ResolvePrincipalStep extends StepBase {
  readonly kind: 'principal.resolve';
  readonly application: 'cosmosDb' | 'containerInstance';
  /** Application id in this cloud; absent in China for Azure Cosmos DB. */
  readonly applicationId?: string;
}

/** Makes a user-assigned identity. Outputs: `id`, `principalId`, `clientId`. */
export interface IdentityStep extends StepBase {
  readonly kind: 'identity.ensure';
  readonly name: string;
  readonly location: string;
  readonly tags: Tags;
}

/** Reads an existing user-assigned identity. Outputs: `id`, `principalId`, `clientId`. */
export interface ReadIdentityStep extends StepBase {
  readonly kind: 'identity.read';
}

/** Makes a vault. Outputs: `id`, `uri`, `accessModel`. */
export interface VaultStep extends StepBase {
  readonly kind: 'vault.ensure';
  readonly vault: NewVaultSpec;
  readonly location: string;
  readonly tenantId: string;
  readonly tags: Tags;
}

/** Reads an existing vault and checks the rules about it. Outputs: `id`, `uri`, `accessModel`. */
export interface ReadVaultStep extends StepBase {
  readonly kind: 'vault.read';
  /** Whether it holds the workspace's key, so that the rules of a CMK vault hold for it. */
  readonly holdsWorkspaceKey: boolean;
}

/** A permission on keys that a plan gives: to a consumer, or to the deployer who makes the key. */
export type GrantedKeyPermission =
  KeyPermission | 'create' | 'getrotationpolicy' | 'setrotationpolicy';

/** Gives a principal permissions on keys of a vault: by role or by access policy, as the vault is set. No outputs. */
export interface GrantStep extends StepBase {
  readonly kind: 'access.grant';
  readonly vaultId: string;
  readonly accessModel: Value<'accessPolicies' | 'rbac'>;
  readonly principalId: Value<string>;
  readonly principalType: 'ServicePrincipal' | 'User' | 'unknown';
  readonly consumer: KeyConsumer | 'deployer';
  /** What it may do with keys; in an access policy these are written out. */
  readonly keyPermissions: readonly GrantedKeyPermission[];
  /** In a role assignment: a built-in role's name and GUID. */
  readonly role: { readonly name: string; readonly id: string };
}

/** Assigns a role at a scope outside vaults. No outputs. */
export interface RoleAssignmentStep extends StepBase {
  readonly kind: 'role.assign';
  readonly scope: Value<string>;
  readonly principalId: Value<string>;
  readonly role: { readonly name: string; readonly id: string };
}

/** Makes a key. Outputs: `keyIdentifier` (versioned), `version`. */
export interface KeyStep extends StepBase {
  readonly kind: 'key.ensure';
  readonly vaultUrl: string;
  readonly key: NewKeySpec;
}

/** Reads an existing key, pins its version and checks the rules about it. Outputs: `keyIdentifier`, `version`. */
export interface ReadKeyStep extends StepBase {
  readonly kind: 'key.read';
  readonly keyIdentifier: string;
}

/** Makes a storage account. Outputs: `id`. */
export interface StorageStep extends StepBase {
  readonly kind: 'storage.ensure';
  readonly name: string;
  readonly location: string;
  readonly sku: string;
  readonly tags: Tags;
}

/** The key of a store, and who uses it. */
export interface StoreKey {
  /** `https://{vault}.{suffix}`. */
  readonly vaultUri: string;
  readonly keyName: string;
  /** Absent: the store follows new versions of the key. */
  readonly keyVersion?: Value<string>;
  /** ARM id of the user-assigned identity that uses it; absent: the store's own identity does. */
  readonly identityId?: string;
  /** That identity's client id, by which some services name it. */
  readonly identityClientId?: Value<string>;
}

/**
 * Makes a store with an identity; under the key at once when that identity is there before. Outputs: `id`, and
 * `principalId` of the identity that uses the key.
 */
export interface StoreStep extends StepBase {
  readonly kind: 'store.ensure';
  readonly store: StoreKind;
  readonly name: string;
  readonly resourceId: string;
  readonly location: string;
  readonly sku: string;
  /** What only this kind of store has, by the names of its properties. */
  readonly settings: Readonly<Record<string, string | boolean>>;
  /** Absent: the store gets an identity of its own, and the key in a step after the grant to it. */
  readonly key?: StoreKey;
  readonly tags: Tags;
}

/** Puts a store under a key that its own identity may use by then. Outputs: `id`. */
export interface StoreKeyStep extends StepBase {
  readonly kind: 'store.encrypt';
  readonly store: StoreKind;
  readonly name: string;
  /** ARM id of the store, which another step makes. */
  readonly storeId: string;
  readonly key: StoreKey;
}

/** Makes a resource by its id through Resource Manager's generic API. Outputs: `id`. */
export interface GenericResourceStep extends StepBase {
  readonly kind: 'resource.ensure';
  readonly resourceId: string;
  readonly apiVersion: string;
  /** The whole body. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Checks that an existing resource is there. Outputs: `id`, and `principalId` when it runs as an identity: the
 * system-assigned one, else the first user-assigned one.
 */
export interface ReadResourceStep extends StepBase {
  readonly kind: 'resource.read';
  readonly resourceId: string;
  readonly apiVersion: string;
}

/** Makes a private endpoint to a resource. Outputs: `id`. */
export interface PrivateEndpointStep extends StepBase {
  readonly kind: 'privateEndpoint.ensure';
  readonly endpoint: PrivateEndpointSpec;
  readonly location: string;
  readonly targetId: Value<string>;
  /** `vault` or `amlworkspace`. */
  readonly groupId: string;
  readonly tags: Tags;
}

/** Makes the workspace. Outputs: `id`, `principalId`, `managedResourceGroup`. */
export interface WorkspaceStep extends StepBase {
  readonly kind: 'workspace.ensure';
  readonly name: string;
  /** Absent: `Default`. */
  readonly workspaceKind?: 'Hub';
  readonly location: string;
  readonly friendlyName?: string;
  readonly description?: string;
  readonly storageId: Value<string>;
  readonly applicationInsightsId: Value<string>;
  readonly keyVaultId: Value<string>;
  readonly containerRegistryId?: Value<string>;
  readonly identity: {
    readonly type: 'SystemAssigned' | 'UserAssigned';
    readonly ids: readonly string[];
    readonly primary?: string;
  };
  readonly encryption: {
    readonly architecture: 'managedResourceGroup' | 'serviceSide';
    readonly vaultId: string;
    readonly keyIdentifier: Value<string>;
    readonly identityId?: string;
  };
  readonly highBusinessImpact: boolean;
  readonly publicNetworkAccess: 'Enabled' | 'Disabled';
  readonly managedNetworkIsolation?: string;
  readonly tags: Tags;
}

/** Makes a project of a hub. Outputs: `id`, `principalId`. */
export interface ProjectStep extends StepBase {
  readonly kind: 'project.ensure';
  readonly name: string;
  readonly location: string;
  readonly friendlyName?: string;
  readonly description?: string;
  readonly hubId: Value<string>;
  /** Absent: system-assigned. */
  readonly identityId?: string;
  readonly highBusinessImpact: boolean;
  readonly publicNetworkAccess: 'Enabled' | 'Disabled';
  readonly tags: Tags;
}

/** Makes a disk encryption set. Outputs: `id`, `principalId`. */
export interface DiskEncryptionSetStep extends StepBase {
  readonly kind: 'diskEncryptionSet.ensure';
  readonly name: string;
  readonly location: string;
  readonly vaultId: string;
  readonly keyIdentifier: Value<string>;
  /** Absent: system-assigned. */
  readonly identityId?: string;
  readonly autoRotate: boolean;
  readonly tags: Tags;
}

/** Makes an encrypted container group. Outputs: `id`. */
export interface ContainerGroupStep extends StepBase {
  readonly kind: 'containerGroup.ensure';
  readonly name: string;
  readonly location: string;
  readonly image: string;
  readonly cpu: number;
  readonly memoryGiB: number;
  readonly ports: readonly number[];
  readonly vaultBaseUrl: string;
  readonly keyName: string;
  readonly keyVersion: Value<string>;
  readonly identityId?: string;
  readonly tags: Tags;
}

/** Makes a cluster whose OS and data disks are under the key. Outputs: `id`. */
export interface ManagedClusterStep extends StepBase {
  readonly kind: 'managedCluster.ensure';
  readonly name: string;
  readonly location: string;
  readonly dnsPrefix: string;
  readonly kubernetesVersion?: string;
  readonly diskEncryptionSetId: Value<string>;
  readonly nodeSize: string;
  readonly nodeCount: number;
  /** Absent: Azure's default, which is off. */
  readonly encryptionAtHost?: boolean;
  /** User-assigned identity the cluster runs as, so that it can be granted before the cluster exists. */
  readonly identityId: string;
  readonly tags: Tags;
}

/** Renders the StorageClass for the data disks of an existing cluster. Outputs: `manifest`. */
export interface StorageClassStep extends StepBase {
  readonly kind: 'storageClass.render';
  readonly name: string;
  readonly diskEncryptionSetId: Value<string>;
}

/** One node of the plan. */
export type Step =
  | RegisterProviderStep
  | ResourceGroupStep
  | ResolveCallerStep
  | ResolvePrincipalStep
  | IdentityStep
  | ReadIdentityStep
  | VaultStep
  | ReadVaultStep
  | GrantStep
  | RoleAssignmentStep
  | KeyStep
  | ReadKeyStep
  | StorageStep
  | StoreStep
  | StoreKeyStep
  | GenericResourceStep
  | ReadResourceStep
  | PrivateEndpointStep
  | WorkspaceStep
  | ProjectStep
  | DiskEncryptionSetStep
  | ContainerGroupStep
  | ManagedClusterStep
  | StorageClassStep;

/** The kinds of steps. */
export type StepKind = Step['kind'];

/** The step of one kind. */
export type StepOf<K extends StepKind> = Extract<Step, { readonly kind: K }>;

/** A plan: plain JSON, round-trips through `JSON.parse(JSON.stringify(plan))`. */
export interface Plan {
  readonly kind: 'plan';
  readonly formatVersion: typeof planFormatVersion;
  readonly edition: Edition;
  /** ISO 8601 instant the plan was made at; key expiry is judged against it. */
  readonly asOf: string;
  readonly cloud: CloudName;
  readonly tenantId: string;
  readonly subscriptionId: string;
  /** In an order in which they can run. */
  readonly steps: readonly Step[];
  /** What was found at plan time: accepted errors, warnings and notes. */
  readonly issues: readonly Issue[];
  /** Codes of rules whose breach the caller accepts, found when the plan was made or when it is carried out. */
  readonly accepted: readonly string[];
  /** What was described. */
  readonly spec: CmkSpec;
}
