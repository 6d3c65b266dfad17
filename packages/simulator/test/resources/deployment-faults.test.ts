import { describe, expect, it } from 'vitest';
import {
  deploy,
  deploymentId,
  deployments,
  emptyGroup,
  errorOf,
  groupId,
  GROUP,
  LOCATION,
  send,
  STORAGE,
  storage,
  template,
} from './deploying.ts';

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

describe.each(['instant', 'realistic'] as const)('a write that goes wrong, %s', (latency) => {
  const two = { resources: [storage('stone'), storage('sttwo', { dependsOn: ['stone'] })] };
  const answer = { status: 507, code: 'OutOfStorage', message: 'Nothing is left.' };

  it.each([
    ['by operation and call', { action: `${STORAGE}/write`, from: 2 }],
    ['by path', { path: '**/storageAccounts/sttwo' }],
    ['by method and host', { method: 'PUT', host: 'resourceManager', path: '**/sttwo' }],
  ] as const)('fails its deployment, %s', async (_how, where) => {
    const sim = await emptyGroup({ latency });
    const id = sim.faults.add({ ...where, answer });
    await expect(deploy(sim, two)).rejects.toThrow('DeploymentFailed');
    const { code, message } = answer;
    expect(await errorOf(sim)).toMatchObject({
      code: 'DeploymentFailed',
      target: deploymentId(sim),
      message:
        'At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.',
      details: [{ code, message }],
    });
    expect(sim.resources.list({ type: STORAGE }).map(({ name }) => name)).toEqual(['stone']);
    expect(sim.faults.list()).toMatchObject([{ fired: 1 }]);
    expect(sim.ledger.entries().filter(({ faults }) => faults)).toMatchObject([
      { method: 'PUT', status: 507, code, faults: [id], decision: 'goneWrong' },
    ]);
    const operations = deployments(sim).deploymentOperations.list(GROUP, 'main');
    const failed = (await Array.fromAsync(operations)).find(
      ({ properties }) => properties?.provisioningState === 'Failed',
    );
    expect(failed?.properties).toMatchObject({
      targetResource: { resourceName: 'sttwo' },
      statusMessage: { error: { code, message } },
    });
    sim.faults.clear();
    expect((await deploy(sim, two)).properties?.provisioningState).toBe('Succeeded');
  });

  it('without an answer is told as the gateway tells it', async () => {
    const sim = await emptyGroup({ latency });
    sim.faults.add({ path: '**/storageAccounts/stone', drop: true });
    await expect(deploy(sim, two)).rejects.toThrow('DeploymentFailed');
    expect(await errorOf(sim)).toMatchObject({
      details: [
        {
          code: 'GatewayTimeout',
          message:
            "The gateway did not receive a response from 'Microsoft.Storage' within the specified time period.",
        },
      ],
    });
  });

  it('slowly is written all the same, later', async () => {
    const sim = await emptyGroup({ latency });
    const start = sim.clock.now();
    sim.faults.add({ action: `${STORAGE}/write`, latencyMs: 45_000 });
    await deploy(sim, two);
    expect(sim.clock.now() - start).toBeGreaterThanOrEqual(90_000);
    expect(sim.resources.count({ type: STORAGE })).toBe(2);
  });

  it('meets none that is meant for what a template asks for', async () => {
    const sim = await emptyGroup({ latency });
    sim.faults.add({ method: 'GET', action: `${STORAGE}/read`, answer });
    await deploy(sim, {
      resources: [storage('stone')],
      outputs: {
        kind: { type: 'string', value: "[reference('stone', '2023-05-01', 'full').kind]" },
      },
    });
    expect(sim.faults.list()).toMatchObject([{ calls: 0 }]);
  });
});

describe('a deployment whose group goes while it writes', () => {
  it('ends with it', async () => {
    const sim = await emptyGroup({ latency: 'realistic', timeWarp: false });
    // The deletion of the group ends before the write does.
    sim.faults.add({ action: `${STORAGE}/write`, latencyMs: 300_000 });
    const body = {
      properties: { mode: 'Incremental', template: template({ resources: [storage('stone')] }) },
    };
    const put = await send(sim, 'PUT', deploymentId(sim), '2022-09-01', body);
    await send(sim, 'DELETE', groupId(sim), '2022-09-01');
    await sim.clock.advance({ minutes: 30 });
    expect(sim.resources.count({ group: GROUP })).toBe(0);
    const url = put.headers.get('azure-asyncoperation') ?? '';
    expect((await send(sim, 'GET', url, '2022-09-01')).body).toMatchObject({ status: 'Failed' });
  });
});
