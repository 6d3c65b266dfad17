import { managedStore, withManagedGroup } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [{ name: 'all three', facts: withManagedGroup() }],
  bad: [
    {
      name: 'no search service',
      facts: withManagedGroup({ stores: [managedStore('cosmosDb'), managedStore('storage')] }),
    },
    { name: 'an empty group', facts: withManagedGroup({ stores: [] }) },
  ],
};
