import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: "never the customer's",
      facts: withClaims([{ place: 'collectedByMicrosoft', under: 'platform' }]),
    },
  ],
  bad: [
    {
      name: "said to be under the customer's key",
      facts: withClaims([
        { place: 'collectedByMicrosoft', under: 'customer', provenBy: 'workspace' },
      ]),
    },
    {
      name: 'said not to be collected',
      facts: withClaims([{ place: 'collectedByMicrosoft', under: 'none' }]),
    },
  ],
};
