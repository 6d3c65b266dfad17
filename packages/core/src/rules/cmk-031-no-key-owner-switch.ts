import { defineRule, type Rule } from './types.ts';
import { isHubOrProject } from './workspace-kind.ts';

const OWNER = { true: 'customer-managed keys', false: 'Microsoft-managed keys' } as const;

export const rule: Rule = defineRule({
  id: 'CMK-031',
  name: 'no-key-owner-switch',
  statement:
    'An existing workspace does not switch between Microsoft-managed and customer-managed keys.',
  class: 'wire',
  sources: [
    { document: 'AISTUDIO', line: 71, anchor: 'switch from Microsoft-managed keys' },
    {
      document: 'AZURE',
      anchor: 'https://learn.microsoft.com/azure/machine-learning/concept-customer-managed-keys',
    },
  ],
  holds: [{ from: 'current', level: 'must' }],
  appliesTo: ['workspace', 'previousWorkspace'],
  check: ({ workspace, previousWorkspace }) => {
    if (!workspace || !previousWorkspace) return undefined;
    // Of hubs and projects CMK-052 speaks, in every edition.
    if (isHubOrProject(previousWorkspace)) return undefined;
    const was = previousWorkspace.encryption !== undefined;
    const is = workspace.encryption !== undefined;
    if (was === is) return [];
    return [{ path: 'workspace.encryption', expected: OWNER[`${was}`], received: OWNER[`${is}`] }];
  },
  refusals: [
    {
      stage: 'workspace.update.request',
      status: 400,
      code: 'BadRequest',
      message: ({ expected, received }) =>
        `The workspace was created with ${expected} and cannot be switched to ${received}.`,
      evidence: 'assumed',
    },
  ],
  remarks: [
    'The article on Azure AI says it for hubs and projects, which CMK-052 judges in every edition; for other workspaces it holds in `current`.',
  ],
  fix: 'Create a new workspace with the kind of keys you want and move the work there.',
});
