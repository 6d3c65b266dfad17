import { managedStore, withManagedGroup } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [{ name: '1200 to 12000', facts: withManagedGroup() }],
  bad: [
    {
      name: 'a fixed throughput',
      facts: withManagedGroup({
        stores: [
          managedStore('cosmosDb', { requestUnits: { min: 400, max: 400 } }),
          managedStore('search'),
          managedStore('storage'),
        ],
      }),
    },
  ],
};
