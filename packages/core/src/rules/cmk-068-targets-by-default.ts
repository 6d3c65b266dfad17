import { customerOnlyIfShown, judgeClaims, only } from './claims.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-068',
  name: 'targets-by-default',
  statement:
    "Container groups and clusters are under Microsoft's keys unless a key is set on them.",
  class: 'report',
  sources: [
    {
      document: 'CONCEPT',
      section: 'How compute data is stored',
      line: 96,
      anchor: 'Data is encrypted by',
    },
    {
      document: 'CONCEPT',
      section: 'How compute data is stored',
      line: 97,
      anchor: 'Data is encrypted by',
    },
  ],
  holds: [{ from: 'concept-2023-09', level: 'must' }],
  appliesTo: ['claims'],
  check: (facts) =>
    judgeClaims(
      facts,
      ['containerGroup', 'kubernetesOsDisk', 'kubernetesDataDisk'],
      (claim) => customerOnlyIfShown(claim) ?? only('customer', 'microsoft')(claim),
    ),
  fix: 'Set a key on the container group (`encryptAci`) and a disk encryption set on the cluster (`encryptAks`).',
});
