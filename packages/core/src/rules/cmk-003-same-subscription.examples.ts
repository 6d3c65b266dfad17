import { encryptedChain, withEncryption } from './example-facts.ts';
import type { ChainFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

const SUBSCRIPTION = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';

/** A workspace in {@link SUBSCRIPTION} that names a vault in another one, or in the same. */
function withVaultIn(subscriptionId: string): ChainFacts {
  const vaultId = `/subscriptions/${subscriptionId}/resourceGroups/rg-ml/providers/Microsoft.KeyVault/vaults/kv-ml`;
  const { workspace, ...chain } = withEncryption({ vaultId });
  return {
    ...chain,
    vault: { id: vaultId, name: 'kv-ml', subscriptionId },
    ...(workspace ? { workspace: { ...workspace, subscriptionId: SUBSCRIPTION } } : {}),
  };
}

export const examples: RuleExamples = {
  good: [
    { name: 'one subscription', facts: encryptedChain },
    {
      name: 'one subscription, written in two cases',
      facts: withVaultIn(SUBSCRIPTION.toUpperCase()),
    },
  ],
  bad: [
    {
      name: 'a vault in another subscription',
      facts: withVaultIn('99999999-9999-4999-8999-999999999999'),
    },
  ],
};
