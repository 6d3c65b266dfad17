import { judgeClaims, only } from './claims.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-081',
  name: 'diagnostics',
  statement:
    'Diagnostics are collected by Microsoft unless the workspace has the flag for high business impact.',
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Data collection and handling',
      line: 148,
      anchor: 'opt out from diagnostic',
    },
    { document: 'ENC', line: 15, anchor: 'Microsoft collects for diagnostic' },
    { document: 'CONCEPT', line: 20, anchor: 'Microsoft collects for diagnostic' },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['workspace', 'claims'],
  check: (facts) =>
    judgeClaims(
      facts,
      ['diagnostics'],
      only(facts.workspace?.highBusinessImpact === true ? 'none' : 'platform'),
    ),
  remarks: ['Troubleshooting gets harder: Microsoft sees less of what goes wrong.'],
  fix: 'Set `workspace.highBusinessImpact` to true before the workspace is created.',
});
