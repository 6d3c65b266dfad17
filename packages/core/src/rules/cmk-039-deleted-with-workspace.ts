import { deletionByItself, isGroupKept, wrongAfterDeletion } from './managed-group-deletion.ts';
import { deniedAt } from './managed-group-request.ts';
import { defineRule, type Rule } from './types.ts';
import { isHubOrProject } from './workspace-kind.ts';

const AT_ONCE = 'The managed resource group is deleted with its workspace, and in no other way.';

export const rule: Rule = defineRule({
  id: 'CMK-039',
  name: 'deleted-with-workspace',
  statement:
    'The managed resource group is deleted with its workspace and in no other way; today it stays until the workspace is deleted for good.',
  statementBy: {
    enc: AT_ONCE,
    'howto-a': AT_ONCE,
    'howto-b': AT_ONCE,
    'concept-2023-09': AT_ONCE,
    current:
      'The managed resource group stays until its workspace is deleted for good, and is deleted in no other way.',
    aistudio: AT_ONCE,
  },
  class: 'wire',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 70,
      anchor: 'deleted when the associated workspace',
    },
    {
      document: 'HOWTO-A',
      section: 'Limitations',
      line: 28,
      anchor: 'without also deleting your workspace',
    },
    { document: 'HOWTO-B', line: 35, anchor: 'without also deleting your workspace' },
    { document: 'HOWTO-B', line: 121, anchor: 'deleted when the associated workspace' },
    {
      document: 'CONCEPT',
      section: 'Customer-managed keys',
      line: 87,
      anchor: 'deleted when the associated workspace',
    },
    { document: 'AISTUDIO', line: 50, anchor: "Don't delete the managed" },
    {
      document: 'AZURE',
      anchor: 'https://learn.microsoft.com/azure/machine-learning/concept-soft-delete',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  contradictions: [
    {
      says: 'It is deleted when the workspace is.',
      source: {
        document: 'CONCEPT',
        section: 'Customer-managed keys',
        line: 87,
        anchor: 'deleted when the associated workspace',
      },
    },
    {
      says: 'A workspace is deleted softly, and its managed resource group stays until it is deleted for good.',
      source: {
        document: 'AZURE',
        anchor: 'https://learn.microsoft.com/azure/machine-learning/concept-soft-delete',
      },
    },
  ],
  appliesTo: [],
  check: ({ workspace, managedGroupRequest, workspaceDeletion: deletion }, edition) => {
    // Of hubs and projects CMK-055 speaks.
    if (workspace && isHubOrProject(workspace)) return undefined;
    return deletion
      ? wrongAfterDeletion(deletion, isGroupKept(edition, deletion), 'workspace')
      : deletionByItself(managedGroupRequest, 'workspace');
  },
  refusals: [deniedAt('managedGroup.delete')],
  remarks: [
    'A workspace is deleted for good with `forceToPurge=true`, or 14 days after it was deleted softly; until then its stores stay, and are billed.',
    'Of Azure Machine Learning nobody quoted the words; they are those of deny assignments of other services.',
  ],
  fix: 'Delete the workspace: `az ml workspace delete --permanently-delete`, which takes the group along.',
});
