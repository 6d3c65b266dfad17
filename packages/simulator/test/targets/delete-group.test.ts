/** ARM-094: deleting a group with what depends on one another, inside it and from outside. */
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { compute, FAST, grant, GROUP, LOCATION, makeSet, scene, SET, type Scene } from './scene.ts';

const OUTSIDE = 'rg-outside';
const DISK = 'disk-scratch';

const groups = ({ sim }: Scene) =>
  new ResourceManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions())
    .resourceGroups;

async function diskUnderSet(given: Scene, group: string): Promise<void> {
  const set = await makeSet(given);
  await grant(given.sim, given.vaultId, set.principalId);
  await groups(given).createOrUpdate(group, { location: LOCATION });
  await compute(given.sim).disks.createOrUpdate(
    group,
    DISK,
    {
      location: LOCATION,
      sku: { name: 'Premium_LRS' },
      creationData: { createOption: 'Empty' },
      diskSizeGB: 10,
      encryption: { diskEncryptionSetId: set.id, type: 'EncryptionAtRestWithCustomerKey' },
    },
    FAST,
  );
}

describe.each(['instant', 'realistic'] as const)('a resource group, %s', (latency) => {
  it('goes with a set and the disk that uses it, whichever is tried first', async () => {
    const given = await scene({ latency });
    await diskUnderSet(given, GROUP);
    await groups(given).delete(GROUP, FAST);
    await expect(groups(given).get(GROUP)).rejects.toMatchObject({ code: 'ResourceGroupNotFound' });
    expect(given.sim.resources.count({ group: GROUP })).toBe(0);
  });

  it('stays with what something outside uses, and all else in it is gone', async () => {
    const given = await scene({ latency });
    await diskUnderSet(given, OUTSIDE);
    const before = given.sim.resources.count({ group: GROUP });
    expect(before).toBeGreaterThan(1);
    const error = await groups(given)
      .delete(GROUP, FAST)
      .catch((reason: unknown) => reason as { code: string; message: string });
    expect(error).toMatchObject({ code: 'ResourceGroupDeletionBlocked' });
    expect((error as { message: string }).message).toContain(
      `Deletion of resource group '${GROUP}' failed as resources with identifiers 'Microsoft.Compute/diskEncryptionSets/${SET}' could not be deleted. The provisioning state of the resource group will be rolled back. The tracking Id is '`,
    );
    const operations = given.sim.snapshot().tables['operations'] ?? [];
    const failed = operations
      .map(([, value]) => value as { error?: object })
      .find((one) => one.error);
    // A detail has no code of its own.
    expect(failed?.error).toHaveProperty('details', [
      {
        target: expect.stringContaining(`/diskEncryptionSets/${SET}`),
        message: expect.stringMatching(/^\{"error":\{"code":"\w+","message":"/),
      },
    ]);
    const kept = await groups(given).get(GROUP);
    expect(kept.properties?.provisioningState).toBe('Succeeded');
    expect(given.sim.resources.list({ group: GROUP }).map(({ name }) => name)).toEqual([SET]);
    await groups(given).delete(OUTSIDE, FAST);
    await groups(given).delete(GROUP, FAST);
    await expect(groups(given).get(GROUP)).rejects.toMatchObject({ statusCode: 404 });
  });
});
