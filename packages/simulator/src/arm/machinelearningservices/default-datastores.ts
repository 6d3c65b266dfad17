/** The datastores that every workspace comes with: two of blobs, two of files, all in its own storage account. */
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { stamp } from '../../kernel/system-data.ts';
import { DATASTORES } from './datastores.ts';

/** Suffixes of storage hosts in each cloud. */
const STORAGE_HOSTS = Object.freeze({
  public: 'core.windows.net',
  usGovernment: 'core.usgovcloudapi.net',
  china: 'core.chinacloudapi.cn',
});

/** Without a storage account there are none. */
export function defaultDatastores(
  context: UnitContext,
  workspace: StoredResource,
): StoredResource[] {
  const accountName = stringAt(workspace.properties, 'storageAccount')?.split('/').pop();
  if (accountName === undefined || accountName === '') return [];
  const workspaceId = stringAt(workspace.properties, 'workspaceId') ?? '';
  const blobs = (name: string): JsonObject => ({ datastoreType: 'AzureBlob', containerName: name });
  const files = (name: string): JsonObject => ({ datastoreType: 'AzureFile', fileShareName: name });
  const all: readonly (readonly [string, JsonObject])[] = [
    ['workspaceartifactstore', blobs('azureml')],
    ['workspaceblobstore', blobs(`azureml-blobstore-${workspaceId}`)],
    ['workspacefilestore', files(`azureml-filestore-${workspaceId}`)],
    ['workspaceworkingdirectory', files(`code-${workspaceId}`)],
  ];
  return all.map(([name, own]) =>
    stamp(
      {
        id: `${workspace.id}/datastores/${name}`,
        type: DATASTORES,
        name,
        // Their credential is the workspace's copy of the key of its account.
        hidden: { isOfWorkspace: true },
        properties: {
          description: null,
          tags: null,
          properties: null,
          isDefault: name === 'workspaceblobstore',
          credentials: { credentialsType: 'AccountKey' },
          accountName,
          endpoint: STORAGE_HOSTS[context.cloud],
          protocol: 'https',
          serviceDataAccessAuthIdentity: 'WorkspaceSystemAssignedIdentity',
          ...own,
        },
      },
      undefined,
      context,
    ),
  );
}
