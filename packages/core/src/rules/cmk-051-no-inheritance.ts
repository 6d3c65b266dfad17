import { customerOnlyIfShown, judgeClaims } from './claims.ts';
import { isHubOrProject } from './workspace-kind.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-051',
  name: 'no-inheritance',
  statement:
    'The key of a hub does not pass down to the resources that it depends on; each has its own setting.',
  class: 'report',
  sources: [
    { document: 'AISTUDIO', line: 69, anchor: "don't pass down" },
    {
      document: 'AISTUDIO',
      section: 'Customer-managed keys',
      line: 52,
      anchor: 'varies by product',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['workspace', 'claims'],
  check: (facts) => {
    if (!facts.workspace || !isHubOrProject(facts.workspace)) return undefined;
    return judgeClaims(
      facts,
      ['workspaceStorage', 'containerRegistry', 'aiServices', 'applicationInsights'],
      customerOnlyIfShown,
    );
  },
  remarks: ['How a key is set differs from service to service.'],
  fix: 'Set a key on each of the resources: storage account, registry, AI Services account.',
});
