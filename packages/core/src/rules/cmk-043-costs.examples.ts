import { encryptedChain } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'all three services',
      facts: { ...encryptedChain, costEstimate: { services: ['cosmosDb', 'search', 'storage'] } },
    },
  ],
  bad: [
    {
      name: 'the search service forgotten',
      facts: { ...encryptedChain, costEstimate: { services: ['cosmosDb', 'storage'] } },
    },
    { name: 'nothing counted', facts: { ...encryptedChain, costEstimate: { services: [] } } },
  ],
};
