import { defineRule, type Rule } from './types.ts';

function noun(isOn: boolean): string {
  return `high business impact ${isOn ? 'on' : 'off'}`;
}

export const rule: Rule = defineRule({
  id: 'CMK-032',
  name: 'hbi-at-creation',
  statement:
    'High business impact (`hbi_workspace`) is set when the workspace is created and never changed.',
  class: 'wire',
  sources: [
    { document: 'ENC', section: 'Encryption at rest', line: 13, anchor: 'only be set when' },
    { document: 'CONCEPT', section: 'HBI_workspace flag', line: 124, anchor: 'only be set when' },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['workspace', 'previousWorkspace'],
  check: ({ workspace, previousWorkspace }) => {
    if (!workspace || !previousWorkspace) return undefined;
    const was = previousWorkspace.highBusinessImpact ?? false;
    const is = workspace.highBusinessImpact ?? false;
    if (was === is) return [];
    return [{ path: 'workspace.highBusinessImpact', expected: noun(was), received: noun(is) }];
  },
  refusals: [
    {
      stage: 'workspace.update.request',
      status: 400,
      code: 'BadRequest',
      message: ({ expected, received }) =>
        `The property 'hbiWorkspace' cannot be changed: the workspace was created with ${expected}, the request says ${received}.`,
      evidence: 'assumed',
    },
  ],
  fix: 'Keep `workspace.highBusinessImpact` as it was at creation, or create a new workspace.',
});
