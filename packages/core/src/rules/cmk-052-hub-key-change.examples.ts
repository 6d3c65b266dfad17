import { encryptedChain, withEncryption, without, workspace } from './example-facts.ts';
import type { ChainFacts, WorkspaceFacts } from './facts.ts';
import type { RuleExamples } from './types.ts';

const NEXT_VERSION = 'fedcba9876543210fedcba9876543210';
const hub: WorkspaceFacts = { ...workspace, kind: 'Hub' };
const unencrypted: WorkspaceFacts = { ...without(workspace, 'encryption'), kind: 'Hub' };

function replacing(previousWorkspace: WorkspaceFacts, requested: WorkspaceFacts): ChainFacts {
  return { ...encryptedChain, previousWorkspace, workspace: requested };
}

function underKey(change: Parameters<typeof withEncryption>[0]): WorkspaceFacts {
  return { ...hub, ...pick(withEncryption(change)) };
}

function pick({ workspace: changed }: ChainFacts): Pick<WorkspaceFacts, 'encryption'> {
  return changed?.encryption ? { encryption: changed.encryption } : {};
}

export const examples: RuleExamples = {
  good: [
    { name: 'nothing changed', facts: replacing(hub, hub) },
    {
      name: 'a new version in the same vault',
      facts: replacing(
        hub,
        underKey({
          keyIdentifier: `https://kv-ml.vault.azure.net/keys/cosmos-key/${NEXT_VERSION}`,
        }),
      ),
    },
  ],
  bad: [
    {
      name: 'a key of another vault',
      facts: replacing(
        hub,
        underKey({
          keyIdentifier: `https://kv-other.vault.azure.net/keys/cosmos-key/${NEXT_VERSION}`,
          vaultId:
            '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-ml/providers/Microsoft.KeyVault/vaults/kv-other',
        }),
      ),
    },
    { name: 'to customer-managed keys', facts: replacing(unencrypted, hub) },
  ],
};
