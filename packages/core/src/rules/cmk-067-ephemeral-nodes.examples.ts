import { encryptedChain } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'minimum omitted: no nodes',
      facts: { ...encryptedChain, computes: [{ name: 'train', kind: 'cluster' }] },
    },
  ],
  bad: [
    {
      name: 'a node that stays',
      facts: { ...encryptedChain, computes: [{ name: 'train', kind: 'cluster', nodeCountMin: 1 }] },
    },
  ],
};
