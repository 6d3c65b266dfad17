import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { describe, expect, it } from 'vitest';
import {
  encryptedWorkspace,
  FAST,
  GROUP,
  machineLearning,
  scene,
  send,
  WORKSPACE,
} from '../machinelearning/scene.ts';

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(pages);
}

describe.each(['instant', 'realistic'] as const)('deny assignments, %s', (latency) => {
  it('on what a service manages are read at their scope, above and below', async () => {
    const given = await scene({ latency });
    const { sim } = given;
    const { denyAssignments } = new AuthorizationManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    const subscription = `/subscriptions/${sim.subscriptionId}`;
    expect(await all(denyAssignments.listForScope(subscription))).toEqual([]);
    await machineLearning(sim).workspaces.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      encryptedWorkspace(given),
      FAST,
    );
    const [deny, ...others] = await all(denyAssignments.listForScope(subscription));
    expect(others).toEqual([]);
    expect(deny?.id).toBe(
      `${deny?.scope}/providers/Microsoft.Authorization/denyAssignments/${deny?.name}`,
    );
    const workspace = `${subscription}/resourceGroups/${GROUP}/providers/Microsoft.MachineLearningServices/workspaces/${WORKSPACE}`;
    expect(deny).toMatchObject({
      type: 'Microsoft.Authorization/denyAssignments',
      name: expect.stringMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
      denyAssignmentName: `System deny assignment created by Azure Machine Learning ${workspace}`,
      doNotApplyToChildScopes: false,
      isSystemProtected: true,
      principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
    });
    const group = deny?.scope ?? '';
    expect(sim.resource(group)?.id).toBe(group);
    expect(await denyAssignments.get(group, deny?.name ?? '')).toEqual(deny);
    const inside = `${group}/providers/Microsoft.Storage/storageAccounts/any`;
    const above = { filter: 'atScope()' };
    expect(await all(denyAssignments.listForScope(inside, above))).toEqual([deny]);
    expect(await all(denyAssignments.listForScope(subscription, above))).toEqual([]);
    const named = { filter: `denyAssignmentName eq '${deny?.denyAssignmentName}'` };
    expect(await all(denyAssignments.list(named))).toEqual([deny]);
    const refusal = await send(sim, 'DELETE', group, '2025-04-01');
    expect(refusal.body.error.message).toContain(
      `deny assignment with name '${deny?.denyAssignmentName}' and Id '${deny?.name?.replaceAll('-', '')}'`,
    );
  });

  it('that are not there are told, and nobody makes one', async () => {
    const { sim } = await scene({ latency });
    const name = '00000000-0000-4000-8000-000000000001';
    const path = `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization/denyAssignments/${name}`;
    expect((await send(sim, 'GET', path, '2022-04-01')).body).toEqual({
      error: {
        code: 'DenyAssignmentNotFound',
        message: `The deny assignment '${name}' is not found. (simulator wording)`,
      },
    });
    expect((await send(sim, 'PUT', path, '2022-04-01', {})).body.error.message).toBe(
      'PUT on Microsoft.Authorization/denyAssignments is not simulated (simulator wording)',
    );
  });
});
