import type { CreationData } from '@azure/arm-compute';
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

const TYPE = 'Microsoft.Compute/disks';
const BYTES_PER_GB = 1024 ** 3;
const FOOTER_BYTES = 512;
const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';

async function diskScene(options: SceneOptions = {}) {
  const given = await scene(options);
  const { disks } = compute(given.sim);
  const make = (name: string, creationData: CreationData, more: object = {}) =>
    disks.createOrUpdate(GROUP, name, { location: LOCATION, creationData, ...more }, FAST);
  const copyOf = (name: string): CreationData => ({
    createOption: 'Copy',
    sourceResourceId: idOf(given.sim, TYPE, name),
  });
  return { ...given, disks, make, copyOf };
}

describe('a disk for an upload', () => {
  it('waits for it, and is as large as it will be', async () => {
    const { make, disks } = await diskScene();
    const uploadSizeBytes = 10 * BYTES_PER_GB + FOOTER_BYTES;
    const waiting = {
      creationData: { createOption: 'Upload', uploadSizeBytes },
      diskState: 'ReadyToUpload',
      diskSizeGB: 10,
      diskSizeBytes: 10 * BYTES_PER_GB,
    };
    expect(await make('up', { createOption: 'Upload', uploadSizeBytes })).toMatchObject(waiting);
    await disks.update(GROUP, 'up', { tags: { a: 'b' } }, FAST);
    expect(await disks.get(GROUP, 'up')).toMatchObject({ ...waiting, tags: { a: 'b' } });
    await expect(
      make('up', { createOption: 'Upload', uploadSizeBytes: uploadSizeBytes * 2 }),
    ).rejects.toMatchObject({ statusCode: 409, code: 'PropertyChangeNotAllowed' });
  });

  it.each([undefined, 20_972_031, 35_183_298_347_521])('of %s bytes is refused', async (size) => {
    const { make } = await diskScene();
    const creationData = {
      createOption: 'Upload',
      ...(size === undefined ? {} : { uploadSizeBytes: size }),
    };
    await expect(make('up', creationData)).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidParameter',
      message: `The parameter 'creationData.uploadSizeBytes' is invalid: must be from 20972032 to 35183298347520, not ${String(size)}. (simulator wording)`,
    });
  });

  it('leaves nothing to copy', async () => {
    const { make, copyOf } = await diskScene();
    await make('up', { createOption: 'Upload', uploadSizeBytes: 20_972_032 });
    await expect(make('copy', copyOf('up'))).rejects.toMatchObject({
      message:
        "The parameter 'creationData.sourceResourceId' is invalid: nothing was uploaded to that disk yet. (simulator wording)",
    });
  });
});

