import { managedStore, withManagedGroup } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [{ name: 'one key', facts: withManagedGroup() }],
  bad: [
    {
      name: 'a search service under another key',
      facts: withManagedGroup({
        stores: [
          managedStore('cosmosDb'),
          managedStore('search', { keyIdentifier: 'https://kv-ml.vault.azure.net/keys/other' }),
          managedStore('storage'),
        ],
      }),
    },
    {
      name: 'a storage account under no key of the customer',
      facts: withManagedGroup({
        stores: [
          managedStore('cosmosDb'),
          managedStore('search'),
          { service: 'storage', name: 'stmanaged' },
        ],
      }),
    },
  ],
};
