import { AzureDatabricksManagementClient } from '@azure/arm-databricks';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import {
  FAST,
  grant,
  GROUP,
  idOf,
  keys,
  LOCATION,
  principalOf,
  resources,
  scene,
  send,
} from '../machinelearning/scene.ts';

const NAME = 'dbw-credit-risk';
const TYPE = 'Microsoft.Databricks/workspaces';
const VERSION = '2024-05-01';
const DATABRICKS_APP_ID = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';

const databricks = (sim: Simulator): AzureDatabricksManagementClient =>
  new AzureDatabricksManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());

const managedGroup = (sim: Simulator): string =>
  `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-databricks-managed`;

function workspaceOf(sim: Simulator, parameters: object = {}, sku = 'premium') {
  return {
    location: LOCATION,
    sku: { name: sku },
    managedResourceGroupId: managedGroup(sim),
    computeMode: 'Hybrid',
    parameters,
  };
}

describe.each(['instant', 'realistic'] as const)('a Databricks workspace, %s', (latency) => {
  it('is made with a group that only Azure Databricks changes, and takes it along', async () => {
    const { sim } = await scene({ latency });
    const { workspaces } = databricks(sim);
    const made = await workspaces.createOrUpdate(GROUP, NAME, workspaceOf(sim), FAST);
    expect(made).toMatchObject({
      name: NAME,
      provisioningState: 'Succeeded',
      sku: { name: 'premium' },
      workspaceUrl: expect.stringMatching(/^adb-\d{16}\.\d{1,2}\.azuredatabricks\.net$/),
    });
    const storageName = made.parameters?.storageAccountName?.value ?? '';
    const storageId = `${managedGroup(sim)}/providers/Microsoft.Storage/storageAccounts/${storageName}`;
    const storage = await send(sim, 'GET', storageId, '2025-01-01');
    expect(storage.body.properties.encryption.keySource).toBe('Microsoft.Storage');
    const denied = await send(sim, 'DELETE', storageId, '2025-01-01');
    expect([denied.status, denied.body.error.code]).toEqual([
      403,
      'DenyAssignmentAuthorizationFailed',
    ]);
    const tagged = await workspaces.update(GROUP, NAME, { tags: { use: 'lake' } }, FAST);
    expect(tagged).toMatchObject({ tags: { use: 'lake' }, workspaceId: made.workspaceId });
    for await (const { id } of workspaces.listByResourceGroup(GROUP)) expect(id).toBe(made.id);
    await workspaces.delete(GROUP, NAME, FAST);
    await expect(workspaces.get(GROUP, NAME)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
    expect((await send(sim, 'GET', managedGroup(sim), '2021-04-01')).status).toBe(404);
  });
});

describe('how Azure Databricks tells of its operations', () => {
  it('is asked under the resource group, and answers 202 with its own URL until done', async () => {
    const sim = createSimulator({ latency: 'realistic', timeWarp: false });
    const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}`;
    await send(sim, 'PUT', group, '2021-04-01', { location: LOCATION });
    const id = idOf(sim, TYPE, NAME);
    const properties = { managedResourceGroupId: managedGroup(sim) };
    const body = { location: LOCATION, sku: { name: 'standard' }, properties };
    const made = await send(sim, 'PUT', id, '2021-04-01-preview', body);
    expect([made.status, made.body.systemData]).toEqual([201, undefined]);
    const url = made.headers.get('azure-asyncoperation') ?? '';
    expect(url).toContain(
      `/resourceGroups/${GROUP}/providers/Microsoft.Databricks/locations/${LOCATION}/operationStatuses/`,
    );
    const polled = await send(sim, 'GET', url, '');
    expect([polled.status, polled.body]).toEqual([202, { status: 'Accepted' }]);
    expect(polled.headers.get('location')).toBe(url);
    await sim.clock.advance({ minutes: 30 });
    const done = await send(sim, 'GET', url, '');
    expect([done.status, done.body]).toEqual([200, { status: 'Succeeded' }]);
    await send(sim, 'PUT', group.replace(GROUP, 'rg-other'), '2021-04-01', { location: LOCATION });
    const elsewhere = url.replace(`/resourceGroups/${GROUP}/`, '/resourceGroups/rg-other/');
    const missed = await send(sim, 'GET', elsewhere, '');
    expect([missed.status, missed.body.error.code]).toEqual([501, 'NotSimulated']);
  });
});

describe('what a Databricks workspace is refused', () => {
  it('has no customer-managed key below premium', async () => {
    const { sim } = await scene();
    const body = workspaceOf(sim, { prepareEncryption: { value: true } }, 'standard');
    await expect(
      databricks(sim).workspaces.createOrUpdate(GROUP, NAME, body, FAST),
    ).rejects.toThrow(
      'Customer-managed keys need a workspace of the SKU premium. (simulator wording)',
    );
  });

  it('cannot take a group that is there, nor leave its own', async () => {
    const { sim } = await scene();
    const { workspaces } = databricks(sim);
    const taken = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}`;
    await expect(
      workspaces.createOrUpdate(
        GROUP,
        NAME,
        { ...workspaceOf(sim), managedResourceGroupId: taken },
        FAST,
      ),
    ).rejects.toMatchObject({
      statusCode: 409,
      message: expect.stringContaining('is there already'),
    });
    await workspaces.createOrUpdate(GROUP, NAME, workspaceOf(sim), FAST);
    await expect(
      workspaces.createOrUpdate(
        GROUP,
        NAME,
        { ...workspaceOf(sim), managedResourceGroupId: `${managedGroup(sim)}-2` },
        FAST,
      ),
    ).rejects.toThrow('The managed resource group of a workspace cannot be changed.');
  });
});

