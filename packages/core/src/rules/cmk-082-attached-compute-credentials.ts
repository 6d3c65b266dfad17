import { judgeClaims, only } from './claims.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-082',
  name: 'attached-compute-credentials',
  statement:
    'Keys and passwords of attached computes are in a vault in the subscription of Microsoft, and those of users are not kept.',
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Using Azure Key Vault',
      line: 158,
      anchor: 'in a separate key vault',
    },
    {
      document: 'ENC',
      section: 'Using Azure Key Vault',
      line: 158,
      anchor: 'stores its own SSH keys',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['claims'],
  check: (facts) => judgeClaims(facts, ['attachedComputeCredentials'], only('platform')),
  fix: 'Count them as never under your key; attach AKS instead of machines that are reached by SSH.',
});
