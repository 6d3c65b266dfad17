import { encryptedChain, without, workspace } from './example-facts.ts';
import type { ChainFacts, ManagedGroupRequestFacts, WorkspaceFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

const hub: WorkspaceFacts = { ...workspace, kind: 'Hub' };
const project: WorkspaceFacts = {
  ...without(workspace, 'encryption'),
  name: 'project-1',
  kind: 'Project',
  hubId:
    '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-ml/providers/Microsoft.MachineLearningServices/workspaces/mlw-credit-risk',
};

function deleting(target: ManagedGroupRequestFacts['target']): ChainFacts {
  return { ...encryptedChain, workspace: hub, managedGroupRequest: { what: 'delete', target } };
}

function deleted(
  what: WorkspaceFacts,
  isPermanent: boolean,
  isManagedGroupThere: boolean,
): ChainFacts {
  return {
    ...encryptedChain,
    workspace: what,
    workspaceDeletion: { isPermanent, isManagedGroupThere },
  };
}

export const examples: RuleExamples = {
  good: [
    { name: 'gone with a hub deleted for good', facts: deleted(hub, true, false) },
    {
      name: 'still there while the hub can be recovered',
      facts: deleted(hub, false, true),
      editions: ['current'],
    },
    { name: 'still there after a project was deleted', facts: deleted(project, true, true) },
  ],
  bad: [
    { name: 'deleting the group of a hub', facts: deleting('group') },
    { name: 'deleting the database account of a hub', facts: deleting('cosmosDb') },
    { name: 'gone with a project', facts: deleted(project, true, false) },
    { name: 'left behind by a hub deleted for good', facts: deleted(hub, true, true) },
  ],
};