describe('the key of the DBFS root', () => {
  async function prepared() {
    const given = await scene();
    const { workspaces } = databricks(given.sim);
    const [host = '', , keyName = '', version = ''] = given.keyId
      .replace('https://', '')
      .split('/');
    const encryption = {
      value: {
        keySource: 'Microsoft.Keyvault',
        keyVaultUri: `https://${host}/`,
        keyName,
        keyVersion: version,
      },
    };
    const put = (parameters: object) =>
      workspaces.createOrUpdate(GROUP, NAME, workspaceOf(given.sim, parameters), FAST);
    const prepare = { prepareEncryption: { value: true } };
    const storageOf = async (name: string) => {
      const id = `${managedGroup(given.sim)}/providers/Microsoft.Storage/storageAccounts/${name}`;
      return (await send(given.sim, 'GET', id, '2025-01-01')).body.properties.encryption;
    };
    return { ...given, workspaces, encryption, put, prepare, storageOf };
  }

  it('is set on a workspace that was prepared, by the identity of its storage account', async () => {
    const { sim, put, prepare, encryption, keyId, vaultId, storageOf } = await prepared();
    const made = await put(prepare);
    const principalId = made.storageAccountIdentity?.principalId ?? '';
    expect(principalId).not.toBe('');
    await grant(sim, vaultId, principalId);
    const changed = await put({ ...prepare, encryption });
    expect(changed.parameters?.encryption?.value).toMatchObject({
      keySource: 'Microsoft.Keyvault',
    });
    const name = changed.parameters?.storageAccountName?.value ?? '';
    expect(await storageOf(name)).toMatchObject({
      keySource: 'Microsoft.Keyvault',
      keyvaultproperties: { currentVersionedKeyIdentifier: keyId },
    });
    await put({ ...prepare, encryption: { value: { keySource: 'Default' } } });
    expect((await storageOf(name)).keySource).toBe('Microsoft.Storage');
  });

  it('needs preparing first', async () => {
    const { put, encryption } = await prepared();
    await put({});
    await expect(put({ encryption })).rejects.toThrow(
      `The workspace '${NAME}' was not prepared for encryption`,
    );
  });

  it('is tried, and told as the storage account tells of it', async () => {
    const { sim, put, prepare, encryption, keyId, vaultId, storageOf, workspaces } =
      await prepared();
    const made = await put(prepare);
    const name = made.parameters?.storageAccountName?.value ?? '';
    await expect(put({ ...prepare, encryption })).rejects.toThrow(
      `Unable to perform update operation for the workspace : '${NAME}' failed : 'Unable to update storage account '${name}': 'The operation failed because of authentication issue on the keyvault.`,
    );
    expect((await storageOf(name)).keySource).toBe('Microsoft.Storage');
    await grant(sim, vaultId, made.storageAccountIdentity?.principalId ?? '');
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
    await expect(put({ ...prepare, encryption })).rejects.toThrow(
      'Unable to update storage account',
    );
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: true });
    await put({ ...prepare, encryption });
    expect((await storageOf(name)).keySource).toBe('Microsoft.Keyvault');
    // The account is a store as any: it notices that its key is gone, and goes with the workspace.
    const storeOf = () => sim.encryption.stores().find(({ id }) => id.endsWith(`/${name}`));
    expect(storeOf()?.dataKeys.map(({ wrappedBy }) => wrappedBy)).toEqual([keyId]);
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
    await sim.clock.advance({ hours: 1 });
    expect(storeOf()?.lost?.code).toBe('KeyDisabled');
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: true });
    await sim.clock.advance({ hours: 1 });
    expect(storeOf()?.lost).toBeUndefined();
    await workspaces.delete(GROUP, NAME, FAST);
    expect(storeOf()).toBeUndefined();
  });
});

