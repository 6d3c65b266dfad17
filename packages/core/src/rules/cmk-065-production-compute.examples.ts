import { encryptedChain } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'a compute cluster and AKS',
      facts: {
        ...encryptedChain,
        environment: 'production',
        containerGroups: [],
        computes: [{ name: 'train', kind: 'cluster' }],
      },
    },
  ],
  bad: [
    { name: 'a container group', facts: { ...encryptedChain, environment: 'production' } },
    {
      name: 'a compute instance',
      facts: {
        ...encryptedChain,
        environment: 'production',
        containerGroups: [],
        computes: [{ name: 'notebooks', kind: 'instance' }],
      },
    },
  ],
};
