/** Credentials of what lies in a workspace: secrets in the workspace's own vault, and nowhere else. */
import { SecretClient } from '@azure/keyvault-secrets';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { workspaceScene } from './child-scene.ts';
import {
  authorization,
  encryptedWorkspace,
  FAST,
  grant,
  GROUP,
  LOCATION,
  machineLearning,
  makeIdentity,
  scene,
  type Scene,
  send,
  storageManagement,
  VAULT,
  vaultManagement,
  type Wire,
  WORKSPACE,
} from './scene.ts';

const VERSION = '2024-10-01';
const SECRETS_OFFICER = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7';
const ACCOUNT = 'stmlcreditrisk';
const NOT_FOUND =
  "Datastore's secret is not found. Please make sure the workspace's key vault exists and the workspace have access to the secrets inside that key vault.";

/** A workspace whose vault the owner can look into. */
async function open(): Promise<Scene & { readonly client: SecretClient }> {
  const given = await workspaceScene();
  const owner = given.sim.principals.find(({ displayName }) => displayName === 'owner');
  await grant(given.sim, given.vaultId, owner?.objectId ?? '', SECRETS_OFFICER);
  const client = new SecretClient(
    `https://${VAULT}.vault.azure.net`,
    given.sim.credential(),
    given.sim.clientOptions('vault'),
  );
  return { ...given, client };
}

/** Every secret of the vault, by name. */
async function secretsIn(client: SecretClient): Promise<Map<string, string | undefined>> {
  const found = new Map<string, string | undefined>();
  for await (const { name } of client.listPropertiesOfSecrets()) {
    found.set(name, (await client.getSecret(name)).value);
  }
  return found;
}

const register = (sim: Simulator, key: string): Promise<unknown> =>
  machineLearning(sim).datastores.createOrUpdate(GROUP, WORKSPACE, 'raw', {
    properties: {
      datastoreType: 'AzureBlob',
      accountName: 'stml',
      containerName: 'raw',
      credentials: {
        credentialsType: 'AccountKey',
        secrets: { secretsType: 'AccountKey', key },
      },
    },
  });

const keyOf = async (sim: Simulator, name = 'raw'): Promise<string> => {
  const secrets: Wire = await machineLearning(sim).datastores.listSecrets(GROUP, WORKSPACE, name);
  return secrets.key;
};

const connection = ({ sim, workspaceId }: Scene, method: string, properties?: object, path = '') =>
  send(
    sim,
    method,
    `${workspaceId}/connections/feed${path}`,
    VERSION,
    properties && { properties },
  );

async function accountKey(sim: Simulator): Promise<string | undefined> {
  const { keys } = await storageManagement(sim).storageAccounts.listKeys(GROUP, ACCOUNT);
  return keys?.find(({ keyName }) => keyName === 'key1')?.value;
}

/** Takes the role in the vault from the identity of the workspace. */
async function shutOut({ sim, vaultId, workspaceId }: Scene): Promise<void> {
  const principalId = String(sim.resource(workspaceId)?.identity?.['principalId']);
  const { roleAssignments } = authorization(sim);
  const filter = `principalId eq '${principalId}'`;
  for await (const { id = '', scope } of roleAssignments.listForScope(vaultId, { filter })) {
    if (scope?.toLowerCase() === vaultId.toLowerCase()) await roleAssignments.deleteById(id);
  }
  await sim.clock.advance({ minutes: 10 });
}

