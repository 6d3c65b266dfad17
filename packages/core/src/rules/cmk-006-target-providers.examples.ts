import { encryptedChain, neededProviders, withoutProviders } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: 'all registered', facts: { ...encryptedChain, registeredProviders: neededProviders } },
  ],
  bad: [
    { name: 'Container Instances missing', facts: withoutProviders('Microsoft.ContainerInstance') },
    { name: 'AKS missing', facts: withoutProviders('Microsoft.ContainerService') },
    { name: 'disk encryption sets missing', facts: withoutProviders('Microsoft.Compute') },
  ],
};
