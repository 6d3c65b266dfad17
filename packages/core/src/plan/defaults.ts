/**
 * What a plan fills in where a spec says nothing: each value once, with its unit in its name. The attributes'
 * docstrings in `spec/types.ts` promise the same values; `defaults.test.ts` compares the two.
 */

/** Days a deleted vault, key or version can be recovered, when the spec says nothing. */
export const defaultVaultRetentionDays = 90;
/** How access to a vault is decided; always sent, because Azure's own default depends on the api-version. */
export const defaultVaultAccessModel = 'rbac';
export const defaultVaultSku = 'standard';
/** Size of an RSA key in bits. */
export const defaultKeySizeBits = 3072;
export const defaultKeyType = 'RSA';
/** Storage SKU: standard, because Azure ML refuses premium accounts. */
export const defaultStorageSku = 'Standard_LRS';
/** The smallest AI Search service that takes a key. */
export const defaultSearchSku = 'basic';
export const defaultAiServicesKind = 'AIServices';
/** The one tier of Azure AI services that takes a key. */
export const aiServicesSku = 'S0';
/** The one tier of Databricks workspaces that takes a key. */
export const databricksSku = 'premium';
export const defaultContainerRegistrySku = 'Premium';
/** Cores of a container group. */
export const defaultContainerCpuCores = 1;
/** Memory of a container group in GiB. */
export const defaultContainerMemoryGiB = 1.5;
/** VM size of a cluster's nodes. */
export const defaultNodeSize = 'Standard_D4s_v5';
/** Nodes of a cluster. */
export const defaultNodeCount = 3;
/** Days a deleted workspace keeps its name and its managed resource group, unless it is purged. */
export const workspaceSoftDeleteDays = 14;
