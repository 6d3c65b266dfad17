import { indexIn } from './compare.ts';
import { defineRule, type Rule } from './types.ts';

const TYPES = {
  cosmosDb: 'Microsoft.DocumentDB/databaseAccounts',
  search: 'Microsoft.Search/searchServices',
  storage: 'Microsoft.Storage/storageAccounts',
} as const;

export const rule: Rule = defineRule({
  id: 'CMK-007',
  name: 'store-quota',
  statement:
    'The subscription has room for one more Azure Cosmos DB account, search service and storage account.',
  class: 'wire',
  sources: [
    { document: 'ENC', section: 'Azure Cosmos DB', line: 66, anchor: 'does not have enough quota' },
    { document: 'HOWTO-B', line: 118, anchor: 'does not have enough quota' },
    {
      document: 'CONCEPT',
      section: 'Customer-managed keys',
      line: 84,
      anchor: 'does not have enough quota',
    },
    {
      document: 'AISTUDIO',
      section: 'Customer-managed keys',
      line: 47,
      anchor: 'does not have enough quota',
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  appliesTo: ['quota', 'workspace'],
  check: ({ quota = [], workspace }) => {
    if (workspace?.encryption?.architecture !== 'managedResourceGroup') return undefined;
    return quota.flatMap(({ service, limit, used }, index) =>
      used < limit
        ? []
        : [
            {
              path: `quota[${index}].used`,
              expected: `room for one more of ${TYPES[service]}`,
              received: `${used} of ${limit}`,
            },
          ],
    );
  },
  refusals: [
    {
      stage: 'workspace.create.operation',
      status: 409,
      code: 'QuotaExceeded',
      message: ({ path }, { quota = [], workspace }) => {
        const { limit = 0, service = 'cosmosDb' } = quota[indexIn(path)] ?? {};
        return `The subscription has reached its quota of ${limit} resources of type '${TYPES[service]}' in location '${workspace?.location}'.`;
      },
      evidence: 'assumed',
    },
  ],
  remarks: ['Azure says that a failure will occur; its words were not seen.'],
  fix: "Ask for more quota in the region, or use service-side encryption (`architecture: 'serviceSide'`), which needs none.",
});
