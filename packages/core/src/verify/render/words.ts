/** Words that every format of a posture shares. */
import { parseArmId } from '../../azure/arm-id.ts';
import type { KeyConsumer } from '../../rules/index.ts';
import type { Posture, PostureItem, Under } from '../posture.ts';

/** Whose key, in words. */
export const underWords: Readonly<Record<Under, string>> = {
  customer: 'your key',
  microsoft: 'a key of Microsoft',
  platform: 'never yours',
  none: 'not encrypted or not kept',
  unknown: 'unknown',
};

/** Every verdict, from the best to the worst known. */
export const verdicts: readonly Under[] = Object.freeze([
  'customer',
  'microsoft',
  'platform',
  'none',
  'unknown',
]);

/** Who uses a key, in words; a target follows. */
export const consumers: Readonly<Record<KeyConsumer, string>> = {
  cosmosDb: 'Azure Cosmos DB, for the metadata of the workspace',
  workspaceEncryptionIdentity: 'the encryption identity of the workspace',
  containerInstance: 'Azure Container Instances, for container group',
  containerGroupIdentity: 'the identity of container group',
  diskEncryptionSet: 'the identity of disk encryption set',
  storageAccount: 'the identity of storage account',
  containerRegistry: 'the identity of container registry',
  searchService: 'the identity of AI Search service',
  aiServicesAccount: 'the identity of AI Services account',
  databricksWorkspace: 'the storage account of Databricks workspace',
};

/** How many rows have a verdict. */
export function counted(items: readonly PostureItem[], under: Under): number {
  return items.filter((item) => item.under === under).length;
}

/** `7 under your key, 4 under a key of Microsoft, …`. */
export function countsOf(items: readonly PostureItem[]): string {
  const preposition = (under: Under): string =>
    under === 'customer' || under === 'microsoft' ? 'under ' : '';
  return verdicts
    .map((under) => `${counted(items, under)} ${preposition(under)}${underWords[under]}`)
    .join(', ');
}

/** The architecture of the encryption, in words. */
export function architectureOf({ architecture }: Posture): string {
  return {
    managedResourceGroup: 'stores in a managed resource group of your subscription',
    serviceSide: 'service-side encryption in stores of Microsoft',
    none: 'Microsoft-managed keys',
  }[architecture ?? 'none'];
}

/** An id is told by its last name and its group; the whole id is in the data. */
export function place(id: string): string {
  const parsed = parseArmId(id);
  if (parsed) return `${parsed.name} in ${parsed.resourceGroup}`;
  return id.split('/').at(-1) ?? id;
}
