import { describe, expect, it } from 'vitest';
import { type Granted, WAYS } from '../machinelearning/key-ways.ts';
import { authorization, GROUP, keys, storageManagement } from '../machinelearning/scene.ts';
import { ACCOUNT, blobScene, blobService, encrypt, textOf, underKey } from './blob-scene.ts';

const TIMEOUT_MS = 30_000;
const SECRET_TEXT = 'what the customer alone may read';

const MICROSOFTS = { encryption: { keySource: 'Microsoft.Storage' } };
const lostKey = {
  statusCode: 403,
  code: 'KeyVaultEncryptionKeyNotFound',
  message: expect.stringContaining(
    'The key vault key is not found to unwrap the encryption key.\nRequestId:',
  ),
};

/** A blob of the account, with metadata. */
async function withBlob(options: Parameters<typeof blobScene>[0] = {}) {
  const given = await blobScene(options);
  const container = given.blobs.getContainerClient('data');
  await container.create();
  const blob = container.getBlockBlobClient('b');
  await blob.upload(SECRET_TEXT, SECRET_TEXT.length, { metadata: { said: 'inprivate' } });
  const read = (): Promise<string> => textOf(blob);
  return { ...given, container, blob, read };
}

describe('blobs under a key', { timeout: TIMEOUT_MS }, () => {
  it('are stored encrypted, content and metadata', async () => {
    const { sim, storageId, keyId } = await withBlob();
    const stored = JSON.stringify(sim.snapshot());
    expect(stored).not.toContain(SECRET_TEXT);
    expect(stored).not.toContain('inprivate');
    expect(sim.encryption.objects()).toEqual([
      {
        id: `${storageId}/blobServices/default/containers/data/blobs/b`,
        type: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs',
        store: storageId.toLowerCase(),
        dataKey: '1',
        keyVersion: keyId,
        isReadable: true,
      },
    ]);
    expect(sim.encryption.stores()[0]?.dataKeys[0]?.objects).toBe(1);
  });

  it('stay as they are when another key wraps theirs, and nothing is encrypted anew', async () => {
    const given = await withBlob({ withKey: false });
    const { sim, read } = given;
    const sealed = () =>
      /"text":"[^"]+"/.exec(JSON.stringify(sim.snapshot()).split('"blobs"')[1] ?? '')?.[0];
    const before = sealed();
    expect(before).toMatch(/^"text":"[\w-]{60,}"$/);
    await encrypt(given);
    expect([await read(), sealed()]).toEqual([SECRET_TEXT, before]);
    const { id = '' } = await keys(sim).rotateKey('cosmos-key');
    const { storageAccounts } = storageManagement(sim);
    await storageAccounts.update(GROUP, ACCOUNT, underKey({ ...given, keyId: id }));
    expect([await read(), sealed()]).toEqual([SECRET_TEXT, before]);
    expect(sim.encryption.objects()[0]?.keyVersion).toBe(id);
    await storageAccounts.update(GROUP, ACCOUNT, MICROSOFTS);
    expect([await read(), sealed()]).toEqual([SECRET_TEXT, before]);
    expect(sim.encryption.objects()).toEqual([]);
  });

  it.each(WAYS)(
    'answer nobody within the hour after %s (%s), and everybody when it is back',
    async (_what, _code, take) => {
      const given = await withBlob();
      const { sim, blob, read, vaultId, principalId } = given;
      const grants = authorization(sim).roleAssignments.listForScope(vaultId);
      let keyGrant = '';
      for await (const one of grants) {
        if (one.principalId === principalId) keyGrant = one.name ?? '';
      }
      const granted: Granted = { ...given, keyGrant };
      const giveBack = await take(granted);
      expect(await read()).toBe(SECRET_TEXT);
      await sim.clock.advance({ hours: 1 });
      await expect(read()).rejects.toMatchObject(lostKey);
      await expect(blob.upload('x', 1)).rejects.toMatchObject(lostKey);
      expect(sim.encryption.objects().map(({ isReadable }) => isReadable)).toEqual([false]);
      await giveBack();
      await sim.clock.advance({ hours: 1 });
      expect(await read()).toBe(SECRET_TEXT);
    },
  );

  it('without their key are named and deleted, and not told of', async () => {
    const { sim, container, blob } = await withBlob();
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
    await sim.clock.advance({ hours: 1 });
    const names: string[] = [];
    for await (const { name } of container.listBlobsFlat()) names.push(name);
    expect(names).toEqual(['b']);
    const told = container.listBlobsFlat({ includeMetadata: true });
    await expect(told.next()).rejects.toMatchObject(lostKey);
    // Nothing but the status and a header is in the answer to a HEAD.
    await expect(blob.getProperties()).rejects.toMatchObject({
      statusCode: 403,
      details: { errorCode: 'KeyVaultEncryptionKeyNotFound' },
    });
    await blob.delete();
    expect(sim.encryption.objects()).toEqual([]);
  });

  it('hold their account to the key that they have lost: nobody could unwrap theirs', async () => {
    const given = await withBlob();
    const { sim, read } = given;
    const { id: other = '' } = await keys(sim).createRsaKey('other-key');
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
    await sim.clock.advance({ hours: 1 });
    const { storageAccounts } = storageManagement(sim);
    const refusal = {
      statusCode: 403,
      code: 'KeyVaultEncryptionKeyNotFound',
      message: 'The key vault key is not found to unwrap the encryption key. (simulator wording)',
    };
    await expect(storageAccounts.update(GROUP, ACCOUNT, MICROSOFTS)).rejects.toMatchObject(refusal);
    const { encryption } = underKey({ ...given, keyId: other });
    const keyVaultProperties = { ...encryption.keyVaultProperties, keyName: 'other-key' };
    await expect(
      storageAccounts.update(GROUP, ACCOUNT, { encryption: { ...encryption, keyVaultProperties } }),
    ).rejects.toMatchObject(refusal);
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: true });
    await sim.clock.advance({ hours: 1 });
    expect(await read()).toBe(SECRET_TEXT);
  });

  it('are in a snapshot and a fork, and need their key there', async () => {
    const { sim, read } = await withBlob();
    const fork = sim.fork();
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
    await sim.clock.advance({ hours: 1 });
    await expect(read()).rejects.toMatchObject(lostKey);
    const blobs = blobService({ sim: fork });
    const blob = blobs.getContainerClient('data').getBlockBlobClient('b');
    expect(await textOf(blob)).toBe(SECRET_TEXT);
  });
});
