/** The matcher follows the versions of a key as a real simulator keeps them. */
import { KeyClient } from '@azure/keyvault-keys';
import { expect } from 'vitest';
import { withSimulator } from '../../src/vitest/index.ts';

const TENANT = '77777777-7777-4777-8777-777777777777';
const SUBSCRIPTION = '66666666-6666-4666-8666-666666666666';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;

const test = withSimulator({
  world: {
    tenants: [{ tenantId: TENANT }],
    subscriptions: [{ subscriptionId: SUBSCRIPTION }],
    principals: [{ name: 'officer', roles: [{ role: 'Key Vault Crypto Officer' }] }],
    resources: [
      { id: GROUP, apiVersion: '2025-04-01', body: { location: 'westeurope' } },
      {
        id: `${GROUP}/providers/Microsoft.KeyVault/vaults/KV-Newest`,
        apiVersion: '2023-07-01',
        body: {
          location: 'westeurope',
          properties: {
            tenantId: TENANT,
            sku: { family: 'A', name: 'standard' },
            enableRbacAuthorization: true,
          },
        },
      },
    ],
  },
});

test('a key named without a version is its newest version', async ({ sim }) => {
  const keys = new KeyClient('https://kv-newest.vault.azure.net', sim.credential('officer'), {
    ...sim.clientOptions('vault'),
  });
  const { id: first = '' } = await keys.createRsaKey('Cmk');
  const account = {
    properties: { keyVaultKeyUri: 'https://kv-newest.vault.azure.net/keys/Cmk' },
  };
  expect(account).toBeEncryptedUnder(first, sim);
  const { id: second = '' } = await keys.createRsaKey('Cmk');
  expect(account).toBeEncryptedUnder(second, sim);
  expect(account).not.toBeEncryptedUnder(first, sim);
  expect(account).not.toBeEncryptedUnder(second);
});
