/** Shared access signatures, made by the client of Azure from the keys of an account. */
import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  AnonymousCredential,
  BlobSASPermissions,
  type BlobSASSignatureValues,
  BlobServiceClient,
  ContainerSASPermissions,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { describe, expect, it } from 'vitest';
import { GROUP, type Scene, storageManagement } from '../machinelearning/scene.ts';
import { ACCOUNT, blobScene, textOf, URL } from './blob-scene.ts';

const CONTAINER = 'signed';
const BLOB = 'dir/a b&ü.txt';
const HOUR_MS = 3_600_000;

async function sasScene() {
  const given = await blobScene({ withKey: false });
  const { sim } = given;
  const container = given.blobs.getContainerClient(CONTAINER);
  await container.create();
  await container.getBlockBlobClient(BLOB).upload('text', 4);
  const { keys = [] } = await storageManagement(sim).storageAccounts.listKeys(GROUP, ACCOUNT);
  const key = new StorageSharedKeyCredential(ACCOUNT, keys[1]?.value ?? '');
  const expiresOn = new Date(sim.clock.now() + HOUR_MS);
  const of = (
    letters: string,
    values: Partial<BlobSASSignatureValues> = { blobName: BLOB },
  ): string =>
    generateBlobSASQueryParameters(
      {
        containerName: CONTAINER,
        permissions:
          values.blobName === undefined
            ? ContainerSASPermissions.parse(letters)
            : BlobSASPermissions.parse(letters),
        expiresOn,
        ...values,
      },
      key,
    ).toString();
  const ofAccount = (letters: string, types: string, services = 'b'): string =>
    generateAccountSASQueryParameters(
      {
        permissions: AccountSASPermissions.parse(letters),
        resourceTypes: AccountSASResourceTypes.parse(types).toString(),
        services: AccountSASServices.parse(services).toString(),
        expiresOn,
      },
      key,
    ).toString();
  return { ...given, key, of, ofAccount, expiresOn };
}

const service = ({ sim }: Pick<Scene, 'sim'>, sas: string): BlobServiceClient =>
  new BlobServiceClient(`${URL}?${sas}`, new AnonymousCredential(), sim.storageOptions());
const blobWith = (given: Pick<Scene, 'sim'>, sas: string, name = BLOB) =>
  service(given, sas).getContainerClient(CONTAINER).getBlockBlobClient(name);

const codeOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'done',
    ({ code }: { readonly code: unknown }) => code,
  );
const MISMATCH = 'AuthorizationPermissionMismatch';

