import { encryptedChain, withEncryption } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: 'no ids of stores', facts: encryptedChain },
    { name: 'empty ids of stores', facts: withEncryption({ ownStores: [] }) },
  ],
  bad: [
    { name: 'an Azure Cosmos DB account', facts: withEncryption({ ownStores: ['cosmosDb'] }) },
    { name: 'a search service', facts: withEncryption({ ownStores: ['search'] }) },
    { name: 'a storage account', facts: withEncryption({ ownStores: ['storage'] }) },
  ],
};