describe('credentials in the vault of a workspace', () => {
  it('of a datastore are a secret, which a new one replaces and a datastore reads back', async () => {
    const { sim, client, workspaceId } = await open();
    const before = await secretsIn(client);
    await register(sim, 'sim-first');
    const after = await secretsIn(client);
    const [name] = [...after.keys()].filter((each) => !before.has(each));
    expect(after.get(name ?? '')).toBe('sim-first');
    expect(JSON.stringify(sim.resources.list({}))).not.toContain('sim-first');
    await register(sim, 'sim-second');
    expect(await secretsIn(client)).toHaveLength(after.size);
    expect(await keyOf(sim)).toBe('sim-second');
    // Who writes into the vault changes the credential.
    await client.setSecret(name ?? '', 'sim-by-hand');
    expect(await keyOf(sim)).toBe('sim-by-hand');
    const read = await send(sim, 'GET', `${workspaceId}/datastores/raw`, VERSION);
    expect(JSON.stringify(read.body)).not.toContain('sim-');
  });

  it('of a datastore go with it, so that the name is not registered again', async () => {
    const { sim, client } = await open();
    const before = await secretsIn(client);
    await register(sim, 'sim-first');
    await machineLearning(sim).datastores.delete(GROUP, WORKSPACE, 'raw');
    expect([...(await secretsIn(client)).keys()]).toEqual([...before.keys()]);
    const [deleted] = await Array.fromAsync(client.listDeletedSecrets());
    await expect(register(sim, 'sim-second')).rejects.toMatchObject({
      statusCode: 400,
      code: 'UserError',
      message: `The vault of the workspace '${WORKSPACE}' does not take the credentials of 'raw': Secret ${deleted?.name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged. (simulator wording)`,
    });
    await (
      await client.beginRecoverDeletedSecret(deleted?.name ?? '', { intervalInMs: 1 })
    ).pollUntilDone();
    await register(sim, 'sim-second');
    expect(await keyOf(sim)).toBe('sim-second');
  });

  it('of a datastore go for good once the vault has kept them long enough', async () => {
    const { sim, client } = await open();
    await register(sim, 'sim-first');
    await machineLearning(sim).datastores.delete(GROUP, WORKSPACE, 'raw');
    await sim.clock.advance({ days: 90 });
    expect(await Array.fromAsync(client.listDeletedSecrets())).toEqual([]);
    await register(sim, 'sim-second');
    expect(await keyOf(sim)).toBe('sim-second');
  });

  it('of a connection are a secret: one text as it is, several as JSON', async () => {
    const given = await open();
    const before = await secretsIn(given.client);
    const feed = { category: 'PythonFeed', target: 'https://pypi.example' };
    const added = async (): Promise<(string | undefined)[]> =>
      [...(await secretsIn(given.client))].flatMap(([name, value]) =>
        before.has(name) ? [] : [value],
      );
    const password = { username: 'ada', password: 'sim-password' };
    await connection(given, 'PUT', {
      ...feed,
      authType: 'UsernamePassword',
      credentials: password,
    });
    expect(await added()).toEqual(['sim-password']);
    const listed = await connection(given, 'POST', undefined, '/listsecrets');
    expect(listed.body.properties.credentials).toEqual(password);
    const keys = { keys: { one: 'sim-one', two: 'sim-two' } };
    await connection(given, 'PATCH', { ...feed, authType: 'CustomKeys', credentials: keys });
    expect(await added()).toEqual([JSON.stringify(keys)]);
    const again = await connection(given, 'POST', undefined, '/listsecrets');
    expect(again.body.properties.credentials).toMatchObject(keys);
    const shown = await connection(given, 'GET');
    expect(JSON.stringify(shown.body)).not.toContain('sim-');
  });

  it('are out of reach without the vault, and back when that and the role on it are', async () => {
    const given = await open();
    const { sim } = given;
    await register(sim, 'sim-first');
    const { vaults } = vaultManagement(sim);
    const { id, location = '', properties } = await vaults.get(GROUP, VAULT);
    await vaults.delete(GROUP, VAULT);
    for (const name of ['raw', 'workspaceblobstore']) {
      await expect(keyOf(sim, name)).rejects.toMatchObject({
        statusCode: 404,
        code: 'UserError',
        message: NOT_FOUND,
      });
    }
    const gone = id?.replace('/Microsoft.KeyVault/', '/Microsoft.Keyvault/');
    await expect(register(sim, 'sim-second')).rejects.toMatchObject({
      statusCode: 400,
      code: 'DependencyResourceNotExist',
      message: `Resource ${gone} has been removed, which is an essential resource to use Azure Machine Learning. Please recover Resource ${gone}. (simulator wording)`,
    });
    // What is not needed is not missed.
    await machineLearning(sim).datastores.delete(GROUP, WORKSPACE, 'workspacefilestore');
    await vaults.createOrUpdate(
      GROUP,
      VAULT,
      { location, properties: { ...properties, createMode: 'recover' } },
      FAST,
    );
    // Roles at a vault do not outlive it.
    await expect(keyOf(sim)).rejects.toMatchObject({ statusCode: 404, message: NOT_FOUND });
    const principalId = String(sim.resource(given.workspaceId)?.identity?.['principalId']);
    await grant(sim, given.vaultId, principalId, SECRETS_OFFICER);
    expect(await keyOf(sim)).toBe('sim-first');
  });

  it('are out of reach without the role, for reading as for writing', async () => {
    const given = await open();
    const { sim } = given;
    await register(sim, 'sim-first');
    await shutOut(given);
    await expect(keyOf(sim)).rejects.toMatchObject({
      statusCode: 404,
      code: 'UserError',
      message: NOT_FOUND,
    });
    await expect(register(sim, 'sim-second')).rejects.toMatchObject({
      statusCode: 400,
      code: 'UserError',
      message: expect.stringMatching(
        /^The vault of the workspace 'mlw-credit-risk' does not take the credentials of 'raw': Caller is not authorized to perform action on resource\.[\s\S]* \(simulator wording\)$/,
      ),
    });
    await machineLearning(sim).datastores.delete(GROUP, WORKSPACE, 'raw');
    await expect(
      machineLearning(sim).datastores.get(GROUP, WORKSPACE, 'raw'),
    ).rejects.toMatchObject({ code: 'UserError', message: 'Could not find datastore: raw.' });
  });
});

