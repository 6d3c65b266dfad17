import { describe, expect, it } from 'vitest';
import {
  authorization,
  create,
  failedInside,
  grant,
  principalOf,
  scene,
  type Scene,
  send,
  VERSION,
  wireWorkspace,
} from './workspace-failure.ts';

const MACHINE_LEARNING_APP_ID = '0736f41a-0425-4b46-bdb5-1563eff02385';
const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';

/** Takes from Azure Machine Learning the role that it has on the subscription. */
async function takeRoles({ sim }: Scene): Promise<string> {
  const principalId = principalOf(sim, MACHINE_LEARNING_APP_ID);
  const { roleAssignments } = authorization(sim);
  const filter = `principalId eq '${principalId}'`;
  const found = await Array.fromAsync(roleAssignments.listForSubscription({ filter }));
  expect(found).toHaveLength(1);
  for (const { id = '' } of found) await roleAssignments.deleteById(id);
  await sim.clock.advance({ minutes: 10 });
  return principalId;
}

describe('F50 Azure Machine Learning is no Contributor of the subscription', () => {
  it('F50 fails inside the operation, in the words for any caller without a role, until it is one', async () => {
    const given = await scene({ latency: 'realistic' });
    const { sim } = given;
    const principalId = await takeRoles(given);
    const scope = `/subscriptions/${sim.subscriptionId}`;
    const message = `The client '${principalId}' with object id '${principalId}' does not have authorization to perform action 'Microsoft.Resources/subscriptions/resourceGroups/write' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials. (simulator wording)`;
    expect(await failedInside(given)).toEqual({
      code: 'AuthorizationFailed',
      message,
      rule: 'CMK-024',
      evidence: 'assumed',
      minutes: 6,
    });
    await expect(create(given)).rejects.toThrow(
      `The long-running operation has failed. AuthorizationFailed. ${message}`,
    );
    await grant(sim, scope, principalId, CONTRIBUTOR);
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });

  it('F50 does not touch service-side encryption, which makes no group', async () => {
    const given = await scene();
    await takeRoles(given);
    const body = wireWorkspace(given, { enableServiceSideCMKEncryption: true });
    expect((await send(given.sim, 'PUT', given.workspaceId, VERSION, body)).status).toBe(200);
  });
});
