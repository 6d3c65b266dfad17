/** Retention and legal holds of containers, and what they keep from being changed. */
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { FAST, GROUP, resources, send, storageManagement } from '../machinelearning/scene.ts';
import { ACCOUNT, blobScene } from '../blob/blob-scene.ts';

const CONTAINER = 'kept';
const VERSION = '2025-01-01';

async function keptScene() {
  const given = await blobScene({ withKey: false });
  const { sim } = given;
  const { blobContainers, storageAccounts } = storageManagement(sim);
  await blobContainers.create(GROUP, ACCOUNT, CONTAINER, {});
  const data = given.blobs.getContainerClient(CONTAINER);
  const put = (days: number, ifMatch?: string) =>
    blobContainers.createOrUpdateImmutabilityPolicy(GROUP, ACCOUNT, CONTAINER, {
      parameters: { immutabilityPeriodSinceCreationInDays: days },
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
  const hold = (...tags: string[]) =>
    blobContainers.setLegalHold(GROUP, ACCOUNT, CONTAINER, { tags });
  const clear = (...tags: string[]) =>
    blobContainers.clearLegalHold(GROUP, ACCOUNT, CONTAINER, { tags });
  const get = () => blobContainers.get(GROUP, ACCOUNT, CONTAINER);
  return { ...given, blobContainers, storageAccounts, data, put, hold, clear, get };
}

const ownerOf = (sim: Simulator) =>
  sim.principals.find(({ displayName }) => displayName === 'owner')?.objectId;

const codeOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'done',
    ({ code }: { readonly code: unknown }) => code,
  );

describe('the immutability policy of a container', () => {
  it('is set, locked, extended and shown, each by its entity tag', async () => {
    const { sim, blobContainers, put, get } = await keptScene();
    const made = await put(3);
    expect(made).toMatchObject({
      name: 'default',
      type: 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies',
      immutabilityPeriodSinceCreationInDays: 3,
      state: 'Unlocked',
    });
    const read = await blobContainers.getImmutabilityPolicy(GROUP, ACCOUNT, CONTAINER);
    expect(read.etag).toBe(made.etag);
    await expect(put(4, '"other"')).rejects.toMatchObject({ statusCode: 412 });
    const longer = await put(5, made.etag);
    const lock = (ifMatch: string) =>
      blobContainers.lockImmutabilityPolicy(GROUP, ACCOUNT, CONTAINER, ifMatch);
    await expect(lock(made.etag ?? '')).rejects.toMatchObject({ statusCode: 412 });
    const locked = await lock(longer.etag ?? '');
    expect(locked).toMatchObject({ state: 'Locked', immutabilityPeriodSinceCreationInDays: 5 });
    const extend = (days: number, ifMatch = locked.etag ?? '') =>
      blobContainers.extendImmutabilityPolicy(GROUP, ACCOUNT, CONTAINER, ifMatch, {
        parameters: { immutabilityPeriodSinceCreationInDays: days },
      });
    await expect(extend(4)).rejects.toMatchObject({ statusCode: 400 });
    expect(await extend(100)).toMatchObject({
      state: 'Locked',
      immutabilityPeriodSinceCreationInDays: 100,
    });
    const shown = await get();
    expect(shown.hasImmutabilityPolicy).toBe(true);
    expect(shown.immutabilityPolicy).toMatchObject({
      state: 'Locked',
      immutabilityPeriodSinceCreationInDays: 100,
      updateHistory: [
        { update: 'put', immutabilityPeriodSinceCreationInDays: 3 },
        { update: 'put', immutabilityPeriodSinceCreationInDays: 5 },
        { update: 'lock', immutabilityPeriodSinceCreationInDays: 5 },
        {
          update: 'extend',
          immutabilityPeriodSinceCreationInDays: 100,
          objectIdentifier: ownerOf(sim),
          tenantId: sim.tenantId,
        },
      ],
    });
    const wrongState = {
      statusCode: 409,
      message:
        'Operation not allowed on immutability policy with current state. (simulator wording)',
    };
    await expect(put(200)).rejects.toMatchObject(wrongState);
    const current = await blobContainers.getImmutabilityPolicy(GROUP, ACCOUNT, CONTAINER);
    await expect(
      blobContainers.deleteImmutabilityPolicy(GROUP, ACCOUNT, CONTAINER, current.etag ?? ''),
    ).rejects.toMatchObject(wrongState);
  });

  it('goes while it is not locked', async () => {
    const { sim, storageId, blobContainers, put, get } = await keptScene();
    const made = await put(3);
    const policyId = `${storageId}/blobServices/default/containers/${CONTAINER}/immutabilityPolicies/default`;
    const without = await send(sim, 'DELETE', policyId, VERSION);
    expect(without).toMatchObject({
      status: 400,
      body: { error: { code: 'MissingRequiredHeader' } },
    });
    const gone = await blobContainers.deleteImmutabilityPolicy(
      GROUP,
      ACCOUNT,
      CONTAINER,
      made.etag ?? '',
    );
    expect(gone).toMatchObject({ immutabilityPeriodSinceCreationInDays: 0, state: 'Unlocked' });
    expect(gone.etag).not.toBe(made.etag);
    expect(await get()).toMatchObject({ hasImmutabilityPolicy: false });
    await expect(
      blobContainers.getImmutabilityPolicy(GROUP, ACCOUNT, CONTAINER),
    ).rejects.toMatchObject({ statusCode: 404 });
  });

  it.each([0, 146_001, 1.5])('does not keep anything for %j days', async (days) => {
    const { put } = await keptScene();
    await expect(put(days)).rejects.toMatchObject({ statusCode: 400 });
  });

  it('keeps each blob for its days: it is never written over, and deleted after', async () => {
    const { sim, data, put } = await keptScene();
    const blob = data.getBlockBlobClient('early');
    await blob.upload('one', 3);
    await put(2);
    const refusal = {
      statusCode: 409,
      code: 'BlobImmutableDueToPolicy',
      message: expect.stringContaining(
        'This operation is not permitted as the blob is immutable due to a policy.',
      ),
    };
    await expect(blob.upload('two', 3)).rejects.toMatchObject(refusal);
    await expect(blob.delete()).rejects.toMatchObject(refusal);
    await blob.stageBlock(btoa('1'), 'two', 3);
    await expect(blob.commitBlockList([btoa('1')])).rejects.toMatchObject(refusal);
    await sim.clock.advance({ days: 1 });
    const late = data.getBlockBlobClient('late');
    await late.upload('new', 3);
    await sim.clock.advance({ days: 1 });
    await expect(blob.upload('two', 3)).rejects.toMatchObject(refusal);
    await blob.delete();
    await expect(late.delete()).rejects.toMatchObject(refusal);
  });

  it('keeps its container until that is empty, and its account once it is locked', async () => {
    const { sim, blobContainers, storageAccounts, data, put } = await keptScene();
    const blob = data.getBlockBlobClient('b');
    await blob.upload('one', 3);
    const made = await put(1);
    const remove = () => blobContainers.delete(GROUP, ACCOUNT, CONTAINER);
    expect(await codeOf(remove())).toBe('ContainerProtectedFromDeletion');
    expect(await codeOf(data.delete())).toBe('ContainerImmutabilityPolicyFailure');
    await blobContainers.lockImmutabilityPolicy(GROUP, ACCOUNT, CONTAINER, made.etag ?? '');
    await expect(data.delete()).rejects.toMatchObject({
      statusCode: 409,
      code: 'ContainerImmutabilityPolicyLocked',
      message: expect.stringContaining(
        'The requested operation is not allowed as the container has a locked immutability policy.',
      ),
    });
    expect((await data.getProperties()).hasImmutabilityPolicy).toBe(true);
    await sim.clock.advance({ days: 1 });
    await blob.delete();
    await expect(storageAccounts.delete(GROUP, ACCOUNT)).rejects.toMatchObject({
      statusCode: 409,
      code: 'AccountProtectedFromDeletion',
    });
    await expect(resources(sim).resourceGroups.delete(GROUP, FAST)).rejects.toThrow(
      `'Microsoft.Storage/storageAccounts/blobServices/containers/${CONTAINER},Microsoft.Storage/storageAccounts/${ACCOUNT}' could not be deleted`,
    );
    await remove();
    await storageAccounts.delete(GROUP, ACCOUNT);
  });
});

describe('legal holds of a container', () => {
  it('are tags that are added and taken away', async () => {
    const { hold, clear, get, sim } = await keptScene();
    expect(await hold('Case1', 'case2')).toMatchObject({
      hasLegalHold: true,
      tags: ['case1', 'case2'],
    });
    expect((await hold('case2', 'case3')).tags).toEqual(['case1', 'case2', 'case3']);
    expect((await get()).legalHold).toMatchObject({
      hasLegalHold: true,
      tags: [
        { tag: 'case1', objectIdentifier: ownerOf(sim), tenantId: sim.tenantId },
        { tag: 'case2' },
        { tag: 'case3' },
      ],
    });
    expect(await clear('case1', 'none')).toMatchObject({
      hasLegalHold: true,
      tags: ['case2', 'case3'],
    });
    expect(await clear('case2', 'case3')).toMatchObject({ hasLegalHold: false, tags: [] });
    for (const tags of [['ab'], ['a-b-c'], []]) {
      await expect(hold(...tags)).rejects.toMatchObject({ statusCode: 400 });
    }
    await expect(
      hold(...Array.from({ length: 11 }, (_, index) => `case${index}`)),
    ).rejects.toMatchObject({ statusCode: 409, code: 'LegalHoldTagsExceeded' });
  });

  it('keep blobs, container and account as they are until they are taken away', async () => {
    const { sim, blobContainers, storageAccounts, data, hold, clear, blobs } = await keptScene();
    const blob = data.getBlockBlobClient('b');
    await blob.upload('one', 3);
    await hold('case1');
    const refusal = {
      statusCode: 409,
      code: 'BlobImmutableDueToLegalHold',
      message: expect.stringContaining(
        'This operation is not permitted as the blob is immutable due to one or more legal holds.',
      ),
    };
    await sim.clock.advance({ days: 5000 });
    await expect(blob.upload('two', 3)).rejects.toMatchObject(refusal);
    await expect(blob.delete()).rejects.toMatchObject(refusal);
    await data.getBlockBlobClient('new').upload('x', 1);
    expect(await codeOf(data.delete())).toBe('ContainerHasLegalHold');
    expect(await codeOf(blobContainers.delete(GROUP, ACCOUNT, CONTAINER))).toBe(
      'ContainerProtectedFromDeletion',
    );
    expect(await codeOf(storageAccounts.delete(GROUP, ACCOUNT))).toBe(
      'AccountProtectedFromDeletion',
    );
    const [listed] = await Array.fromAsync(blobs.listContainers());
    expect(listed?.properties).toMatchObject({ hasLegalHold: true, hasImmutabilityPolicy: false });
    await clear('case1');
    await blob.upload('two', 3);
    await data.delete();
  });
});
