import { cluster, encryptedChain, without } from './example-facts.ts';
import type { ChainFacts, ClusterFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

function withCluster(only: ClusterFacts): ChainFacts {
  return { ...encryptedChain, clusters: [only] };
}

function withVersion(kubernetesVersion: string): ChainFacts {
  return withCluster({ ...cluster, kubernetesVersion });
}

export const examples: RuleExamples = {
  good: [
    { name: 'the oldest allowed today', facts: withVersion('1.24') },
    { name: 'with a patch number', facts: withVersion('1.31.2') },
    {
      name: 'the oldest allowed before',
      facts: withVersion('1.17.0'),
      editions: ['enc', 'howto-a', 'howto-b', 'concept-2023-09'],
    },
    {
      name: 'version omitted: Azure picks one',
      facts: withCluster(without(cluster, 'kubernetesVersion')),
    },
  ],
  bad: [
    { name: 'too old in every edition', facts: withVersion('1.16.15') },
    { name: 'a smaller number that sorts later as text', facts: withVersion('1.9') },
    { name: 'too old today', facts: withVersion('1.23.8'), editions: ['current'] },
    { name: 'not a version', facts: withVersion('latest') },
  ],
};
