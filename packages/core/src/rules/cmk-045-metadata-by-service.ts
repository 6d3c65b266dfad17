import { listed } from './compare.ts';
import type { Place } from './facts.ts';
import { isHubOrProject } from './workspace-kind.ts';
import { defineRule, type Rule } from './types.ts';

const STORES: readonly (readonly [Place, string])[] = [
  ['cosmosDb', 'job history and metadata of computes and assets'],
  ['search', 'the indices over the metadata'],
  ['managedStorage', 'metadata of pipelines'],
];

export const rule: Rule = defineRule({
  id: 'CMK-045',
  name: 'metadata-by-service',
  statement:
    'Azure Cosmos DB holds job history and metadata of computes and assets, Azure AI Search the indices over it, the storage account metadata of pipelines; a report tells of each.',
  class: 'state',
  sources: [
    {
      document: 'CONCEPT',
      section: 'How and what workspace metadata is stored',
      line: 58,
      anchor: 'Stores job history data',
    },
    {
      document: 'CONCEPT',
      section: 'How and what workspace metadata is stored',
      line: 59,
      anchor: 'Stores indices that are',
    },
    {
      document: 'CONCEPT',
      section: 'How and what workspace metadata is stored',
      line: 60,
      anchor: 'Stores metadata related to',
    },
    {
      document: 'AISTUDIO',
      section: 'How metadata is stored',
      line: 29,
      anchor: 'create indices for Azure',
    },
  ],
  holds: [{ from: 'concept-2023-09', level: 'must' }],
  appliesTo: ['workspace', 'claims'],
  check: ({ workspace, claims = [] }) => {
    if (!workspace || isHubOrProject(workspace)) return undefined;
    if (workspace.encryption?.architecture !== 'managedResourceGroup') return undefined;
    const about = STORES.filter(([place]) => claims.some((claim) => claim.place === place));
    if (about.length === 0) return undefined;
    const missing = STORES.filter((store) => !about.includes(store));
    if (missing.length === 0) return [];
    return [
      {
        path: 'claims',
        expected: `a word on ${listed(STORES.map(([, holds]) => holds))}`,
        received: `none on ${listed(missing.map(([, holds]) => holds))}`,
      },
    ];
  },
  remarks: [
    'Indices are made at run time, with the first metadata, under the same key.',
    'Of a hub CMK-054 speaks.',
  ],
  fix: 'Tell of all three stores in the managed resource group, also of one that could not be read.',
});
