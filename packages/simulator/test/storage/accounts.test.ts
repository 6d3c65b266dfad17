import { NetworkManagementClient } from '@azure/arm-network';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import {
  FAST,
  grant,
  GROUP,
  idOf,
  keys,
  LOCATION,
  scene,
  send,
  type Scene,
} from '../machinelearning/scene.ts';

const ACCOUNT = 'stmlcreditrisk';
const VERSION = '2023-05-01';

function storage(sim: Simulator, who?: string): StorageManagementClient {
  return new StorageManagementClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());
}

async function all<Item>(pages: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

const create = (given: Scene, name: string, sku: string, location = LOCATION) =>
  storage(given.sim).storageAccounts.create(
    GROUP,
    name,
    { location, kind: 'StorageV2', sku: { name: sku } },
    FAST,
  );

describe('the quota of a region', () => {
  it('is told before an account is made; another region has its own', async () => {
    const given = await scene();
    const { sim } = given;
    sim.quota.set('Microsoft.Storage/storageAccounts', LOCATION, 2);
    await create(given, 'stsecond', 'Standard_LRS');
    await expect(create(given, 'stthird', 'Standard_LRS')).rejects.toMatchObject({
      statusCode: 409,
      code: 'MaxStorageAccountsCountPerSubscriptionExceeded',
      message: `Subscription ${sim.subscriptionId} already contains 2 storage accounts with Standard Dns endpoints in location ${LOCATION} and the maximum allowed is 2.`,
    });
    expect(sim.ledger.entries().at(-1)).toMatchObject({ ruleId: 'CMK-007', evidence: 'reported' });
    await create(given, 'stthird', 'Standard_LRS', 'northeurope');
    await create(given, 'stsecond', 'Standard_LRS');
    await storage(sim).storageAccounts.delete(GROUP, 'stsecond');
    await create(given, 'stfourth', 'Standard_LRS');
  });

  it('counts what is being made, until that is made or has failed', async () => {
    const { sim, storageId } = await scene({ latency: 'realistic' });
    sim.quota.set('Microsoft.Storage/storageAccounts', LOCATION, 2);
    const body = { location: LOCATION, kind: 'StorageV2', sku: { name: 'Standard_LRS' } };
    const put = (name: string) => send(sim, 'PUT', storageId.replace(ACCOUNT, name), VERSION, body);
    const tooMany = {
      status: 409,
      body: { error: { code: 'MaxStorageAccountsCountPerSubscriptionExceeded' } },
    };
    sim.faults.add({
      path: '**/stsecond',
      operation: { endsAtPoll: 1, error: { code: 'Broken', message: 'It broke.' } },
    });
    const second = await put('stsecond');
    expect(second.status).toBe(202);
    expect(await put('stthird')).toMatchObject(tooMany);
    await sim.clock.advance({ minutes: 1 });
    await send(sim, 'GET', second.headers.get('location') ?? '', VERSION);
    const third = await put('stthird');
    expect(third.status).toBe(202);
    expect(await put('stfourth')).toMatchObject(tooMany);
    await sim.clock.advance({ minutes: 1 });
    expect(await put('stfourth')).toMatchObject(tooMany);
    await storage(sim).storageAccounts.delete(GROUP, 'stthird');
    expect((await put('stfourth')).status).toBe(202);
  });

  it('is 250 where nothing else is said', async () => {
    const given = await scene();
    const usages = await all(storage(given.sim).usages.listByLocation(LOCATION));
    const [{ currentValue = 0, limit = 0 } = {}] = usages;
    const names = Array.from({ length: limit - currentValue }, (_, at) => `stmany${at}`);
    for (const name of names) await create(given, name, 'Standard_LRS');
    await expect(create(given, 'stmore', 'Standard_LRS')).rejects.toMatchObject({
      code: 'MaxStorageAccountsCountPerSubscriptionExceeded',
      message: expect.stringContaining('already contains 250 storage accounts'),
    });
  });
});

describe('a geo-redundant account', () => {
  it('tells of the region that is paired with its own', async () => {
    const given = await scene();
    const account = await create(given, 'stgeo', 'Standard_GRS');
    expect(account).toMatchObject({
      primaryLocation: 'westeurope',
      secondaryLocation: 'northeurope',
      statusOfSecondary: 'available',
    });
    expect(account.secondaryEndpoints).toBeUndefined();
  });

  it('has endpoints there when it can be read there, but none for files', async () => {
    const given = await scene();
    const { secondaryEndpoints } = await create(given, 'stread', 'Standard_RAGRS');
    expect(secondaryEndpoints?.blob).toBe('https://stread-secondary.blob.core.windows.net/');
    expect(secondaryEndpoints?.file).toBeUndefined();
  });

  it('loses its secondary with its SKU, and gets it back', async () => {
    const given = await scene();
    await create(given, 'stgeo', 'Standard_RAGRS');
    const client = storage(given.sim).storageAccounts;
    const local = await client.update(GROUP, 'stgeo', { sku: { name: 'Standard_LRS' } });
    expect(local.secondaryLocation).toBeUndefined();
    expect(local.secondaryEndpoints).toBeUndefined();
    const geo = await client.update(GROUP, 'stgeo', { sku: { name: 'Standard_GRS' } });
    expect(geo.secondaryLocation).toBe('northeurope');
  });

  it('is not to be had where there is no pair', async () => {
    const given = await scene();
    await expect(create(given, 'stgeo', 'Standard_GRS', 'italynorth')).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidValuesForRequestParameters',
      message:
        "Values for request parameters are invalid: sku. The location 'italynorth' has no region pair, so 'Standard_GRS' is not available there. (simulator wording)",
    });
  });
});

