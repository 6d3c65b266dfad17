import { CosmosDBManagementClient } from '@azure/arm-cosmosdb';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/index.ts';
import {
  COSMOS_APP_ID,
  FAST,
  grant,
  GROUP,
  keys,
  LOCATION,
  principalOf,
  resources,
  scene,
} from '../machinelearning/scene.ts';
import type { Simulator } from '../../src/index.ts';

const NAME = 'cosmos-own';
const CONFIRMED = 'Access to the configured customer managed key confirmed.';
const KEY = 'https://kv-ml.vault.azure.net/keys/cosmos-key';
const account = (change: object = {}) => ({
  location: LOCATION,
  databaseAccountOfferType: 'Standard' as const,
  locations: [{ locationName: LOCATION, failoverPriority: 0 }],
  ...change,
});

function cosmos(sim: Simulator): CosmosDBManagementClient {
  return new CosmosDBManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());
}

async function world(latency: 'instant' | 'realistic' = 'instant', change: object = {}) {
  const sim = createSimulator({ latency });
  await resources(sim).resourceGroups.createOrUpdate(GROUP, { location: LOCATION });
  const client = cosmos(sim);
  await client.databaseAccounts.createOrUpdate(GROUP, NAME, account(change), FAST);
  return { sim, client };
}

