import { encryptedChain } from './example-facts.ts';
import type { ChainFacts, ManagedGroupRequestFacts } from './facts.ts';
import type { Edition, RuleExamples } from './types.ts';

/** Before workspaces were deleted softly. */
const BEFORE: readonly Edition[] = ['enc', 'howto-a', 'howto-b', 'concept-2023-09', 'aistudio'];

function deleting(target: ManagedGroupRequestFacts['target']): ChainFacts {
  return { ...encryptedChain, managedGroupRequest: { what: 'delete', target } };
}

function deleted(isPermanent: boolean, isManagedGroupThere: boolean): ChainFacts {
  return { ...encryptedChain, workspaceDeletion: { isPermanent, isManagedGroupThere } };
}

export const examples: RuleExamples = {
  good: [
    { name: 'gone with a workspace deleted for good', facts: deleted(true, false) },
    {
      name: 'still there while the workspace can be recovered',
      facts: deleted(false, true),
      editions: ['current'],
    },
    {
      name: 'gone at once, as deletion was described before',
      facts: deleted(false, false),
      editions: BEFORE,
    },
  ],
  bad: [
    { name: 'deleting the group', facts: deleting('group') },
    { name: 'deleting the database account', facts: deleting('cosmosDb') },
    { name: 'deleting the search service', facts: deleting('search') },
    { name: 'deleting the storage account', facts: deleting('storage') },
    {
      name: 'gone while the workspace can be recovered',
      facts: deleted(false, false),
      editions: ['current'],
    },
    { name: 'left behind by a workspace deleted for good', facts: deleted(true, true) },
  ],
};
