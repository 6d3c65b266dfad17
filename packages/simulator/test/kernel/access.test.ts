import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/index.ts';

const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const NAME = '11111111-2222-4333-8444-555555555555';

function world(latency: 'instant' | 'realistic' = 'instant') {
  return createSimulator({
    latency,
    now: '2026-01-01T00:00:00Z',
    world: {
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }] },
        { name: 'contributor', roles: [{ role: 'Contributor' }] },
        { name: 'team', kind: 'group' },
        { name: 'member', groups: ['team'] },
      ],
    },
  });
}

function assignmentsOf(sim: ReturnType<typeof world>, name: string) {
  return new AuthorizationManagementClient(
    sim.credential(name),
    sim.subscriptionId,
    sim.clientOptions(),
  ).roleAssignments;
}

describe('role assignments', () => {
  it('give what their role allows, through groups too, and take it away again', async () => {
    const sim = world();
    const scope = `/subscriptions/${sim.subscriptionId}`;
    const team = sim.principals.find(({ displayName }) => displayName === 'team')!;
    const roleDefinitionId = `${scope}/providers/Microsoft.Authorization/roleDefinitions/${READER}`;
    await expect(assignmentsOf(sim, 'member').get(scope, NAME)).rejects.toMatchObject({
      code: 'AuthorizationFailed',
    });
    const made = await assignmentsOf(sim, 'owner').create(scope, NAME, {
      roleDefinitionId,
      principalId: team.objectId,
    });
    expect(made).toMatchObject({ principalId: team.objectId, principalType: 'Group', scope });
    const seen = await assignmentsOf(sim, 'member').get(scope, NAME);
    expect(seen.roleDefinitionId).toBe(roleDefinitionId);
    await assignmentsOf(sim, 'owner').delete(scope, NAME);
    await expect(assignmentsOf(sim, 'member').get(scope, NAME)).rejects.toMatchObject({
      statusCode: 403,
    });
  });

  it('are not a Contributor’s to make', async () => {
    const sim = world();
    const scope = `/subscriptions/${sim.subscriptionId}`;
    await expect(
      assignmentsOf(sim, 'contributor').create(scope, NAME, {
        roleDefinitionId: READER,
        principalId: sim.principals[0]!.objectId,
      }),
    ).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthorizationFailed',
      message: expect.stringContaining(
        `'Microsoft.Authorization/roleAssignments/write' over scope '${scope}/providers/Microsoft.Authorization/roleAssignments/${NAME}'`,
      ) as string,
    });
  });

  it('refuse an unknown principal, an unknown role, a double and a change', async () => {
    const sim = world();
    const scope = `/subscriptions/${sim.subscriptionId}`;
    const owner = assignmentsOf(sim, 'owner');
    const team = sim.principals.find(({ displayName }) => displayName === 'team')!;
    const unknown = 'eeeeeeee-9999-4777-8444-ffffffffffff';
    await expect(
      owner.create(scope, NAME, { roleDefinitionId: READER, principalId: unknown }),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'PrincipalNotFound',
      message: expect.stringContaining(
        `Principal eeeeeeee999947778444ffffffffffff does not exist in the directory ${sim.tenantId}.`,
      ) as string,
    });
    await expect(
      owner.create(scope, NAME, { roleDefinitionId: unknown, principalId: team.objectId }),
    ).rejects.toMatchObject({
      code: 'RoleDefinitionDoesNotExist',
      message: `The specified role definition with ID '${unknown}' does not exist.`,
    });
    await owner.create(scope, NAME, { roleDefinitionId: READER, principalId: team.objectId });
    await expect(
      owner.create(scope, NAME.replace('1', '2'), {
        roleDefinitionId: READER,
        principalId: team.objectId,
      }),
    ).rejects.toMatchObject({
      statusCode: 409,
      code: 'RoleAssignmentExists',
      message: 'The role assignment already exists.',
    });
    await expect(
      owner.create(scope, NAME, {
        roleDefinitionId: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
        principalId: team.objectId,
      }),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'RoleAssignmentUpdateNotPermitted',
      message: 'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
    });
  });

  it('count only after they have propagated, under realistic latency', async () => {
    const sim = world('realistic');
    const scope = `/subscriptions/${sim.subscriptionId}`;
    const team = sim.principals.find(({ displayName }) => displayName === 'team')!;
    await assignmentsOf(sim, 'owner').create(scope, NAME, {
      roleDefinitionId: READER,
      principalId: team.objectId,
    });
    await expect(assignmentsOf(sim, 'member').get(scope, NAME)).rejects.toMatchObject({
      code: 'AuthorizationFailed',
    });
    await sim.clock.advance({ minutes: 10 });
    await expect(assignmentsOf(sim, 'member').get(scope, NAME)).resolves.toMatchObject({
      principalId: team.objectId,
    });
  });

  it('are found by principal, at a scope and above it', async () => {
    const sim = world();
    const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/one`;
    await new ResourceManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    ).resourceGroups.createOrUpdate('one', { location: 'westeurope' });
    const owner = sim.principals.find(({ displayName }) => displayName === 'owner')!;
    const found = [];
    for await (const one of assignmentsOf(sim, 'owner').listForScope(group, {
      filter: `principalId eq '${owner.objectId}'`,
    })) {
      found.push(one.scope);
    }
    expect(found).toEqual([`/subscriptions/${sim.subscriptionId}`]);
  });
});
