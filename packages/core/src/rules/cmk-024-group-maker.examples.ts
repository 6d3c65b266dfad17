import { encryptedChain, withEncryption } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

const principalId = '55555555-5555-4555-8555-555555555555';

export const examples: RuleExamples = {
  good: [
    {
      name: 'Contributor of the subscription',
      facts: { ...encryptedChain, groupMaker: { principalId, mayCreate: true } },
    },
    {
      name: 'no role, and no group to make',
      facts: {
        ...withEncryption({ architecture: 'serviceSide' }),
        groupMaker: { principalId, mayCreate: false },
      },
    },
  ],
  bad: [
    {
      name: 'no role on the subscription',
      facts: { ...encryptedChain, groupMaker: { principalId, mayCreate: false } },
    },
  ],
};
