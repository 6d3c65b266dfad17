import { encryptedChain, withEncryption, workspace } from './example-facts.ts';
import type { ChainFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

const NEXT_VERSION = 'fedcba9876543210fedcba9876543210';
const SAME_VAULT = `https://kv-ml.vault.azure.net/keys/cosmos-key/${NEXT_VERSION}`;

/** The example workspace is stored, and a request changes its key. */
function changingKeyTo(keyIdentifier: string): ChainFacts {
  return { ...withEncryption({ keyIdentifier }), previousWorkspace: workspace };
}

/** Another vault, named by id and by key alike. */
function changingVault(): ChainFacts {
  const requested = withEncryption({
    keyIdentifier: `https://kv-other.vault.azure.net/keys/cosmos-key/${NEXT_VERSION}`,
    vaultId:
      '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-ml/providers/Microsoft.KeyVault/vaults/kv-other',
  });
  return { ...requested, previousWorkspace: workspace };
}

function onServiceSide(facts: ChainFacts): ChainFacts {
  const { workspace: previousWorkspace } = withEncryption({ architecture: 'serviceSide' });
  return { ...facts, ...(previousWorkspace ? { previousWorkspace } : {}) };
}

export const examples: RuleExamples = {
  good: [
    { name: 'nothing changed', facts: { ...encryptedChain, previousWorkspace: workspace } },
    {
      name: 'a new version in the same vault',
      facts: changingKeyTo(SAME_VAULT),
      editions: ['concept-2023-09', 'current'],
    },
    {
      name: 'another key in the same vault',
      facts: changingKeyTo(`https://kv-ml.vault.azure.net/keys/other-key/${NEXT_VERSION}`),
      editions: ['concept-2023-09', 'current'],
    },
  ],
  bad: [
    { name: 'a key of another vault', facts: changingVault() },
    {
      name: 'a new version in the same vault, before it was allowed',
      facts: changingKeyTo(SAME_VAULT),
      editions: ['howto-a', 'howto-b'],
    },
    {
      name: 'a new version with service-side encryption',
      facts: onServiceSide(changingKeyTo(SAME_VAULT)),
    },
  ],
};