describe('a signature of a blob', () => {
  it('opens that blob, for what it names', async () => {
    const given = await sasScene();
    expect(await textOf(blobWith(given, given.of('r')))).toBe('text');
    const tried = async (letters: string) => {
      const blob = blobWith(given, given.of(letters));
      return [
        await codeOf(blob.download()),
        await codeOf(blob.upload('text', 4)),
        await codeOf(blob.delete()),
      ];
    };
    expect(await tried('r')).toEqual(['done', MISMATCH, MISMATCH]);
    expect(await tried('c')).toEqual([MISMATCH, MISMATCH, MISMATCH]);
    expect(await tried('w')).toEqual([MISMATCH, 'done', MISMATCH]);
    expect(await tried('d')).toEqual([MISMATCH, MISMATCH, 'done']);
    expect(await tried('c')).toEqual([MISMATCH, 'done', MISMATCH]);
  });

  it('lets nobody put a blob together from blocks who may only make new ones', async () => {
    const given = await sasScene();
    const tried = async (letters: string) => {
      const blob = blobWith(given, given.of(letters, { blobName: 'new' }), 'new');
      const id = btoa('block-1');
      return [
        await codeOf(blob.stageBlock(id, 'text', 4)),
        await codeOf(blob.commitBlockList([id])),
      ];
    };
    expect(await tried('c')).toEqual([MISMATCH, MISMATCH]);
    expect(await tried('w')).toEqual(['done', 'done']);
  });

  it('opens neither another blob nor the container', async () => {
    const given = await sasScene();
    const sas = given.of('r');
    expect(await codeOf(blobWith(given, sas, 'other').download())).toBe('AuthenticationFailed');
    const container = service(given, sas).getContainerClient(CONTAINER);
    expect(await codeOf(container.listBlobsFlat().next())).toBe('AuthenticationFailed');
  });

  it('is judged by the virtual clock', async () => {
    const given = await sasScene();
    const startsOn = new Date(given.sim.clock.now() + HOUR_MS / 2);
    const blob = blobWith(given, given.of('r', { blobName: BLOB, startsOn }));
    expect(await codeOf(blob.download())).toBe('AuthenticationFailed');
    await given.sim.clock.advance({ minutes: 30 });
    expect(await codeOf(blob.download())).toBe('done');
    await given.sim.clock.advance({ minutes: 30 });
    expect(await codeOf(blob.download())).toBe('AuthenticationFailed');
  });

  it('opens nothing when it begins or ends at no instant', async () => {
    const { sim, key, expiresOn } = await sasScene();
    const resource = `/blob/${ACCOUNT}/${CONTAINER}/${BLOB}`;
    const version = '2015-04-05';
    const read = async (st: string, se: string) => {
      const headers = Array<string>(5).fill('');
      const text = ['r', st, se, resource, '', '', '', version, ...headers].join('\n');
      const sig = key.computeHMACSHA256(text);
      const query = new URLSearchParams({ sv: version, sr: 'b', sp: 'r', st, se, sig });
      const url = `${URL}/${CONTAINER}/${encodeURIComponent(BLOB)}?${query.toString()}`;
      return (await sim.fetch(url)).status;
    };
    const ends = expiresOn.toISOString();
    expect(await read('', ends)).toBe(200);
    expect(await read('', '2099-13-01T00:00Z')).toBe(403);
    expect(await read('2020-13-01T00:00Z', ends)).toBe(403);
  });

  it('tells a reader the headers that it names', async () => {
    const given = await sasScene();
    const sas = given.of('r', {
      blobName: BLOB,
      contentType: 'text/csv',
      contentDisposition: 'attachment; filename="a b.csv"',
    });
    expect(await blobWith(given, sas).download()).toMatchObject({
      contentType: 'text/csv',
      contentDisposition: 'attachment; filename="a b.csv"',
    });
  });

  it.each(['2015-04-05', '2018-11-09', '2019-12-12', '2020-12-06', '2025-01-05'])(
    'of the version %s is read by its own rules',
    async (version) => {
      const given = await sasScene();
      const sas = given.of('r', { blobName: BLOB, version });
      expect(new URLSearchParams(sas).get('sv')).toBe(version);
      expect(await textOf(blobWith(given, sas))).toBe('text');
    },
  );

  it('is good for who comes from where it says, and how', async () => {
    const given = await sasScene();
    const from = (start: string, end?: string) => ({
      blobName: BLOB,
      ipRange: end === undefined ? { start } : { start, end },
    });
    const read = (values: Partial<BlobSASSignatureValues>) =>
      codeOf(blobWith(given, given.of('r', values)).download());
    expect(await read(from('203.0.113.1'))).toBe('done');
    expect(await read(from('203.0.113.0', '203.0.113.9'))).toBe('done');
    expect(await read(from('203.0.113.2', '203.0.113.9'))).toBe('AuthorizationSourceIPMismatch');
    await storageManagement(given.sim).storageAccounts.update(GROUP, ACCOUNT, {
      enableHttpsTrafficOnly: false,
    });
    const sas = given.of('r', { blobName: BLOB, protocol: SASProtocol.Https });
    const path = `${CONTAINER}/${encodeURIComponent(BLOB)}?${sas}`;
    const plain = await given.sim.fetch(`${URL.replace('https', 'http')}/${path}`);
    expect(plain.headers.get('x-ms-error-code')).toBe('AuthorizationProtocolMismatch');
    expect((await given.sim.fetch(`${URL}/${path}`)).status).toBe(200);
  });

  it('goes with the key that made it', async () => {
    const given = await sasScene();
    const blob = blobWith(given, given.of('r'));
    const { storageAccounts } = storageManagement(given.sim);
    await storageAccounts.regenerateKey(GROUP, ACCOUNT, { keyName: 'key1' });
    expect(await codeOf(blob.download())).toBe('done');
    await storageAccounts.update(GROUP, ACCOUNT, { allowSharedKeyAccess: false });
    expect(await codeOf(blob.download())).toBe('KeyBasedAuthenticationNotPermitted');
    await storageAccounts.update(GROUP, ACCOUNT, { allowSharedKeyAccess: true });
    await storageAccounts.regenerateKey(GROUP, ACCOUNT, { keyName: 'key2' });
    expect(await codeOf(blob.download())).toBe('AuthenticationFailed');
  });

  it('of another kind is refused by name', async () => {
    const { sim, expiresOn, key } = await sasScene();
    const told = async (query: string) => {
      const answer = await sim.fetch(`${URL}/${CONTAINER}/b?sv=2025-01-05&sig=sim&${query}`);
      return [answer.status, await answer.text()];
    };
    const refused = (what: string) => [501, expect.stringContaining(what)];
    expect(await told('skoid=x')).toEqual(refused('a user delegation SAS'));
    expect(await told('si=policy')).toEqual(refused('a SAS with a stored access policy (si)'));
    expect(await told('sr=d')).toEqual(refused("a SAS for the resource 'd' (sr)"));
    expect(await told('sr=b&sp=r')).toEqual([403, expect.stringContaining('AuthenticationFailed')]);
    const old = `sv=2014-02-14&sr=b&sp=r&se=${expiresOn.toISOString()}&sig=${key.computeHMACSHA256('x')}`;
    const answer = await sim.fetch(`${URL}/${CONTAINER}/b?${old}`);
    expect([answer.status, await answer.text()]).toEqual(
      refused('a SAS of the version 2014-02-14'),
    );
  });

  it('does not stand in the ledger', async () => {
    const given = await sasScene();
    const sas = given.of('r');
    await blobWith(given, sas).download();
    const { url = '' } = given.sim.ledger.entries().at(-1) ?? {};
    expect(url).toContain('sig=REDACTED');
  });
});

