import { encryptedChain } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'all three',
      facts: {
        ...encryptedChain,
        credentialAccess: { keys: true, secrets: true, certificates: true },
      },
    },
  ],
  bad: [
    {
      name: 'no secrets',
      facts: {
        ...encryptedChain,
        credentialAccess: { keys: true, secrets: false, certificates: true },
      },
    },
    {
      name: 'nothing',
      facts: {
        ...encryptedChain,
        credentialAccess: { keys: false, secrets: false, certificates: false },
      },
    },
  ],
};
