import { buffer } from 'node:stream/consumers';
import {
  type BlobClient,
  BlobServiceClient,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import {
  grant,
  GROUP,
  scene,
  type Scene,
  type SceneOptions,
  storageManagement,
} from '../machinelearning/scene.ts';

export const ACCOUNT = 'stmlcreditrisk';
export const URL = `https://${ACCOUNT}.blob.core.windows.net`;
/** Storage Blob Data Contributor. */
export const CONTRIBUTOR = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';

export interface BlobScene extends Scene {
  /** As the owner of the subscription, who has a role for data. */
  readonly blobs: BlobServiceClient;
  /** Object id of the account's identity; empty without a key. */
  readonly principalId: string;
}

export const blobService = ({ sim }: Pick<Scene, 'sim'>, who?: string): BlobServiceClient =>
  new BlobServiceClient(URL, sim.credential(who), sim.storageOptions());

/** The same, signed with a key of the account. */
export async function withAccountKey({ sim }: Scene, number = 0): Promise<BlobServiceClient> {
  const { keys = [] } = await storageManagement(sim).storageAccounts.listKeys(GROUP, ACCOUNT);
  const credential = new StorageSharedKeyCredential(ACCOUNT, keys[number]?.value ?? '');
  return new BlobServiceClient(URL, credential, sim.storageOptions());
}

export const underKey = (given: Scene) => ({
  encryption: {
    keySource: 'Microsoft.Keyvault',
    keyVaultProperties: {
      keyVaultUri: 'https://kv-ml.vault.azure.net',
      keyName: 'cosmos-key',
      keyVersion: given.keyId.slice(-32),
    },
  },
});

/** The scene's account, its data under the scene's key unless told otherwise. */
export async function blobScene(
  options: SceneOptions & { readonly withKey?: boolean } = {},
): Promise<BlobScene> {
  const { withKey = true, ...rest } = options;
  const given = await scene(rest);
  const owner = given.sim.principals.find(({ displayName }) => displayName === 'owner');
  await grant(given.sim, given.storageId, owner?.objectId ?? '', CONTRIBUTOR);
  const principalId = withKey ? await encrypt(given) : '';
  return { ...given, blobs: blobService(given), principalId };
}

/** Brings the account under the scene's key; the object id of the identity that uses it. */
export async function encrypt(given: Scene): Promise<string> {
  const { storageAccounts } = storageManagement(given.sim);
  const { identity } = await storageAccounts.update(GROUP, ACCOUNT, {
    identity: { type: 'SystemAssigned' },
  });
  const principalId = identity?.principalId ?? '';
  await grant(given.sim, given.vaultId, principalId);
  await storageAccounts.update(GROUP, ACCOUNT, underKey(given));
  return principalId;
}

/** What a blob says, in one request: `downloadToBuffer` asks for its properties first, by a HEAD. */
export async function textOf(blob: BlobClient): Promise<string> {
  const { readableStreamBody } = await blob.download();
  if (!readableStreamBody) throw new TypeError('a download has a body');
  return (await buffer(readableStreamBody)).toString();
}
