import { ResourceManagementClient } from '@azure/arm-resources';
import { expect } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { simulatorTest, withSimulator } from '../../src/vitest/index.ts';

const groupsOf = (sim: Simulator) =>
  new ResourceManagementClient(sim.credential(), sim.subscriptionId, { ...sim.clientOptions() })
    .resourceGroups;

let prepared = 0;
const test = withSimulator(async () => {
  prepared += 1;
  const sim = createSimulator({ now: '2026-01-01T00:00:00Z' });
  await groupsOf(sim).createOrUpdate('prepared', { location: 'westeurope' });
  return sim;
});

test('a test finds what was prepared and may change it', async ({ sim }) => {
  expect((await groupsOf(sim).get('prepared')).name).toBe('prepared');
  await groupsOf(sim).createOrUpdate('mine', { location: 'westeurope' });
  await sim.clock.advance({ days: 1 });
  await groupsOf(sim).delete('prepared');
});

test('the next test sees nothing of it', async ({ sim }) => {
  expect(sim.clock.iso()).toBe('2026-01-01T00:00:00.000Z');
  expect(sim.ledger.size).toBe(0);
  expect((await groupsOf(sim).get('prepared')).name).toBe('prepared');
  await expect(groupsOf(sim).get('mine')).rejects.toMatchObject({ statusCode: 404 });
  expect(prepared).toBe(1);
});

withSimulator({ cloud: 'china' })('takes options too', ({ sim }) => {
  expect(sim.settings.cloud.name).toBe('china');
});

simulatorTest('has a default', ({ sim }) => {
  expect(sim.subscriptions).toHaveLength(1);
  expect(sim.subscriptions[0]?.subscriptionId).toBe(sim.subscriptionId);
});
