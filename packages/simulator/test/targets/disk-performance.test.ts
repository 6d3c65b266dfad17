import { describe, expect, it } from 'vitest';
import { diskUnder } from './cluster-scene.ts';
import { compute, FAST, GROUP, scene } from './scene.ts';

const DISK = 'disk-data';
const HOUR_MS = 3_600_000;

async function premiumDisk(diskSizeGB: number) {
  const { sim } = await scene();
  const { disks } = compute(sim);
  const { encryption: _none, ...plain } = diskUnder('', { diskSizeGB });
  await disks.createOrUpdate(GROUP, DISK, plain, FAST);
  const update = (change: Parameters<typeof disks.update>[2]) =>
    disks.update(GROUP, DISK, change, FAST);
  return { sim, update };
}

describe('the performance of a disk', () => {
  it('is that of a higher tier when one is asked for, until its size gives more', async () => {
    const { update } = await premiumDisk(128);
    const raised = { tier: 'P30', diskIopsReadWrite: 5000, diskMBpsReadWrite: 200 };
    expect(await update({ tier: 'P30' })).toMatchObject(raised);
    expect(await update({ diskSizeGB: 512 })).toMatchObject(raised);
    expect(await update({ diskSizeGB: 2048 })).toMatchObject({
      tier: 'P40',
      diskIopsReadWrite: 7500,
    });
  });

  it('goes back to that of its size when asked to', async () => {
    const { update } = await premiumDisk(128);
    await update({ tier: 'P30' });
    expect(await update({ tier: 'P10' })).toMatchObject({ tier: 'P10', diskIopsReadWrite: 500 });
  });

  it.each([
    [128, 'P6', "a disk of 128 GB cannot have the tier 'P6'"],
    [128, 'P60', "a disk of 128 GB cannot have the tier 'P60'"],
    [128, 'E10', "a disk of 128 GB cannot have the tier 'E10'"],
  ])('of %i GB is not that of %s', async (size, tier, why) => {
    const { update } = await premiumDisk(size);
    await expect(update({ tier })).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidParameter',
      message: `The parameter 'tier' is invalid: ${why}. (simulator wording)`,
    });
  });

  it('bursts on demand above 512 GB, and tells since when', async () => {
    const { sim, update } = await premiumDisk(1024);
    await sim.clock.advance({ hours: 1 });
    const { timeCreated, ...on } = await update({ burstingEnabled: true });
    const since = on.burstingEnabledTime?.getTime() ?? 0;
    expect(on.burstingEnabled).toBe(true);
    expect(since - (timeCreated?.getTime() ?? 0)).toBeGreaterThanOrEqual(HOUR_MS);
    await sim.clock.advance({ hours: 1 });
    const later = await update({ tags: { a: 'b' } });
    expect(later.burstingEnabledTime).toEqual(on.burstingEnabledTime);
    const off = await update({ burstingEnabled: false });
    expect([off.burstingEnabled, off.burstingEnabledTime]).toEqual([false, undefined]);
  });

  it('does not burst at 512 GB, nor on another SKU', async () => {
    const message =
      "The parameter 'burstingEnabled' is invalid: is for Premium SSDs of more than 512 GB. (simulator wording)";
    const small = await premiumDisk(512);
    await expect(small.update({ burstingEnabled: true })).rejects.toMatchObject({ message });
    const large = await premiumDisk(1024);
    await expect(
      large.update({ burstingEnabled: true, sku: { name: 'StandardSSD_LRS' } }),
    ).rejects.toMatchObject({ statusCode: 400, code: 'InvalidParameter', message });
  });

  it('keeps what is told of its use, and changes it', async () => {
    const { update } = await premiumDisk(128);
    const told = {
      optimizedForFrequentAttach: true,
      supportsHibernation: true,
      supportedCapabilities: { architecture: 'Arm64', acceleratedNetwork: false },
      purchasePlan: { name: 'plan', publisher: 'publisher', product: 'product' },
    };
    expect(await update(told)).toMatchObject(told);
    expect(await update({ optimizedForFrequentAttach: false })).toMatchObject({
      ...told,
      optimizedForFrequentAttach: false,
    });
  });
});
