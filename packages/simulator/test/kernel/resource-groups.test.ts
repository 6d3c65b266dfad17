import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/index.ts';

function clientOf(
  sim: ReturnType<typeof createSimulator>,
  name?: string,
): ResourceManagementClient {
  return new ResourceManagementClient(
    sim.credential(name),
    sim.subscriptionId,
    sim.clientOptions(),
  );
}

describe('resource groups', () => {
  it('are made, read, listed and deleted with what is in them', async () => {
    const sim = createSimulator();
    const client = clientOf(sim);
    const made = await client.resourceGroups.createOrUpdate('rg-one', { location: 'West Europe' });
    expect(made).toMatchObject({
      id: `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-one`,
      location: 'westeurope',
      properties: { provisioningState: 'Succeeded' },
    });
    const identities = new ManagedServiceIdentityClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    ).userAssignedIdentities;
    await identities.createOrUpdate('rg-one', 'identity-one', { location: 'westeurope' });
    const listed = [];
    for await (const resource of client.resources.listByResourceGroup('RG-ONE'))
      listed.push(resource.name);
    expect(listed).toEqual(['identity-one']);
    expect(await client.resourceGroups.checkExistence('rg-one')).toBeTruthy();
    await client.resourceGroups.delete('rg-one');
    await expect(client.resourceGroups.get('rg-one')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceGroupNotFound',
      message: "Resource group 'rg-one' could not be found.",
    });
    expect(sim.principals.map(({ displayName }) => displayName)).not.toContain('identity-one');
  });

  it('refuses what has no place, a bad name, a stranger', async () => {
    const sim = createSimulator({
      world: { principals: [{ name: 'owner', roles: [{ role: 'Owner' }] }, { name: 'stranger' }] },
    });
    const client = clientOf(sim);
    await expect(
      client.resourceGroups.createOrUpdate('rg~1', { location: 'westeurope' }),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidResourceGroup',
      message:
        "The provided resource group name 'rg~1' has these invalid characters: '~'. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.",
    });
    await expect(
      client.resourceGroups.createOrUpdate('rg', { location: 'atlantis' }),
    ).rejects.toMatchObject({
      code: 'LocationNotAvailableForResourceGroup',
    });
    await expect(clientOf(sim, 'stranger').resourceGroups.get('rg')).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthorizationFailed',
      message: expect.stringContaining(
        `does not have authorization to perform action 'Microsoft.Resources/subscriptions/resourceGroups/read' over scope '/subscriptions/${sim.subscriptionId}/resourceGroups/rg' or the scope is invalid.`,
      ) as string,
    });
  });
});
