import { sameText } from './compare.ts';
import type { ChainFacts, ProjectFacts } from './facts.ts';
import { isHubOrProject } from './workspace-kind.ts';
import { defineRule, type Rule, type Violation } from './types.ts';

function ownKey({ keyIdentifier }: ProjectFacts, { workspace }: ChainFacts): string | undefined {
  const hubs = workspace?.encryption?.keyIdentifier ?? '';
  return keyIdentifier === undefined || sameText(keyIdentifier, hubs) ? undefined : keyIdentifier;
}

function ownGroup({ managedGroupName }: ProjectFacts, facts: ChainFacts): string | undefined {
  const hubs = facts.managedGroup?.name ?? '';
  const isOwn = managedGroupName !== undefined && !sameText(managedGroupName, hubs);
  return isOwn ? managedGroupName : undefined;
}

export const rule: Rule = defineRule({
  id: 'CMK-050',
  name: 'one-group-per-hub',
  statement:
    'A hub has one managed resource group, and its projects share that group and the key of the hub.',
  class: 'state',
  sources: [
    {
      document: 'AISTUDIO',
      section: 'How metadata is stored',
      line: 29,
      anchor: 'once for every Azure',
    },
    {
      document: 'AISTUDIO',
      section: 'How metadata is stored',
      line: 29,
      anchor: 'encrypted using the same key',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['workspace', 'projects'],
  check: (facts) => {
    const { workspace, projects = [] } = facts;
    if (!workspace?.encryption || !isHubOrProject(workspace)) return undefined;
    return projects.flatMap((project, index): readonly Violation[] => {
      const key = ownKey(project, facts);
      const group = ownGroup(project, facts);
      return [
        ...(key === undefined
          ? []
          : [
              {
                path: `projects[${index}].keyIdentifier`,
                expected: 'the key of the hub',
                received: key,
              },
            ]),
        ...(group === undefined
          ? []
          : [
              {
                path: `projects[${index}].managedGroupName`,
                expected: facts.managedGroup?.name ?? 'the managed resource group of the hub',
                received: group,
              },
            ]),
      ];
    });
  },
  remarks: [
    'A project has no key of its own to set: what the hub was made with holds for all of them.',
    'CMK-055 tells what has to be deleted for the group to go.',
  ],
  fix: 'Make a second hub for projects that are to be under another key.',
});
