import { encryptedChain, without, workspace } from './example-facts.ts';
import type { ChainFacts, WorkspaceFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

const sensitive: WorkspaceFacts = { ...workspace, highBusinessImpact: true };
const unsaid = without(workspace, 'highBusinessImpact');

function replacing(previousWorkspace: WorkspaceFacts, requested: WorkspaceFacts): ChainFacts {
  return { ...encryptedChain, previousWorkspace, workspace: requested };
}

export const examples: RuleExamples = {
  good: [
    { name: 'on at creation', facts: { ...encryptedChain, workspace: sensitive } },
    { name: 'on before and after', facts: replacing(sensitive, sensitive) },
    { name: 'off, then omitted: off by default', facts: replacing(workspace, unsaid) },
  ],
  bad: [
    { name: 'turned on later', facts: replacing(workspace, sensitive) },
    { name: 'turned off later', facts: replacing(sensitive, workspace) },
    { name: 'on, then omitted: off by default', facts: replacing(sensitive, unsaid) },
  ],
};