describe('a copy of a disk', () => {
  it('is as large, of the same system, and says whose copy it is', async () => {
    const { make, copyOf } = await diskScene();
    const source = await make(
      'source',
      { createOption: 'Empty', logicalSectorSize: 512 },
      { diskSizeGB: 64, osType: 'Linux', hyperVGeneration: 'V2' },
    );
    expect(source.creationData).toMatchObject({ logicalSectorSize: 512 });
    const copy = await make('copy', copyOf('source'));
    expect(copy).toMatchObject({
      creationData: { ...copyOf('source'), sourceUniqueId: source.uniqueId },
      diskSizeGB: 64,
      diskState: 'Unattached',
      osType: 'Linux',
      hyperVGeneration: 'V2',
      encryption: { type: 'EncryptionAtRestWithPlatformKey' },
    });
    expect(copy.uniqueId).not.toBe(source.uniqueId);
    expect(await make('copy', copyOf('source'))).toMatchObject({ uniqueId: copy.uniqueId });
  });

  it('may be larger, and not smaller', async () => {
    const { make, copyOf } = await diskScene();
    await make('source', { createOption: 'Empty' }, { diskSizeGB: 64 });
    expect(await make('large', copyOf('source'), { diskSizeGB: 128 })).toMatchObject({
      diskSizeGB: 128,
    });
    await expect(make('small', copyOf('source'), { diskSizeGB: 32 })).rejects.toMatchObject({
      statusCode: 400,
      message:
        "The parameter 'diskSizeGB' is invalid: must be at least 64, the size of what it is made from. (simulator wording)",
    });
  });

  it('of what is being made is refused, and taken when that is made', async () => {
    const { sim, make, copyOf } = await diskScene({ latency: 'realistic' });
    await make('source', { createOption: 'Empty' }, { diskSizeGB: 64 });
    const properties = { creationData: copyOf('source') };
    const begun = await send(sim, 'PUT', idOf(sim, TYPE, 'first'), '2025-01-02', {
      location: LOCATION,
      properties,
    });
    expect(begun.status).toBe(202);
    await expect(make('second', copyOf('first'))).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidParameter',
      message:
        "The parameter 'creationData.sourceResourceId' is invalid: the disk is not made yet. (simulator wording)",
    });
    await sim.clock.advance({ minutes: 1 });
    expect((await make('second', copyOf('first'))).diskSizeGB).toBe(64);
  });

  it('of what is not there, or not simulated, is refused', async () => {
    const { sim, make, copyOf } = await diskScene();
    await expect(make('copy', copyOf('absent'))).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidParameter',
      message: `The parameter 'creationData.sourceResourceId' is invalid: there is no disk '${idOf(sim, TYPE, 'absent')}'. (simulator wording)`,
    });
    const point = idOf(sim, 'Microsoft.Compute/restorePointCollections', 'one');
    await expect(
      make('copy', { createOption: 'Copy', sourceResourceId: point }),
    ).rejects.toMatchObject({
      statusCode: 501,
      message: `a disk copied from '${point}' is not simulated (simulator wording)`,
    });
  });

  it('is made by whoever may read the disk', async () => {
    const { sim, make, copyOf } = await diskScene();
    await make('source', { createOption: 'Empty' }, { diskSizeGB: 4 });
    const body = { location: LOCATION, creationData: copyOf('source') };
    const groups = resources(sim).resourceGroups;
    await groups.createOrUpdate('rg-own', { location: LOCATION });
    const scope = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-own`;
    const stranger = sim.principals.find(({ displayName }) => displayName === 'mlContributor');
    await grant(sim, scope, stranger?.objectId ?? '', CONTRIBUTOR);
    const { disks } = compute(sim, 'mlContributor');
    await expect(disks.createOrUpdate('rg-own', 'copy', body, FAST)).rejects.toMatchObject({
      statusCode: 403,
      code: 'LinkedAuthorizationFailed',
    });
  });

  it('of a disk under a customer-managed key stays under it, unless it is told otherwise', async () => {
    const { make, copyOf, ...given } = await diskScene();
    const set = await makeSet(given);
    await grant(given.sim, given.vaultId, set.principalId);
    const { location: _here, creationData, ...rest } = diskUnder(set.id);
    await make('source', creationData, rest);
    const copy = await make('copy', copyOf('source'));
    expect(copy.encryption?.diskEncryptionSetId?.toLowerCase()).toBe(set.id.toLowerCase());
    const encryption = { type: 'EncryptionAtRestWithPlatformKey' };
    expect(await make('plain', copyOf('source'), { encryption })).toMatchObject({ encryption });
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: false });
    await expect(make('late', copyOf('source'), { encryption })).rejects.toMatchObject({
      statusCode: 400,
      code: 'KeyVaultAccessForbidden',
    });
  });

  it('is made from nothing that is not known', async () => {
    const { make } = await diskScene();
    await expect(
      make(
        'one',
        { createOption: 'Empty', securityDataUri: 'https://example.com' },
        { diskSizeGB: 4 },
      ),
    ).rejects.toMatchObject({
      statusCode: 501,
      message:
        "the disk property 'properties.creationData.securityDataUri' is not simulated (simulator wording)",
    });
  });
});
