import { withClaims } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'a key that the group shows',
      facts: withClaims([{ place: 'containerGroup', under: 'customer', provenBy: 'resource' }]),
    },
    {
      name: 'a cluster without a disk encryption set',
      facts: withClaims([{ place: 'kubernetesOsDisk', under: 'microsoft', provenBy: 'resource' }]),
    },
  ],
  bad: [
    {
      name: "a cluster said to have the workspace's key",
      facts: withClaims([
        { place: 'kubernetesDataDisk', under: 'customer', provenBy: 'workspace' },
      ]),
    },
    {
      name: "a container group said never to be under the customer's key",
      facts: withClaims([{ place: 'containerGroup', under: 'platform' }]),
    },
  ],
};