describe('a signature of a container', () => {
  it('opens its blobs and their list, and not the container itself', async () => {
    const given = await sasScene();
    const sas = given.of('racwdl', {});
    const container = service(given, sas).getContainerClient(CONTAINER);
    const names = async () =>
      (await Array.fromAsync(container.listBlobsFlat())).map(({ name }) => name);
    await container.getBlockBlobClient('more').upload('x', 1);
    expect(await names()).toEqual([BLOB, 'more']);
    await container.getBlobClient('more').delete();
    expect(await names()).toEqual([BLOB]);
    expect(await codeOf(container.getProperties())).toBe(MISMATCH);
    expect(await codeOf(container.delete())).toBe(MISMATCH);
    const other = service(given, sas).getContainerClient('other');
    expect(await codeOf(other.listBlobsFlat().next())).toBe('AuthenticationFailed');
  });
});

describe('a signature of an account', () => {
  it('opens the levels and the operations that it names', async () => {
    const given = await sasScene();
    const tried = async (sas: string) => {
      const blobs = service(given, sas);
      const container = blobs.getContainerClient(CONTAINER);
      return [
        await codeOf(blobs.listContainers().next()),
        await codeOf(container.getProperties()),
        await codeOf(container.getBlobClient(BLOB).download()),
      ];
    };
    const wrong = 'AuthorizationResourceTypeMismatch';
    expect(await tried(given.ofAccount('rl', 'sco'))).toEqual(['done', 'done', 'done']);
    expect(await tried(given.ofAccount('r', 'sco'))).toEqual([MISMATCH, 'done', 'done']);
    expect(await tried(given.ofAccount('rl', 'o'))).toEqual([wrong, wrong, 'done']);
    expect(await tried(given.ofAccount('rl', 'sco', 'f'))).toEqual(
      Array(3).fill('AuthorizationServiceMismatch'),
    );
    const made = service(given, given.ofAccount('c', 'c')).getContainerClient('made');
    expect(await codeOf(made.create())).toBe('done');
  });
});

describe('a signature that Resource Manager makes', () => {
  const signedExpiry = (given: Scene) => new Date(given.sim.clock.now() + HOUR_MS);

  it('of an account opens its blobs', async () => {
    const given = await sasScene();
    const { storageAccounts } = storageManagement(given.sim);
    const { accountSasToken = '' } = await storageAccounts.listAccountSAS(GROUP, ACCOUNT, {
      services: 'b',
      resourceTypes: 'co',
      permissions: 'r',
      protocols: 'https,http',
      sharedAccessStartTime: new Date(given.sim.clock.now()),
      sharedAccessExpiryTime: signedExpiry(given),
      keyToSign: 'key2',
    });
    expect(accountSasToken).toMatch(
      /^sv=2015-04-05&ss=b&srt=co&sp=r&st=[^&.]+Z&se=[^&.]+Z&spr=https,http&sig=[^&]+$/,
    );
    expect(await textOf(blobWith(given, accountSasToken))).toBe('text');
    expect(await codeOf(service(given, accountSasToken).listContainers().next())).toBe(
      'AuthorizationResourceTypeMismatch',
    );
    await storageAccounts.regenerateKey(GROUP, ACCOUNT, { keyName: 'key2' });
    expect(await codeOf(blobWith(given, accountSasToken).download())).toBe('AuthenticationFailed');
  });

  it('of a container or a blob opens that', async () => {
    const given = await sasScene();
    const { storageAccounts } = storageManagement(given.sim);
    const listed = async (canonicalizedResource: string, resource: string) => {
      const { serviceSasToken = '' } = await storageAccounts.listServiceSAS(GROUP, ACCOUNT, {
        canonicalizedResource,
        resource,
        permissions: 'r',
        sharedAccessExpiryTime: signedExpiry(given),
      });
      return serviceSasToken;
    };
    const container = `/blob/${ACCOUNT}/${CONTAINER}`;
    const ofContainer = await listed(container, 'c');
    expect(ofContainer).toMatch(/^sv=2015-04-05&sr=c&se=[^&.]+Z&sp=r&sig=[^&]+$/);
    expect(await textOf(blobWith(given, ofContainer))).toBe('text');
    expect(await textOf(blobWith(given, await listed(`${container}/${BLOB}`, 'b')))).toBe('text');
    const invalid = (name: string) => ({
      statusCode: 400,
      code: 'InvalidValuesForRequestParameters',
      message: expect.stringContaining(`request parameters are invalid: ${name}.`),
    });
    await expect(listed(container, 'b')).rejects.toMatchObject(invalid('signedResource'));
    await expect(listed(`/blob/other/${CONTAINER}`, 'c')).rejects.toMatchObject(
      invalid('canonicalizedResource'),
    );
    await expect(listed(`/table/${ACCOUNT}/t`, 'c')).rejects.toMatchObject({ statusCode: 501 });
  });
});
