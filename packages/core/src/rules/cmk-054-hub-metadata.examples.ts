import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'all three',
      facts: withClaims(
        [
          { place: 'cosmosDb', under: 'customer', provenBy: 'resource' },
          { place: 'search', under: 'customer', provenBy: 'resource' },
          { place: 'managedStorage', under: 'customer', provenBy: 'resource' },
        ],
        { kind: 'Hub' },
      ),
    },
  ],
  bad: [
    {
      name: 'the artifacts forgotten',
      facts: withClaims(
        [
          { place: 'cosmosDb', under: 'customer', provenBy: 'resource' },
          { place: 'search', under: 'customer', provenBy: 'resource' },
        ],
        { kind: 'Hub' },
      ),
    },
  ],
};
