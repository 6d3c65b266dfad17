/** What opens one account opens no other: tokens for one host, keys, whatever they are signed with. */
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { describe, expect, it } from 'vitest';
import { grant, GROUP, LOCATION, storageManagement } from '../machinelearning/scene.ts';
import { ACCOUNT, blobScene, CONTRIBUTOR, URL } from './blob-scene.ts';

const OTHER = 'stmlother';
const OTHER_URL = `https://${OTHER}.blob.core.windows.net`;
const VERSION = { 'x-ms-version': '2025-01-05' };

async function twoAccounts() {
  const given = await blobScene({ withKey: false });
  const { sim } = given;
  const { id = '' } = await storageManagement(sim).storageAccounts.create(
    GROUP,
    OTHER,
    { location: LOCATION, kind: 'StorageV2', sku: { name: 'Standard_LRS' } },
    { updateIntervalInMs: 0 },
  );
  const owner = sim.principals.find(({ displayName }) => displayName === 'owner');
  await grant(sim, id, owner?.objectId ?? '', CONTRIBUTOR);
  const codeOf = async (url: string, scope: string): Promise<string | null | number> => {
    const token = await sim.credential().getToken(`${scope}/.default`);
    const headers = { ...VERSION, authorization: `Bearer ${token?.token}` };
    const answer = await sim.fetch(`${url}/?comp=list`, { headers });
    return answer.headers.get('x-ms-error-code') ?? answer.status;
  };
  return { sim, codeOf };
}

describe('two accounts', () => {
  it('are both open to a token for storage, and to one for an account that account alone', async () => {
    const { codeOf } = await twoAccounts();
    expect(await codeOf(URL, 'https://storage.azure.com')).toBe(200);
    expect(await codeOf(OTHER_URL, 'https://storage.azure.com')).toBe(200);
    expect(await codeOf(URL, URL)).toBe(200);
    expect(await codeOf(URL, `${URL}/`)).toBe(200);
    expect(await codeOf(OTHER_URL, URL)).toBe('InvalidAuthenticationInfo');
    expect(await codeOf(OTHER_URL, OTHER_URL)).toBe(200);
    expect(await codeOf(URL, OTHER_URL)).toBe('InvalidAuthenticationInfo');
  });

  it('each have keys of their own', async () => {
    const { sim } = await twoAccounts();
    const { keys = [] } = await storageManagement(sim).storageAccounts.listKeys(GROUP, ACCOUNT);
    for (const name of [ACCOUNT, OTHER]) {
      const credential = new StorageSharedKeyCredential(name, keys[0]?.value ?? '');
      const other = new BlobServiceClient(OTHER_URL, credential, sim.storageOptions());
      await expect(other.getContainerClient('mine').create()).rejects.toMatchObject({
        code: 'AuthenticationFailed',
      });
    }
  });
});
