// How an application tests its own code with vitest: the functions below are the application's, and the tests run them
// against an Azure in memory. No mocks, no network, milliseconds per test.
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import { CmkWorkspaceBuilder, deploy, type DeployOptions } from '@azureml-cmk/core';
import { createSimulator, type Simulator } from '@azureml-cmk/simulator';
import { withSimulator } from '@azureml-cmk/simulator/vitest';
import { describe, expect } from 'vitest';

// --- The application: it is given the Azure that it works on, and knows nothing of a simulator. ---------------------

const tenantId = '00000000-0000-4000-8000-000000000001';

/** Makes a team's workspace under a key of its own, in the security team's vault. Returns the key's identifier. */
async function provisionTeam(team: string, vaultId: string, azure: DeployOptions): Promise<string> {
  const [, , subscription = ''] = vaultId.split('/');
  const plan = CmkWorkspaceBuilder.create()
    .tenant(tenantId)
    .subscription(subscription)
    .resourceGroup(`rg-${team}`)
    .region('westeurope')
    .useVault(vaultId)
    .key(`${team}-cmk`)
    .workspace(`mlw-${team}`)
    .encryptAks(`aks-${team}`, { diskEncryptionSet: `des-${team}` })
    .plan();
  const { keyIdentifier = '' } = await deploy(plan, azure).outcome;
  return keyIdentifier;
}

/** Wraps a data key with plain Azure SDK code: the simulator serves code that knows nothing of this library, too. */
async function seal(dataKey: Uint8Array, key: string, azure: DeployOptions): Promise<Uint8Array> {
  const client = new CryptographyClient(key, azure.credential, azure.clientOptions);
  return (await client.wrapKey('RSA-OAEP-256', dataKey)).result;
}

// --- The tests: every test gets a fork of one prepared simulator, which costs microseconds. ------------------------

const subscriptionId = '00000000-0000-4000-8000-000000000002';
const security = `/subscriptions/${subscriptionId}/resourceGroups/rg-security`;
const vaultId = (name: string): string => `${security}/providers/Microsoft.KeyVault/vaults/${name}`;

/** A vault as a resource that is there before the test begins: the body of the PUT that made it. */
const vault = (name: string, protection: { readonly enablePurgeProtection?: true }) => ({
  id: vaultId(name),
  apiVersion: '2024-11-01',
  body: {
    location: 'westeurope',
    properties: {
      tenantId,
      sku: { family: 'A', name: 'standard' },
      enableRbacAuthorization: true,
      ...protection,
    },
  },
});

const test = withSimulator(() =>
  createSimulator({
    now: '2026-09-01T08:00:00Z',
    world: {
      tenants: [{ tenantId }],
      subscriptions: [{ subscriptionId }],
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }] },
        { name: 'app', roles: [{ role: 'Key Vault Crypto Officer' }] },
      ],
      resources: [
        { id: security, apiVersion: '2021-04-01', body: { location: 'westeurope' } },
        vault('kv-shared-keys', { enablePurgeProtection: true }),
        vault('kv-unprotected', {}),
      ],
    },
  }),
);

describe('provisionTeam', () => {
  test("puts everything of the team under the team's key", async ({ sim }) => {
    const key = await provisionTeam('fraud', vaultId('kv-shared-keys'), sim.azure());
    expect(key).toMatch(
      /^https:\/\/kv-shared-keys\.vault\.azure\.net\/keys\/fraud-cmk\/[0-9a-f]{32}$/,
    );
    // The workspace, its Cosmos DB, AI Search and Storage, the disk encryption set and the cluster's disks.
    expect(sim).toBeEncryptedUnder(key);
  });

  test('is refused by the rule when the vault could be purged', async ({ sim }) => {
    await expect(provisionTeam('fraud', vaultId('kv-unprotected'), sim.azure())).toBeRefusedBy(
      'CMK-002',
    );
    expect(sim.ledger.entries().some(({ url }) => url.includes('/workspaces/'))).toBe(false);
  });
});

describe('seal', () => {
  test('wraps a data key that the same key unwraps', async ({ sim }) => {
    const azure = sim.azure('app');
    const { id = '' } = await keysOf(sim).createRsaKey('sealing', { keySize: 3072 });
    const sealed = await seal(Buffer.from('0123456789abcdef'), id, azure);
    const client = new CryptographyClient(id, azure.credential, azure.clientOptions);
    const { result } = await client.unwrapKey('RSA-OAEP-256', sealed);
    expect(Buffer.from(result).toString()).toBe('0123456789abcdef');
  });

  test('stops when the key expires: time is the simulator’s, and passes when told to', async ({
    sim,
  }) => {
    const expiresOn = new Date('2026-12-01T00:00:00Z');
    const { id = '' } = await keysOf(sim).createRsaKey('sealing', { keySize: 3072, expiresOn });
    const azure = sim.azure('app');
    await expect(seal(Buffer.alloc(16), id, azure)).resolves.toHaveLength(384);
    await sim.clock.advance({ days: 100 });
    await expect(seal(Buffer.alloc(16), id, azure)).rejects.toMatchObject({ statusCode: 403 });
  });
});

function keysOf(sim: Simulator): KeyClient {
  const options = sim.clientOptions('vault');
  return new KeyClient('https://kv-shared-keys.vault.azure.net', sim.credential('app'), options);
}
