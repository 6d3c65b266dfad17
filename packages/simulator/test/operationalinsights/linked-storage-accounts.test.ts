import {
  type DataSourceType,
  OperationalInsightsManagementClient,
} from '@azure/arm-operationalinsights';
import { describe, expect, it } from 'vitest';
import {
  FAST,
  grant,
  GROUP,
  idOf,
  LOCATION,
  scene,
  storageManagement,
} from '../machinelearning/scene.ts';

const WORKSPACE = 'log-ml';
const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';

async function chain() {
  const given = await scene();
  const { sim, storageId } = given;
  const client = (who?: string) =>
    new OperationalInsightsManagementClient(
      sim.credential(who),
      sim.subscriptionId,
      sim.clientOptions(),
    );
  await client().workspaces.createOrUpdate(GROUP, WORKSPACE, { location: LOCATION }, FAST);
  const link = (source: DataSourceType, storageAccountIds: string[] = [storageId], who?: string) =>
    client(who).linkedStorageAccounts.createOrUpdate(GROUP, WORKSPACE, source, {
      storageAccountIds,
    });
  const account = async (name: string, kind: 'StorageV2' | 'BlobStorage', location: string) => {
    const made = await storageManagement(sim).storageAccounts.create(
      GROUP,
      name,
      { kind, sku: { name: 'Standard_LRS' }, location, accessTier: 'Hot' },
      FAST,
    );
    return made.id ?? '';
  };
  return { ...given, client, link, account };
}

describe('storage accounts that are linked to a workspace', () => {
  it('are told by what they hold, and go and come back with it', async () => {
    const { client, link, account, storageId } = await chain();
    const linked = await link('Query');
    expect(linked).toMatchObject({
      name: 'Query',
      type: 'Microsoft.OperationalInsights/workspaces/linkedStorageAccounts',
      dataSourceType: 'Query',
      storageAccountIds: [storageId],
    });
    const second = await account('stsecond', 'StorageV2', LOCATION);
    await link('CustomLogs', [storageId, second]);
    const { linkedStorageAccounts, workspaces } = client();
    const names = async () =>
      (await Array.fromAsync(linkedStorageAccounts.listByWorkspace(GROUP, WORKSPACE))).map(
        ({ name }) => name,
      );
    expect(await names()).toEqual(['CustomLogs', 'Query']);
    await linkedStorageAccounts.delete(GROUP, WORKSPACE, 'CustomLogs');
    await workspaces.delete(GROUP, WORKSPACE, FAST);
    await expect(linkedStorageAccounts.get(GROUP, WORKSPACE, 'Query')).rejects.toMatchObject({
      statusCode: 404,
    });
    await workspaces.createOrUpdate(GROUP, WORKSPACE, { location: LOCATION }, FAST);
    expect(await names()).toEqual(['Query']);
    await workspaces.delete(GROUP, WORKSPACE, { force: true, ...FAST });
    await workspaces.createOrUpdate(GROUP, WORKSPACE, { location: LOCATION }, FAST);
    expect(await names()).toEqual([]);
  });

  it('are there, of the second generation, in the same region, and one for queries', async () => {
    const { sim, link, account, storageId } = await chain();
    const refused = (message: string) => ({
      statusCode: 400,
      code: 'InvalidParameter',
      message: `${message} (simulator wording)`,
    });
    const missing = idOf(sim, 'Microsoft.Storage/storageAccounts', 'stmissing');
    await expect(link('Alerts', [missing])).rejects.toMatchObject(
      refused(`There is no storage account '${missing}'.`),
    );
    const old = await account('stoldkind', 'BlobStorage', LOCATION);
    await expect(link('Alerts', [old])).rejects.toMatchObject(
      refused("The storage account 'stoldkind' must be of the kind StorageV2."),
    );
    const far = await account('stfar', 'StorageV2', 'northeurope');
    await expect(link('Alerts', [far])).rejects.toMatchObject(
      refused(
        "The storage account 'stfar' is in 'northeurope' and the workspace 'log-ml' in 'westeurope': they must be in the same region.",
      ),
    );
    await expect(link('Query', [storageId, far])).rejects.toMatchObject(
      refused('One storage account alone can be linked for Query.'),
    );
    await expect(link('Query', [])).rejects.toMatchObject(
      refused("'storageAccountIds' must have at least one id."),
    );
  });

  it('are linked by whoever may write them', async () => {
    const { sim, link } = await chain();
    const stranger = sim.principals.find(({ displayName }) => displayName === 'mlContributor');
    const workspaceId = idOf(sim, 'Microsoft.OperationalInsights/workspaces', WORKSPACE);
    await grant(sim, workspaceId, stranger?.objectId ?? '', CONTRIBUTOR);
    await expect(link('Query', undefined, 'mlContributor')).rejects.toMatchObject({
      statusCode: 403,
      code: 'LinkedAuthorizationFailed',
    });
  });
});