describe('kind and SKU of an account', () => {
  async function asked(sim: Simulator, method: 'PUT' | 'PATCH', body: object) {
    const path = idOf(sim, 'Microsoft.Storage/storageAccounts', 'stkinds');
    const answer = await send(sim, method, path, VERSION, body);
    const { kind, sku, error } = answer.body;
    return error
      ? [answer.status, error.code, error.message]
      : [answer.status, kind, (sku as { name?: string } | undefined)?.name];
  }

  const make = (kind: string, name = 'Standard_LRS') => ({
    location: LOCATION,
    kind,
    sku: { name },
  });
  const invalid = (what: string) => [
    400,
    'InvalidValuesForRequestParameters',
    expect.stringContaining(`Values for request parameters are invalid: ${what}. `) as unknown,
  ];
  const done = [200, 'StorageV2', 'Standard_LRS'];

  it('are of those that there are, at first and later', async () => {
    const { sim } = await scene();
    expect(await asked(sim, 'PUT', make('Unheard'))).toEqual(invalid('kind'));
    expect(await asked(sim, 'PUT', make('StorageV2', 'Unheard_LRS'))).toEqual(invalid('sku'));
    expect(await asked(sim, 'PUT', make('StorageV2'))).toEqual(done);
    expect(await asked(sim, 'PUT', make('Unheard'))).toEqual(invalid('kind'));
    expect(await asked(sim, 'PATCH', { sku: { name: 'Unheard_LRS' } })).toEqual(invalid('sku'));
    expect(await asked(sim, 'PATCH', { tags: {} })).toEqual(done);
  });

  it('change only from a kind of old to the current one', async () => {
    const { sim } = await scene();
    await asked(sim, 'PUT', make('Storage'));
    expect(await asked(sim, 'PATCH', { kind: 'BlobStorage' })).toEqual(invalid('kind'));
    expect(await asked(sim, 'PATCH', { kind: 'StorageV2' })).toEqual(done);
    expect(await asked(sim, 'PATCH', { kind: 'Storage' })).toEqual(invalid('kind'));
  });
});

