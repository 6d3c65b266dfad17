import { encryptedChain, withEncryption, without, workspace } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [{ name: 'a managed resource group', facts: encryptedChain }],
  bad: [
    { name: 'service-side encryption', facts: withEncryption({ architecture: 'serviceSide' }) },
    {
      name: 'encryption omitted: keys of Microsoft',
      facts: { ...encryptedChain, workspace: without(workspace, 'encryption') },
    },
  ],
};
