import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'clusters before, told as not known',
      facts: {
        ...withClaims([{ place: 'clusterTemporaryDisk', under: 'unknown' }], {
          highBusinessImpact: true,
        }),
        hadClustersBefore: true,
      },
    },
  ],
  bad: [
    {
      name: 'clusters before, and said to be encrypted',
      facts: {
        ...withClaims([{ place: 'clusterTemporaryDisk', under: 'platform' }], {
          highBusinessImpact: true,
        }),
        hadClustersBefore: true,
      },
    },
  ],
};
