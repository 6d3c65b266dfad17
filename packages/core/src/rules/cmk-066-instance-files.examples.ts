import { encryptedChain } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'an instance without data disks',
      facts: { ...encryptedChain, computes: [{ name: 'notebooks', kind: 'instance' }] },
    },
  ],
  bad: [
    {
      name: 'an instance with a data disk',
      facts: {
        ...encryptedChain,
        computes: [{ name: 'notebooks', kind: 'instance', dataDiskCount: 1 }],
      },
    },
  ],
};
