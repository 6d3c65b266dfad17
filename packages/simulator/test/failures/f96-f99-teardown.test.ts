import { CosmosDBManagementClient } from '@azure/arm-cosmosdb';
import { describe, expect, it } from 'vitest';
import {
  COSMOS_APP_ID,
  create,
  FAST,
  grant,
  GROUP,
  keys,
  LOCATION,
  machineLearning,
  makeVault,
  principalOf,
  resources,
  scene,
  type Scene,
  storageManagement,
  VAULT,
  vaultManagement,
  WORKSPACE,
} from './workspace-failure.ts';

const CONFIRMED = 'Access to the configured customer managed key confirmed.';
const PAGE = 'https://learn.microsoft.com/en-us/azure/cosmos-db/cmk-troubleshooting-guide';

interface Made extends Scene {
  readonly managedGroup: string;
  readonly account: string;
}

async function made(): Promise<Made> {
  const given = await scene();
  const { serviceProvisionedResourceGroup: managedGroup = '' } = await create(given);
  const [account] = await Array.fromAsync(
    cosmos(given).databaseAccounts.listByResourceGroup(managedGroup),
  );
  return { ...given, managedGroup, account: account?.name ?? '' };
}

const cosmos = ({ sim }: Scene) =>
  new CosmosDBManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());

const vaults = ({ sim }: Scene) => vaultManagement(sim).vaults;

async function keyStatus(given: Made): Promise<string | undefined> {
  const { databaseAccounts } = cosmos(given);
  return (await databaseAccounts.get(given.managedGroup, given.account)).customerManagedKeyStatus;
}

describe('F96 somebody deletes what the service made', () => {
  it.each([
    [
      'the group',
      'Microsoft.Resources/subscriptions/resourceGroups/delete',
      (given: Made) => resources(given.sim).resourceGroups.delete(given.managedGroup),
    ],
    [
      'the account in it',
      'Microsoft.DocumentDB/databaseAccounts/delete',
      (given: Made) => cosmos(given).databaseAccounts.delete(given.managedGroup, given.account),
    ],
    [
      'the storage account in it',
      'Microsoft.Storage/storageAccounts/delete',
      async (given: Made) => {
        const { storageAccounts } = storageManagement(given.sim);
        const [found] = await Array.fromAsync(
          storageAccounts.listByResourceGroup(given.managedGroup),
        );
        await storageAccounts.delete(given.managedGroup, found?.name ?? '');
      },
    ],
  ])('F96 is denied: %s', async (_what, action, attempt) => {
    const given = await made();
    const { sim } = given;
    const owner = sim.principals.find(({ displayName }) => displayName === 'owner');
    const thrown: unknown = await attempt(given).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ statusCode: 403, code: 'DenyAssignmentAuthorizationFailed' });
    const [, c, o, a, , n, id, scope] =
      /^The client '(.*)' with object id '(.*)' has permission to perform action '(.*)' on scope '(.*)'; however, the access is denied because of the deny assignment with name '(.*)' and Id '(.*)' at scope '(.*)'\.$/.exec(
        (thrown as Error).message,
      ) ?? [];
    expect([c, o, a, n]).toEqual([
      owner?.appId,
      owner?.objectId,
      action,
      `System deny assignment created by Azure Machine Learning ${given.workspaceId}`,
    ]);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(scope).toMatch(new RegExp(`/resourcegroups/${given.managedGroup}$`, 'i'));
  });

  it('F96 is how it stays until the workspace goes for good, which takes all of it', async () => {
    const given = await made();
    const { resourceGroups } = resources(given.sim);
    await machineLearning(given.sim).workspaces.beginDeleteAndWait(GROUP, WORKSPACE, FAST);
    await expect(resourceGroups.delete(given.managedGroup)).rejects.toMatchObject({
      code: 'DenyAssignmentAuthorizationFailed',
    });
    await given.sim.clock.advance({ days: 15 });
    expect((await resourceGroups.checkExistence(given.managedGroup)).body).toBe(false);
  });
});

