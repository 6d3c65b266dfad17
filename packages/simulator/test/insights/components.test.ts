import { ApplicationInsightsManagementClient } from '@azure/arm-appinsights';
import { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { FAST, GROUP, idOf, LOCATION, send } from '../machinelearning/scene.ts';

const NAME = 'appi-credit-risk';
const LOGS = 'log-credit-risk';
const LOGS_TYPE = 'Microsoft.OperationalInsights/workspaces';

async function world(): Promise<Simulator> {
  const sim = createSimulator();
  const groups = new ResourceManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  ).resourceGroups;
  await groups.createOrUpdate(GROUP, { location: LOCATION });
  return sim;
}

const components = (sim: Simulator) =>
  new ApplicationInsightsManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions())
    .components;

const based = (workspaceResourceId: string) => ({
  location: LOCATION,
  kind: 'web',
  applicationType: 'web',
  workspaceResourceId,
});

describe('an Application Insights component with a workspace', () => {
  it('keeps its telemetry in a workspace that is there', async () => {
    const sim = await world();
    const logs = await new OperationalInsightsManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    ).workspaces.createOrUpdate(GROUP, LOGS, { location: LOCATION }, FAST);
    const made = await components(sim).createOrUpdate(GROUP, NAME, based(logs.id ?? ''));
    expect(made).toMatchObject({ workspaceResourceId: logs.id, ingestionMode: 'LogAnalytics' });
    const tagged = await components(sim).updateTags(GROUP, NAME, { tags: { use: 'audit' } });
    expect(tagged).toMatchObject({ tags: { use: 'audit' }, workspaceResourceId: logs.id });
  });

  it.each([
    ['is not there', LOGS_TYPE],
    ['is none', 'Microsoft.Storage/storageAccounts'],
  ])('is refused a workspace that %s', async (_words, type) => {
    const sim = await world();
    const id = idOf(sim, type, LOGS);
    await expect(components(sim).createOrUpdate(GROUP, NAME, based(id))).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message: `The Log Analytics workspace '${id}' of 'properties.WorkspaceResourceId' was not found. (simulator wording)`,
    });
  });

  it('does not purge: nothing is kept', async () => {
    const sim = await world();
    const id = idOf(sim, 'Microsoft.Insights/components', NAME);
    await send(sim, 'PUT', id, '2020-02-02', {
      location: LOCATION,
      kind: 'web',
      properties: { Application_Type: 'web' },
    });
    const answer = await send(sim, 'POST', `${id}/purge`, '2020-02-02', {
      table: 'requests',
      filters: [],
    });
    expect([answer.status, answer.body.error.code]).toEqual([501, 'NotSimulated']);
  });
});
