import { deletionByItself, isGroupKept, wrongAfterDeletion } from './managed-group-deletion.ts';
import { deniedAt } from './managed-group-request.ts';
import { isHubOrProject } from './workspace-kind.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-055',
  name: 'hub-deleted',
  statement:
    'The managed resource group of a hub is deleted with the hub and in no other way; that a project is deleted leaves it.',
  class: 'wire',
  sources: [
    {
      document: 'AISTUDIO',
      section: 'Customer-managed keys',
      line: 50,
      anchor: 'must delete the Azure AI',
    },
    {
      document: 'AISTUDIO',
      section: 'Customer-managed keys',
      line: 50,
      anchor: 'when the associated AI resource',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  contradictions: [
    {
      says: 'The Azure AI resource, which is the hub, has to be deleted.',
      source: {
        document: 'AISTUDIO',
        section: 'Customer-managed keys',
        line: 50,
        anchor: 'must delete the Azure AI',
      },
    },
    {
      says: 'The project has to be deleted.',
      source: { document: 'AISTUDIO', line: 73, anchor: 'without also deleting your project' },
    },
  ],
  appliesTo: ['workspace'],
  check: ({ workspace, managedGroupRequest, workspaceDeletion: deletion }, edition) => {
    if (!workspace || !isHubOrProject(workspace)) return undefined;
    if (!deletion) return deletionByItself(managedGroupRequest, 'hub');
    // The group is the hub's: it outlives every project.
    return workspace.hubId === undefined
      ? wrongAfterDeletion(deletion, isGroupKept(edition, deletion), 'hub')
      : wrongAfterDeletion(deletion, true, 'project');
  },
  refusals: [deniedAt('managedGroup.delete')],
  remarks: [
    'The article names the hub twice and the project once; the group belongs to the hub and is shared (CMK-050), so the hub is taken.',
  ],
  fix: 'Delete the projects and then the hub for good, which takes the group along.',
});
