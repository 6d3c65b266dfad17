import type { ChainFacts } from './facts.ts';
import { deniedAt, managedTargetNouns } from './managed-group-request.ts';
import { isHubOrProject } from './workspace-kind.ts';
import { defineRule, type Edition, type Rule, type Violation } from './types.ts';

const HERE = { true: 'there', false: 'gone' } as const;

/** The group is the hub's: it outlives every project, and today also a hub that can be recovered. */
function wrongAfterDeletion(facts: ChainFacts, edition: Edition): readonly Violation[] {
  const { workspace, workspaceDeletion: deletion } = facts;
  if (!deletion || !workspace) return [];
  const isProject = workspace.hubId !== undefined;
  const stays = isProject || (edition === 'current' && !deletion.isPermanent);
  if (deletion.isManagedGroupThere === stays) return [];
  const what = isProject ? 'its project' : 'the hub';
  return [
    {
      path: 'workspaceDeletion.isManagedGroupThere',
      expected: `the managed resource group ${HERE[`${stays}`]} after ${what} was deleted`,
      received: `one that is ${HERE[`${!stays}`]}`,
    },
  ];
}

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
  check: (facts, edition) => {
    const { workspace, managedGroupRequest: request, workspaceDeletion } = facts;
    if (!workspace || !isHubOrProject(workspace)) return undefined;
    if (workspaceDeletion) return wrongAfterDeletion(facts, edition);
    if (request?.what !== 'delete') return undefined;
    return [
      {
        path: 'managedGroupRequest.what',
        expected: `${managedTargetNouns[request.target]} left to the deletion of the hub`,
        received: 'its own deletion',
      },
    ];
  },
  refusals: [deniedAt('managedGroup.delete')],
  remarks: [
    'The article names the hub twice and the project once; the group belongs to the hub and is shared (CMK-050), so the hub is taken.',
  ],
  fix: 'Delete the projects and then the hub for good, which takes the group along.',
});
