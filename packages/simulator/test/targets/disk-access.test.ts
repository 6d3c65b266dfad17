/** Access to what is in a disk, granted for a while. */
import { describe, expect, it } from 'vitest';
import { diskUnder, keyForbidden } from './cluster-scene.ts';
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
  SET,
} from './scene.ts';

const DISK = 'disk-export';
const READ = { access: 'Read', durationInSeconds: 3600 } as const;
type Latency = 'instant' | 'realistic';

async function chain(latency: Latency = 'instant') {
  const given = await scene({ latency });
  const set = await makeSet(given);
  await grant(given.sim, given.vaultId, set.principalId);
  const { disks } = compute(given.sim);
  await disks.createOrUpdate(GROUP, DISK, diskUnder(set.id), FAST);
  const stateOf = async () => (await disks.get(GROUP, DISK)).diskState;
  return { ...given, disks, set, stateOf };
}

describe.each(['instant', 'realistic'] as const)('access to a disk, %s', (latency) => {
  it('is an address that holds until it is revoked, and keeps the disk there', async () => {
    const { disks, stateOf } = await chain(latency);
    const { accessSAS = '' } = await disks.grantAccess(GROUP, DISK, READ, FAST);
    const address = new URL(accessSAS);
    expect(address.host).toMatch(/^md-[0-9a-f]{12}\.z1\.blob\.storage\.azure\.net$/);
    expect(address.searchParams.get('sp')).toBe('r');
    expect(address.searchParams.get('sig')).toMatch(/^sim-/);
    const [from, until] = ['st', 'se'].map((name) =>
      Date.parse(address.searchParams.get(name) ?? ''),
    );
    expect(Number(until) - Number(from)).toBe(3_600_000);
    expect(await stateOf()).toBe('ActiveSAS');
    await expect(disks.delete(GROUP, DISK, FAST)).rejects.toMatchObject({
      statusCode: 409,
      code: 'OperationNotAllowed',
      message: `There is an active shared access signature outstanding for disk ${DISK}. Call EndGetAccess before attaching or deleting the disk. (simulator wording)`,
    });
    // A change of the disk leaves it as it is.
    await disks.update(GROUP, DISK, { tags: { team: 'risk' } }, FAST);
    expect(await stateOf()).toBe('ActiveSAS');
    await disks.revokeAccess(GROUP, DISK, FAST);
    expect(await stateOf()).toBe('Unattached');
    await disks.delete(GROUP, DISK, FAST);
  });

  it('ends by itself, later when it was granted anew', async () => {
    const { sim, disks, stateOf } = await chain(latency);
    await disks.grantAccess(GROUP, DISK, READ, FAST);
    await sim.clock.advance({ minutes: 50 });
    await disks.grantAccess(GROUP, DISK, READ, FAST);
    await sim.clock.advance({ minutes: 20 });
    expect(await stateOf()).toBe('ActiveSAS');
    await sim.clock.advance({ minutes: 41 });
    expect(await stateOf()).toBe('Unattached');
  });

  it('ends by itself where the disk has moved', async () => {
    const { sim, disks } = await chain(latency);
    await disks.grantAccess(GROUP, DISK, READ, FAST);
    const { resourceGroups, resources: generic } = resources(sim);
    const { id } = await resourceGroups.createOrUpdate('rg-moved', { location: LOCATION });
    const moved = [idOf(sim, 'Microsoft.Compute/disks', DISK)];
    await generic.moveResources(GROUP, { resources: moved, targetResourceGroup: id ?? '' }, FAST);
    expect((await disks.get('rg-moved', DISK)).diskState).toBe('ActiveSAS');
    await sim.clock.advance({ minutes: 61 });
    expect((await disks.get('rg-moved', DISK)).diskState).toBe('Unattached');
  });
});

describe('access to a disk is refused', () => {
  it('when its set has lost the key', async () => {
    const given = await chain();
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: false });
    await expect(given.disks.grantAccess(GROUP, DISK, READ, FAST)).rejects.toMatchObject({
      statusCode: 400,
      code: 'KeyVaultAccessForbidden',
      message: `${keyForbidden(given, `disk encryption set '${SET}'`)} (simulator wording)`,
    });
  });

  it('in another way than the state of the disk has it', async () => {
    const { disks } = await chain();
    const write = { access: 'Write', durationInSeconds: 60 } as const;
    await expect(disks.grantAccess(GROUP, DISK, write, FAST)).rejects.toMatchObject({
      statusCode: 409,
      message: `The disk '${DISK}' is in the state Unattached and gives Read access, not Write. (simulator wording)`,
    });
  });

  it.each([0, 5_184_001])('for %d seconds', async (durationInSeconds) => {
    const { disks } = await chain();
    await expect(
      disks.grantAccess(GROUP, DISK, { access: 'Read', durationInSeconds }, FAST),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidParameter',
      message: `The parameter 'durationInSeconds' is invalid: must be a whole number from 1 to 5184000, not ${durationInSeconds}. (simulator wording)`,
    });
  });

  it('over no network', async () => {
    const { disks } = await chain();
    await disks.update(GROUP, DISK, { networkAccessPolicy: 'DenyAll' }, FAST);
    await expect(disks.grantAccess(GROUP, DISK, READ, FAST)).rejects.toMatchObject({
      statusCode: 409,
      message: `The disk '${DISK}' can be exported over no network: its networkAccessPolicy is DenyAll. (simulator wording)`,
    });
  });
});

describe('a disk that is uploaded', () => {
  it('is written through its address, and there once that is revoked', async () => {
    const { disks } = await chain();
    const { location, sku } = diskUnder('');
    const creationData = { createOption: 'Upload', uploadSizeBytes: 20 * 1024 ** 2 + 512 };
    const upload = 'disk-upload';
    await disks.createOrUpdate(
      GROUP,
      upload,
      { location, ...(sku ? { sku } : {}), creationData },
      FAST,
    );
    const write = { access: 'Write', durationInSeconds: 60 } as const;
    const { accessSAS = '' } = await disks.grantAccess(GROUP, upload, write, FAST);
    expect(new URL(accessSAS).searchParams.get('sp')).toBe('rw');
    expect(await disks.get(GROUP, upload)).toMatchObject({ diskState: 'ActiveUpload' });
    await disks.revokeAccess(GROUP, upload, FAST);
    expect(await disks.get(GROUP, upload)).toMatchObject({ diskState: 'Unattached' });
  });
});
