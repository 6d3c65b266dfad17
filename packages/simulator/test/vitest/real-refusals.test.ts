/** The matchers on what a real simulator does to real clients. */
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { expect } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { withSimulator } from '../../src/vitest/index.ts';

const LOCATION = 'westeurope';
const TENANT = '77777777-7777-4777-8777-777777777777';
const SUBSCRIPTION = '66666666-6666-4666-8666-666666666666';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;
const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-rules`;
const STORAGE = `${GROUP}/providers/Microsoft.Storage/storageAccounts/strules`;
const INSIGHTS = `${GROUP}/providers/Microsoft.Insights/components/appi-rules`;

/** All that a workspace needs, with a vault that lacks purge protection. */
const test = withSimulator({
  now: '2026-01-01T00:00:00Z',
  latency: 'realistic',
  world: {
    tenants: [{ tenantId: TENANT }],
    subscriptions: [{ subscriptionId: SUBSCRIPTION }],
    resources: [
      { id: GROUP, apiVersion: '2025-04-01', body: { location: LOCATION } },
      {
        id: VAULT,
        apiVersion: '2023-07-01',
        body: {
          location: LOCATION,
          properties: {
            tenantId: TENANT,
            sku: { family: 'A', name: 'standard' },
            accessPolicies: [],
            enableRbacAuthorization: false,
          },
        },
      },
      {
        id: STORAGE,
        apiVersion: '2025-01-01',
        body: { location: LOCATION, kind: 'StorageV2', sku: { name: 'Standard_LRS' } },
      },
      {
        id: INSIGHTS,
        apiVersion: '2020-02-02',
        body: { location: LOCATION, kind: 'web', properties: { Application_Type: 'web' } },
      },
    ],
  },
});

const makeWorkspace = (sim: Simulator) =>
  new AzureMachineLearningWorkspaces(sim.credential(), sim.subscriptionId, {
    ...sim.clientOptions(),
  }).workspaces.beginCreateOrUpdateAndWait(
    'rg',
    'ws-rules',
    {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      storageAccount: STORAGE,
      applicationInsights: INSIGHTS,
      keyVault: VAULT,
      encryption: {
        status: 'Enabled',
        keyVaultProperties: {
          keyVaultArmId: VAULT,
          keyIdentifier: 'https://kv-rules.vault.azure.net/keys/k/0123456789abcdef0123456789abcdef',
        },
      },
    },
    { updateIntervalInMs: 1 },
  );

test('a failed operation, whose error has no headers, is told from the ledger', async ({ sim }) => {
  const failed = makeWorkspace(sim);
  await expect(failed).toBeRefusedBy('CMK-002', sim);
  await expect(failed).not.toBeRefusedBy('CMK-003', sim);
  await expect(failed).rejects.not.toHaveProperty('response');
});

test('nothing is under a key of a customer then', async ({ sim }) => {
  await makeWorkspace(sim).catch(() => undefined);
  expect(STORAGE).not.toBeEncryptedUnder('https://kv-rules.vault.azure.net/keys/k', sim);
});

test('what no rule refuses is not said to be refused by one', async () => {
  const sim = createSimulator();
  const read = new AzureMachineLearningWorkspaces(sim.credential(), sim.subscriptionId, {
    ...sim.clientOptions(),
  }).workspaces.get('nope', 'nope');
  await expect(read).rejects.toMatchObject({ code: 'ResourceGroupNotFound' });
  await expect(read).not.toBeRefusedBy('CMK-002', sim);
});
