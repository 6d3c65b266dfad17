import { managedStore, withManagedGroup } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: 'no private endpoint', facts: withManagedGroup({ isWorkspacePrivate: false }) },
    {
      name: 'a private endpoint and a network',
      facts: withManagedGroup({
        isWorkspacePrivate: true,
        hasVirtualNetwork: true,
        stores: [
          managedStore('cosmosDb', { isPrivate: true }),
          managedStore('search'),
          managedStore('storage'),
        ],
      }),
    },
  ],
  bad: [
    {
      name: 'a private endpoint and no network',
      facts: withManagedGroup({ isWorkspacePrivate: true }),
    },
    {
      name: 'a database that anybody reaches',
      facts: withManagedGroup({
        isWorkspacePrivate: true,
        hasVirtualNetwork: true,
        stores: [
          managedStore('cosmosDb', { isPrivate: false }),
          managedStore('search'),
          managedStore('storage'),
        ],
      }),
    },
  ],
};
