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
