import {
  encryptedChain,
  vaultState,
  withEncryption,
  withVaultState,
  withWorkspace,
  without,
  workspace,
} from './example-facts.ts';
import type { RuleExamples } from './types.ts';

const VERSION = '0123456789abcdef0123456789abcdef';

export const examples: RuleExamples = {
  good: [
    { name: 'vault and key of one vault', facts: encryptedChain },
    {
      name: 'the same, written in other cases',
      facts: withEncryption({
        vaultId:
          '/subscriptions/11111111-1111-4111-8111-111111111111/resourcegroups/RG-ML/providers/Microsoft.Keyvault/vaults/KV-ML',
      }),
    },
    {
      name: 'no encryption asked for',
      facts: {
        ...withWorkspace({}),
        workspace: without(workspace, 'encryption'),
      },
    },
  ],
  bad: [
    { name: 'vault id omitted', facts: withEncryption({ vaultId: '' }) },
    { name: 'key URL omitted', facts: withEncryption({ keyIdentifier: '' }) },
    {
      name: 'the id of something else than a vault',
      facts: withEncryption({
        vaultId:
          '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-ml/providers/Microsoft.Storage/storageAccounts/kvml',
      }),
    },
    {
      name: 'a key URL that is none',
      facts: withEncryption({ keyIdentifier: 'http://mykeyvault.vault1.azure2.net3/keys4/mykey' }),
    },
    {
      name: 'a key of another vault',
      facts: withEncryption({
        keyIdentifier: `https://kv-other.vault.azure.net/keys/cosmos-key/${VERSION}`,
      }),
    },
    {
      name: 'a key of another cloud',
      facts: withEncryption({
        keyIdentifier: `https://kv-ml.vault.usgovcloudapi.net/keys/cosmos-key/${VERSION}`,
      }),
    },
    {
      name: 'a vault of another tenant',
      facts: withVaultState({ ...vaultState, tenantId: '99999999-9999-4999-8999-999999999999' }),
    },
  ],
};
