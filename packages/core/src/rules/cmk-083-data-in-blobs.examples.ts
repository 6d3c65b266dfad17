import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'a key that the account shows',
      facts: withClaims([{ place: 'workspaceStorage', under: 'customer', provenBy: 'resource' }]),
    },
  ],
  bad: [
    {
      name: 'the account of the workspace under a key of Microsoft',
      facts: withClaims([{ place: 'workspaceStorage', under: 'microsoft', provenBy: 'resource' }]),
    },
    {
      name: 'an account of training data under a key of Microsoft',
      facts: withClaims([{ place: 'attachedStorage', under: 'microsoft', provenBy: 'resource' }]),
    },
  ],
};
