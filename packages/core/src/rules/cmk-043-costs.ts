import { listed } from './compare.ts';
import { defineRule, type Rule } from './types.ts';

const SERVICES = ['cosmosDb', 'search', 'storage'] as const;

export const rule: Rule = defineRule({
  id: 'CMK-043',
  name: 'costs',
  statement:
    "A customer's key costs more, because the additional resources are in the customer's subscription.",
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Cosmos DB',
      line: 74,
      anchor: 'estimate the additional cost',
    },
    {
      document: 'HOWTO-A',
      section: 'Limitations',
      line: 33,
      anchor: 'costs for your subscription',
    },
    { document: 'HOWTO-B', line: 41, anchor: 'costs for your subscription' },
    {
      document: 'CONCEPT',
      section: 'Customer-managed keys',
      line: 75,
      anchor: 'costs for your subscription',
    },
    {
      document: 'AISTUDIO',
      section: 'Customer-managed keys',
      line: 38,
      anchor: 'costs for your subscription',
    },
  ],
  holds: [{ from: 'enc', level: 'note' }],
  appliesTo: ['workspace', 'costEstimate'],
  check: ({ workspace, costEstimate }) => {
    if (workspace?.encryption?.architecture !== 'managedResourceGroup' || !costEstimate) {
      return undefined;
    }
    const missing = SERVICES.filter((service) => !costEstimate.services.includes(service));
    if (missing.length === 0) return [];
    return [
      {
        path: 'costEstimate.services',
        expected: `an estimate of ${listed(SERVICES)}`,
        received: `one without ${listed(missing)}`,
      },
    ];
  },
  remarks: [
    "With service-side encryption (`architecture: 'serviceSide'`) there are no additional resources of yours.",
    'While a workspace is soft-deleted its resources stay and cost.',
  ],
  fix: 'Count Azure Cosmos DB, Azure AI Search and the storage account of the managed resource group.',
});
