import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: "never the customer's",
      facts: withClaims([{ place: 'clusterOsDisk', under: 'platform' }]),
    },
    {
      name: 'not encrypted, without high business impact, where the document says so',
      facts: withClaims([{ place: 'clusterOsDisk', under: 'none' }]),
      editions: ['howto-b'],
    },
  ],
  bad: [
    {
      name: "the customer's key",
      facts: withClaims([{ place: 'clusterOsDisk', under: 'customer', provenBy: 'workspace' }]),
    },
    {
      name: "a key that could be the customer's",
      facts: withClaims([{ place: 'clusterOsDisk', under: 'microsoft' }]),
    },
    {
      name: 'not encrypted',
      facts: withClaims([{ place: 'clusterOsDisk', under: 'none' }]),
      editions: ['enc', 'howto-a', 'concept-2023-09', 'current'],
    },
    {
      name: 'not encrypted, with high business impact',
      facts: withClaims([{ place: 'clusterOsDisk', under: 'none' }], { highBusinessImpact: true }),
    },
  ],
};