describe.each(['instant', 'realistic'] as const)('databases of the SQL API, %s', (latency) => {
  it('and their containers are made, listed and removed', async () => {
    const { client } = await world(latency);
    const { sqlResources } = client;
    const database = await sqlResources.createUpdateSqlDatabase(
      GROUP,
      NAME,
      'db',
      { resource: { id: 'db' } },
      FAST,
    );
    expect(database.resource).toMatchObject({ id: 'db', colls: 'colls/', users: 'users/' });
    const container = await sqlResources.createUpdateSqlContainer(
      GROUP,
      NAME,
      'db',
      'items',
      { resource: { id: 'items', partitionKey: { paths: ['/id'] } } },
      FAST,
    );
    expect(container.resource).toMatchObject({
      partitionKey: { paths: ['/id'], kind: 'Hash' },
      indexingPolicy: { indexingMode: 'consistent' },
    });
    const found: (string | undefined)[] = [];
    for await (const { name } of sqlResources.listSqlContainers(GROUP, NAME, 'db'))
      found.push(name);
    expect(found).toEqual(['items']);
    await sqlResources.deleteSqlDatabase(GROUP, NAME, 'db', FAST);
    await expect(sqlResources.getSqlDatabase(GROUP, NAME, 'db')).rejects.toMatchObject({
      statusCode: 404,
      code: 'NotFound',
      message: expect.stringContaining('aka.ms'),
    });
    await sqlResources.createUpdateSqlDatabase(GROUP, NAME, 'db', { resource: { id: 'db' } }, FAST);
    await expect(sqlResources.getSqlContainer(GROUP, NAME, 'db', 'items')).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  it('go from a fixed throughput to one that scales, and back', async () => {
    const { client } = await world(latency);
    const { sqlResources } = client;
    await sqlResources.createUpdateSqlDatabase(
      GROUP,
      NAME,
      'db',
      { resource: { id: 'db' }, options: { throughput: 500 } },
      FAST,
    );
    const shown = async () =>
      (await sqlResources.getSqlDatabaseThroughput(GROUP, NAME, 'db')).resource;
    expect(await shown()).toMatchObject({ throughput: 500, minimumThroughput: '400' });
    await sqlResources.migrateSqlDatabaseToAutoscale(GROUP, NAME, 'db', FAST);
    expect(await shown()).toMatchObject({
      throughput: 100,
      autoscaleSettings: { maxThroughput: 1000 },
    });
    await sqlResources.updateSqlDatabaseThroughput(
      GROUP,
      NAME,
      'db',
      { resource: { autoscaleSettings: { maxThroughput: 12_000 } } },
      FAST,
    );
    // The range of a workspace's own account.
    expect(await shown()).toMatchObject({
      throughput: 1200,
      autoscaleSettings: { maxThroughput: 12_000 },
    });
    await sqlResources.migrateSqlDatabaseToManualThroughput(GROUP, NAME, 'db', FAST);
    expect((await shown())?.throughput).toBe(12_000);
  });
});

describe('a throughput', () => {
  it.each([
    [
      { throughput: 450 },
      "'throughput' must be a multiple of 100 request units a second, and 400 at least.",
    ],
    [
      { autoscaleSettings: { maxThroughput: 500 } },
      "'autoscaleSettings.maxThroughput' must be a multiple of 1000 request units a second, and 1000 at least.",
    ],
  ])('of %o is refused', async (options, message) => {
    const { client } = await world();
    await expect(
      client.sqlResources.createUpdateSqlDatabase(
        GROUP,
        NAME,
        'db',
        { resource: { id: 'db' }, options },
        FAST,
      ),
    ).rejects.toMatchObject({ statusCode: 400, message: expect.stringContaining(message) });
  });

  it('is a container its own by default, and a database not', async () => {
    const { client } = await world();
    const { sqlResources } = client;
    await sqlResources.createUpdateSqlDatabase(GROUP, NAME, 'db', { resource: { id: 'db' } }, FAST);
    await expect(sqlResources.getSqlDatabaseThroughput(GROUP, NAME, 'db')).rejects.toMatchObject({
      statusCode: 404,
    });
    await sqlResources.createUpdateSqlContainer(
      GROUP,
      NAME,
      'db',
      'items',
      { resource: { id: 'items', partitionKey: { paths: ['/id'] } } },
      FAST,
    );
    const own = await sqlResources.getSqlContainerThroughput(GROUP, NAME, 'db', 'items');
    expect(own.resource?.throughput).toBe(400);
  });
});

describe('an account', () => {
  it('has databases of its own API alone', async () => {
    const { client } = await world('instant', { kind: 'MongoDB' });
    const shown = await client.databaseAccounts.get(GROUP, NAME);
    expect(shown).toMatchObject({
      location: 'West Europe',
      apiProperties: { serverVersion: '3.6' },
      capabilities: [{ name: 'EnableMongo' }],
    });
    await expect(client.sqlResources.getSqlDatabase(GROUP, NAME, 'db')).rejects.toMatchObject({
      statusCode: 405,
      code: 'MethodNotAllowed',
      message: expect.stringMatching(/^Requests for API sql are not supported for this account\./),
    });
  });

  it('has keys that can be made anew, and tells when', async () => {
    const { sim, client } = await world();
    const accounts = client.databaseAccounts;
    const before = await accounts.listKeys(GROUP, NAME);
    await sim.clock.advance({ hours: 1 });
    await accounts.regenerateKey(GROUP, NAME, { keyKind: 'secondary' }, FAST);
    const after = await accounts.listKeys(GROUP, NAME);
    expect(after.secondaryMasterKey).not.toBe(before.secondaryMasterKey);
    expect(after.primaryMasterKey).toBe(before.primaryMasterKey);
    expect(await accounts.listReadOnlyKeys(GROUP, NAME)).toEqual({
      primaryReadonlyMasterKey: before.primaryReadonlyMasterKey,
      secondaryReadonlyMasterKey: before.secondaryReadonlyMasterKey,
    });
    const { keysMetadata } = await accounts.get(GROUP, NAME);
    const [primary, secondary] = [keysMetadata?.primaryMasterKey, keysMetadata?.secondaryMasterKey];
    expect(
      Number(secondary?.generationTime) - Number(primary?.generationTime),
    ).toBeGreaterThanOrEqual(60 * 60 * 1000);
    const { connectionStrings } = await accounts.listConnectionStrings(GROUP, NAME);
    expect(connectionStrings?.[0]?.connectionString).toBe(
      `AccountEndpoint=https://${NAME}.documents.azure.com:443/;AccountKey=${before.primaryMasterKey};`,
    );
  });

  it('has its name alone', async () => {
    const { client } = await world();
    expect((await client.databaseAccounts.checkNameExists(NAME)).body).toBe(true);
    expect((await client.databaseAccounts.checkNameExists('cosmos-free')).body).toBe(false);
  });
});

describe('an account whose key is taken away', () => {
  it('says so, can only change who uses it, and recovers', async () => {
    const given = await scene({ grantCosmosDb: false });
    const assignment = await grant(given.sim, given.vaultId, principalOf(given.sim, COSMOS_APP_ID));
    const accounts = cosmos(given.sim).databaseAccounts;
    await accounts.createOrUpdate(GROUP, NAME, account({ keyVaultKeyUri: KEY }), FAST);
    await resources(given.sim).resources.deleteById(
      `${given.vaultId}/providers/Microsoft.Authorization/roleAssignments/${assignment}`,
      '2022-04-01',
      FAST,
    );
    await given.sim.clock.advance({ minutes: 30 });
    expect((await accounts.get(GROUP, NAME)).customerManagedKeyStatus).toBe(CONFIRMED);
    await given.sim.clock.advance({ minutes: 30 });
    expect((await accounts.get(GROUP, NAME)).customerManagedKeyStatus).toBe(
      'Access to your account is currently revoked because the current default identity no longer has permission to the associated Key Vault key; for more details about this error and how to restore access to your account please visit https://learn.microsoft.com/en-us/azure/cosmos-db/cmk-troubleshooting-guide#default-identity-is-unauthorized-to-access-the-azure-key-vault-key (4002).',
    );
    await expect(accounts.update(GROUP, NAME, { tags: { a: 'b' } }, FAST)).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining(
        'No Update is allowed on Database Account with Customer Managed Key in Revoked Status',
      ),
    });
    await grant(given.sim, given.vaultId, principalOf(given.sim, COSMOS_APP_ID));
    expect((await accounts.get(GROUP, NAME)).customerManagedKeyStatus).toMatch(/\(4002\)\.$/);
    await given.sim.clock.advance({ minutes: 50 });
    expect((await accounts.get(GROUP, NAME)).customerManagedKeyStatus).toBe(CONFIRMED);
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: false });
    await given.sim.clock.advance({ hours: 1 });
    expect((await accounts.get(GROUP, NAME)).customerManagedKeyStatus).toMatch(/\(4002\)\.$/);
  });
});
