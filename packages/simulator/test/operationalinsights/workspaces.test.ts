import { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { FAST, GROUP, idOf, LOCATION, send } from '../machinelearning/scene.ts';

const NAME = 'log-credit-risk';
const TYPE = 'Microsoft.OperationalInsights/workspaces';
const VERSION = '2025-02-01';

const client = (sim: Simulator): OperationalInsightsManagementClient =>
  new OperationalInsightsManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );

async function world(latency: 'instant' | 'realistic' = 'instant'): Promise<Simulator> {
  const sim = createSimulator({ latency });
  const groups = new ResourceManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  ).resourceGroups;
  await groups.createOrUpdate(GROUP, { location: LOCATION });
  return sim;
}

const make = (sim: Simulator, location: string = LOCATION) =>
  client(sim).workspaces.createOrUpdate(GROUP, NAME, { location, tags: { use: 'audit' } }, FAST);

async function namesOf(found: AsyncIterable<{ name?: string }>): Promise<(string | undefined)[]> {
  const names: (string | undefined)[] = [];
  for await (const { name } of found) names.push(name);
  return names;
}

describe.each(['instant', 'realistic'] as const)('a Log Analytics workspace, %s', (latency) => {
  it('is created, listed, changed, deleted and recovered', async () => {
    const sim = await world(latency);
    const { workspaces, deletedWorkspaces } = client(sim);
    const made = await make(sim);
    expect(made).toMatchObject({
      name: NAME,
      location: LOCATION,
      tags: { use: 'audit' },
      provisioningState: 'Succeeded',
      sku: { name: 'PerGB2018' },
      retentionInDays: 30,
      workspaceCapping: { dailyQuotaGb: -1, dataIngestionStatus: 'RespectQuota' },
    });
    expect(await namesOf(workspaces.list())).toEqual([NAME]);
    expect(await namesOf(workspaces.listByResourceGroup(GROUP))).toEqual([NAME]);
    const changed = await workspaces.update(GROUP, NAME, {
      retentionInDays: 90,
      features: { disableLocalAuth: true },
    });
    expect(changed).toMatchObject({
      retentionInDays: 90,
      customerId: made.customerId,
      tags: { use: 'audit' },
      features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
    });

    await workspaces.delete(GROUP, NAME, FAST);
    await expect(workspaces.get(GROUP, NAME)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
    expect(await namesOf(deletedWorkspaces.list())).toEqual([NAME]);
    expect(await namesOf(deletedWorkspaces.listByResourceGroup(GROUP))).toEqual([NAME]);
    const recovered = await make(sim);
    expect(recovered).toMatchObject({ customerId: made.customerId, retentionInDays: 90 });
    expect(await namesOf(deletedWorkspaces.list())).toEqual([]);
  });
});

describe('soft delete of Log Analytics workspaces', () => {
  it('keeps nothing of what is deleted with force', async () => {
    const sim = await world();
    const { workspaces, deletedWorkspaces } = client(sim);
    const before = await make(sim);
    await workspaces.delete(GROUP, NAME, { ...FAST, force: true });
    expect(await namesOf(deletedWorkspaces.list())).toEqual([]);
    expect((await make(sim)).customerId).not.toBe(before.customerId);
  });

  it('ends after 14 days, counted from the last delete', async () => {
    const sim = await world();
    const { workspaces, deletedWorkspaces } = client(sim);
    await make(sim);
    await workspaces.delete(GROUP, NAME, FAST);
    await sim.clock.advance({ days: 10 });
    await make(sim);
    await workspaces.delete(GROUP, NAME, FAST);
    await sim.clock.advance({ days: 13 });
    expect(await namesOf(deletedWorkspaces.list())).toEqual([NAME]);
    await sim.clock.advance({ days: 1 });
    expect(await namesOf(deletedWorkspaces.list())).toEqual([]);
  });

  it('holds the name in its region', async () => {
    const sim = await world();
    await make(sim);
    await client(sim).workspaces.delete(GROUP, NAME, FAST);
    await expect(make(sim, 'northeurope')).rejects.toMatchObject({
      statusCode: 409,
      code: 'Conflict',
      message: `The workspace '${NAME}' was deleted in '${LOCATION}' and can only be recovered there. Recover it and delete it with 'force' to use its name elsewhere. (simulator wording)`,
    });
  });
});

describe('keys of a Log Analytics workspace', () => {
  it('are recognisably the simulator’s, and others when regenerated', async () => {
    const sim = await world();
    await make(sim);
    const operations = client(sim).sharedKeys;
    const first = await operations.getSharedKeys(GROUP, NAME);
    expect(first.primarySharedKey).toMatch(/^sim-/);
    expect(first.secondarySharedKey).not.toBe(first.primarySharedKey);
    expect(await operations.getSharedKeys(GROUP, NAME)).toEqual(first);
    const next = await operations.regenerate(GROUP, NAME);
    expect(next.primarySharedKey).not.toBe(first.primarySharedKey);
    expect(await operations.getSharedKeys(GROUP, NAME)).toEqual(next);
  });
});

describe('what a Log Analytics workspace refuses', () => {
  it.each([
    [{ retentionInDays: 7 }, "'retentionInDays' must be a whole number from 30 to 730."],
    [{ retentionInDays: 731 }, "'retentionInDays' must be a whole number from 30 to 730."],
    [
      { sku: { name: 'Gold' } },
      "The pricing tier 'Gold' is not one of PerGB2018, CapacityReservation.",
    ],
    [
      { sku: { name: 'CapacityReservation', capacityReservationLevel: 150 } },
      "'sku.capacityReservationLevel' must be one of 100, 200, 300, 400, 500, 1000, 2000, 5000, 10000, 25000, 50000 GB a day.",
    ],
    [
      { workspaceCapping: { dailyQuotaGb: 0 } },
      "'workspaceCapping.dailyQuotaGb' must be more than 0, or -1 for no limit.",
    ],
  ])('%j', async (properties, words) => {
    const sim = await world();
    const answer = await send(sim, 'PUT', idOf(sim, TYPE, NAME), VERSION, {
      location: LOCATION,
      properties,
    });
    expect([answer.status, answer.body.error.code, answer.body.error.message]).toEqual([
      400,
      'InvalidParameter',
      `${words} (simulator wording)`,
    ]);
  });

  it.each(['abc', '-four', 'four-', 'under_score', 'a'.repeat(64)])('the name %s', async (name) => {
    const sim = await world();
    const answer = await send(sim, 'PUT', idOf(sim, TYPE, name), VERSION, { location: LOCATION });
    expect([answer.status, answer.body.error.message]).toEqual([
      400,
      `The name '${name}' cannot be that of a workspace: it has 4-63 letters, digits and dashes, and no dash as its first or last character. (simulator wording)`,
    ]);
  });

  it.each([
    [{ features: { clusterResourceId: '/subscriptions/x' } }],
    [{ sku: { name: 'LACluster' } }],
    [{ replication: { enabled: true } }],
  ])('what is not simulated: %j', async (properties) => {
    const sim = await world();
    const body = { location: LOCATION, properties };
    const answer = await send(sim, 'PUT', idOf(sim, TYPE, NAME), VERSION, body);
    expect([answer.status, answer.body.error.code]).toEqual([501, 'NotSimulated']);
  });

  it.each(['usages', 'managementGroups'])('GET %s by name', async (what) => {
    const sim = await world();
    await make(sim);
    const answer = await send(sim, 'GET', `${idOf(sim, TYPE, NAME)}/${what}`, VERSION);
    expect([answer.status, answer.body.error.code]).toEqual([501, 'NotSimulated']);
  });
});
