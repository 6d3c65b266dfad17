import { encryptedChain } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    {
      name: 'a Premium registry',
      facts: {
        ...encryptedChain,
        registry: {
          name: 'crml',
          sku: 'Premium',
          adminUser: true,
          keyIdentifier: 'https://kv-ml.vault.azure.net/keys/cosmos-key',
        },
      },
    },
  ],
  bad: [
    {
      name: 'a registry of another tier',
      facts: {
        ...encryptedChain,
        registry: {
          name: 'crml',
          sku: 'Standard',
          adminUser: true,
          keyIdentifier: 'https://kv-ml.vault.azure.net/keys/cosmos-key',
        },
      },
      editions: ['current'],
    },
  ],
};
