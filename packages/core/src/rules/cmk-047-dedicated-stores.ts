import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-047',
  name: 'dedicated-stores',
  statement:
    "Stores of one's own, which a customer's key brings, keep run history out of the database that customers share.",
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 42,
      anchor: 'dedicated Cosmos DB instance',
    },
  ],
  holds: [{ from: 'enc', level: 'should' }],
  appliesTo: ['workspace'],
  check: ({ workspace }) => {
    if (!workspace) return undefined;
    if (workspace.encryption?.architecture === 'managedResourceGroup') return [];
    return [
      {
        path: 'workspace.encryption',
        expected: "stores in the customer's subscription",
        received: workspace.encryption ? "encryption in Microsoft's stores" : "Microsoft's stores",
      },
    ];
  },
  remarks: [
    "Service-side encryption keeps the data in Microsoft's stores, encrypted document by document under your key: cheaper, without rotation.",
  ],
  fix: 'Create the workspace with a key and leave `workspace.encryption.architecture` out.',
});
