import { describe, expect, it } from 'vitest';
import {
  create,
  FAST,
  GROUP,
  machineLearning,
  resources,
  scene,
  WORKSPACE,
} from './workspace-failure.ts';

describe('F73 a workspace under a key is softly deleted', () => {
  it('F73 keeps what was made for it, at its cost, until the fourteen days are over', async () => {
    const given = await scene();
    const { serviceProvisionedResourceGroup = '' } = await create(given);
    const { workspaces } = machineLearning(given.sim);
    const left = async (): Promise<string[]> => {
      const found: string[] = [];
      for await (const { type } of resources(given.sim).resources.listByResourceGroup(
        serviceProvisionedResourceGroup,
      )) {
        found.push(type ?? '');
      }
      return found.toSorted((one, other) => one.localeCompare(other));
    };
    const stores = [
      'Microsoft.DocumentDB/databaseAccounts',
      'Microsoft.Search/searchServices',
      'Microsoft.Storage/storageAccounts',
    ];
    expect(await left()).toEqual(stores);
    await workspaces.beginDeleteAndWait(GROUP, WORKSPACE, FAST);
    await expect(workspaces.get(GROUP, WORKSPACE)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
    await given.sim.clock.advance({ days: 13, hours: 23 });
    expect(await left()).toEqual(stores);
    await given.sim.clock.advance({ hours: 2 });
    await expect(left()).rejects.toMatchObject({ statusCode: 404, code: 'ResourceGroupNotFound' });
  });
});
