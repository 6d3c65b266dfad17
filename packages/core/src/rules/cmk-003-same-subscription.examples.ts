import { encryptedChain } from './example-facts.ts';
import type { ChainFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

function withVaultIn(subscriptionId: string): ChainFacts {
  const id = `/subscriptions/${subscriptionId}/resourceGroups/rg-ml/providers/Microsoft.KeyVault/vaults/kv-ml`;
  return { ...encryptedChain, vault: { id, name: 'kv-ml', subscriptionId } };
}

export const examples: RuleExamples = {
  good: [
    { name: 'one subscription', facts: encryptedChain },
    {
      name: 'one subscription, written in two cases',
      facts: withVaultIn('11111111-1111-4111-8111-111111111111'.toUpperCase()),
    },
  ],
  bad: [
    {
      name: 'a vault in another subscription',
      facts: withVaultIn('99999999-9999-4999-8999-999999999999'),
    },
  ],
};
