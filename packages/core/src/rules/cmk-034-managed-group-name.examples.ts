import { withManagedGroup } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

const GUID = '44444444-4444-4444-8444-444444444444';

export const examples: RuleExamples = {
  good: [
    {
      name: 'as made today',
      facts: withManagedGroup({ name: `azureml-rg-mlw-credit-risk_${GUID}` }),
      editions: ['concept-2023-09', 'current'],
    },
    {
      name: 'as made before',
      facts: withManagedGroup({ name: `rg-ml${GUID}` }),
      editions: ['enc', 'howto-a', 'howto-b', 'concept-2023-09', 'aistudio'],
    },
  ],
  bad: [
    { name: 'a name of somebody else', facts: withManagedGroup({ name: 'rg-metadata' }) },
    {
      name: 'the name of another workspace',
      facts: withManagedGroup({ name: `azureml-rg-mlw-other_${GUID}` }),
    },
  ],
};
