import { StorageManagementClient } from '@azure/arm-storage';
import { describe, expect, it } from 'vitest';
import { grant, GROUP, keys, scene, send } from '../machinelearning/scene.ts';

const ACCOUNT = 'stmlcreditrisk';

describe('F26 a new consumer of an expired key', () => {
  it('F26 hears of authentication, while the consumer that is there goes on', async () => {
    const { sim, vaultId } = await scene();
    const { storageAccounts } = new StorageManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    const account = await storageAccounts.update(GROUP, ACCOUNT, {
      identity: { type: 'SystemAssigned' },
    });
    await grant(sim, vaultId, account.identity?.principalId ?? '');
    const encryption = {
      encryption: {
        keySource: 'Microsoft.Keyvault',
        keyVaultProperties: { keyVaultUri: 'https://kv-ml.vault.azure.net', keyName: 'cosmos-key' },
      },
    };
    await storageAccounts.update(GROUP, ACCOUNT, encryption);
    await keys(sim).updateKeyProperties('cosmos-key', { expiresOn: new Date(sim.clock.now()) });
    const there = await storageAccounts.getProperties(GROUP, ACCOUNT);
    expect(there.encryption?.keySource).toBe('Microsoft.Keyvault');
    await storageAccounts.update(GROUP, ACCOUNT, {
      encryption: { keySource: 'Microsoft.Storage' },
    });
    await expect(storageAccounts.update(GROUP, ACCOUNT, encryption)).rejects.toMatchObject({
      statusCode: 400,
      code: 'KeyVaultAuthenticationFailure',
      message: `Unable to update storage account '${ACCOUNT}': 'The operation failed because of authentication issue on the keyvault. For more information, see - https://aka.ms/storagekeyvaultaccesspolicy'.`,
    });
  });
});

describe('F27 a policy of the organisation denies the key', () => {
  it('F27 cannot be set up: the mode that judges keys is refused by name, not taken without effect', async () => {
    const { sim } = await scene();
    const answer = await send(
      sim,
      'PUT',
      `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization/policyDefinitions/key-expiry`,
      '2023-04-01',
      {
        properties: {
          mode: 'Microsoft.KeyVault.Data',
          policyRule: {
            if: {
              field: 'Microsoft.KeyVault.Data/vaults/keys/attributes.expiresOn',
              exists: false,
            },
            // oxlint-disable-next-line unicorn/no-thenable -- the word of policy rules
            then: { effect: 'deny' },
          },
        },
      },
    );
    expect(answer).toMatchObject({
      status: 501,
      body: {
        error: {
          code: 'NotSimulated',
          message: "the policy mode 'Microsoft.KeyVault.Data' is not simulated (simulator wording)",
        },
      },
    });
  });
});