describe('the key of its storage account that a workspace has', () => {
  it('is the old one after the account has a new one, until it is told to look', async () => {
    const { sim } = await open();
    const { workspaces } = machineLearning(sim);
    const held = async () => [
      (await workspaces.listKeys(GROUP, WORKSPACE)).userStorageKey,
      (await workspaces.listStorageAccountKeys(GROUP, WORKSPACE)).userStorageKey,
      await keyOf(sim, 'workspaceblobstore'),
    ];
    const first = await accountKey(sim);
    expect(first).toMatch(/^sim-/);
    expect(await held()).toEqual([first, first, first]);
    const { storageAccounts } = storageManagement(sim);
    await storageAccounts.regenerateKey(GROUP, ACCOUNT, { keyName: 'key1' });
    const second = await accountKey(sim);
    expect(second).not.toBe(first);
    expect(await held()).toEqual([first, first, first]);
    await workspaces.beginResyncKeysAndWait(GROUP, WORKSPACE, FAST);
    expect(await held()).toEqual([second, second, second]);
  });

  it('is not looked for twice at once, and takes its time', async () => {
    const { sim, workspaceId } = await workspaceScene({ latency: 'realistic' });
    const first = await send(sim, 'POST', `${workspaceId}/resyncKeys`, VERSION);
    expect([first.status, first.headers.get('location')]).toEqual([
      202,
      expect.stringContaining('/workspaceOperationsStatus/'),
    ]);
    const second = await send(sim, 'POST', `${workspaceId}/resyncKeys`, VERSION);
    expect([second.status, second.body.error.code, second.body.error.message]).toEqual([
      409,
      'Conflict',
      `Another operation on the workspace '${workspaceId}' is in progress. (simulator wording)`,
    ]);
    await sim.clock.advance({ seconds: 30 });
    expect((await send(sim, 'POST', `${workspaceId}/resyncKeys`, VERSION)).status).toBe(202);
  });

  it.each([
    ['the account', 'storageAccount', 'DependencyResourceNotExist', /^Resource .*storageAccounts/],
    ['the vault', 'keyVault', 'DependencyResourceNotExist', /^Resource .*vaults/],
  ])('is not found without %s', async (_what, property, code, message) => {
    const { sim, workspaceId } = await open();
    const id = String(sim.resource(workspaceId)?.properties[property]);
    await (property === 'keyVault'
      ? vaultManagement(sim).vaults.delete(GROUP, VAULT)
      : storageManagement(sim).storageAccounts.delete(GROUP, ACCOUNT));
    await expect(
      machineLearning(sim).workspaces.beginResyncKeysAndWait(GROUP, WORKSPACE, FAST),
    ).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    const read = await machineLearning(sim).workspaces.get(GROUP, WORKSPACE);
    expect([read.provisioningState, sim.resource(id)]).toEqual(['Succeeded', undefined]);
  });

  it('is left out when the vault does not let the workspace in', async () => {
    const given = await scene();
    const { sim } = given;
    const identity = await makeIdentity(sim, 'id-ml');
    const { encryption: _key, ...plain } = encryptedWorkspace(given, {
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity.id]: {} } },
      primaryUserAssignedIdentity: identity.id,
    });
    const { workspaces } = machineLearning(sim);
    await workspaces.beginCreateOrUpdateAndWait(GROUP, WORKSPACE, plain, FAST);
    const keys = await workspaces.listKeys(GROUP, WORKSPACE);
    expect(keys.userStorageKey).toBeUndefined();
    await expect(workspaces.beginResyncKeysAndWait(GROUP, WORKSPACE, FAST)).rejects.toMatchObject({
      code: 'BadRequest',
      message: expect.stringMatching(
        /^The request is invalid: the vault of the workspace does not take its keys: Caller is not authorized/,
      ),
    });
    await grant(sim, given.vaultId, identity.principalId, SECRETS_OFFICER);
    await workspaces.beginResyncKeysAndWait(GROUP, WORKSPACE, FAST);
    expect((await workspaces.listKeys(GROUP, WORKSPACE)).userStorageKey).toBe(
      await accountKey(sim),
    );
  });

  it('of a hub is that of its projects', async () => {
    const { sim, workspaceId, storageId, vaultId } = await scene();
    const at = (name: string) => workspaceId.replace(WORKSPACE, name);
    const put = (name: string, kind: string, properties: object) =>
      send(sim, 'PUT', at(name), '2025-09-01', {
        kind,
        location: LOCATION,
        identity: { type: 'SystemAssigned' },
        properties,
      });
    await put('hub', 'Hub', { storageAccount: storageId, keyVault: vaultId });
    await put('project', 'Project', { hubResourceId: at('hub') });
    const keys = await Promise.all(
      ['hub', 'project'].map(
        async (name) => (await send(sim, 'POST', `${at(name)}/listKeys`, '2025-09-01')).body,
      ),
    );
    expect(keys.map(({ userStorageKey }: Wire) => userStorageKey)).toEqual([
      await accountKey(sim),
      await accountKey(sim),
    ]);
  });
});
