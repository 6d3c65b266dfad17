import { parseKeyReference } from './key-reference.ts';
import type { WorkspaceFacts } from './facts.ts';
import { isHubOrProject } from './workspace-kind.ts';
import { defineRule, type Rule, type Violation } from './types.ts';

const OWNER = { true: 'customer-managed keys', false: 'Microsoft-managed keys' } as const;

function switched(was: WorkspaceFacts, is: WorkspaceFacts): readonly Violation[] {
  const before = was.encryption !== undefined;
  const after = is.encryption !== undefined;
  if (before === after) return [];
  return [
    { path: 'workspace.encryption', expected: OWNER[`${before}`], received: OWNER[`${after}`] },
  ];
}

function moved(was: WorkspaceFacts, is: WorkspaceFacts): readonly Violation[] {
  const before = parseKeyReference(was.encryption?.keyIdentifier ?? '');
  const after = parseKeyReference(is.encryption?.keyIdentifier ?? '');
  if (!before || !after || before.host === after.host) return [];
  return [
    {
      path: 'workspace.encryption.keyIdentifier',
      expected: `a key of the vault ${before.host}`,
      received: is.encryption?.keyIdentifier ?? '',
    },
  ];
}

export const rule: Rule = defineRule({
  id: 'CMK-052',
  name: 'hub-key-change',
  statement:
    'The key of a hub changes within its vault only, and no hub switches between keys of Microsoft and of the customer.',
  class: 'wire',
  sources: [
    { document: 'AISTUDIO', line: 70, anchor: 'only be updated to keys' },
    { document: 'AISTUDIO', line: 71, anchor: 'switch from Microsoft-managed keys' },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['workspace', 'previousWorkspace'],
  check: ({ workspace, previousWorkspace }) => {
    if (!workspace || !previousWorkspace || !isHubOrProject(previousWorkspace)) return undefined;
    return [...switched(previousWorkspace, workspace), ...moved(previousWorkspace, workspace)];
  },
  refusals: [
    {
      stage: 'workspace.update.request',
      status: 400,
      code: 'BadRequest',
      message: ({ path, expected, received }) =>
        path === 'workspace.encryption'
          ? `The hub was created with ${expected} and cannot be switched to ${received}.`
          : `The customer-managed key of a hub can only be updated to ${expected}; the request names ${received}.`,
      evidence: 'assumed',
    },
  ],
  remarks: [
    'The article on hubs says it, in every edition; of other workspaces CMK-030 and CMK-031 speak.',
  ],
  fix: 'Name another key or version of the same vault; for another vault or other keys make a new hub.',
});
