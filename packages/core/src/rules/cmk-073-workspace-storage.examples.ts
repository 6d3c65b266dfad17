import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'a key that the account shows',
      facts: withClaims([{ place: 'workspaceStorage', under: 'customer', provenBy: 'resource' }]),
    },
    {
      name: 'a key of Microsoft',
      facts: withClaims([{ place: 'workspaceStorage', under: 'microsoft', provenBy: 'resource' }]),
    },
  ],
  bad: [
    {
      name: 'said to have the key of the workspace',
      facts: withClaims([{ place: 'workspaceStorage', under: 'customer', provenBy: 'workspace' }]),
    },
    {
      name: "said never to be the customer's",
      facts: withClaims([{ place: 'workspaceStorage', under: 'platform' }]),
    },
  ],
};
