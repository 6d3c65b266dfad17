import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import type { Simulator, SimulatorOptions } from '../../src/index.ts';
import {
  GROUP,
  keyClient,
  LOCATION,
  makeVault,
  management,
  objectId,
  scene,
  send,
  vaultUrl,
} from './scene.ts';

const HERE = '00000000-0000-4000-8000-0000000000aa';
const THERE = '00000000-0000-4000-8000-0000000000bb';
const TARGET = `/subscriptions/${THERE}/resourceGroups/rg-target`;
const VAULT = 'providers/Microsoft.KeyVault/vaults/kv-one';

const arm = (sim: Simulator, subscriptionId = HERE, as?: string): ResourceManagementClient =>
  new ResourceManagementClient(sim.credential(as), subscriptionId, sim.clientOptions());

/** A vault with a key in one subscription, and a group in another of the same tenant. */
async function twoSubscriptions(options: SimulatorOptions = {}): Promise<Simulator> {
  const sim = await scene({
    world: {
      subscriptions: [{ subscriptionId: HERE }, { subscriptionId: THERE }],
      principals: [
        {
          name: 'owner',
          roles: [
            { role: 'Owner', scope: `/subscriptions/${HERE}` },
            { role: 'Owner', scope: `/subscriptions/${THERE}` },
          ],
        },
        { name: 'mover', roles: [{ role: 'Contributor', scope: `/subscriptions/${HERE}` }] },
      ],
    },
    ...options,
  });
  await arm(sim, THERE).resourceGroups.createOrUpdate('rg-target', { location: 'northeurope' });
  await makeVault(sim);
  await keyClient(sim).createKey('cmk', 'RSA');
  return sim;
}

const idIn = (group: string): string => `${group}/${VAULT}`;
const SOURCE = `/subscriptions/${HERE}/resourceGroups/${GROUP}`;
const plan = (more: object = {}) => ({
  resources: [idIn(SOURCE)],
  targetResourceGroup: TARGET,
  ...more,
});

