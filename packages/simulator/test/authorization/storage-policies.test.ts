import { PolicyClient } from '@azure/arm-policy';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import { expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const ALLOWED_SKUS = '7433c107-6db4-4ad1-b57a-a76dce0154a1';
const CUSTOMER_KEY = '6fac406b-40ca-413b-bf8e-0bf964659c25';
const GROUP = 'rg-storage';
const LOCATION = 'westeurope';

const policies = (sim: Simulator): PolicyClient =>
  new PolicyClient(sim.credential(), sim.subscriptionId, sim.clientOptions());

async function scene(): Promise<Simulator> {
  const sim = createSimulator();
  const client = new ResourceManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  await client.resourceGroups.createOrUpdate(GROUP, { location: LOCATION });
  return sim;
}

const assign = (sim: Simulator, definition: string, parameters: Record<string, unknown>) =>
  policies(sim).policyAssignments.create(`/subscriptions/${sim.subscriptionId}`, 'storage', {
    policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${definition}`,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, { value }]),
    ),
  });

const make = (sim: Simulator, name: string, sku: string) =>
  new StorageManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  ).storageAccounts.create(
    GROUP,
    name,
    { kind: 'StorageV2', location: LOCATION, sku: { name: sku } },
    { updateIntervalInMs: 0 },
  );

it('the list of allowed SKUs denies others from the start', async () => {
  const sim = await scene();
  await expect(assign(sim, ALLOWED_SKUS, {})).rejects.toMatchObject({
    statusCode: 400,
    code: 'MissingPolicyParameter',
  });
  await assign(sim, ALLOWED_SKUS, { listOfAllowedSKUs: ['standard_lrs', 'Standard_GRS'] });
  await expect(make(sim, 'stzone', 'Standard_ZRS')).rejects.toMatchObject({
    statusCode: 403,
    code: 'RequestDisallowedByPolicy',
    message: expect.stringContaining('"name":"Storage accounts should be limited by allowed SKUs"'),
  });
  await expect(make(sim, 'stlocal', 'Standard_LRS')).resolves.toMatchObject({ name: 'stlocal' });
});

it('accounts without a key of the customer are told of', async () => {
  const sim = await scene();
  await assign(sim, CUSTOMER_KEY, {});
  await make(sim, 'stlocal', 'Standard_LRS');
  expect(sim.ledger.entries().at(-1)).toMatchObject({
    policies: [{ definitionId: expect.stringContaining(CUSTOMER_KEY), effect: 'Audit' }],
  });
  await expect(assign(sim, CUSTOMER_KEY, { effect: 'Deny' })).rejects.toMatchObject({
    statusCode: 400,
    code: 'PolicyParameterValueNotAllowed',
  });
});
