import { sameText } from './compare.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-003',
  name: 'same-subscription',
  statement: "The vault that holds the workspace's key is in the workspace's subscription.",
  class: 'wire',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 50,
      anchor: 'same region and subscription',
    },
    {
      document: 'HOWTO-A',
      section: 'Limitations',
      line: 29,
      anchor: 'the same Azure subscription',
    },
    {
      document: 'HOWTO-A',
      section: 'Create Azure Key Vault',
      line: 40,
      anchor: 'the same Azure subscription',
    },
    { document: 'HOWTO-B', line: 36, anchor: 'the same Azure subscription' },
    {
      document: 'HOWTO-B',
      section: 'Create Azure Key Vault',
      line: 48,
      anchor: 'the same Azure subscription',
    },
    {
      document: 'HOWTO-B',
      section: 'Create a workspace that uses a customer-managed key',
      line: 85,
      anchor: 'the same Azure subscription',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['vault', 'workspace'],
  check: ({ vault, workspace }) => {
    if (!vault || !workspace?.encryption) return undefined;
    if (sameText(vault.subscriptionId, workspace.subscriptionId)) return [];
    return [
      {
        path: 'vault.id',
        expected: `a vault in the workspace's subscription ${workspace.subscriptionId}`,
        received: `a vault in subscription ${vault.subscriptionId}`,
      },
    ];
  },
  refusals: [
    {
      stage: 'workspace.create.request',
      status: 400,
      code: 'BadRequest',
      message: ({ expected, received }) =>
        `The customer-managed key must be in ${expected}; it is in ${received}.`,
      evidence: 'assumed',
    },
  ],
  remarks: [
    'A disk encryption set may use a vault of another subscription in its own region and tenant.',
  ],
  fix: "Use a vault in the workspace's subscription; a key cannot be moved, so create a new one there.",
});
