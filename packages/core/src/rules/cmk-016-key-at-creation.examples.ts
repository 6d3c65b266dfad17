import { encryptedChain, workspace } from './example-facts.ts';
import type { ChainFacts, KeyAssignmentFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

function given(
  target: KeyAssignmentFacts['target'],
  name: string,
  givenAt: KeyAssignmentFacts['givenAt'],
): ChainFacts {
  return { ...encryptedChain, keyAssignments: [{ target, name, givenAt }] };
}

export const examples: RuleExamples = {
  good: [
    {
      name: 'the key of a workspace, with its creation',
      facts: given('workspace', workspace.name, 'creation'),
    },
    {
      name: 'the key of a container group, with the group',
      facts: given('containerGroup', 'aci-scoring', 'creation'),
    },
    {
      name: 'another key of a disk encryption set, later',
      facts: given('diskEncryptionSet', 'des-ml', 'later'),
    },
  ],
  bad: [
    { name: 'the key of a workspace, later', facts: given('workspace', workspace.name, 'later') },
    { name: 'no key of a workspace', facts: given('workspace', workspace.name, 'never') },
  ],
};
