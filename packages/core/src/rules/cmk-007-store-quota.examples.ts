import { encryptedChain } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'room for all three',
      facts: {
        ...encryptedChain,
        quota: [
          { service: 'cosmosDb', limit: 50, used: 0 },
          { service: 'search', limit: 16, used: 0 },
          { service: 'storage', limit: 250, used: 0 },
        ],
      },
    },
  ],
  bad: [
    {
      name: 'no room for a database account',
      facts: { ...encryptedChain, quota: [{ service: 'cosmosDb', limit: 0, used: 0 }] },
    },
    {
      name: 'no room for a search service',
      facts: { ...encryptedChain, quota: [{ service: 'search', limit: 0, used: 0 }] },
    },
  ],
};
