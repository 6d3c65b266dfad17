import { describe, expect, it } from 'vitest';
import {
  FAST,
  GROUP,
  machineLearning,
  type Scene,
  send,
  WORKSPACE,
  workspaceScene,
} from './child-scene.ts';

const SIMULATED = /^sim-[0-9a-f-]{36}$/;

describe.each(['instant', 'realistic'] as const)('the notebook of a workspace, %s', (latency) => {
  it('is prepared as an operation that comes to what the workspace shows', async () => {
    const given = await workspaceScene({ latency });
    const { workspaces } = machineLearning(given.sim);
    const start = given.sim.clock.now();
    const prepared = await workspaces.beginPrepareNotebookAndWait(GROUP, WORKSPACE, FAST);
    const { notebookInfo } = await workspaces.get(GROUP, WORKSPACE);
    expect(prepared).toMatchObject({
      resourceId: notebookInfo?.resourceId,
      fqdn: notebookInfo?.fqdn,
    });
    expect(given.sim.clock.now() - start).toBe(latency === 'realistic' ? 30_000 : 0);
  });
});

describe('keys of a workspace that open nothing', () => {
  it('are the same however they are asked for', async () => {
    const { sim } = await workspaceScene();
    const { workspaces } = machineLearning(sim);
    const all = await workspaces.listKeys(GROUP, WORKSPACE);
    const notebook = await workspaces.listNotebookKeys(GROUP, WORKSPACE);
    const storage = await workspaces.listStorageAccountKeys(GROUP, WORKSPACE);
    expect(notebook.primaryAccessKey).toMatch(SIMULATED);
    expect(notebook.secondaryAccessKey).not.toBe(notebook.primaryAccessKey);
    expect(all.notebookAccessKeys).toEqual(notebook);
    expect(storage.userStorageKey).toMatch(SIMULATED);
    expect(all.userStorageKey).toBe(storage.userStorageKey);
  });

  it('come as a token for eight hours, another one each time', async () => {
    const { sim } = await workspaceScene();
    const { workspaces } = machineLearning(sim);
    const token = await workspaces.listNotebookAccessToken(GROUP, WORKSPACE);
    const { notebookInfo } = await workspaces.get(GROUP, WORKSPACE);
    expect(token).toMatchObject({
      notebookResourceId: notebookInfo?.resourceId,
      publicDns: notebookInfo?.fqdn,
      tokenType: 'Bearer',
      expiresIn: 8 * 60 * 60,
      scope: 'aznb_identity',
    });
    expect(token.accessToken).toMatch(SIMULATED);
    await sim.clock.advance({ minutes: 1 });
    const next = await workspaces.listNotebookAccessToken(GROUP, WORKSPACE);
    expect(next.accessToken).not.toBe(token.accessToken);
  });

  it.each([
    'listNotebookKeys',
    'listNotebookAccessToken',
    'listStorageAccountKeys',
    'prepareNotebook',
  ])('are not for somebody without a role: %s', async (action) => {
    const given: Scene = await workspaceScene();
    const { status, body } = await send(
      given.sim,
      'POST',
      `${given.workspaceId}/${action}`,
      '2022-10-01',
      {},
      'mlContributor',
    );
    expect([status, body.error.code]).toEqual([403, 'AuthorizationFailed']);
    expect(body.error.message).toContain(
      `'Microsoft.MachineLearningServices/workspaces/${action}/action'`,
    );
  });
});

it('tells what a private endpoint can lead to', async () => {
  const { sim, workspaceId } = await workspaceScene();
  const { value } = await machineLearning(sim).privateLinkResources.list(GROUP, WORKSPACE);
  expect(value).toMatchObject([
    {
      id: `${workspaceId}/privateLinkResources/amlworkspace`,
      groupId: 'amlworkspace',
      requiredMembers: ['default'],
      requiredZoneNames: ['privatelink.api.azureml.ms', 'privatelink.notebooks.azure.net'],
    },
  ]);
});
