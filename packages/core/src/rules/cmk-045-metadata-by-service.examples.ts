import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'all three, one of them not known',
      facts: withClaims([
        { place: 'cosmosDb', under: 'customer', provenBy: 'resource' },
        { place: 'search', under: 'unknown' },
        { place: 'managedStorage', under: 'customer', provenBy: 'resource' },
      ]),
    },
  ],
  bad: [
    {
      name: 'the indices forgotten',
      facts: withClaims([
        { place: 'cosmosDb', under: 'customer', provenBy: 'resource' },
        { place: 'managedStorage', under: 'customer', provenBy: 'resource' },
      ]),
    },
  ],
};
