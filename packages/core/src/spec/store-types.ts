/**
 * Stores that are put under a customer's key by themselves: what is said of each. Defaults are written at each
 * attribute and filled in by the plan. Names and limits: `grammar.ts`.
 */
import type { IdentityRef, Tags } from './types.ts';

/** Under which key a store is, and who uses that key. */
export interface StoreEncryptionSpec {
  /** User-assigned identity that uses the key. Default: the store's own identity, which is granted between two phases. */
  readonly identity?: IdentityRef;
  /** Versioned key identifier of another key; default the workspace's key. */
  readonly keyIdentifier?: string;
  /** ARM id of that other key's vault. */
  readonly vaultId?: string;
  /** Follow new versions of the key: the store is given the key without its version. Default false. */
  readonly autoRotate?: boolean;
}

/** A storage account under the key, for data of jobs beside the workspace's own. */
export interface StorageAccountSpec extends StoreEncryptionSpec {
  /** 3–24 lower-case letters and digits, globally unique. */
  readonly name: string;
  /** Default `Standard_LRS`. */
  readonly sku?: 'Standard_LRS' | 'Standard_GRS' | 'Standard_RAGRS' | 'Standard_ZRS';
  /** Data Lake Storage; fixed at creation. Default false. */
  readonly hierarchicalNamespace?: boolean;
  readonly tags?: Tags;
}

/** The key of a container registry, which needs an identity that is there before it. */
export interface RegistryEncryptionSpec extends StoreEncryptionSpec {
  /** User-assigned identity that uses the key. */
  readonly identity: IdentityRef;
}

/** A Premium container registry made under the key: one that exists cannot be put under a key. */
export interface EncryptedRegistrySpec extends RegistryEncryptionSpec {
  /** 5–50 letters and digits, globally unique. */
  readonly name: string;
  /** Default false. */
  readonly adminUser?: boolean;
  readonly tags?: Tags;
}

/** An Azure AI Search service whose objects are under the key, unless they bring one of their own. */
export interface SearchServiceSpec extends StoreEncryptionSpec {
  /** 2–60 lower-case letters, digits and hyphens, globally unique. */
  readonly name: string;
  /** Default `basic`; a free service takes no key. */
  readonly sku?: 'basic' | 'standard' | 'standard2' | 'standard3';
  readonly tags?: Tags;
}

/** An account of Azure AI services under the key, which must be RSA of 2048 bits. */
export interface AiServicesAccountSpec extends Omit<StoreEncryptionSpec, 'autoRotate'> {
  /** 2–64 letters, digits and hyphens; also the name of its host, so globally unique. */
  readonly name: string;
  /** Default `AIServices`. An account of the kind `OpenAI` uses the key as itself and takes no `identity`. */
  readonly kind?: 'AIServices' | 'OpenAI' | 'CognitiveServices';
  readonly tags?: Tags;
}

/** An Azure Databricks workspace whose DBFS root is under the key. Its storage account's own identity uses it. */
export interface DatabricksWorkspaceSpec extends Omit<
  StoreEncryptionSpec,
  'identity' | 'autoRotate'
> {
  /** 3–64 letters, digits, `-`, `_`. */
  readonly name: string;
  /** Name of the resource group that Azure Databricks makes and keeps. Default `databricks-rg-` and the name. */
  readonly managedResourceGroup?: string;
  readonly tags?: Tags;
}
