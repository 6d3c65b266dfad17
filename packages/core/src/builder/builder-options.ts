import type { DeployOutcome } from '../deploy/events.ts';
import type { Edition } from '../rules/types.ts';
import type {
  AiServicesAccountSpec,
  DatabricksWorkspaceSpec,
  EncryptedRegistrySpec,
  SearchServiceSpec,
  StorageAccountSpec,
  StoreEncryptionSpec,
} from '../spec/store-types.ts';
import type {
  ContainerGroupSpec,
  ContainerRegistrySpec,
  NewKeySpec,
  NewVaultSpec,
  ProjectSpec,
  StorageSpec,
  Tags,
} from '../spec/types.ts';

type Created<T> = T extends { readonly create: infer C } ? C : never;

/** A name of something to create, or the ARM id (it begins with `/`) of something that exists. */
export type NameOrId = string;

/** Settings of a vault to create. Purge protection is always on: without it Azure ML refuses the vault. */
export type VaultOptions = Omit<NewVaultSpec, 'name' | 'purgeProtection'>;

/** Settings of a key to create. */
export type KeyOptions = Omit<NewKeySpec, 'name'>;

/** Under which key a store is, and who uses that key. */
export interface StoreEncryptionOptions extends Omit<StoreEncryptionSpec, 'identity'> {
  /** The user-assigned identity that uses the key. Default: the store's own identity, which is granted between two phases. */
  readonly identity?: NameOrId;
}

/** Settings of the workspace's storage account, when it is created. */
export interface StorageOptions extends Omit<Created<StorageSpec>, 'name' | 'encryption'> {
  /** Puts the account under a key of yours. Default: Microsoft's key. */
  readonly encryption?: StoreEncryptionOptions;
}

/** Settings of a storage account under the key. */
export type StorageAccountOptions = StoreEncryptionOptions &
  Omit<StorageAccountSpec, 'name' | keyof StoreEncryptionSpec>;

/** Under which key a container registry is made. */
export interface RegistryEncryptionOptions extends StoreEncryptionOptions {
  /** The user-assigned identity that uses the key: it must be there before the registry. */
  readonly identity: NameOrId;
}

/** Settings of the workspace's container registry, when it is created. */
export interface ContainerRegistryOptions extends Omit<
  Created<ContainerRegistrySpec>,
  'name' | 'encryption'
> {
  /** Makes the registry under a key of yours; needs `Premium`. Default: Microsoft's key. */
  readonly encryption?: RegistryEncryptionOptions;
}

/** Settings of a container registry under the key. */
export type EncryptedRegistryOptions = RegistryEncryptionOptions &
  Omit<EncryptedRegistrySpec, 'name' | keyof StoreEncryptionSpec>;

/** Settings of an AI Search service under the key. */
export type SearchServiceOptions = StoreEncryptionOptions &
  Omit<SearchServiceSpec, 'name' | keyof StoreEncryptionSpec>;

/** Settings of an AI Services account under the key. */
export type AiServicesOptions = Omit<StoreEncryptionOptions, 'autoRotate'> &
  Omit<AiServicesAccountSpec, 'name' | keyof StoreEncryptionSpec>;

/** Settings of a Databricks workspace whose DBFS root is under the key. */
export type DatabricksOptions = Omit<DatabricksWorkspaceSpec, 'name'>;

/** Settings of the workspace that have no method of their own. */
export interface WorkspaceOptions {
  readonly friendlyName?: string;
  readonly description?: string;
  readonly tags?: Tags;
}

/** Settings of a hub that have no method of their own. */
export type HubOptions = WorkspaceOptions;

/** Settings of a project of a hub. */
export interface ProjectOptions extends Omit<ProjectSpec, 'name' | 'identity'> {
  /** The user-assigned identity that it runs as. Default: its system-assigned one. */
  readonly identity?: NameOrId;
}

/** How a user-assigned identity is attached. */
export interface UserAssignedIdentityOptions {
  /** The one that the workspace acts as. Default: the first. */
  readonly primary?: boolean;
}

interface AciCommonOptions extends Pick<
  ContainerGroupSpec,
  'image' | 'cpu' | 'memoryGiB' | 'ports' | 'tags'
