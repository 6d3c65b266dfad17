import { containerGroup, encryptedChain } from './example-facts.ts';
import type { RuleExamples } from './types.ts';

export const examples: RuleExamples = {
  good: [
    { name: 'one vault', facts: encryptedChain },
    {
      name: 'one vault, written with a slash',
      facts: {
        ...encryptedChain,
        containerGroups: [{ ...containerGroup, vaultBaseUrl: 'https://kv-ml.vault.azure.net/' }],
      },
    },
  ],
  bad: [
    {
      name: 'another vault',
      facts: {
        ...encryptedChain,
        containerGroups: [{ ...containerGroup, vaultBaseUrl: 'https://kv-aci.vault.azure.net' }],
      },
    },
  ],
};
