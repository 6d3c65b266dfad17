import { managedStore, withManagedGroup } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'a role on each',
      facts: withManagedGroup({
        stores: [
          managedStore('cosmosDb', { isReadByWorkspace: true }),
          managedStore('search', { isReadByWorkspace: true }),
          managedStore('storage', { isReadByWorkspace: true }),
        ],
      }),
    },
  ],
  bad: [
    {
      name: 'no role on the storage account',
      facts: withManagedGroup({
        stores: [
          managedStore('cosmosDb', { isReadByWorkspace: true }),
          managedStore('search', { isReadByWorkspace: true }),
          managedStore('storage', { isReadByWorkspace: false }),
        ],
      }),
    },
  ],
};
