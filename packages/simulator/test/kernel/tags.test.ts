import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const GROUP = 'Tagged';

async function scene() {
  const sim = createSimulator({
    world: {
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }] },
        { name: 'reader', roles: [{ role: 'Reader' }] },
      ],
    },
  });
  const client = (who?: string) =>
    new ResourceManagementClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());
  await client().resourceGroups.createOrUpdate(GROUP, { location: 'westeurope', tags: { a: '1' } });
  const scope = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}`;
  const tags = client().tagsOperations;
  return { sim, scope, tags, client };
}

const stored = (sim: Simulator, scope: string) => sim.resource(scope)?.tags;

describe('tags apart from what bears them', () => {
  it('of a group are read, replaced, merged, taken away and cleared', async () => {
    const { sim, scope, tags } = await scene();
    expect(await tags.getAtScope(scope)).toMatchObject({
      id: `${scope}/providers/Microsoft.Resources/tags/default`,
      name: 'default',
      type: 'Microsoft.Resources/tags',
      properties: { tags: { a: '1' } },
    });
    const change = async (operation: string, given: Record<string, string>) =>
      (await tags.updateAtScope(scope, { operation, properties: { tags: given } })).properties;
    expect(await change('Merge', { b: '2' })).toEqual({ tags: { a: '1', b: '2' } });
    expect(await change('Delete', { a: 'other', b: '2' })).toEqual({ tags: { a: '1' } });
    expect(await change('Replace', { c: '3' })).toEqual({ tags: { c: '3' } });
    expect(stored(sim, scope)).toEqual({ c: '3' });
    await tags.createOrUpdateAtScope(scope, { properties: { tags: { d: '4' } } });
    expect(stored(sim, scope)).toEqual({ d: '4' });
    await tags.deleteAtScope(scope);
    expect(stored(sim, scope)).toEqual({});
    expect(sim.resource(`${scope}/providers/Microsoft.Resources/tags/default`)).toBeUndefined();
  });

  it('of a subscription are kept with it', async () => {
    const { sim, tags } = await scene();
    const scope = `/subscriptions/${sim.subscriptionId}`;
    expect((await tags.getAtScope(scope)).properties).toEqual({ tags: {} });
    await tags.createOrUpdateAtScope(scope, { properties: { tags: { cost: 'x' } } });
    expect((await tags.getAtScope(scope)).properties).toEqual({ tags: { cost: 'x' } });
  });

  it('are refused at what is not there, to who may not write, and when they are none', async () => {
    const { scope, tags, client } = await scene();
    const given = { properties: { tags: { a: '2' } } };
    const vault = `${scope}/providers/Microsoft.KeyVault/vaults/none`;
    await expect(tags.createOrUpdateAtScope(vault, given)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
      message: `The Resource 'Microsoft.KeyVault/vaults/none' under resource group '${GROUP}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    });
    await expect(
      client('reader').tagsOperations.createOrUpdateAtScope(scope, given),
    ).rejects.toMatchObject({
      code: 'AuthorizationFailed',
      message: expect.stringContaining("'Microsoft.Resources/tags/write'") as string,
    });
    await expect(
      tags.updateAtScope(scope, { ...given, operation: 'Forget' }),
    ).rejects.toMatchObject({
      code: 'InvalidRequestContent',
      message: expect.stringContaining('operation must be one of Merge, Replace, Delete') as string,
    });
  });
});
