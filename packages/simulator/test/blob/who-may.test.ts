import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, blobScene, blobService, textOf, URL, withAccountKey } from './blob-scene.ts';
import { GROUP, scene, type Scene, send, storageManagement } from '../machinelearning/scene.ts';

const TIMEOUT_MS = 30_000;
const settings = (sim: Scene['sim']) => storageManagement(sim).storageAccounts;

describe('who may do something with blobs', { timeout: TIMEOUT_MS }, () => {
  it('is not an owner: data takes a role for data', async () => {
    const given = await scene();
    const container = blobService(given).getContainerClient('owned');
    await container.create();
    const refusal = {
      statusCode: 403,
      code: 'AuthorizationPermissionMismatch',
      message: expect.stringContaining(
        'This request is not authorized to perform this operation using this permission.',
      ),
    };
    const blob = container.getBlockBlobClient('b');
    await expect(blob.upload('x', 1)).rejects.toMatchObject(refusal);
    await expect(container.listBlobsFlat().next()).rejects.toMatchObject(refusal);
  });

  it.each([
    ['Storage Blob Data Owner', true, true],
    ['Storage Blob Data Contributor', true, true],
    ['Storage Blob Data Reader', true, false],
    ['Reader', false, false],
  ])('%s reads: %j, writes: %j', async (role, reads, writes) => {
    const people = [
      { name: 'owner', roles: [{ role: 'Owner' }, { role: 'Key Vault Crypto Officer' }] },
      { name: 'data', roles: [{ role }] },
    ];
    const given = await scene({ world: { principals: people } });
    const keyed = (await withAccountKey(given)).getContainerClient('shared');
    await keyed.create();
    await keyed.getBlockBlobClient('b').upload('x', 1);
    const blob = blobService(given, 'data').getContainerClient('shared').getBlockBlobClient('b');
    const codeOf = (asked: Promise<unknown>): Promise<unknown> =>
      asked.then(
        () => 'done',
        ({ code }: { readonly code: unknown }) => code,
      );
    const told = (may: boolean): string => (may ? 'done' : 'AuthorizationPermissionMismatch');
    expect([await codeOf(blob.download()), await codeOf(blob.upload('y', 1))]).toEqual([
      told(reads),
      told(writes),
    ]);
  });

  it.each([0, 1])(
    'is whoever holds a key of the account, until it is another (%i)',
    async (number) => {
      const given = await scene();
      const blobs = await withAccountKey(given, number);
      const container = blobs.getContainerClient('keyed');
      await container.create({ metadata: { b: '2', a: '1' } });
      const blob = container.getBlockBlobClient('a b/ü?&=+%.txt');
      await blob.upload('text', 4, { blobHTTPHeaders: { blobContentType: 'text/plain' } });
      expect((await blob.downloadToBuffer(1, 2)).toString()).toBe('ex');
      const names: string[] = [];
      for await (const { name } of container.listBlobsFlat({ prefix: 'a b/' })) names.push(name);
      expect(names).toEqual(['a b/ü?&=+%.txt']);
      await settings(given.sim).regenerateKey(GROUP, ACCOUNT, { keyName: `key${number + 1}` });
      await expect(blob.download()).rejects.toMatchObject({
        statusCode: 403,
        code: 'AuthenticationFailed',
        message: expect.stringContaining('including the signature.'),
      });
    },
  );

  it('is nobody with a made-up key, and nobody with a key where the account takes none', async () => {
    const given = await blobScene({ withKey: false });
    const { sim } = given;
    const madeUp = new StorageSharedKeyCredential(ACCOUNT, btoa('sim-made-up'));
    const wrong = new BlobServiceClient(URL, madeUp, sim.storageOptions());
    const create = (blobs: BlobServiceClient) => blobs.getContainerClient('keyed').create();
    await expect(create(wrong)).rejects.toMatchObject({ code: 'AuthenticationFailed' });
    await settings(sim).update(GROUP, ACCOUNT, { allowSharedKeyAccess: false });
    await expect(create(await withAccountKey(given))).rejects.toMatchObject({
      statusCode: 403,
      code: 'KeyBasedAuthenticationNotPermitted',
    });
    await create(given.blobs);
  });

  it('is nobody without a credential, nor with a token for something else', async () => {
    const { sim } = await blobScene();
    const headers = { 'x-ms-version': '2025-01-05' };
    const bare = await sim.fetch(`${URL}/?comp=list`, { headers });
    expect([bare.status, bare.headers.get('x-ms-error-code')]).toEqual([
      401,
      'NoAuthenticationInformation',
    ]);
    expect(bare.headers.get('www-authenticate')).toBe(
      `Bearer authorization_uri=https://login.microsoftonline.com/${sim.tenantId}/oauth2/authorize resource_id=https://storage.azure.com`,
    );
    const { token } = (await sim.credential().getToken('https://vault.azure.net/.default')) ?? {};
    const other = await sim.fetch(`${URL}/?comp=list`, {
      headers: { ...headers, authorization: `Bearer ${token}` },
    });
    expect([other.status, other.headers.get('x-ms-error-code')]).toEqual([
      401,
      'InvalidAuthenticationInfo',
    ]);
    // The client reads in which tenant the account is, and asks once more.
    const madeUp = { getToken: async () => ({ token: 'sim-none', expiresOnTimestamp: Infinity }) };
    const broken = new BlobServiceClient(URL, madeUp, sim.storageOptions());
    await expect(broken.listContainers().next()).rejects.toMatchObject({
      statusCode: 401,
      code: 'InvalidAuthenticationInfo',
    });
    const lite = await sim.fetch(`${URL}/c/b`, {
      headers: { ...headers, authorization: `SharedKeyLite ${ACCOUNT}:AAAA` },
    });
    expect([lite.status, await lite.text()]).toEqual([
      501,
      expect.stringContaining('the scheme SharedKeyLite of the blob service'),
    ]);
  });

  it('is anybody where account and container let anybody read', async () => {
    const { sim, blobs } = await blobScene();
    await settings(sim).update(GROUP, ACCOUNT, { allowBlobPublicAccess: true });
    for (const [name, access] of [
      ['blobs', 'blob'],
      ['whole', 'container'],
      ['closed', undefined],
    ] as const) {
      const container = blobs.getContainerClient(name);
      await container.create(access ? { access } : {});
      await container.getBlockBlobClient('b').upload('text', 4);
    }
    const anybody = (name: string) =>
      new BlobServiceClient(URL, undefined, sim.storageOptions()).getContainerClient(name);
    for (const name of ['blobs', 'whole']) {
      expect(await textOf(anybody(name).getBlobClient('b'))).toBe('text');
      const write = anybody(name).getBlockBlobClient('b').upload('x', 1);
      await expect(write).rejects.toMatchObject({ code: 'NoAuthenticationInformation' });
    }
    const names = await Array.fromAsync(anybody('whole').listBlobsFlat());
    expect(names.map(({ name }) => name)).toEqual(['b']);
    await expect(anybody('blobs').listBlobsFlat().next()).rejects.toMatchObject({
      statusCode: 401,
      code: 'NoAuthenticationInformation',
    });
    // A browser sends no version: it is not asked to sign in.
    const browse = async (path: string) => {
      const { status, headers } = await sim.fetch(`${URL}/${path}`);
      return [status, headers.get('x-ms-error-code')];
    };
    expect(await browse('blobs/b')).toEqual([200, null]);
    expect(await browse('closed/b')).toEqual([404, 'ResourceNotFound']);
    expect(await browse('nothing/b')).toEqual([404, 'ResourceNotFound']);
    await settings(sim).update(GROUP, ACCOUNT, { allowBlobPublicAccess: false });
    expect(await browse('blobs/b')).toEqual([409, 'PublicAccessNotPermitted']);
  });

  it('is whoever has a role in the tenant, however the id of the subscription is written', async () => {
    const given = await blobScene({ withKey: false });
    const { sim, storageId } = given;
    const { location = '' } = sim.resource(storageId) ?? {};
    await settings(sim).delete(GROUP, ACCOUNT);
    const upper = storageId.replace(sim.subscriptionId, sim.subscriptionId.toUpperCase());
    expect(upper).not.toBe(storageId);
    const body = { location, kind: 'StorageV2', sku: { name: 'Standard_LRS' } };
    const made = await send(sim, 'PUT', upper, '2023-05-01', body);
    expect(made.status).toBeLessThan(300);
    await given.blobs.getContainerClient('mine').create();
  });

  it('is nobody whom the firewall keeps out', async () => {
    const { sim, blobs } = await blobScene();
    const refusal = { statusCode: 403, code: 'AuthorizationFailure' };
    const list = () => blobs.listContainers().next();
    await settings(sim).update(GROUP, ACCOUNT, { networkRuleSet: { defaultAction: 'Deny' } });
    await expect(list()).rejects.toMatchObject(refusal);
    await settings(sim).update(GROUP, ACCOUNT, {
      networkRuleSet: { defaultAction: 'Deny', ipRules: [{ iPAddressOrRange: '203.0.113.0/24' }] },
    });
    await list();
    await settings(sim).update(GROUP, ACCOUNT, { publicNetworkAccess: 'Disabled' });
    await expect(list()).rejects.toMatchObject(refusal);
  });

  it('comes over https, unless the account takes http too', async () => {
    const { sim } = await blobScene();
    const url = `${URL.replace('https', 'http')}/?comp=list`;
    const ask = async () =>
      (await sim.fetch(url, { headers: { 'x-ms-version': '2025-01-05' } })).headers.get(
        'x-ms-error-code',
      );
    expect(await ask()).toBe('AccountRequiresHttps');
    await settings(sim).update(GROUP, ACCOUNT, { enableHttpsTrafficOnly: false });
    expect(await ask()).toBe('NoAuthenticationInformation');
  });
});
