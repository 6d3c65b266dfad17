import { judgeClaims, only } from './claims.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-041',
  name: 'stores-of-microsoft',
  statement:
    "Without a key of the customer's the metadata is in Microsoft's subscription, under Microsoft's keys.",
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 40,
      anchor: 'associated with a Microsoft subscription',
    },
    {
      document: 'CONCEPT',
      section: 'Customer-managed keys',
      line: 70,
      anchor: 'Microsoft owned Azure subscription',
    },
    {
      document: 'AISTUDIO',
      section: 'Customer-managed keys',
      line: 33,
      anchor: 'Microsoft owned Azure subscription',
    },
  ],
  holds: [{ from: 'enc', level: 'note' }],
  appliesTo: ['workspace', 'claims'],
  check: (facts) => {
    if (facts.workspace?.encryption) return undefined;
    return judgeClaims(facts, ['cosmosDb', 'search', 'managedStorage'], only('microsoft'));
  },
  fix: 'Choose a customer-managed key when the workspace is created; it cannot be added later (CMK-031).',
});
