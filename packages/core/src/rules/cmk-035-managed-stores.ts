import { listed } from './compare.ts';
import { defineRule, type Rule } from './types.ts';

const SERVICES = ['cosmosDb', 'search', 'storage'] as const;

export const rule: Rule = defineRule({
  id: 'CMK-035',
  name: 'managed-stores',
  statement:
    'The managed resource group holds an Azure Cosmos DB account, a storage account and a search service.',
  class: 'state',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 61,
      anchor: 'created in a Microsoft-managed resource',
    },
    { document: 'HOWTO-B', line: 111, anchor: 'contain an Azure Cosmos DB' },
    {
      document: 'CONCEPT',
      section: 'How and what workspace metadata is stored',
      line: 54,
      anchor: 'resources are created and store',
    },
    {
      document: 'AISTUDIO',
      section: 'Customer-managed keys',
      line: 40,
      anchor: 'possible to change the naming',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['managedGroup'],
  check: ({ managedGroup }) => {
    if (!managedGroup) return undefined;
    const missing = SERVICES.filter((service) =>
      managedGroup.stores.every((store) => store.service !== service),
    );
    if (missing.length === 0) return [];
    return [
      {
        path: 'managedGroup.stores',
        expected: listed(SERVICES),
        received: `a group without ${listed(missing)}`,
      },
    ];
  },
  remarks: ['Their names cannot be chosen.'],
  fix: 'Open a support request: only Microsoft changes what is in the group.',
});
