import { judgeClaims, only } from './claims.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-070',
  name: 'cluster-os-disk',
  statement: "The OS disk of a compute cluster is never under the customer's key.",
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Machine Learning Compute',
      line: 118,
      anchor: 'OS disk for each compute',
    },
    { document: 'CONCEPT', section: 'Limitations', line: 48, anchor: 'compute cluster OS disk' },
    {
      document: 'CONCEPT',
      section: 'How compute data is stored',
      line: 115,
      anchor: 'always encrypted with Microsoft-managed',
    },
    { document: 'HOWTO-B', line: 37, anchor: 'OS disk of machine learning' },
    {
      document: 'ENC',
      section: 'Machine Learning Compute',
      line: 118,
      anchor: "Azure Disk Encryption isn't supported",
    },
  ],
  holds: [{ from: 'enc', level: 'must' }],
  contradictions: [
    {
      says: 'It is always encrypted, under a key of Microsoft.',
      source: {
        document: 'CONCEPT',
        section: 'How compute data is stored',
        line: 115,
        anchor: 'always encrypted with Microsoft-managed',
      },
    },
    {
      says: 'It is encrypted, under a key of Microsoft, only when the workspace has the flag for high business impact.',
      source: { document: 'HOWTO-B', line: 37, anchor: 'hbi_workspace parameter set to TRUE' },
    },
  ],
  appliesTo: ['claims'],
  check: (facts, edition) =>
    judgeClaims(
      facts,
      ['clusterOsDisk'],
      edition === 'howto-b' && facts.workspace?.highBusinessImpact === false
        ? only('platform', 'none')
        : only('platform'),
    ),
  remarks: [
    'Azure has no property to ask for it.',
    'Azure Disk Encryption is not supported for it.',
  ],
  fix: 'Do not count on it: mount data instead of copying it, and let the cluster scale down to no nodes.',
});
