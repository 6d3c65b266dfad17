import { describe, expect, it } from 'vitest';
import { deploy, emptyGroup, GROUP, LOCATION, send } from './deploying.ts';

const account = {
  type: 'Microsoft.Storage/storageAccounts',
  apiVersion: '2023-05-01',
  name: 'stheld',
  location: LOCATION,
  kind: 'StorageV2',
  sku: { name: 'Standard_LRS' },
  properties: {},
};
const held = { action: 'Microsoft.Storage/storageAccounts/write' } as const;

describe.each(['instant', 'realistic'] as const)('work that a fault holds up, %s', (latency) => {
  it('is waited for by the deployment that began it', async () => {
    const sim = await emptyGroup({ latency });
    sim.faults.add({ ...held, operation: { endsAtPoll: 4 } });
    const start = sim.clock.now();
    const { properties } = await deploy(sim, { resources: [account] });
    expect(properties?.provisioningState).toBe('Succeeded');
    // It is looked at again every five seconds.
    expect(sim.clock.now() - start).toBeGreaterThanOrEqual(15_000);
  });

  it('fails it when it fails', async () => {
    const sim = await emptyGroup({ latency });
    const error = { code: 'OutOfCapacity', message: 'Nothing is left.' };
    sim.faults.add({ ...held, operation: { endsAtPoll: 2, error } });
    await expect(deploy(sim, { resources: [account] })).rejects.toThrow('DeploymentFailed');
    const id = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.Resources/deployments/main`;
    const { body } = await send(sim, 'GET', id, '2022-09-01');
    expect(body.properties.error.details).toMatchObject([
      { code: 'ResourceDeploymentFailure', details: [error] },
    ]);
  });

  it('goes on in a simulator that was restored', async () => {
    const sim = await emptyGroup({ latency });
    sim.faults.add({ ...held, operation: { endsAtPoll: 4 } });
    const id = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.Resources/deployments/main`;
    const template = {
      $schema: 'https://example.com/t#',
      contentVersion: '1.0.0.0',
      resources: [account],
    };
    await send(sim, 'PUT', id, '2022-09-01', { properties: { mode: 'Incremental', template } });
    const other = sim.fork();
    other.restore(JSON.parse(JSON.stringify(sim.snapshot())));
    await other.clock.advance({ minutes: 5 });
    const { body } = await send(other, 'GET', id, '2022-09-01');
    expect(body.properties.provisioningState).toBe('Succeeded');
  });
});
