import type { WorkspaceDeletionFacts } from './facts.ts';
import { deniedAt, managedTargetNouns } from './managed-group-request.ts';
import { defineRule, type Edition, type Rule, type Violation } from './types.ts';
import { isHubOrProject } from './workspace-kind.ts';

const HERE = { true: 'it is there', false: 'it is gone' } as const;

/** To 2023 a workspace that is deleted is gone; today its group stays as long as it can be recovered. */
function staysIn(edition: Edition, { isPermanent }: WorkspaceDeletionFacts): boolean {
  return edition === 'current' && !isPermanent;
}

function wrongAfterDeletion(deletion: WorkspaceDeletionFacts, edition: Edition): Violation[] {
  const stays = staysIn(edition, deletion);
  if (deletion.isManagedGroupThere === stays) return [];
  return [
    {
      path: 'workspaceDeletion.isManagedGroupThere',
      expected: `a managed resource group of which can be said: ${HERE[`${stays}`]}`,
      received: `one of which must be said: ${HERE[`${!stays}`]}`,
    },
  ];
}

export const rule: Rule = defineRule({
  id: 'CMK-039',
  name: 'deleted-with-workspace',
  statement:
    'The managed resource group is deleted with its workspace and in no other way; today it stays until the workspace is deleted for good.',
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
  check: ({ workspace, managedGroupRequest: request, workspaceDeletion }, edition) => {
    // Of hubs and projects CMK-055 speaks.
    if (workspace && isHubOrProject(workspace)) return undefined;
    if (workspaceDeletion) return wrongAfterDeletion(workspaceDeletion, edition);
    if (request?.what !== 'delete') return undefined;
    return [
      {
        path: 'managedGroupRequest.what',
        expected: `${managedTargetNouns[request.target]} left to the deletion of the workspace`,
        received: 'its own deletion',
      },
    ];
  },
  refusals: [deniedAt('managedGroup.delete')],
  remarks: [
    'A workspace is deleted for good with `forceToPurge=true`, or 14 days after it was deleted softly; until then its stores stay, and are billed.',
    'Of Azure Machine Learning nobody quoted the words; they are those of deny assignments of other services.',
  ],
  fix: 'Delete the workspace: `az ml workspace delete --permanently-delete`, which takes the group along.',
});