describe.each(['instant', 'realistic'] as const)('a vault that moves (%s)', (latency) => {
  it('keeps its name, place, keys and policies under its new id', async () => {
    const sim = await twoSubscriptions({ latency, timeWarp: true });
    const { resources } = arm(sim);
    await resources.validateMoveResources(GROUP, plan());
    expect((await management(sim).vaults.get(GROUP, 'kv-one')).id).toBe(idIn(SOURCE));

    await resources.moveResources(GROUP, plan());
    await expect(management(sim).vaults.get(GROUP, 'kv-one')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
    const url = `https://management.azure.com${idIn(TARGET)}?api-version=2023-02-01`;
    const { body } = await send(sim, 'GET', url);
    expect(body).toMatchObject({
      id: idIn(TARGET),
      location: LOCATION,
      properties: { provisioningState: 'Succeeded', vaultUri: 'https://kv-one.vault.azure.net/' },
    });
    expect(body.properties.accessPolicies).toHaveLength(1);
    await expect(keyClient(sim).getKey('cmk')).resolves.toBeDefined();
    // Deleted, it is a deleted vault of its new subscription, and comes back there.
    await send(sim, 'DELETE', url);
    const deleted = `https://management.azure.com/subscriptions/${THERE}/providers/Microsoft.KeyVault/locations/${LOCATION}/deletedVaults/kv-one?api-version=2023-02-01`;
    expect((await send(sim, 'GET', deleted)).body.properties.vaultId).toBe(idIn(TARGET));
  });
});

describe('a move', () => {
  it('leaves role assignments on the vault behind', async () => {
    const sim = await twoSubscriptions();
    const client = new AuthorizationManagementClient(sim.credential(), HERE, sim.clientOptions());
    const readerOf = '21090545-7ca7-4776-b22c-e363652d74d2';
    await client.roleAssignments.create(idIn(SOURCE), '00000000-0000-4000-8000-0000000000cc', {
      principalId: objectId(sim, 'mover'),
      roleDefinitionId: `/subscriptions/${HERE}/providers/Microsoft.Authorization/roleDefinitions/${readerOf}`,
    });
    const seen = async (): Promise<number> => {
      let count = 0;
      for await (const { principalId } of client.roleAssignments.listForSubscription()) {
        if (principalId === objectId(sim, 'mover')) count += 1;
      }
      return count;
    };
    expect(await seen()).toBe(2);
    await arm(sim).resources.moveResources(GROUP, plan());
    expect(await seen()).toBe(1);
    // `mover` reads the vault no more, neither here nor there.
    const url = `https://management.azure.com${idIn(TARGET)}?api-version=2023-02-01`;
    expect((await send(sim, 'GET', url, undefined, { as: 'mover' })).status).toBe(403);
  });

  it('is refused to who may not write to the target', async () => {
    const sim = await twoSubscriptions();
    await expect(
      arm(sim, HERE, 'mover').resources.moveResources(GROUP, plan()),
    ).rejects.toMatchObject({
      statusCode: 403,
      code: 'LinkedAuthorizationFailed',
      message: expect.stringContaining(
        `has permission to perform action 'Microsoft.Resources/subscriptions/resourceGroups/moveResources/action' on scope '${SOURCE}'; however, it does not have permission to perform action 'Microsoft.Resources/subscriptions/resourceGroups/write' on the linked scope(s) '${TARGET}'`,
      ),
    });
  });

  it.each([
    [
      { targetResourceGroup: `${TARGET}-none` },
      404,
      'ResourceGroupNotFound',
      "Resource group 'rg-target-none' could not be found.",
    ],
    [
      { targetResourceGroup: SOURCE },
      400,
      'InvalidRequestContent',
      'The request content was invalid: the source and the target are the same group. (simulator wording)',
    ],
    [
      { targetResourceGroup: 'rg-target' },
      400,
      'InvalidRequestContent',
      "The request content was invalid: 'targetResourceGroup' must be the id of a group, not 'rg-target'. (simulator wording)",
    ],
    [
      { resources: [] },
      400,
      'InvalidRequestContent',
      `The request content was invalid: 'resources' must be ids of resources in the group '${SOURCE}'. (simulator wording)`,
    ],
    [
      { resources: [`${idIn(SOURCE)}/keys/cmk`] },
      400,
      'InvalidRequestContent',
      `The request content was invalid: '${idIn(SOURCE)}/keys/cmk' moves with the resource it is of, not alone. (simulator wording)`,
    ],
    [
      { resources: [`${idIn(SOURCE)}-none`] },
      404,
      'ResourceNotFound',
      `The Resource 'Microsoft.KeyVault/vaults/kv-one-none' under resource group '${GROUP}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    ],
  ])('of %o is refused with %i %s', async (more, statusCode, code, message) => {
    const sim = await twoSubscriptions();
    const { resources } = arm(sim);
    await expect(resources.moveResources(GROUP, plan(more))).rejects.toMatchObject({
      statusCode,
      code,
      message,
    });
  });

  it('moves nothing when one of its resources cannot move', async () => {
    const sim = await twoSubscriptions();
    const { resources } = arm(sim);
    const identity = `${SOURCE}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-one`;
    await send(sim, 'PUT', `https://management.azure.com${identity}?api-version=2023-01-31`, {
      location: LOCATION,
    });
    await expect(
      resources.moveResources(GROUP, plan({ resources: [idIn(SOURCE), identity] })),
    ).rejects.toMatchObject({
      statusCode: 501,
      code: 'NotSimulated',
      message:
        'moving a resource of the type Microsoft.ManagedIdentity/userAssignedIdentities is not simulated (simulator wording)',
    });
    expect((await send(sim, 'GET', vaultUrl(sim, 'kv-one'))).status).toBe(200);
  });
});
