import { encryptedChain, neededProviders, withoutProviders } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: 'all registered', facts: { ...encryptedChain, registeredProviders: neededProviders } },
  ],
  bad: [
    {
      name: "the workspace's own missing",
      facts: withoutProviders('Microsoft.MachineLearningServices'),
    },
    { name: "the database's missing", facts: withoutProviders('Microsoft.DocumentDB') },
    {
      name: "the search service's missing",
      facts: withoutProviders('Microsoft.Search'),
      editions: ['howto-a', 'howto-b', 'concept-2023-09', 'current'],
    },
  ],
};