describe('the key of the managed disks', () => {
  it('is held by a disk encryption set in the managed group, which follows it', async () => {
    const { sim, keyId, vaultId } = await scene();
    const { workspaces } = databricks(sim);
    const put = (id: string) => {
      const [host = '', , keyName = '', keyVersion = ''] = id.replace('https://', '').split('/');
      const managedDisk = {
        keySource: 'Microsoft.Keyvault' as const,
        keyVaultProperties: { keyVaultUri: `https://${host}`, keyName, keyVersion },
        rotationToLatestKeyVersionEnabled: true,
      };
      const encryption = { entities: { managedDisk } };
      return workspaces.createOrUpdate(GROUP, NAME, { ...workspaceOf(sim), encryption }, FAST);
    };
    const made = await put(keyId);
    const set = await send(sim, 'GET', made.diskEncryptionSetId ?? '', '2024-03-02');
    expect(set.body).toMatchObject({
      identity: { principalId: made.managedDiskIdentity?.principalId },
      properties: { activeKey: { keyUrl: keyId }, rotationToLatestKeyVersionEnabled: true },
    });
    const other = (await keys(sim).createRsaKey('disk-key')).id ?? '';
    expect((await put(other)).diskEncryptionSetId).toBe(made.diskEncryptionSetId);
    const changed = await send(sim, 'GET', made.diskEncryptionSetId ?? '', '2024-03-02');
    expect(changed.body.properties.activeKey.keyUrl).toBe(other);
    await grant(sim, vaultId, made.managedDiskIdentity?.principalId ?? '');
    const next = (await keys(sim).rotateKey('disk-key')).id;
    await sim.clock.advance({ hours: 1 });
    // The workspace still names the version that it was told; that is no way back.
    await put(other);
    const followed = await send(sim, 'GET', made.diskEncryptionSetId ?? '', '2024-03-02');
    expect(followed.body.properties.activeKey.keyUrl).toBe(next);
    await expect(put(keyId.split('/').slice(0, -1).join('/'))).rejects.toThrow(
      'needs keyVaultUri, keyName and keyVersion',
    );
  });
});

describe.each(['managedDisk', 'managedServices'])('the key of %s', (entity) => {
  it.each([
    ['no source', undefined],
    ['an unheard source', 'Microsoft.Keyvualt'],
  ])('is refused with %s', async (_what, keySource) => {
    const { sim, keyId } = await scene();
    const [host = '', , keyName = '', keyVersion = ''] = keyId.replace('https://', '').split('/');
    const keyVaultProperties = { keyVaultUri: `https://${host}`, keyName, keyVersion };
    const { status, body } = await send(sim, 'PUT', idOf(sim, TYPE, NAME), VERSION, {
      location: LOCATION,
      sku: { name: 'premium' },
      properties: {
        managedResourceGroupId: managedGroup(sim),
        encryption: { entities: { [entity]: { keySource, keyVaultProperties } } },
      },
    });
    expect([status, body.error.message]).toEqual([
      400,
      `'encryption.entities.${entity}.keySource' must be Microsoft.Keyvault. (simulator wording)`,
    ]);
  });
});

