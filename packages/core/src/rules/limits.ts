import type { FactsCloud } from './facts.ts';
import type { Edition } from './types.ts';

/** Key types that can wrap a data key and that the chain's services accept. */
export const acceptedKeyTypes: readonly string[] = Object.freeze(['RSA', 'RSA-HSM']);

/** Size in bits from which on an RSA key is as long as recommended. */
export const recommendedRsaSizeBitsMinInclusive = 3072;

/** Size in bits that Key Vault gives an RSA key when none is asked for. */
export const defaultRsaSizeBits = 2048;

/** The oldest Kubernetes version (`major.minor`, inclusive) whose disks come under a customer's key. */
export const kubernetesVersionMinInclusive: Readonly<Record<Edition, string>> = Object.freeze({
  enc: '1.17',
  'howto-a': '1.17',
  'howto-b': '1.17',
  'concept-2023-09': '1.17',
  current: '1.24',
  aistudio: '1.24',
});

/** Suffix of vault hosts in each cloud, no leading dot. Repeats `azure/clouds.ts`, which rules may not import; a test compares them. */
export const vaultHostSuffixes: Readonly<Record<FactsCloud, string>> = Object.freeze({
  public: 'vault.azure.net',
  usGovernment: 'vault.usgovcloudapi.net',
  china: 'vault.azure.cn',
});

/** Request units a second below which the managed Azure Cosmos DB account does not scale. */
export const requestUnitsMinInclusive = 1200;

/** Request units a second above which the managed Azure Cosmos DB account does not scale. */
export const requestUnitsMaxInclusive = 12_000;

/** Hours for which a replaced key version stays usable after its last consumer took the new one. */
export const previousVersionKeptHoursMinInclusive = 24;

/** Minutes within which Azure Cosmos DB takes a new version of its key by itself. */
export const newVersionTakenMinutesMaxInclusive = 60;

/** Minutes within which stores refuse requests once their key is revoked. */
export const revocationMinutesMaxInclusive = 60;
