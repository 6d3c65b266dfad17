import { judgeClaims, only } from './claims.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-085',
  name: 'collected-by-microsoft',
  statement:
    'Names and job variables that Microsoft collects are under keys of Microsoft, in its subscription, in the region of the workspace.',
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Data collection and handling',
      line: 144,
      anchor: 'non-user identifying information',
    },
    {
      document: 'ENC',
      section: 'Data collection and handling',
      line: 144,
      anchor: 'within the same region',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['claims'],
  check: (facts) => judgeClaims(facts, ['collectedByMicrosoft'], only('platform')),
  fix: 'Give nothing a name that must not be seen (CMK-080).',
});