describe('F97 the key goes before the workspace', () => {
  it('F97 takes the account from it, until the key is recovered', async () => {
    const given = await made();
    expect(await keyStatus(given)).toBe(CONFIRMED);
    await (await keys(given.sim).beginDeleteKey('cosmos-key', { intervalInMs: 1 })).pollUntilDone();
    await given.sim.clock.advance({ hours: 2 });
    expect(await keyStatus(given)).toBe(
      `Access to your account is currently revoked because the correspondent key is not found on the specified Key Vault; for more details about this error and how to restore access to your account please visit ${PAGE}#azure-key-vault-resource-not-found (4003).`,
    );
    await (
      await keys(given.sim).beginRecoverDeletedKey('cosmos-key', { intervalInMs: 1 })
    ).pollUntilDone();
    await given.sim.clock.advance({ hours: 2 });
    expect(await keyStatus(given)).toBe(CONFIRMED);
  });

  it('F97 is the same with the vault, whose recovery needs the grant again', async () => {
    const given = await made();
    await vaults(given).delete(GROUP, VAULT);
    await given.sim.clock.advance({ hours: 2 });
    expect(await keyStatus(given)).toMatch(
      /^Access to your account is currently revoked because the correspondent Azure Key Vault was not found;.* \(4017\)\./,
    );
    await vaults(given).createOrUpdate(GROUP, VAULT, {
      location: LOCATION,
      properties: {
        tenantId: given.sim.tenantId,
        sku: { family: 'A', name: 'premium' },
        createMode: 'recover',
      },
    });
    // The role assignments on a vault are not kept for it.
    await given.sim.clock.advance({ hours: 2 });
    expect(await keyStatus(given)).toMatch(
      /^Access to your account is currently revoked .*\(4002\)\.$/,
    );
    await grant(given.sim, given.vaultId, principalOf(given.sim, COSMOS_APP_ID));
    await given.sim.clock.advance({ hours: 2 });
    expect(await keyStatus(given)).toBe(CONFIRMED);
  });

  it('F97 does not stop the workspace from being deleted', async () => {
    const given = await made();
    await (await keys(given.sim).beginDeleteKey('cosmos-key', { intervalInMs: 1 })).pollUntilDone();
    const { workspaces } = machineLearning(given.sim);
    await workspaces.beginDeleteAndWait(GROUP, WORKSPACE, FAST);
    await expect(workspaces.get(GROUP, WORKSPACE)).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe('F99 a vault with purge protection in an environment that is thrown away', () => {
  it('F99 keeps its name until the retention ends, and nobody can purge it', async () => {
    const given = await scene();
    await vaults(given).delete(GROUP, VAULT);
    await expect(vaults(given).purgeDeleted(VAULT, LOCATION, FAST)).rejects.toMatchObject({
      statusCode: 400,
      message:
        "Operation 'DeletedVaultPurge' is not allowed: purge protection is on for the vault 'kv-ml'. (simulator wording)",
    });
    const taken = {
      statusCode: 409,
      code: 'ConflictError',
      message:
        'A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.',
    };
    await expect(makeVault(given.sim, VAULT)).rejects.toMatchObject(taken);
    await given.sim.clock.advance({ days: 89 });
    await expect(makeVault(given.sim, VAULT)).rejects.toMatchObject(taken);
    await given.sim.clock.advance({ days: 2 });
    expect(await makeVault(given.sim, VAULT)).toBe(given.vaultId);
  });

  it('F99 is over after a week where the vault was made so', async () => {
    const given = await scene();
    const properties = {
      tenantId: given.sim.tenantId,
      sku: { family: 'A' as const, name: 'standard' as const },
      enableRbacAuthorization: true,
      enablePurgeProtection: true,
      softDeleteRetentionInDays: 7,
    };
    const make = () =>
      vaults(given).createOrUpdate(GROUP, 'kv-throw-away', { location: LOCATION, properties });
    await make();
    await vaults(given).delete(GROUP, 'kv-throw-away');
    await given.sim.clock.advance({ days: 6 });
    await expect(make()).rejects.toMatchObject({ statusCode: 409, code: 'ConflictError' });
    await given.sim.clock.advance({ days: 2 });
    expect((await make()).name).toBe('kv-throw-away');
  });
});
