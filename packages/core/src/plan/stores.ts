/** The stores that a plan puts under a key by themselves: what each is called, and where Resource Manager has it. */
import type { Hop } from '../errors/cmk-error.ts';
import type { StoreKind } from '../rules/facts.ts';
import type { RuleId } from '../rules/types.ts';
import { apiVersions } from './api-versions.ts';

/** What is told about one kind of store. */
export interface StoreType {
  readonly namespace: string;
  readonly type: string;
  /** For a person, without its article: `storage account`. */
  readonly noun: string;
  readonly hop: Hop;
  readonly apiVersion: string;
  /** What begins the ids of its steps. */
  readonly prefix: string;
  /** What of it comes under the key. */
  readonly content: string;
  /** Hours for which a deleted one is kept, and its name taken; absent: it is gone at once. */
  readonly keptHours?: number;
  /** The documented rule that asks for a key of its own. */
  readonly ruleId?: RuleId;
}

/** Every kind of store. */
export const storeTypes: Readonly<Record<StoreKind, StoreType>> = Object.freeze({
  storageAccount: {
    namespace: 'Microsoft.Storage',
    type: 'storageAccounts',
    noun: 'storage account',
    hop: 'storage',
    apiVersion: apiVersions.storage,
    prefix: 'storage',
    content: 'its blobs and files',
    ruleId: 'CMK-073',
  },
  containerRegistry: {
    namespace: 'Microsoft.ContainerRegistry',
    type: 'registries',
    noun: 'container registry',
    hop: 'containerRegistry',
    apiVersion: apiVersions.containerRegistry,
    prefix: 'registry',
    content: 'its images',
    ruleId: 'CMK-074',
  },
  searchService: {
    namespace: 'Microsoft.Search',
    type: 'searchServices',
    noun: 'AI Search service',
    hop: 'search',
    apiVersion: apiVersions.searchService,
    prefix: 'search',
    content: 'its indexes and other objects',
  },
  aiServicesAccount: {
    namespace: 'Microsoft.CognitiveServices',
    type: 'accounts',
    noun: 'AI Services account',
    hop: 'aiServices',
    apiVersion: apiVersions.aiServicesAccount,
    prefix: 'ai',
    content: 'what it keeps of its users',
    keptHours: 48,
  },
  databricksWorkspace: {
    namespace: 'Microsoft.Databricks',
    type: 'workspaces',
    noun: 'Databricks workspace',
    hop: 'databricks',
    apiVersion: apiVersions.databricksWorkspace,
    prefix: 'databricks',
    content: 'its DBFS root',
    ruleId: 'CMK-077',
  },
});

/** `Storage account stclaims`, as a sentence begins. */
export function storeTitle(told: { readonly store: StoreKind; readonly name: string }): string {
  const { noun } = storeTypes[told.store];
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${told.name}`;
}
