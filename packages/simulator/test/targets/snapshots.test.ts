import type { Snapshot } from '@azure/arm-compute';
import { describe, expect, it } from 'vitest';
import { diskUnder } from './cluster-scene.ts';
import {
  compute,
  FAST,
  grant,
  GROUP,
  idOf,
  keys,
  LOCATION,
  makeSet,
  resources,
  scene,
  type SceneOptions,
  send,
} from './scene.ts';

const DISKS = 'Microsoft.Compute/disks';
const SNAPSHOTS = 'Microsoft.Compute/snapshots';
const PLATFORM = { type: 'EncryptionAtRestWithPlatformKey' };
const ELSEWHERE = 'northeurope';

async function chain(options: SceneOptions = {}) {
  const given = await scene(options);
  const { sim } = given;
  const { disks, snapshots } = compute(sim);
  await disks.createOrUpdate(
    GROUP,
    'plain',
    {
      location: LOCATION,
      creationData: { createOption: 'Empty' },
      diskSizeGB: 16,
      osType: 'Linux',
    },
    FAST,
  );
  const take = (
    name: string,
    source: string,
    { createOption = 'Copy', ...change }: Partial<Snapshot> & { createOption?: string } = {},
  ) =>
    snapshots.createOrUpdate(
      GROUP,
      name,
      {
        location: LOCATION,
        creationData: { createOption, sourceResourceId: source },
        ...change,
      },
      FAST,
    );
  return {
    ...given,
    disks,
    snapshots,
    take,
    diskId: (name: string) => idOf(sim, DISKS, name),
    snapshotId: (name: string) => idOf(sim, SNAPSHOTS, name),
  };
}

async function underKey() {
  const given = await chain();
  const set = await makeSet(given);
  await grant(given.sim, given.vaultId, set.principalId);
  await given.disks.createOrUpdate(GROUP, 'sealed', diskUnder(set.id), FAST);
  return { ...given, set };
}

describe.each(['instant', 'realistic'] as const)('a snapshot, %s', (latency) => {
  it('is of a disk or of another snapshot, and makes disks', async () => {
    const { take, disks, diskId, snapshotId } = await chain({ latency });
    const disk = await disks.get(GROUP, 'plain');
    const taken = await take('first', diskId('plain'), { tags: { a: 'b' } });
    expect(taken).toMatchObject({
      name: 'first',
      type: SNAPSHOTS,
      sku: { name: 'Standard_LRS', tier: 'Standard' },
      tags: { a: 'b' },
      provisioningState: 'Succeeded',
      incremental: false,
      diskSizeGB: 16,
      diskState: 'Unattached',
      osType: 'Linux',
      networkAccessPolicy: 'AllowAll',
      encryption: PLATFORM,
      creationData: { createOption: 'Copy', sourceUniqueId: disk.uniqueId },
    });
    const again = await take('second', snapshotId('first'));
    expect(again.creationData?.sourceUniqueId).toBe(taken.uniqueId);
    const restored = await disks.createOrUpdate(
      GROUP,
      'restored',
      {
        location: LOCATION,
        creationData: { createOption: 'Copy', sourceResourceId: snapshotId('second') },
      },
      FAST,
    );
    expect(restored).toMatchObject({ diskSizeGB: 16, osType: 'Linux', diskState: 'Unattached' });
  });

  it('is updated, listed and deleted, but not while somebody reads it', async () => {
    const { take, snapshots, diskId } = await chain({ latency });
    await take('first', diskId('plain'));
    const updated = await snapshots.update(GROUP, 'first', { diskSizeGB: 20 }, FAST);
    expect(updated.diskSizeGB).toBe(20);
    await expect(snapshots.update(GROUP, 'first', { diskSizeGB: 10 }, FAST)).rejects.toMatchObject({
      message: 'A snapshot of 20 GB cannot shrink to 10 GB. (simulator wording)',
    });
    const read = { access: 'Read', durationInSeconds: 600, fileFormat: 'VHDX' } as const;
    const { accessSAS = '' } = await snapshots.grantAccess(GROUP, 'first', read, FAST);
    expect(new URL(accessSAS).searchParams.get('sp')).toBe('r');
    expect((await snapshots.get(GROUP, 'first')).diskState).toBe('ActiveSAS');
    await expect(snapshots.delete(GROUP, 'first', FAST)).rejects.toMatchObject({
      statusCode: 409,
      message:
        'There is an active shared access signature outstanding for snapshot first. Call EndGetAccess before attaching or deleting the disk. (simulator wording)',
    });
    await snapshots.revokeAccess(GROUP, 'first', FAST);
    const names = (await Array.fromAsync(snapshots.list())).map(({ name }) => name);
    expect(names).toEqual(['first']);
    await snapshots.delete(GROUP, 'first', FAST);
    expect(await Array.fromAsync(snapshots.listByResourceGroup(GROUP))).toEqual([]);
  });
});

