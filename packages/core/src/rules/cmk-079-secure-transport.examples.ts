import { encryptedChain } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'secure transfer omitted: on by default',
      facts: { ...encryptedChain, storageAccounts: [{ name: 'stml' }] },
    },
  ],
  bad: [
    {
      name: 'plain HTTP allowed',
      facts: { ...encryptedChain, storageAccounts: [{ name: 'stml', httpsOnly: false }] },
    },
  ],
};