describe('the names of accounts', () => {
  it('are free, bad or taken', async () => {
    const { sim } = await scene();
    const ask = (name: string) =>
      storage(sim).storageAccounts.checkNameAvailability({
        name,
        type: 'Microsoft.Storage/storageAccounts',
      });
    expect(await ask('stfree')).toEqual({ nameAvailable: true });
    expect(await ask('St-Bad')).toEqual({
      nameAvailable: false,
      reason: 'AccountNameInvalid',
      message:
        'St-Bad is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.',
    });
    expect(await ask(ACCOUNT)).toEqual({
      nameAvailable: false,
      reason: 'AlreadyExists',
      message: `The storage account named ${ACCOUNT} is already taken.`,
    });
    await storage(sim).storageAccounts.delete(GROUP, ACCOUNT);
    expect(await ask(ACCOUNT)).toEqual({ nameAvailable: true });
  });

  it('are hosts of their cloud', async () => {
    const sim = createSimulator({ cloud: 'usGovernment' });
    const manager = 'https://management.usgovcloudapi.net';
    const options = {
      ...sim.clientOptions(),
      endpoint: manager,
      credentialScopes: [`${manager}/.default`],
    };
    const { resourceGroups } = new ResourceManagementClient(
      sim.credential(),
      sim.subscriptionId,
      options,
    );
    await resourceGroups.createOrUpdate(GROUP, { location: 'usgovvirginia' });
    const { storageAccounts } = new StorageManagementClient(
      sim.credential(),
      sim.subscriptionId,
      options,
    );
    const account = await storageAccounts.create(
      GROUP,
      'stgov',
      { location: 'usgovvirginia', kind: 'StorageV2', sku: { name: 'Standard_GRS' } },
      FAST,
    );
    expect(account.primaryEndpoints?.blob).toBe('https://stgov.blob.core.usgovcloudapi.net/');
    expect(account.secondaryLocation).toBe('usgovtexas');
  });
});

describe('the keys of an account', () => {
  it('are regenerated one by one, and say when', async () => {
    const { sim } = await scene();
    const client = storage(sim).storageAccounts;
    const before = (await client.listKeys(GROUP, ACCOUNT)).keys ?? [];
    expect(before.map(({ value }) => value?.startsWith('sim-'))).toEqual([true, true]);
    await sim.clock.advance({ days: 1 });
    const after = (await client.regenerateKey(GROUP, ACCOUNT, { keyName: 'key2' })).keys ?? [];
    expect(after[0]).toEqual(before[0]);
    expect(after[1]?.value).not.toBe(before[1]?.value);
    expect((await client.listKeys(GROUP, ACCOUNT)).keys).toEqual(after);
    const { keyCreationTime } = await client.getProperties(GROUP, ACCOUNT);
    expect(Number(keyCreationTime?.key2) - Number(keyCreationTime?.key1)).toBeGreaterThan(86e6);
    expect(after[1]?.creationTime).toEqual(keyCreationTime?.key2);
  });

  it('of Kerberos are there once they are asked for, and listed when they are', async () => {
    const { sim } = await scene();
    const client = storage(sim).storageAccounts;
    const named = (keys: readonly { keyName?: string }[] = []) =>
      keys.map(({ keyName }) => keyName);
    const kerberos = async () =>
      (await client.listKeys(GROUP, ACCOUNT, { expand: 'kerb' })).keys ?? [];
    expect(named(await kerberos())).toEqual(['key1', 'key2']);
    const before = await client.getProperties(GROUP, ACCOUNT);
    const { keys: made } = await client.regenerateKey(GROUP, ACCOUNT, { keyName: 'kerb1' });
    expect(named(made)).toEqual(['key1', 'key2', 'kerb1']);
    expect(await kerberos()).toEqual(made);
    expect(named((await client.listKeys(GROUP, ACCOUNT)).keys)).toEqual(['key1', 'key2']);
    await client.regenerateKey(GROUP, ACCOUNT, { keyName: 'kerb1' });
    const [, , again] = await kerberos();
    expect(again?.value).toMatch(/^sim-/);
    expect(again?.value).not.toBe(made?.[2]?.value);
    const after = await client.getProperties(GROUP, ACCOUNT);
    expect(after.keyCreationTime).toEqual(before.keyCreationTime);
  });

  it('are no others', async () => {
    const { sim } = await scene();
    const client = storage(sim).storageAccounts;
    await expect(client.regenerateKey(GROUP, ACCOUNT, { keyName: 'key3' })).rejects.toMatchObject({
      statusCode: 400,
      message:
        'Values for request parameters are invalid: keyName. It must be one of key1, key2, kerb1, kerb2. (simulator wording)',
    });
  });
});