describe('the key of the managed services', () => {
  async function withServices() {
    const given = await scene();
    const { sim, vaultId } = given;
    await resources(sim).providers.register('Microsoft.Databricks');
    const principalId = principalOf(sim, DATABRICKS_APP_ID);
    const put = (id: string, more: object = {}) => {
      const [host = '', , keyName = '', keyVersion = ''] = id.replace('https://', '').split('/');
      const managedServices = {
        keySource: 'Microsoft.Keyvault' as const,
        keyVaultProperties: { keyVaultUri: `https://${host}`, keyName, keyVersion },
      };
      const encryption = { entities: { managedServices } };
      return databricks(sim).workspaces.createOrUpdate(
        GROUP,
        NAME,
        { ...workspaceOf(sim), encryption, ...more },
        FAST,
      );
    };
    const storeOf = () => sim.encryption.stores().find(({ id }) => id === idOf(sim, TYPE, NAME));
    const keyGrant = () => grant(sim, vaultId, principalId);
    return { ...given, principalId, put, storeOf, keyGrant };
  }

  it('is used by the application of Azure Databricks, and shown', async () => {
    const { keyId, principalId, put, storeOf, keyGrant } = await withServices();
    await expect(put(keyId)).rejects.toThrow(
      `The key '${keyId}' of the managed services of the workspace '${NAME}' cannot be used by the application AzureDatabricks: Caller is not authorized`,
    );
    await keyGrant();
    const made = await put(keyId);
    expect(made.encryption?.entities.managedServices).toEqual({
      keySource: 'Microsoft.Keyvault',
      keyVaultProperties: {
        keyVaultUri: 'https://kv-ml.vault.azure.net',
        keyName: 'cosmos-key',
        keyVersion: keyId.slice(-32),
      },
    });
    expect(storeOf()).toMatchObject({
      keyIdentifier: keyId,
      principalId,
      dataKeys: [{ id: '1', wrappedBy: keyId }],
    });
  });

  it('is missed within the hour, and other settings go on', async () => {
    const { sim, keyId, put, storeOf, keyGrant } = await withServices();
    await keyGrant();
    await put(keyId);
    const enable = (enabled: boolean) => keys(sim).updateKeyProperties('cosmos-key', { enabled });
    await enable(false);
    await sim.clock.advance({ hours: 1 });
    expect(storeOf()?.lost?.code).toBe('KeyDisabled');
    expect((await put(keyId, { publicNetworkAccess: 'Disabled' })).publicNetworkAccess).toBe(
      'Disabled',
    );
    await enable(true);
    await sim.clock.advance({ hours: 1 });
    expect(storeOf()?.lost).toBeUndefined();
    await databricks(sim).workspaces.delete(GROUP, NAME, FAST);
    expect(storeOf()).toBeUndefined();
  });

  it('is needed for a day after another was named', async () => {
    const { sim, keyId, put, storeOf, keyGrant } = await withServices();
    await keyGrant();
    await put(keyId);
    const next = (await keys(sim).rotateKey('cosmos-key')).id ?? '';
    await put(next);
    const namedAt = sim.clock.now();
    const neededUntil = new Date(namedAt + 24 * 60 * 60_000).toISOString();
    expect(storeOf()?.dataKeys).toMatchObject([
      { id: '2', wrappedBy: next },
      { id: '1', wrappedBy: keyId, neededUntil },
    ]);
    await sim.clock.advance({ hours: 24 });
    expect(storeOf()?.dataKeys.map(({ wrappedBy }) => wrappedBy)).toEqual([next, next]);
    await keys(sim).updateKeyProperties('cosmos-key', keyId.slice(-32), { enabled: false });
    await sim.clock.advance({ hours: 2 });
    expect(storeOf()?.lost).toBeUndefined();
  });

  it('is told in full, on a premium workspace, and not taken back', async () => {
    const { sim, keyId, put, keyGrant } = await withServices();
    await expect(put(keyId.slice(0, -33))).rejects.toThrow(
      "'encryption.entities.managedServices.keyVaultProperties' needs keyVaultUri, keyName and keyVersion.",
    );
    await expect(put(keyId, { sku: { name: 'standard' } })).rejects.toThrow(
      'Customer-managed keys need a workspace of the SKU premium. (simulator wording)',
    );
    await keyGrant();
    await put(keyId);
    const taken = await send(sim, 'PUT', idOf(sim, TYPE, NAME), VERSION, {
      location: LOCATION,
      sku: { name: 'premium' },
      properties: {
        managedResourceGroupId: managedGroup(sim),
        encryption: { entities: {} },
      },
    });
    expect([taken.status, taken.body.error.message]).toEqual([
      501,
      'the removal of the key of managed services of a Databricks workspace is not simulated (simulator wording)',
    ]);
  });
});

describe('an access connector', () => {
  it('has an identity, and loses it', async () => {
    const { sim } = await scene();
    const { accessConnectors } = databricks(sim);
    const body = { location: LOCATION, identity: { type: 'SystemAssigned' as const } };
    const made = await accessConnectors.createOrUpdate(GROUP, 'dbac-lake', body, FAST);
    expect(made.identity?.principalId).toMatch(/^[0-9a-f-]{36}$/);
    expect(made.properties?.provisioningState).toBe('Succeeded');
    const tagged = await accessConnectors.update(GROUP, 'dbac-lake', { tags: { a: 'b' } }, FAST);
    expect(tagged).toMatchObject({ tags: { a: 'b' }, identity: made.identity });
    const gone = await accessConnectors.update(
      GROUP,
      'dbac-lake',
      { identity: { type: 'None' } },
      FAST,
    );
    expect(gone.identity?.principalId).toBeUndefined();
    await accessConnectors.delete(GROUP, 'dbac-lake', FAST);
    await expect(accessConnectors.get(GROUP, 'dbac-lake')).rejects.toMatchObject({
      statusCode: 404,
    });
  });
});
