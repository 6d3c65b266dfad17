import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GROUP, storageManagement } from '../machinelearning/scene.ts';
import { ACCOUNT, blobScene, URL } from './blob-scene.ts';

const TIMEOUT_MS = 30_000;

describe('blobs of an account', { timeout: TIMEOUT_MS }, () => {
  it('are put, told of, read, listed and deleted', async () => {
    const { blobs } = await blobScene();
    const container = blobs.getContainerClient('snapshots');
    expect((await container.create({ metadata: { run: 'one' } }))._response.status).toBe(201);
    const blob = container.getBlockBlobClient('a folder/ä&b.txt');
    const put = await blob.upload('text', 4, {
      blobHTTPHeaders: { blobContentType: 'text/plain' },
      metadata: { Kind: 'log' },
    });
    expect(put.isServerEncrypted).toBe(true);
    const properties = await blob.getProperties();
    expect(properties).toMatchObject({
      contentType: 'text/plain',
      contentLength: 4,
      blobType: 'BlockBlob',
      isServerEncrypted: true,
      metadata: { kind: 'log' },
      etag: put.etag,
    });
    expect((await blob.downloadToBuffer()).toString()).toBe('text');
    expect((await blob.downloadToBuffer(1, 2)).toString()).toBe('ex');
    const names: string[] = [];
    for await (const { name } of container.listBlobsFlat({ prefix: 'a ' })) names.push(name);
    expect(names).toEqual(['a folder/ä&b.txt']);
    expect((await blob.delete())._response.status).toBe(202);
    expect(await blob.exists()).toBe(false);
    await expect(blob.download()).rejects.toMatchObject({ statusCode: 404, code: 'BlobNotFound' });
    await container.delete();
    expect(await container.exists()).toBe(false);
    await expect(container.getBlockBlobClient('x').upload('', 0)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ContainerNotFound',
      message: expect.stringContaining('The specified container does not exist.\nRequestId:'),
    });
  });

  it('come back byte by byte whatever is in them', async () => {
    const container = (await blobScene()).blobs.getContainerClient('bytes');
    await container.create();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter(isPlainName),
        async (content, name) => {
          const blob = container.getBlockBlobClient(name);
          await blob.uploadData(content);
          expect(new Uint8Array(await blob.downloadToBuffer())).toEqual(content);
          const listed: string[] = [];
          for await (const one of container.listBlobsFlat({ prefix: name })) listed.push(one.name);
          expect(listed).toContain(name);
          await blob.delete();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('come back byte by byte through fetch as well', async () => {
    const { sim, blobs } = await blobScene();
    await blobs.getContainerClient('bytes').create();
    const { token } = (await sim.credential().getToken('https://storage.azure.com/.default')) ?? {};
    const headers = { authorization: `Bearer ${token}`, 'x-ms-version': '2025-01-05' };
    const bytes = Uint8Array.of(0, 0xff, 0x80, 0xef, 0xbb, 0xbf, 0x0a);
    const put = await sim.fetch(`${URL}/bytes/b`, {
      method: 'PUT',
      headers: { ...headers, 'x-ms-blob-type': 'BlockBlob' },
      body: bytes,
    });
    const get = await sim.fetch(`${URL}/bytes/b`, { headers });
    expect([put.status, get.status, await get.bytes()]).toEqual([201, 200, bytes]);
  });

  it('come in blocks too, in the order of their list', async () => {
    const container = (await blobScene()).blobs.getContainerClient('blocks');
    await container.create();
    const blob = container.getBlockBlobClient('log.txt');
    const id = (number: number): string => btoa(`block-${number}`);
    await blob.stageBlock(id(1), 'one ', 4);
    await blob.stageBlock(id(2), 'two ', 4);
    await expect(blob.getProperties()).rejects.toMatchObject({ statusCode: 404 });
    await blob.commitBlockList([id(2), id(1)]);
    expect((await blob.downloadToBuffer()).toString()).toBe('two one ');
    await expect(blob.commitBlockList([id(1)])).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidBlockList',
    });
    await blob.uploadStream(Readable.from([Buffer.alloc(3000, 'a'), Buffer.alloc(10, 'b')]), 1024);
    expect((await blob.downloadToBuffer()).length).toBe(3010);
  });

  it('are listed in pages, and by what stands before a delimiter', async () => {
    const { blobs } = await blobScene();
    const container = blobs.getContainerClient('pages');
    await container.create();
    for (const name of ['a/1', 'a/2', 'b', 'c/d/e']) {
      await container.getBlockBlobClient(name).upload(name, name.length, { metadata: { name } });
    }
    const pages: string[][] = [];
    for await (const page of container.listBlobsFlat().byPage({ maxPageSize: 3 })) {
      pages.push(page.segment.blobItems.map(({ name }) => name));
    }
    expect(pages).toEqual([['a/1', 'a/2', 'b'], ['c/d/e']]);
    const levels: string[] = [];
    for await (const item of container.listBlobsByHierarchy('/')) {
      levels.push(`${item.kind} ${item.name}`);
    }
    expect(levels.toSorted()).toEqual(['blob b', 'prefix a/', 'prefix c/']);
    const told: unknown[] = [];
    for await (const { metadata } of container.listBlobsFlat({ includeMetadata: true })) {
      told.push(metadata?.['name']);
    }
    expect(told).toEqual(['a/1', 'a/2', 'b', 'c/d/e']);
    const containers: string[] = [];
    for await (const { name } of blobs.listContainers()) containers.push(name);
    expect(containers).toEqual(['pages']);
  });

  it('are the same containers as those of the management plane, and go with them', async () => {
    const given = await blobScene();
    const { blobContainers } = storageManagement(given.sim);
    await blobContainers.create(GROUP, ACCOUNT, 'shared', {});
    const container = given.blobs.getContainerClient('shared');
    const blob = container.getBlockBlobClient('b');
    await blob.upload('x', 1);
    await expect(container.create()).rejects.toMatchObject({ code: 'ContainerAlreadyExists' });
    await blobContainers.delete(GROUP, ACCOUNT, 'shared');
    expect(await container.exists()).toBe(false);
    await container.create();
    expect((await blobContainers.get(GROUP, ACCOUNT, 'shared')).publicAccess).toBe('None');
    expect(await blob.exists()).toBe(false);
    await blob.upload('x', 1);
    await storageManagement(given.sim).storageAccounts.delete(GROUP, ACCOUNT);
    expect(given.sim.encryption.objects()).toEqual([]);
    await expect(blob.upload('x', 1)).rejects.toMatchObject({ code: 'AccountNotFound' });
  });

  it('are in containers that tell what the management plane made of them', async () => {
    const { sim, blobs } = await blobScene();
    const { blobContainers, encryptionScopes, storageAccounts } = storageManagement(sim);
    await storageAccounts.update(GROUP, ACCOUNT, { allowBlobPublicAccess: true });
    await encryptionScopes.put(GROUP, ACCOUNT, 'scoped', { source: 'Microsoft.Storage' });
    await blobContainers.create(GROUP, ACCOUNT, 'open', {
      publicAccess: 'Container',
      defaultEncryptionScope: 'scoped',
      denyEncryptionScopeOverride: true,
    });
    expect(await blobs.getContainerClient('open').getProperties()).toMatchObject({
      blobPublicAccess: 'container',
      defaultEncryptionScope: 'scoped',
      denyEncryptionScopeOverride: true,
    });
    const { value: listed } = await blobs.listContainers().next();
    expect(listed?.properties).toMatchObject({
      publicAccess: 'container',
      defaultEncryptionScope: 'scoped',
      preventEncryptionScopeOverride: true,
    });
    const blob = blobs.getContainerClient('open').getBlockBlobClient('b');
    await expect(blob.upload('x', 1)).rejects.toMatchObject({
      statusCode: 501,
      message: expect.stringContaining("the encryption scope 'scoped'"),
    });
  });

  it('are written under conditions', async () => {
    const container = (await blobScene()).blobs.getContainerClient('conditions');
    await container.create();
    const blob = container.getBlockBlobClient('b');
    const { etag = '' } = await blob.upload('1', 1, { conditions: { ifNoneMatch: '*' } });
    await expect(blob.upload('2', 1, { conditions: { ifNoneMatch: '*' } })).rejects.toMatchObject({
      statusCode: 409,
      code: 'BlobAlreadyExists',
    });
    await blob.upload('2', 1, { conditions: { ifMatch: etag } });
    await expect(blob.upload('3', 1, { conditions: { ifMatch: etag } })).rejects.toMatchObject({
      statusCode: 412,
      code: 'ConditionNotMet',
    });
    expect((await blob.downloadToBuffer()).toString()).toBe('2');
    await expect(blob.downloadToBuffer(5, 1)).rejects.toMatchObject({ code: 'InvalidRange' });
  });

  it('are read under conditions: who has what is there is told so, without a body', async () => {
    const { sim, blobs } = await blobScene();
    const container = blobs.getContainerClient('conditions');
    await container.create();
    const blob = container.getBlockBlobClient('b');
    const { etag = '' } = await blob.upload('1', 1);
    const known = { conditions: { ifNoneMatch: etag } };
    await expect(blob.download(0, undefined, known)).rejects.toMatchObject({ statusCode: 304 });
    await expect(blob.getProperties(known)).rejects.toMatchObject({ statusCode: 304 });
    const other = { conditions: { ifMatch: '"0x8D0"' } };
    await expect(blob.download(0, undefined, other)).rejects.toMatchObject({
      statusCode: 412,
      code: 'ConditionNotMet',
      message: expect.stringContaining(
        'The condition specified using HTTP conditional header(s) is not met.',
      ),
    });
    const { token } = (await sim.credential().getToken('https://storage.azure.com/.default')) ?? {};
    const answer = await sim.fetch(blob.url, {
      headers: {
        authorization: `Bearer ${token}`,
        'x-ms-version': '2025-01-05',
        'if-none-match': '*',
      },
    });
    expect([answer.status, answer.headers.get('x-ms-error-code'), await answer.text()]).toEqual([
      304,
      'ConditionNotMet',
      '',
    ]);
  });

  it('are of a type that their request has to name', async () => {
    const { sim, blobs } = await blobScene();
    await blobs.getContainerClient('types').create();
    const { token } = (await sim.credential().getToken('https://storage.azure.com/.default')) ?? {};
    const answer = await sim.fetch(`${URL}/types/b`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'x-ms-version': '2025-01-05' },
      body: 'x',
    });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining(
        "<Code>MissingRequiredHeader</Code><Message>An HTTP header that's mandatory for this request is not specified.\nRequestId:",
      ),
    ]);
  });

  it('do nothing else than they say: what is not played is refused by name', async () => {
    const { blobs } = await blobScene();
    const container = blobs.getContainerClient('more');
    await container.create();
    const blob = container.getBlockBlobClient('b');
    await blob.upload('x', 1);
    const refused: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['comp=metadata', () => blob.setMetadata({ a: 'b' })],
      ['comp=snapshot', () => blob.createSnapshot()],
      ['comp=lease', () => blob.getBlobLeaseClient().acquireLease(15)],
      ['comp=properties', () => blobs.getProperties()],
      ['x-ms-tags', () => blob.upload('x', 1, { tags: { a: 'b' } })],
      ['x-ms-access-tier', () => blob.upload('x', 1, { tier: 'Cool' })],
      ['x-ms-copy-source', () => blob.syncCopyFromURL(blob.url)],
    ];
    for (const [what, ask] of refused) {
      await expect(ask(), what).rejects.toMatchObject({
        statusCode: 501,
        code: 'NotSimulated',
        message: expect.stringContaining(what),
      });
    }
  });
});

/** Names that a path keeps as they are: a segment of dots is another one, and so is a slash at an end. */
const isPlainName = (name: string): boolean =>
  !/^[/.]|[/.]$|\/\/|\/\.|\\|\p{Cc}|\p{Cs}/u.test(name) && name.isWellFormed();
