import { encryptedChain, without, workspace } from './example-facts.ts';
import type { ChainFacts, WorkspaceFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

const unencrypted = without(workspace, 'encryption');

function replacing(previousWorkspace: WorkspaceFacts, requested: WorkspaceFacts): ChainFacts {
  return { ...encryptedChain, previousWorkspace, workspace: requested };
}

export const examples: RuleExamples = {
  good: [
    { name: 'encrypted before and after', facts: replacing(workspace, workspace) },
    { name: 'Microsoft-managed keys before and after', facts: replacing(unencrypted, unencrypted) },
  ],
  bad: [
    {
      name: 'to customer-managed keys',
      facts: replacing(unencrypted, workspace),
    },
    {
      name: 'to Microsoft-managed keys: encryption omitted',
      facts: replacing(workspace, unencrypted),
    },
  ],
};
