import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-046',
  name: 'sensitive-data',
  statement:
    'A workspace with sensitive data has the high business impact flag set when it is created.',
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Encryption at rest',
      line: 13,
      anchor: 'recommend setting the hbi_workspace',
    },
  ],
  holds: [{ from: 'enc', level: 'should' }],
  appliesTo: ['workspace'],
  check: ({ workspace }) => {
    if (workspace?.holdsSensitiveData !== true) return undefined;
    if (workspace.highBusinessImpact === true) return [];
    return [
      {
        path: 'workspace.highBusinessImpact',
        expected: 'high business impact on',
        received: 'high business impact off',
      },
    ];
  },
  remarks: [
    'It encrypts temporary disks, cleans them between jobs and lowers what Microsoft collects; troubleshooting gets harder.',
  ],
  fix: 'Set `workspace.highBusinessImpact` to true before the workspace is created: it cannot be changed later (CMK-032).',
});
