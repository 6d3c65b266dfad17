import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'opted out',
      facts: withClaims([{ place: 'diagnostics', under: 'none' }], { highBusinessImpact: true }),
    },
    { name: 'collected', facts: withClaims([{ place: 'diagnostics', under: 'platform' }]) },
  ],
  bad: [
    {
      name: 'said to be opted out, without the flag',
      facts: withClaims([{ place: 'diagnostics', under: 'none' }]),
    },
    {
      name: "said to be under the customer's key",
      facts: withClaims([{ place: 'diagnostics', under: 'customer', provenBy: 'workspace' }]),
    },
  ],
};