describe('the services of an account', () => {
  it('are there from the start, and keep what is set', async () => {
    const { sim } = await scene();
    const client = storage(sim);
    expect((await client.blobServices.getServiceProperties(GROUP, ACCOUNT)).sku?.name).toBe(
      'Standard_LRS',
    );
    await client.blobServices.setServiceProperties(GROUP, ACCOUNT, {
      isVersioningEnabled: true,
      deleteRetentionPolicy: { enabled: true, days: 30 },
    });
    const listed = await all(client.blobServices.list(GROUP, ACCOUNT));
    expect(listed).toHaveLength(1);
    expect(listed[0]).toMatchObject({
      name: 'default',
      isVersioningEnabled: true,
      deleteRetentionPolicy: { enabled: true, days: 30 },
    });
    const files = await client.fileServices.setServiceProperties(GROUP, ACCOUNT, {
      shareDeleteRetentionPolicy: { enabled: true, days: 14 },
    });
    expect(files.shareDeleteRetentionPolicy?.days).toBe(14);
    expect(await client.queueServices.getServiceProperties(GROUP, ACCOUNT)).toMatchObject({
      type: 'Microsoft.Storage/storageAccounts/queueServices',
    });
    expect((await client.tableServices.list(GROUP, ACCOUNT)).value).toHaveLength(1);
  });

  it('are one of each', async () => {
    const { sim, storageId } = await scene();
    const answer = await send(sim, 'PUT', `${storageId}/blobServices/second`, VERSION, {});
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toBe(
      "Values for request parameters are invalid: blobServices. An account has one alone, named 'default'; got 'second'. (simulator wording)",
    );
  });

  it('are not listed where there is no account', async () => {
    const { sim } = await scene();
    await expect(all(storage(sim).blobContainers.list(GROUP, 'stgone'))).rejects.toMatchObject({
      statusCode: 404,
      code: 'ParentResourceNotFound',
    });
  });
});

describe('containers of blobs', () => {
  it('are made, listed a page at a time, changed and removed, and go with their account', async () => {
    const { sim, storageId } = await scene();
    const client = storage(sim).blobContainers;
    for (const name of ['one', 'two', 'three']) await client.create(GROUP, ACCOUNT, name, {});
    const names = async () =>
      (await all(client.list(GROUP, ACCOUNT, { maxpagesize: '2' }))).map(({ name }) => name);
    expect(await names()).toEqual(['one', 'three', 'two']);
    await client.update(GROUP, ACCOUNT, 'one', { metadata: { purpose: 'test' } });
    expect(await client.get(GROUP, ACCOUNT, 'one')).toMatchObject({
      publicAccess: 'None',
      metadata: { purpose: 'test' },
    });
    await client.delete(GROUP, ACCOUNT, 'one');
    expect(await names()).toEqual(['three', 'two']);
    await expect(client.get(GROUP, ACCOUNT, 'one')).rejects.toMatchObject({ statusCode: 404 });
    await storage(sim).storageAccounts.delete(GROUP, ACCOUNT);
    expect(sim.resource(`${storageId}/blobServices/default/containers/two`)).toBeUndefined();
  });

  it('are public only where the account permits it', async () => {
    const { sim } = await scene();
    const client = storage(sim);
    const open = () =>
      client.blobContainers.create(GROUP, ACCOUNT, 'open', { publicAccess: 'Blob' });
    await expect(open()).rejects.toMatchObject({
      statusCode: 409,
      code: 'PublicAccessNotPermitted',
      message: expect.stringMatching(
        /^Public access is not permitted on this storage account\.\nRequestId:[0-9a-f-]{36}\nTime:\S+Z$/,
      ),
    });
    await client.storageAccounts.update(GROUP, ACCOUNT, { allowBlobPublicAccess: true });
    await open();
    expect((await client.blobContainers.get(GROUP, ACCOUNT, 'open')).publicAccess).toBe('Blob');
  });

  it('have names of their own grammar', async () => {
    const { sim } = await scene();
    await expect(
      storage(sim).blobContainers.create(GROUP, ACCOUNT, 'two--hyphens', {}),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'ContainerNameInvalid',
      message:
        "The container name 'two--hyphens' is invalid: 3-63 lower-case letters, digits and single hyphens. (simulator wording)",
    });
  });
});