describe('an incremental snapshot', () => {
  it('has the family of its disk, and the SKU of the one before', async () => {
    const { sim, take, diskId } = await chain();
    const first = await take('first', diskId('plain'), {
      incremental: true,
      sku: { name: 'Standard_ZRS' },
    });
    await sim.clock.advance({ hours: 1 });
    const second = await take('second', diskId('plain'), { incremental: true });
    expect(second.sku?.name).toBe('Standard_ZRS');
    expect(first.incrementalSnapshotFamilyId).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.incrementalSnapshotFamilyId).toBe(first.incrementalSnapshotFamilyId);
    const full = await take('full', diskId('plain'));
    expect([full.sku?.name, full.incrementalSnapshotFamilyId]).toEqual(['Standard_LRS', undefined]);
  });

  it('alone is of a newer disk, and alone goes to another region', async () => {
    const { disks, take, diskId, snapshotId } = await chain();
    const sku = { name: 'PremiumV2_LRS' };
    const creationData = { createOption: 'Empty' };
    await disks.createOrUpdate(
      GROUP,
      'newer',
      { location: LOCATION, sku, creationData, diskSizeGB: 8 },
      FAST,
    );
    await expect(take('full', diskId('newer'))).rejects.toMatchObject({
      message:
        "The parameter 'incremental' is invalid: must be true for a snapshot of an Ultra Disk or a Premium SSD v2. (simulator wording)",
    });
    await take('full', diskId('plain'));
    await expect(
      take('away', snapshotId('full'), { createOption: 'CopyStart', location: ELSEWHERE }),
    ).rejects.toMatchObject({
      message:
        "The parameter 'creationData.sourceResourceId' is invalid: only incremental snapshots are copied to another region. (simulator wording)",
    });
    await expect(take('away', snapshotId('full'), { location: ELSEWHERE })).rejects.toMatchObject({
      message: expect.stringContaining('the snapshot is in westeurope'),
    });
  });

  it('is copied to another region in the background', async () => {
    const { sim, disks, snapshots, take, diskId, snapshotId } = await chain({
      latency: 'realistic',
    });
    await take('first', diskId('plain'), { incremental: true });
    const copy = await take('away', snapshotId('first'), {
      createOption: 'CopyStart',
      location: ELSEWHERE,
    });
    expect(copy).toMatchObject({ incremental: true, completionPercent: 0, location: ELSEWHERE });
    const restore = () =>
      disks.createOrUpdate(
        GROUP,
        'restored',
        {
          location: ELSEWHERE,
          creationData: { createOption: 'Copy', sourceResourceId: snapshotId('away') },
        },
        FAST,
      );
    await expect(restore()).rejects.toMatchObject({
      message:
        "The parameter 'creationData.sourceResourceId' is invalid: the snapshot is being copied itself, 0 percent of it so far. (simulator wording)",
    });
    await sim.clock.advance({ minutes: 15 });
    expect((await snapshots.get(GROUP, 'away')).completionPercent).toBe(100);
    expect((await restore()).diskSizeGB).toBe(16);
  });

  it('is copied to the end also when it moves meanwhile', async () => {
    const { sim, snapshots, take, diskId, snapshotId } = await chain({ latency: 'realistic' });
    await take('first', diskId('plain'), { incremental: true });
    await take('copy', snapshotId('first'), { createOption: 'CopyStart' });
    const { resourceGroups, resources: generic } = resources(sim);
    const { id } = await resourceGroups.createOrUpdate('rg-moved', { location: LOCATION });
    await generic.moveResources(
      GROUP,
      { resources: [snapshotId('copy')], targetResourceGroup: id ?? '' },
      FAST,
    );
    await sim.clock.advance({ hours: 1 });
    expect((await snapshots.get('rg-moved', 'copy')).completionPercent).toBe(100);
  });
});

