import { cluster, encryptedChain } from './example-facts.ts';
import type { ChainFacts, ClusterFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

function withCluster(change: Partial<ClusterFacts>): ChainFacts {
  return { ...encryptedChain, clusters: [{ ...cluster, ...change }] };
}

export const examples: RuleExamples = {
  good: [
    { name: 'all disks of a new cluster', facts: encryptedChain },
    {
      name: 'data disks of an existing cluster',
      facts: withCluster({ when: 'existing', disks: ['data'] }),
    },
    {
      name: 'all disks of an existing cluster, when that was documented',
      facts: withCluster({ when: 'existing' }),
      editions: ['enc', 'howto-a', 'howto-b', 'concept-2023-09'],
    },
  ],
  bad: [
    {
      name: 'OS disks of an existing cluster',
      facts: withCluster({ when: 'existing', disks: ['os'] }),
      editions: ['current'],
    },
    {
      name: 'all disks of an existing cluster',
      facts: withCluster({ when: 'existing' }),
      editions: ['current'],
    },
  ],
};
