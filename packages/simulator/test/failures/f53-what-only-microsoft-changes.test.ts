import { ManagementLockClient } from '@azure/arm-locks';
import { describe, expect, it } from 'vitest';
import {
  create,
  GROUP,
  principalOf,
  resources,
  scene,
  send,
  type Scene,
  WORKSPACE,
} from './workspace-failure.ts';

async function made(): Promise<Scene & { readonly managedGroup: string }> {
  const given = await scene();
  const { serviceProvisionedResourceGroup = '' } = await create(given);
  return { ...given, managedGroup: serviceProvisionedResourceGroup };
}

const groupId = ({ sim, managedGroup }: { sim: Scene['sim']; managedGroup: string }): string =>
  `/subscriptions/${sim.subscriptionId}/resourceGroups/${managedGroup}`;

/** What the owner of the subscription is told who wants to change what the service made. */
const denied = (
  given: Scene & { readonly managedGroup: string },
  action: string,
  scope: string,
): string => {
  const { sim } = given;
  const owner = sim.principals.find(({ displayName }) => displayName === 'owner');
  return `The client '${owner?.appId}' with object id '${owner?.objectId}' has permission to perform action '${action}' on scope '${scope}'; however, the access is denied because of the deny assignment with name 'System deny assignment created by Azure Machine Learning ${given.workspaceId}' and Id '{id}' at scope '${groupId(given).toLowerCase()}'.`;
};

const withoutId = (message: string): string => message.replace(/Id '[0-9a-f]{32}'/, "Id '{id}'");

describe('F53 what the service made cannot be brought into line with the rules of the organisation', () => {
  it('F53 takes no tags, not even from the owner of the subscription', async () => {
    const given = await made();
    const scope = groupId(given);
    const attempt = resources(given.sim).resourceGroups.update(given.managedGroup, {
      tags: { costCenter: '4711' },
    });
    const thrown: unknown = await attempt.catch((error: unknown) => error);
    expect(thrown).toMatchObject({ statusCode: 403, code: 'DenyAssignmentAuthorizationFailed' });
    expect(withoutId((thrown as Error).message)).toBe(
      denied(given, 'Microsoft.Resources/subscriptions/resourceGroups/write', scope),
    );
  });

  it.each([
    ['role assignment', 'Microsoft.Authorization/roleAssignments', '2022-04-01'],
    ['assignment of a policy', 'Microsoft.Authorization/policyAssignments', '2025-03-01'],
  ])('F53 takes no %s', async (_what, type, version) => {
    const given = await made();
    const id = `${groupId(given)}/providers/${type}/mine`;
    const { status, body } = await send(given.sim, 'PUT', id, version, { properties: {} });
    expect([status, body.error.code]).toEqual([403, 'DenyAssignmentAuthorizationFailed']);
    expect(withoutId(body.error.message)).toBe(denied(given, `${type}/write`, id));
  });

  it('F53 takes no lock either, while the group of the workspace does', async () => {
    const given = await made();
    const locks = new ManagementLockClient(
      given.sim.credential(),
      given.sim.subscriptionId,
      given.sim.clientOptions(),
    ).managementLocks;
    await expect(
      locks.createOrUpdateAtResourceGroupLevel(given.managedGroup, 'mine', {
        level: 'CanNotDelete',
      }),
    ).rejects.toMatchObject({ statusCode: 403, code: 'DenyAssignmentAuthorizationFailed' });
    const lock = await locks.createOrUpdateAtResourceGroupLevel(GROUP, 'mine', {
      level: 'CanNotDelete',
    });
    expect(lock.level).toBe('CanNotDelete');
  });

  it('F53 does not hold for the identity of the workspace, which works there', async () => {
    const given = await made();
    const identity = given.sim.principals.find(({ displayName }) => displayName === WORKSPACE);
    expect(identity?.objectId).toMatch(/^[0-9a-f-]{36}$/);
    const denials: string[] = [];
    const answer = await send(
      given.sim,
      'GET',
      `${groupId(given)}/providers/Microsoft.Authorization/denyAssignments`,
      '2022-04-01',
    );
    for (const { properties } of answer.body.value) {
      for (const { id } of properties.excludePrincipals) denials.push(id);
    }
    expect(denials).toContain(identity?.objectId);
    expect(denials).toContain(principalOf(given.sim, '0736f41a-0425-4b46-bdb5-1563eff02385'));
  });
});
