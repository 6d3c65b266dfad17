import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { GROUP, makeIdentity, makeVault, resources, LOCATION } from '../machinelearning/scene.ts';
import { createSimulator } from '../../src/index.ts';
import { keyClient, objectId } from '../keyvault/scene.ts';

const CRYPTO_OFFICER = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603';
const ASSIGNMENT = '77777777-1111-4222-8333-444444444444';

async function realistic(): Promise<Simulator> {
  const sim = createSimulator({
    now: '2026-03-01T10:00:00Z',
    latency: 'realistic',
    world: { principals: [{ name: 'owner', roles: [{ role: 'Owner' }] }, { name: 'stranger' }] },
  });
  await resources(sim).resourceGroups.createOrUpdate(GROUP, { location: LOCATION });
  return sim;
}

function assignments(sim: Simulator): AuthorizationManagementClient['roleAssignments'] {
  return new AuthorizationManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  ).roleAssignments;
}

const roleId = (sim: Simulator): string =>
  `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${CRYPTO_OFFICER}`;

describe('F30 the role was assigned a moment ago', () => {
  it('F30 is refused as if there were no role, until the assignment has spread', async () => {
    const sim = await realistic();
    const vaultId = await makeVault(sim, 'kv-ml');
    const client = keyClient(sim, 'kv-ml', 'stranger');
    await assignments(sim).create(vaultId, ASSIGNMENT, {
      principalId: objectId(sim, 'stranger'),
      principalType: 'ServicePrincipal',
      roleDefinitionId: roleId(sim),
    });
    await expect(client.createRsaKey('cmk')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message: expect.stringMatching(
        /^Caller is not authorized to perform action on resource\.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time\.\r\n/,
      ) as string,
    });
    await sim.clock.advance({ minutes: 10 });
    expect((await client.createRsaKey('cmk')).name).toBe('cmk');
  });
});

describe('F31 the principal was made a moment ago', () => {
  it('F31 is not in the directory yet, unless its type is told', async () => {
    const sim = await realistic();
    const vaultId = await makeVault(sim, 'kv-ml');
    const { principalId } = await makeIdentity(sim, 'id-new');
    const properties = { principalId, roleDefinitionId: roleId(sim) };
    await expect(assignments(sim).create(vaultId, ASSIGNMENT, properties)).rejects.toMatchObject({
      statusCode: 400,
      code: 'PrincipalNotFound',
      message: `Principal ${principalId.replaceAll('-', '')} does not exist in the directory ${sim.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
    });
    await sim.clock.advance({ minutes: 4 });
    await assignments(sim).create(vaultId, ASSIGNMENT, properties);
  });
});
