import { listed } from './compare.ts';
import type { Place } from './facts.ts';
import { isHubOrProject } from './workspace-kind.ts';
import { defineRule, type Rule } from './types.ts';

const STORES: readonly (readonly [Place, string])[] = [
  ['cosmosDb', 'flow timestamps, deployment tags and evaluation metrics'],
  ['search', 'the index over deployment names'],
  ['managedStorage', 'artifacts and fine-tuned models'],
];

export const rule: Rule = defineRule({
  id: 'CMK-054',
  name: 'hub-metadata',
  statement: 'A hub keeps its metadata in three services, and a report tells of each.',
  class: 'report',
  sources: [
    {
      document: 'AISTUDIO',
      section: 'How metadata is stored',
      line: 25,
      anchor: 'evaluation metrics',
    },
    {
      document: 'AISTUDIO',
      section: 'How metadata is stored',
      line: 26,
      anchor: 'model deployment names',
    },
    {
      document: 'AISTUDIO',
      section: 'How metadata is stored',
      line: 27,
      anchor: 'Fine-tuned models',
    },
  ],
  holds: [{ from: 'enc', level: 'note' }],
  appliesTo: ['workspace', 'claims'],
  check: ({ workspace, claims = [] }) => {
    if (!workspace || !isHubOrProject(workspace) || !workspace.encryption) return undefined;
    const missing = STORES.filter(([place]) => claims.every((claim) => claim.place !== place));
    if (missing.length === 0) return [];
    return [
      {
        path: 'claims',
        expected: `a word on ${listed(STORES.map(([, holds]) => holds))}`,
        received: `none on ${listed(missing.map(([, holds]) => holds))}`,
      },
    ];
  },
  fix: 'Tell of Azure Cosmos DB, Azure AI Search and the storage account of the managed resource group.',
});