> {
  /** The user-assigned identity that uses the key. Needed with a firewalled vault. Default: Azure Container Instances' own principal. */
  readonly identity?: NameOrId;
}

interface AciOwnKeyOptions {
  /** `cmk_vault_base_url` of the v1 SDK. Default, with the other two: the workspace's key. */
  readonly vaultBaseUrl: string;
  /** `cmk_key_name`. */
  readonly keyName: string;
  /** `cmk_key_version`: 32 hexadecimal digits. */
  readonly keyVersion: string;
  /** ARM id of the vault; needed unless it is the vault of the workspace's key. */
  readonly vaultId?: string;
}

interface AciWorkspaceKeyOptions {
  readonly vaultBaseUrl?: never;
  readonly keyName?: never;
  readonly keyVersion?: never;
  readonly vaultId?: never;
}

/** An encrypted container group: under the workspace's key, or under the key of the three `…` attributes together. */
export type AciOptions = AciCommonOptions & (AciWorkspaceKeyOptions | AciOwnKeyOptions);

/** A disk encryption set to create. */
export interface DiskEncryptionSetOptions {
  /** 1–80 letters, digits, `-`, `_`. */
  readonly name: string;
  /** Default: a system-assigned identity, which is granted between two phases. */
  readonly identity?: NameOrId;
  /** Versioned identifier of another key. Default: the workspace's key. */
  readonly keyIdentifier?: string;
  /** ARM id of that other key's vault. */
  readonly vaultId?: string;
  /** Follow new versions of the key. Default false. */
  readonly autoRotate?: boolean;
}

/** Which disk encryption set a cluster uses. */
export interface AksDiskOptions {
  /** A name to create one under the workspace's key, an ARM id to use one, or the settings of one to create. */
  readonly diskEncryptionSet: NameOrId | DiskEncryptionSetOptions;
}

/** A cluster to create, with OS and data disks under the key. */
export interface NewAksOptions extends AksDiskOptions {
  /** `1.31` or `1.31.2`; at least 1.24. Default: Azure's. */
  readonly kubernetesVersion?: string;
  /** VM size. Default `Standard_D4s_v5`. */
  readonly nodeSize?: string;
  /** 1–1000. Default 3. */
  readonly nodeCount?: number;
  /**
   * Nodes encrypt their temporary disks and caches too. Only when the cluster is made, and where the subscription has the
   * feature `EncryptionAtHost` of Microsoft.Compute. Default false.
   */
  readonly encryptionAtHost?: boolean;
}

/** A cluster that exists: the data disks of one StorageClass come under the key. */
export interface ExistingAks {
  /** ARM id of the cluster. */
  readonly existing: string;
  /** Name of the StorageClass to make. */
  readonly storageClass: string;
}

/** How a builder judges what was described. */
export interface BuilderCheckOptions {
  /** ISO 8601 instant that key activation and expiry are judged at. Default: now. */
  readonly asOf?: string;
  /** Default: the builder's own, else `current`. */
  readonly edition?: Edition;
}

/** How a builder makes a plan. */
export interface BuilderPlanOptions extends BuilderCheckOptions {
  /** Codes of broken rules (`CMK-…`) to go on with. Default: none. */
  readonly accept?: readonly string[];
}

/** What the v1 SDK called the three parameters of a workspace. */
export interface V1WorkspaceParameters {
  /** ARM id of the vault. */
  readonly cmk_keyvault: string;
  /** Versioned key identifier. */
  readonly resource_cmk_uri: string;
  readonly hbi_workspace: boolean;
}

/** What the v1 SDK called the three parameters of a container group. */
export interface V1ContainerGroupParameters {
  readonly cmk_vault_base_url: string;
  readonly cmk_key_name: string;
  readonly cmk_key_version: string;
}

/** The v1 parameters of a whole chain. */
export interface V1Parameters extends V1WorkspaceParameters {
  /** By name of the container group. */
  readonly containerGroups: Readonly<Record<string, V1ContainerGroupParameters>>;
}

/** The part of a deployment's outcome that v1 parameters are filled from. */
export type V1Outcome = Pick<DeployOutcome, 'steps'>;
