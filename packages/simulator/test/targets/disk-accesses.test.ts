/** Disks that are exported through private endpoints alone. */
import { describe, expect, it } from 'vitest';
import { diskUnder } from './cluster-scene.ts';
import { compute, FAST, grant, GROUP, idOf, LOCATION, makeSet, scene } from './scene.ts';

const ACCESS = 'access-ml';
const READ = { access: 'Read', durationInSeconds: 600 } as const;

async function chain() {
  const given = await scene();
  const { disks, diskAccesses } = compute(given.sim);
  await diskAccesses.createOrUpdate(GROUP, ACCESS, { location: LOCATION, tags: { a: 'b' } }, FAST);
  const diskAccessId = idOf(given.sim, 'Microsoft.Compute/diskAccesses', ACCESS);
  const through = { networkAccessPolicy: 'AllowPrivate', diskAccessId };
  const make = (name: string, change: object = through) =>
    disks.createOrUpdate(
      GROUP,
      name,
      {
        location: LOCATION,
        creationData: { createOption: 'Empty' },
        diskSizeGB: 4,
        ...change,
      },
      FAST,
    );
  return { ...given, disks, diskAccesses, diskAccessId, through, make };
}

describe('a disk access', () => {
  it('is there until no disk is exported through it', async () => {
    const { diskAccesses, disks, diskAccessId, through, make } = await chain();
    expect(await diskAccesses.get(GROUP, ACCESS)).toMatchObject({
      id: diskAccessId,
      provisioningState: 'Succeeded',
      timeCreated: expect.any(Date),
      tags: { a: 'b' },
    });
    expect(await make('private')).toMatchObject(through);
    await expect(diskAccesses.delete(GROUP, ACCESS, FAST)).rejects.toMatchObject({
      statusCode: 409,
      code: 'OperationNotAllowed',
      message: expect.stringMatching(
        /^The disk access 'access-ml' cannot be deleted: it is used by '.*\/disks\/private'\. \(simulator wording\)$/,
      ),
    });
    const open = await disks.update(GROUP, 'private', { networkAccessPolicy: 'AllowAll' }, FAST);
    expect([open.networkAccessPolicy, open.diskAccessId]).toEqual(['AllowAll', undefined]);
    await diskAccesses.delete(GROUP, ACCESS, FAST);
    expect(await Array.fromAsync(diskAccesses.list())).toEqual([]);
  });

  it('is where its disks are read, five of them at once', async () => {
    const { disks, make } = await chain();
    const hosts = new Set<string>();
    for (let index = 0; index < 6; index += 1) await make(`private-${index}`);
    for (let index = 0; index < 5; index += 1) {
      const { accessSAS = '' } = await disks.grantAccess(GROUP, `private-${index}`, READ, FAST);
      hosts.add(new URL(accessSAS).host);
    }
    expect([...hosts]).toEqual([
      expect.stringMatching(/^md-impexp-[0-9a-f]{12}\.blob\.core\.windows\.net$/),
    ]);
    const sixth = () => disks.grantAccess(GROUP, 'private-5', READ, FAST);
    await expect(sixth()).rejects.toMatchObject({
      statusCode: 409,
      message:
        'At most 5 disks and snapshots are exported through one disk access at the same time. (simulator wording)',
    });
    // Who is reached already can be asked for again.
    await disks.grantAccess(GROUP, 'private-0', READ, FAST);
    await disks.revokeAccess(GROUP, 'private-0', FAST);
    await sixth();
  });
});

describe('a disk is not exported', () => {
  const invalid = (parameter: string, why: string) => ({
    statusCode: 400,
    code: 'InvalidParameter',
    message: `The parameter '${parameter}' is invalid: ${why}. (simulator wording)`,
  });

  it('through what is not named, not there, elsewhere, or not for it', async () => {
    const { sim, diskAccesses, diskAccessId, make } = await chain();
    await expect(make('one', { networkAccessPolicy: 'AllowPrivate' })).rejects.toMatchObject(
      invalid('diskAccessId', 'is required with the networkAccessPolicy AllowPrivate'),
    );
    await expect(make('one', { diskAccessId })).rejects.toMatchObject(
      invalid('diskAccessId', 'is for the networkAccessPolicy AllowPrivate, not AllowAll'),
    );
    const missing = idOf(sim, 'Microsoft.Compute/diskAccesses', 'missing');
    await expect(
      make('one', { networkAccessPolicy: 'AllowPrivate', diskAccessId: missing }),
    ).rejects.toMatchObject(invalid('diskAccessId', `there is no disk access '${missing}'`));
    const far = await diskAccesses.createOrUpdate(GROUP, 'far', { location: 'northeurope' }, FAST);
    await expect(
      make('one', { networkAccessPolicy: 'AllowPrivate', diskAccessId: far.id }),
    ).rejects.toMatchObject(
      invalid('diskAccessId', 'the disk access is in northeurope, not in westeurope'),
    );
  });

  it('nor uploaded through one when it is under a customer-managed key, as documented', async () => {
    const { make, through, ...given } = await chain();
    const set = await makeSet(given);
    await grant(given.sim, given.vaultId, set.principalId);
    const { encryption } = diskUnder(set.id);
    const creationData = { createOption: 'Upload', uploadSizeBytes: 20 * 1024 ** 2 + 512 };
    await expect(
      make('up', { ...through, encryption, creationData, diskSizeGB: undefined }),
    ).rejects.toMatchObject(
      invalid('diskAccessId', 'is not for an upload to a disk with a disk encryption set'),
    );
  });
});
