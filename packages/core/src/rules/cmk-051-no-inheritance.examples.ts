import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'a key that the storage account itself shows',
      facts: withClaims([{ place: 'workspaceStorage', under: 'customer', provenBy: 'resource' }], {
        kind: 'Hub',
      }),
    },
    {
      name: 'AI Services under a key of Microsoft',
      facts: withClaims([{ place: 'aiServices', under: 'microsoft', provenBy: 'resource' }], {
        kind: 'Hub',
      }),
    },
  ],
  bad: [
    {
      name: 'AI Services said to have the key of the hub',
      facts: withClaims([{ place: 'aiServices', under: 'customer', provenBy: 'workspace' }], {
        kind: 'Hub',
      }),
    },
    {
      name: "the customer's key, and nothing that shows it",
      facts: withClaims([{ place: 'containerRegistry', under: 'customer' }], { kind: 'Hub' }),
    },
  ],
};