describe('a snapshot of a disk under a customer-managed key', () => {
  it('is under it too, and keeps the set from being deleted', async () => {
    const { sim, set, take, diskId, disks, snapshots } = await underKey();
    const taken = await take('first', diskId('sealed'));
    expect(taken.encryption?.diskEncryptionSetId?.toLowerCase()).toBe(set.id.toLowerCase());
    await disks.delete(GROUP, 'sealed', FAST);
    const used = await send(sim, 'GET', `${set.id}/associatedResources`, '2025-01-02');
    expect(used.body.value).toEqual([taken.id]);
    await expect(
      compute(sim).diskEncryptionSets.delete(GROUP, 'des-ml', FAST),
    ).rejects.toMatchObject({ code: 'OperationNotAllowed' });
    await snapshots.delete(GROUP, 'first', FAST);
    await compute(sim).diskEncryptionSets.delete(GROUP, 'des-ml', FAST);
  });

  it('needs the key, to be taken and to be read', async () => {
    const { sim, take, diskId, snapshots } = await underKey();
    await take('first', diskId('sealed'));
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
    const forbidden = { statusCode: 400, code: 'KeyVaultAccessForbidden' };
    await expect(take('second', diskId('sealed'))).rejects.toMatchObject(forbidden);
    await expect(take('second', diskId('sealed'), { encryption: PLATFORM })).rejects.toMatchObject(
      forbidden,
    );
    await expect(
      snapshots.grantAccess(GROUP, 'first', { access: 'Read', durationInSeconds: 60 }, FAST),
    ).rejects.toMatchObject(forbidden);
  });

  it('can leave it when it is full, and not when it is incremental; nor can its disk then', async () => {
    const { take, diskId, snapshots, disks } = await underKey();
    await take('full', diskId('sealed'));
    const left = await snapshots.update(GROUP, 'full', { encryption: PLATFORM }, FAST);
    expect(left.encryption).toEqual(PLATFORM);
    await take('first', diskId('sealed'), { incremental: true });
    const stays = (words: string) => ({
      statusCode: 409,
      code: 'OperationNotAllowed',
      message: `The customer-managed key of the ${words}. (simulator wording)`,
    });
    await expect(
      snapshots.update(GROUP, 'first', { encryption: PLATFORM }, FAST),
    ).rejects.toMatchObject(stays("snapshot 'first' cannot be taken away: it is incremental"));
    await expect(
      disks.update(GROUP, 'sealed', { encryption: PLATFORM }, FAST),
    ).rejects.toMatchObject(
      stays("disk 'sealed' cannot be taken away: it has incremental snapshots"),
    );
  });

  it('does not go to another region without a set there', async () => {
    const { take, diskId, snapshotId } = await underKey();
    await take('first', diskId('sealed'), { incremental: true });
    await expect(
      take('away', snapshotId('first'), { createOption: 'CopyStart', location: ELSEWHERE }),
    ).rejects.toMatchObject({
      message:
        "The parameter 'encryption.diskEncryptionSetId' is invalid: the set is in westeurope, the disk in northeurope; both must be in one region. (simulator wording)",
    });
  });

  it('stays under the same key when its disk is a Premium SSD v2', async () => {
    const { sim, set, take, disks, diskId, ...given } = await underKey();
    const sku = { name: 'PremiumV2_LRS' };
    await disks.createOrUpdate(GROUP, 'newer', diskUnder(set.id, { sku }), FAST);
    const other = await makeSet({ ...given, sim }, 'des-other');
    await grant(sim, given.vaultId, other.principalId);
    await expect(
      take('first', diskId('newer'), {
        incremental: true,
        encryption: {
          type: 'EncryptionAtRestWithCustomerKey',
          diskEncryptionSetId: other.id,
        },
      }),
    ).rejects.toMatchObject({
      message: `The parameter 'encryption.diskEncryptionSetId' is invalid: must be '${set.id.toLowerCase()}', as of what is copied. (simulator wording)`,
    });
  });
});
