/** Every document that the blob service sends is one that a reader of XML can read, whatever users call things. */
import { BlobServiceClient, RestError, StorageRetryPolicyType } from '@azure/storage-blob';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaf, nameLeaf } from '../../src/data-plane/blob/xml.ts';
import { send } from '../machinelearning/scene.ts';
import { blobScene, URL } from './blob-scene.ts';

const VERSION = { 'x-ms-version': '2025-01-05' };
const CONTAINER = 'named';

async function container() {
  const given = await blobScene({ withKey: false });
  const client = given.blobs.getContainerClient(CONTAINER);
  await client.create();
  const token = await given.sim.credential().getToken('https://storage.azure.com/.default');
  const headers = { ...VERSION, authorization: `Bearer ${token?.token}` };
  const ask = (path: string, method = 'GET', more = {}) =>
    given.sim.fetch(`${URL}/${path}`, { method, headers: { ...headers, ...more } });
  return { ...given, client, ask };
}

describe('a fault of the blob service', () => {
  it('is answered in its own shape, which its clients read', async () => {
    const { sim, blobs } = await blobScene({ withKey: false });
    const answer = { status: 503, code: 'ServerBusy', message: 'The <server> is busy.' };
    const id = sim.faults.add({ host: 'blobStorage', answer: { ...answer, retryAfterSeconds: 3 } });
    const retryOptions = { maxTries: 1, retryPolicyType: StorageRetryPolicyType.FIXED };
    const impatient = new BlobServiceClient(URL, sim.credential(), {
      ...sim.storageOptions(),
      retryOptions,
    });
    const error: unknown = await impatient
      .getContainerClient('calm')
      .create()
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RestError);
    expect(error).toMatchObject({ statusCode: 503, code: 'ServerBusy' });
    expect((error as RestError).message).toMatch(/^The <server> is busy\.\nRequestId:.+\nTime:.+/);
    const { response } = error as RestError;
    expect(response?.headers.get('content-type')).toBe('application/xml');
    expect(response?.headers.get('x-ms-error-code')).toBe('ServerBusy');
    expect(response?.headers.get('retry-after')).toBe('3');
    expect(response?.headers.get('x-cmk-simulator-fault')).toBe(id);
    const head = await sim.fetch(`${URL}/calm?restype=container`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([503, '']);
    sim.faults.clear();
    await blobs.getContainerClient('calm').create();
  });

  it('is answered with the body that it names, at its length', async () => {
    const { sim } = await blobScene({ withKey: false });
    sim.faults.add({ host: 'blobStorage', answer: { status: 500, body: 'ö, broken' } });
    const answered = await sim.fetch(`${URL}/c`);
    expect(await answered.text()).toBe('ö, broken');
    expect(answered.headers.get('content-length')).toBe('10');
  });
});

describe('metadata', () => {
  it('is told as it was given, its signs escaped', async () => {
    const { client } = await container();
    const metadata = { plain: 'a<b & "c"' };
    await client.getBlockBlobClient('b').upload('x', 1, { metadata });
    const [blob] = await Array.fromAsync(client.listBlobsFlat({ includeMetadata: true }));
    expect(blob?.metadata).toMatchObject(metadata);
  });

  it.each(['a-b', '1a', 'a.b', "it's"])('%j is no name of metadata', async (name) => {
    const { ask } = await container();
    const headers = { 'x-ms-blob-type': 'BlockBlob', [`x-ms-meta-${name}`]: 'x' };
    const put = await ask(`${CONTAINER}/b`, 'PUT', headers);
    expect([put.status, put.headers.get('x-ms-error-code')]).toEqual([400, 'InvalidHeaderValue']);
  });

  it.each([
    ['a b', 'x'],
    ['<x>', 'x'],
    ['1a', 'x'],
    ['grün', 'x'],
    ['ok', 'one\r\ntwo'],
    ['ok', { toString: 'x' }],
    ['ok', null],
  ])('%j: %j is refused by the management plane too', async (name, value) => {
    const { sim, storageId } = await blobScene({ withKey: false });
    const id = `${storageId}/blobServices/default/containers/c-meta`;
    const body = { properties: { metadata: { [name]: value } } };
    const made = await send(sim, 'PUT', id, '2023-05-01', body);
    expect(made.status).toBe(400);
    expect(made.body).toMatchObject({
      error: {
        code: 'InvalidValuesForRequestParameters',
        message: `Values for request parameters are invalid: metadata. '${name}' must be a C# identifier, and its value such as a header can hold. (simulator wording)`,
      },
    });
  });
});

describe('names in lists', () => {
  it('that no document can hold are percent-encoded, and say so', async () => {
    const { client, ask } = await container();
    const name = 'end\uFFFE & ü/\uFFFF';
    await client.getBlockBlobClient(name).upload('x', 1);
    const [blob] = await Array.fromAsync(client.listBlobsFlat());
    expect(blob?.name).toBe(name);
    const [prefix] = await Array.fromAsync(client.listBlobsByHierarchy('/'));
    expect(prefix).toMatchObject({ kind: 'prefix', name: 'end\uFFFE & ü/' });
    const text = await (await ask(`${CONTAINER}?restype=container&comp=list`)).text();
    expect(text).toContain('<Name Encoded="true">');
  });

  it.each(['%00', 'a%01b', '%1F', '%C2%81'])('%s is no name of a blob', async (path) => {
    const { ask } = await container();
    const put = await ask(`${CONTAINER}/${path}`, 'PUT', { 'x-ms-blob-type': 'BlockBlob' });
    expect([put.status, put.headers.get('x-ms-error-code')]).toEqual([400, 'InvalidResourceName']);
  });

  it.each(['prefix=%01', 'delimiter=%EF%BF%BF'])('%s is refused', async (query) => {
    const { ask } = await container();
    const listed = await ask(`${CONTAINER}?restype=container&comp=list&${query}`);
    expect([listed.status, listed.headers.get('x-ms-error-code')]).toEqual([
      400,
      'InvalidQueryParameterValue',
    ]);
  });

  it('of any text leave a document that can be written and read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = leaf('Name', text) + nameLeaf(text);
        expect(written).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000D\u000E-\u001F\uFFFE\uFFFF]/);
        const inner = leaf('Name', text).slice('<Name>'.length, -'</Name>'.length);
        expect(inner).not.toMatch(/[<>"]|&(?!amp;|lt;|gt;|quot;|#xD;)/);
        expect(written.isWellFormed()).toBe(true);
      }),
    );
  });
});
