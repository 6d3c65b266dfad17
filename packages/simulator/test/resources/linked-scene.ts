/** Templates that lie in the blobs of a storage account. */
import { StorageManagementClient } from '@azure/arm-storage';
import {
  BlobSASPermissions,
  BlobServiceClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import type { SimulatorOptions } from '../../src/index.ts';
import { deployments, emptyGroup, FAST, GROUP, LOCATION, template } from './deploying.ts';

export const ACCOUNT = 'sttemplates';
export const CONTAINER = 'templates';
export const BLOBS = `https://${ACCOUNT}.blob.core.windows.net/${CONTAINER}`;
const HOUR_MS = 3_600_000;

type Members = Record<string, unknown>;

export async function linkedScene(
  files: Readonly<Record<string, unknown>>,
  options: SimulatorOptions & { readonly isPublic?: boolean } = {},
) {
  const { isPublic = true, ...rest } = options;
  const sim = await emptyGroup(rest);
  const { storageAccounts } = new StorageManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  await storageAccounts.create(
    GROUP,
    ACCOUNT,
    {
      location: LOCATION,
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
      allowBlobPublicAccess: isPublic,
    },
    FAST,
  );
  const { keys = [] } = await storageAccounts.listKeys(GROUP, ACCOUNT);
  const key = new StorageSharedKeyCredential(ACCOUNT, keys[0]?.value ?? '');
  const container = new BlobServiceClient(
    `https://${ACCOUNT}.blob.core.windows.net`,
    key,
    sim.storageOptions(),
  ).getContainerClient(CONTAINER);
  await container.create(isPublic ? { access: 'blob' } : {});
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await container.getBlockBlobClient(name).upload(text, Buffer.byteLength(text));
  }
  /** The query of a signature for a blob, or for all of them. */
  const sas = (blobName?: string): string =>
    generateBlobSASQueryParameters(
      {
        containerName: CONTAINER,
        ...(blobName === undefined
          ? { permissions: ContainerSASPermissions.parse('r') }
          : { blobName, permissions: BlobSASPermissions.parse('r') }),
        expiresOn: new Date(sim.clock.now() + HOUR_MS),
      },
      key,
    ).toString();
  /** Deploys with these properties and waits for the end. */
  const deployLinked = (properties: Members, name = 'main', who = 'owner') =>
    deployments(sim, who).deployments.createOrUpdate(
      GROUP,
      name,
      { properties: { mode: 'Incremental', ...properties } },
      FAST,
    );
  return { sim, sas, deployLinked, storageAccounts };
}

/** A deployment by link as a resource of a template. */
export const linked = (name: string, templateLink: Members, parameters: Members = {}): Members => ({
  type: 'Microsoft.Resources/deployments',
  apiVersion: '2022-09-01',
  name,
  properties: { mode: 'Incremental', templateLink, parameters },
});

export const withIdentity = (name: string, more: Members = {}): Members =>
  template({
    parameters: { suffix: { type: 'string', defaultValue: 'x' } },
    resources: [
      {
        type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
        apiVersion: '2023-01-31',
        name: `[concat('${name}-', parameters('suffix'))]`,
        location: LOCATION,
      },
    ],
    ...more,
  });
