import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: "a datastore under the customer's key",
      facts: withClaims([{ place: 'automatedMlData', under: 'customer', provenBy: 'resource' }]),
    },
    {
      name: 'no telemetry kept',
      facts: withClaims([{ place: 'applicationInsights', under: 'none' }]),
    },
  ],
  bad: [
    {
      name: 'telemetry under a key of Microsoft',
      facts: withClaims([
        { place: 'applicationInsights', under: 'microsoft', provenBy: 'resource' },
      ]),
    },
    {
      name: 'a datastore under a key of Microsoft',
      facts: withClaims([{ place: 'automatedMlData', under: 'microsoft', provenBy: 'resource' }]),
    },
  ],
};