describe('encryption scopes', () => {
  const underKey = (keyUri: string) => ({
    source: 'Microsoft.KeyVault',
    keyVaultProperties: { keyUri },
  });

  it("are under Microsoft's key, or under a customer's that the account may use", async () => {
    const given = await scene();
    const client = storage(given.sim);
    const own = await client.encryptionScopes.put(GROUP, ACCOUNT, 'own', {});
    expect(own).toMatchObject({ source: 'Microsoft.Storage', state: 'Enabled' });
    await expect(
      client.encryptionScopes.put(GROUP, ACCOUNT, 'ours', underKey(given.keyId)),
    ).rejects.toMatchObject({
      statusCode: 400,
      message: `The storage account '${ACCOUNT}' has no identity to use the key with. (simulator wording)`,
    });
    const { identity } = await client.storageAccounts.update(GROUP, ACCOUNT, {
      identity: { type: 'SystemAssigned' },
    });
    await expect(
      client.encryptionScopes.put(GROUP, ACCOUNT, 'ours', underKey(given.keyId)),
    ).rejects.toMatchObject({
      code: 'KeyVaultAuthenticationFailure',
      message: `The identity of the storage account '${ACCOUNT}' cannot use the key '${given.keyId}'. (simulator wording)`,
    });
    await grant(given.sim, given.vaultId, identity?.principalId ?? '');
    const ours = await client.encryptionScopes.put(GROUP, ACCOUNT, 'ours', underKey(given.keyId));
    expect(ours.keyVaultProperties).toMatchObject({
      keyUri: given.keyId,
      currentVersionedKeyIdentifier: given.keyId,
    });
    expect(
      (await all(client.encryptionScopes.list(GROUP, ACCOUNT))).map(({ name }) => name),
    ).toEqual(['ours', 'own']);
  });

  it('follow a key that is named without a version', async () => {
    const given = await scene();
    const client = storage(given.sim);
    const { identity } = await client.storageAccounts.update(GROUP, ACCOUNT, {
      identity: { type: 'SystemAssigned' },
    });
    await grant(given.sim, given.vaultId, identity?.principalId ?? '');
    const versionless = given.keyId.split('/').slice(0, -1).join('/');
    await client.encryptionScopes.put(GROUP, ACCOUNT, 'ours', underKey(versionless));
    const second = (await keys(given.sim).rotateKey('cosmos-key')).id;
    const inUse = async () =>
      (await client.encryptionScopes.get(GROUP, ACCOUNT, 'ours')).keyVaultProperties
        ?.currentVersionedKeyIdentifier;
    expect(await inUse()).toBe(given.keyId);
    await given.sim.clock.advance({ days: 1 });
    expect(await inUse()).toBe(second);
  });

  it('are what containers name, when they are enabled', async () => {
    const { sim } = await scene();
    const client = storage(sim);
    const make = () =>
      client.blobContainers.create(GROUP, ACCOUNT, 'scoped', {
        defaultEncryptionScope: 'own',
        denyEncryptionScopeOverride: true,
      });
    await expect(make()).rejects.toMatchObject({
      statusCode: 400,
      message:
        "Values for request parameters are invalid: defaultEncryptionScope. The account has no enabled encryption scope 'own'. (simulator wording)",
    });
    await client.encryptionScopes.put(GROUP, ACCOUNT, 'own', {});
    await make();
    const { denyEncryptionScopeOverride } = await client.blobContainers.get(
      GROUP,
      ACCOUNT,
      'scoped',
    );
    expect(denyEncryptionScopeOverride).toBe(true);
    const disabled = await client.encryptionScopes.patch(GROUP, ACCOUNT, 'own', {
      state: 'Disabled',
    });
    expect(disabled).toMatchObject({ state: 'Disabled', source: 'Microsoft.Storage' });
    await expect(make()).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('private link of an account', () => {
  it('tells of endpoints, lets its owner reject one, and tells the endpoint', async () => {
    const { sim, storageId } = await scene();
    const network = new NetworkManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    await network.virtualNetworks.createOrUpdate(
      GROUP,
      'vnet',
      {
        location: LOCATION,
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ name: 'default', addressPrefix: '10.0.0.0/24' }],
      },
      FAST,
    );
    const vnet = idOf(sim, 'Microsoft.Network/virtualNetworks', 'vnet');
    await network.privateEndpoints.createOrUpdate(
      GROUP,
      'pe-storage',
      {
        location: LOCATION,
        subnet: { id: `${vnet}/subnets/default` },
        privateLinkServiceConnections: [
          { name: 'blob', privateLinkServiceId: storageId, groupIds: ['blob'] },
        ],
      },
      FAST,
    );
    const client = storage(sim);
    const [connection] = await all(client.privateEndpointConnections.list(GROUP, ACCOUNT));
    expect(connection?.privateLinkServiceConnectionState).toMatchObject({
      status: 'Approved',
      actionRequired: 'None',
    });
    const account = await client.storageAccounts.getProperties(GROUP, ACCOUNT);
    expect(account.privateEndpointConnections?.[0]?.id).toBe(connection?.id);
    await client.privateEndpointConnections.put(GROUP, ACCOUNT, connection?.name ?? '', {
      privateLinkServiceConnectionState: { status: 'Rejected', description: 'not ours' },
    });
    const endpoint = await network.privateEndpoints.get(GROUP, 'pe-storage');
    expect(
      endpoint.privateLinkServiceConnections?.[0]?.privateLinkServiceConnectionState,
    ).toMatchObject({ status: 'Rejected', description: 'not ours' });
    await client.privateEndpointConnections.delete(GROUP, ACCOUNT, connection?.name ?? '');
    const left = await client.storageAccounts.getProperties(GROUP, ACCOUNT);
    expect(left.privateEndpointConnections).toEqual([]);
    await expect(
      client.privateEndpointConnections.put(GROUP, ACCOUNT, 'nobody', {
        privateLinkServiceConnectionState: { status: 'Approved' },
      }),
    ).rejects.toMatchObject({
      statusCode: 404,
      message: "No private endpoint has asked for the connection 'nobody'. (simulator wording)",
    });
  });

  it('tells what an endpoint can lead to', async () => {
    const { sim } = await scene();
    const { value = [] } = await storage(sim).privateLinkResources.listByStorageAccount(
      GROUP,
      ACCOUNT,
    );
    expect(value.map(({ groupId }) => groupId)).toContain('blob_secondary');
    expect(value.find(({ groupId }) => groupId === 'dfs')?.requiredZoneNames).toEqual([
      'privatelink.dfs.core.windows.net',
    ]);
  });
});

it('counts the accounts of a region', async () => {
  const given = await scene();
  const usage = async () => (await all(storage(given.sim).usages.listByLocation(LOCATION)))[0];
  const before = await usage();
  expect(before).toMatchObject({ limit: 250, name: { value: 'StorageAccounts' } });
  await create(given, 'stnext', 'Standard_LRS');
  expect((await usage())?.currentValue).toBe((before?.currentValue ?? 0) + 1);
});
