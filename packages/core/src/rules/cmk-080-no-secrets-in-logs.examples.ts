import { encryptedChain } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [{ name: 'nothing found', facts: { ...encryptedChain, disclosures: [] } }],
  bad: [
    {
      name: 'a secret in an environment variable',
      facts: {
        ...encryptedChain,
        disclosures: [
          { path: 'environmentVariables.STORAGE', what: 'secret', detector: 'azure-storage-key' },
        ],
      },
    },
    {
      name: 'a name in a run id',
      facts: { ...encryptedChain, disclosures: [{ path: 'runId', what: 'userName' }] },
    },
    {
      name: 'an e-mail address in the name of a job',
      facts: { ...encryptedChain, disclosures: [{ path: 'jobName', what: 'emailAddress' }] },
    },
  ],
};
