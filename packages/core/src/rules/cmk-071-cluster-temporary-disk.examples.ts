import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: 'off', facts: withClaims([{ place: 'clusterTemporaryDisk', under: 'none' }]) },
    {
      name: 'on',
      facts: withClaims([{ place: 'clusterTemporaryDisk', under: 'platform' }], {
        highBusinessImpact: true,
      }),
    },
  ],
  bad: [
    {
      name: 'off, and said to be encrypted',
      facts: withClaims([{ place: 'clusterTemporaryDisk', under: 'platform' }]),
    },
    {
      name: "on, and said to be under the customer's key",
      facts: withClaims(
        [{ place: 'clusterTemporaryDisk', under: 'customer', provenBy: 'workspace' }],
        { highBusinessImpact: true },
      ),
    },
  ],
};
