import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { describe, expect, it } from 'vitest';
import {
  COSMOS_APP_ID,
  encryptedWorkspace,
  FAST,
  grant,
  GROUP,
  idOf,
  keys,
  machineLearning,
  makeIdentity,
  makeVault,
  principalOf,
  type RawAnswer,
  scene,
  type Scene,
  send,
  type Wire,
  wireWorkspace,
  WORKSPACE,
} from './scene.ts';

const MINUTE_MS = 60_000;
const VERSION = '2025-09-01';
const PURGE_PROTECTION =
  'CMK workspaces should have purge protection enabled on their CMK keyvault.';

/** Sends the PUT; it must be accepted, and the first poll must tell the failure. */
async function failure(given: Scene, properties: Record<string, unknown> = {}): Promise<RawAnswer> {
  const put = await send(
    given.sim,
    'PUT',
    given.workspaceId,
    VERSION,
    wireWorkspace(given, properties),
  );
  expect([put.status, put.body]).toEqual([202, undefined]);
  const poll = await send(given.sim, 'GET', put.headers.get('azure-asyncoperation') ?? '', '');
  expect([poll.status, poll.body.status]).toEqual([200, 'Failed']);
  const get = await send(given.sim, 'GET', given.workspaceId, VERSION);
  expect(get.status).toBe(404);
  return poll;
}

const encryptionWith = (vaultId: string, keyIdentifier: string) => ({
  encryption: {
    status: 'Enabled',
    keyVaultProperties: { keyVaultArmId: vaultId, keyIdentifier },
  },
});

/** What Key Vault itself said, out of the account's message. */
function vaultSaid(message: string): Wire {
  const framed =
    /^Database account creation failed\. Operation Id: [0-9a-f-]{36}, Error: (.*)\r\nActivityId: [0-9a-f-]{36}, Microsoft\.Azure\.Documents\.Common\/2\.14\.0/s.exec(
      message,
    );
  return JSON.parse(framed?.[1] ?? 'null');
}

describe('an encrypted workspace is refused inside its operation', () => {
  it('without purge protection, in the reported words, six simulated minutes in', async () => {
    const given = await scene({ purgeProtection: false, latency: 'realistic' });
    const start = given.sim.clock.now();
    const poll = await failure(given);
    expect(poll.body.error).toEqual({ code: 'BadRequest', message: PURGE_PROTECTION });
    expect(poll.headers.get('x-cmk-simulator-rule')).toBe('CMK-002');
    expect(poll.headers.get('x-cmk-simulator-evidence')).toBe('reported');
    expect(given.sim.clock.now() - start).toBe(6 * MINUTE_MS);
  });

  it('on the first poll with instant latency, also through the typed client', async () => {
    const given = await scene({ purgeProtection: false });
    const start = given.sim.clock.now();
    await expect(
      machineLearning(given.sim).workspaces.beginCreateOrUpdateAndWait(
        GROUP,
        WORKSPACE,
        encryptedWorkspace(given),
        FAST,
      ),
    ).rejects.toThrow(PURGE_PROTECTION);
    expect(given.sim.clock.now()).toBe(start);
    await failure(given);
  });

  it('when purge protection comes within the six minutes: it goes through', async () => {
    const given = await scene({ purgeProtection: false, latency: 'realistic' });
    const put = await send(given.sim, 'PUT', given.workspaceId, VERSION, wireWorkspace(given));
    await new KeyVaultManagementClient(
      given.sim.credential(),
      given.sim.subscriptionId,
      given.sim.clientOptions(),
    ).vaults.update(GROUP, 'kv-ml', { properties: { enablePurgeProtection: true } });
    await given.sim.clock.advance({ minutes: 20 });
    const poll = await send(given.sim, 'GET', put.headers.get('azure-asyncoperation') ?? '', '');
    expect(poll.body.status).toBe('Succeeded');
  });

  it('when Azure Cosmos DB may not use the key: the vault itself says so, framed', async () => {
    const given = await scene({ grantCosmosDb: false });
    const { body, headers } = await failure(given);
    expect(body.error.code).toBe('Forbidden');
    expect(vaultSaid(body.error.message).error).toMatchObject({
      code: 'Forbidden',
      innererror: { code: 'ForbiddenByRbac' },
    });
    expect(body.error.message).toContain(principalOf(given.sim, COSMOS_APP_ID));
    expect(headers.get('x-cmk-simulator-rule')).toBe('CMK-013');
  });

  it('when the grant is taken away again', async () => {
    const given = await scene({ grantCosmosDb: false });
    const name = await grant(given.sim, given.vaultId, principalOf(given.sim, COSMOS_APP_ID));
    await new AuthorizationManagementClient(
      given.sim.credential(),
      given.sim.subscriptionId,
      given.sim.clientOptions(),
    ).roleAssignments.delete(given.vaultId, name);
    await given.sim.clock.advance({ minutes: 10 });
    const { body } = await failure(given);
    expect(vaultSaid(body.error.message).error.innererror.code).toBe('ForbiddenByRbac');
  });

  it('when the grant went to the application id: it is accepted and gives nothing', async () => {
    const given = await scene({ grantCosmosDb: false });
    await grant(given.sim, given.vaultId, COSMOS_APP_ID);
    const { body } = await failure(given);
    expect(vaultSaid(body.error.message).error.innererror.code).toBe('ForbiddenByRbac');
  });

  it('when the key is disabled: the vault itself says so', async () => {
    const given = await scene();
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: false });
    const { body, headers } = await failure(given);
    expect(vaultSaid(body.error.message).error.innererror.code).toBe('KeyDisabled');
    expect(headers.get('x-cmk-simulator-rule')).toBe('CMK-012');
  });

  it('when the key has expired: wrapping is refused', async () => {
    const given = await scene();
    await keys(given.sim).updateKeyProperties('cosmos-key', {
      expiresOn: new Date(given.sim.clock.now() + 60_000),
    });
    await given.sim.clock.advance({ minutes: 5 });
    const { body, headers } = await failure(given);
    expect(body.error.code).toBe('Forbidden');
    expect(body.error.message).toMatch(/wrapKey/i);
    expect(headers.get('x-cmk-simulator-rule')).toBe('CMK-012');
  });

  it('when the key is on a curve: it signs, but wraps nothing', async () => {
    const given = await scene();
    const key = await keys(given.sim).createEcKey('signing-key');
    const { body, headers } = await failure(given, encryptionWith(given.vaultId, key.id ?? ''));
    expect(body.error).toEqual({
      code: 'BadRequest',
      message: `The key '${key.id}' is a key of type EC; only RSA and RSA-HSM keys can wrap a data key. (simulator wording)`,
    });
    expect(headers.get('x-cmk-simulator-rule')).toBe('CMK-010');
  });

  it('when the key or its vault is not there: "try again", which does not help', async () => {
    const unreachable =
      /^Database account creation failed\. Operation Id: [0-9a-f-]{36}, Error: Error contacting the Azure Key Vault resource\. Please try again\.$/;
    const given = await scene();
    const version = 'f'.repeat(32);
    const noKey = await failure(
      given,
      encryptionWith(given.vaultId, `https://kv-ml.vault.azure.net/keys/nothing/${version}`),
    );
    expect(noKey.body.error).toEqual({
      code: 'ServiceUnavailable',
      message: expect.stringMatching(unreachable),
    });
    const gone = idOf(given.sim, 'Microsoft.KeyVault/vaults', 'kv-nowhere');
    const noVault = await failure(
      given,
      encryptionWith(gone, `https://kv-nowhere.vault.azure.net/keys/k/${version}`),
    );
    expect(noVault.body.error.message).toMatch(unreachable);
  });

  it('when the key URL cannot be read, in the documented words', async () => {
    const given = await scene();
    const url = 'http://mykeyvault.vault1.azure2.net3/keys4/mykey';
    const { body, headers } = await failure(given, encryptionWith(given.vaultId, url));
    expect(body.error).toEqual({
      code: 'BadRequest',
      message: `Provided KeyVaultKeyUri ${url} is Invalid.`,
    });
    expect(headers.get('x-cmk-simulator-evidence')).toBe('documented');
  });

  it('when vault and key do not belong together, or the key is of another cloud', async () => {
    const given = await scene();
    const other = await makeVault(given.sim, 'kv-other');
    const mixed = await failure(given, encryptionWith(other, given.keyId));
    expect(mixed.body.error.message).toMatch(
      /do not belong together: expected a key of the vault kv-other, got a key of the vault kv-ml/,
    );
    const foreign = given.keyId.replace('vault.azure.net', 'vault.azure.cn');
    const cloud = await failure(given, encryptionWith(given.vaultId, foreign));
    expect(cloud.body.error.message).toMatch(/expected a host under vault\.azure\.net/);
  });

  it('when the storage account, vault or Application Insights is gone or not fit', async () => {
    const given = await scene();
    const missing = idOf(given.sim, 'Microsoft.Storage/storageAccounts', 'stnowhere');
    const { body } = await failure(given, { storageAccount: missing });
    expect(body.error).toEqual({
      code: 'BadRequest',
      message: `The resource '${missing}' that the workspace depends on was not found. (simulator wording)`,
    });
  });

  it('with service-side encryption and a vault that is closed to public networks', async () => {
    const given = await scene();
    await send(given.sim, 'PATCH', given.vaultId, '2023-07-01', {
      properties: {
        publicNetworkAccess: 'Disabled',
        networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny' },
      },
    });
    const { body } = await failure(given, { enableServiceSideCMKEncryption: true });
    expect(body.error.message).toMatch(/^The key vault 'kv-ml' has public network access disabled/);
    const managed = await send(given.sim, 'PUT', given.workspaceId, VERSION, wireWorkspace(given));
    expect(managed.status).toBe(200);
  });

  it('when the firewall of the vault lets no trusted service in, in the documented frame', async () => {
    const given = await scene();
    await send(given.sim, 'PATCH', given.vaultId, '2023-07-01', {
      properties: { networkAcls: { bypass: 'None', defaultAction: 'Deny' } },
    });
    const { body } = await failure(given);
    expect(body.error.code).toBe('Forbidden');
    const { error } = vaultSaid(body.error.message);
    const cosmosDb = principalOf(given.sim, COSMOS_APP_ID);
    expect(error).toEqual({
      code: 'Forbidden',
      message: `Client address is not authorized and caller was ignored because bypass is set to None\r\nClient address: 198.51.100.1\r\nCaller: name=Unknown/unknown;appid=${COSMOS_APP_ID};oid=${cosmosDb}\r\nVault: kv-ml;location=westeurope`,
      innererror: { code: 'ForbiddenByFirewall' },
    });
    await send(given.sim, 'PATCH', given.vaultId, '2023-07-01', {
      properties: { networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny' } },
    });
    const trusted = await send(given.sim, 'PUT', given.workspaceId, VERSION, wireWorkspace(given));
    expect(trusted.status).toBe(200);
  });

  it('when the provider of a managed store is not registered', async () => {
    const given = await scene();
    const unregistered = `/subscriptions/${given.sim.subscriptionId}/providers/Microsoft.Search/unregister`;
    await send(given.sim, 'POST', unregistered, '2021-04-01');
    await given.sim.clock.advance({ minutes: 10 });
    const { body } = await failure(given);
    expect(body.error.code).toBe('MissingSubscriptionRegistration');
    expect(body.error.message).toContain("to use namespace 'Microsoft.Search'");
  });

  it('when the region has no quota for a store, and leaves nothing behind', async () => {
    const given = await scene();
    given.sim.quota.set('Microsoft.DocumentDB/databaseAccounts', 'westeurope', 0);
    const { body } = await failure(given);
    expect(body.error.code).toBe('QuotaExceeded');
    const groups = await send(
      given.sim,
      'GET',
      `/subscriptions/${given.sim.subscriptionId}/resourceGroups`,
      '2021-04-01',
    );
    expect(groups.body.value).toHaveLength(1);
    given.sim.quota.set('Microsoft.DocumentDB/databaseAccounts', 'westeurope', undefined);
    const again = await send(given.sim, 'PUT', given.workspaceId, VERSION, wireWorkspace(given));
    expect(again.status).toBe(200);
  });
});

describe('an encrypted workspace is refused at the request', () => {
  const refused = async (
    given: Scene,
    properties: Record<string, unknown>,
    change: Record<string, unknown> = {},
  ): Promise<RawAnswer> =>
    send(given.sim, 'PUT', given.workspaceId, VERSION, {
      ...(wireWorkspace(given, properties) as object),
      ...change,
    });

  it('with a vault of another subscription', async () => {
    const given = await scene();
    const elsewhere = given.vaultId.replace(
      given.sim.subscriptionId,
      '99999999-9999-4999-8999-999999999999',
    );
    const answer = await refused(given, encryptionWith(elsewhere, given.keyId));
    expect([answer.status, answer.body.error.code]).toEqual([400, 'BadRequest']);
    expect(answer.headers.get('x-cmk-simulator-rule')).toBe('CMK-003');
  });

  it('without vault or key', async () => {
    const given = await scene();
    const answer = await refused(given, encryptionWith('', ''));
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain("'keyVaultArmId' of the encryption is required");
    expect(answer.headers.get('x-cmk-simulator-rule')).toBe('CMK-017');
  });

  it('with a versionless key in the edition that asks for the version only', async () => {
    const versionless = (given: Scene) =>
      encryptionWith(given.vaultId, given.keyId.split('/').slice(0, -1).join('/'));
    const old = await scene({ edition: 'enc' });
    const answer = await refused(old, versionless(old));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-cmk-simulator-rule')).toBe('CMK-018');
    const current = await scene();
    expect((await refused(current, versionless(current))).status).toBe(200);
  });

  it('in another region than the vault, in the edition that asks for it only', async () => {
    const old = await scene({ edition: 'enc', vaultLocation: 'northeurope' });
    const { headers } = await failure(old);
    expect(headers.get('x-cmk-simulator-rule')).toBe('CMK-004');
    const current = await scene({ vaultLocation: 'northeurope' });
    expect((await refused(current, {})).status).toBe(200);
  });

  it('for a bad name, a missing or wrong reference, an identity that is missing', async () => {
    const given = await scene();
    const bad = await send(
      given.sim,
      'PUT',
      given.workspaceId.replace(WORKSPACE, '-x'),
      VERSION,
      wireWorkspace(given),
    );
    expect(bad.body.error.message).toMatch(/name '-x' is invalid.*simulator wording/);
    const noVault = await refused(given, { keyVault: undefined });
    expect(noVault.body.error.message).toContain("'properties.keyVault' is required");
    const wrong = await refused(given, { storageAccount: given.vaultId });
    expect(wrong.body.error.message).toContain(
      'must be the id of a Microsoft.Storage/storageAccounts',
    );
    const short = await refused(given, { storageAccount: 'stmlcreditrisk' });
    expect(short.body.error).toEqual({
      code: 'LinkedInvalidPropertyId',
      message:
        "Property id 'stmlcreditrisk' at path 'properties.storageAccount' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.",
    });
    const nobody = await refused(given, {}, { identity: undefined });
    expect(nobody.body.error.message).toContain("'identity' is missing");
  });

  it('for what is not simulated, by name', async () => {
    const given = await scene();
    const name = async (properties: Record<string, unknown>, change = {}): Promise<string> => {
      const { status, body } = await refused(given, properties, change);
      expect([status, body.error.code]).toEqual([501, 'NotSimulated']);
      return body.error.message;
    };
    expect(await name({ serverlessComputeSettings: { x: 1 } })).toContain(
      "'properties.serverlessComputeSettings.x'",
    );
    expect(await name({ systemDatastoresAuthMode: 'identity' })).toContain(
      "'properties.systemDatastoresAuthMode'",
    );
    const { encryption } = encryptionWith(given.vaultId, given.keyId);
    expect(
      await name({ encryption: { ...encryption, cosmosDbResourceId: '/subscriptions/x' } }),
    ).toContain("'properties.encryption.cosmosDbResourceId'");
    const action = await send(
      given.sim,
      'POST',
      `${given.workspaceId}/outboundNetworkDependenciesEndpoints`,
      VERSION,
    );
    expect(action.status).toBe(501);
  });
});

describe('identities of a workspace', () => {
  it('need the right to assign them', async () => {
    const given = await scene();
    const { id } = await makeIdentity(given.sim, 'id-ml');
    const { sim, workspaceId } = given;
    const contributor = sim.principals.find(({ displayName }) => displayName === 'mlContributor');
    // Contributor on the workspace's own scope alone: it may write it and may not touch identities.
    await grant(
      sim,
      workspaceId,
      contributor?.objectId ?? '',
      'b24988ac-6180-42a0-ab88-20f7382dd24c',
    );
    const answer = await send(
      sim,
      'PUT',
      workspaceId,
      VERSION,
      {
        ...(wireWorkspace(given, { primaryUserAssignedIdentity: id }) as object),
        identity: { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } },
      },
      'mlContributor',
    );
    expect([answer.status, answer.body.error.code]).toEqual([403, 'LinkedAuthorizationFailed']);
    expect(answer.body.error.message).toBe(
      `The client '${contributor?.appId}' with object id '${contributor?.objectId}' has permission to perform action 'Microsoft.MachineLearningServices/workspaces/write' on scope '${workspaceId}'; however, it does not have permission to perform action 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope(s) '${id}' or the linked scope(s) are invalid.`,
    );
    expect(answer.headers.get('x-ms-failure-cause')).toBe('gateway');
  });

  it('use the key instead of Azure Cosmos DB when the encryption names one', async () => {
    const given = await scene({ grantCosmosDb: false });
    const { sim } = given;
    const identity = await makeIdentity(sim, 'id-ml');
    const body = {
      ...(wireWorkspace(given, {
        primaryUserAssignedIdentity: identity.id,
        encryption: {
          ...encryptionWith(given.vaultId, given.keyId).encryption,
          identity: { userAssignedIdentity: identity.id },
        },
      }) as object),
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity.id]: {} } },
    };
    const refused = await send(sim, 'PUT', given.workspaceId, VERSION, body);
    const poll = await send(sim, 'GET', refused.headers.get('azure-asyncoperation') ?? '', '');
    expect(poll.body.error.message).toContain(identity.principalId);
    await grant(sim, given.vaultId, identity.principalId);
    const made = await send(sim, 'PUT', given.workspaceId, VERSION, body);
    expect(made.status).toBe(200);
    expect(made.body.identity).toMatchObject({ type: 'UserAssigned', principalId: null });
    expect(Object.values(made.body.identity.userAssignedIdentities)).toEqual([
      { principalId: identity.principalId, clientId: expect.any(String) },
    ]);
    const group = made.body.properties.serviceProvisionedResourceGroup;
    const accounts = await send(
      sim,
      'GET',
      `/subscriptions/${sim.subscriptionId}/resourceGroups/${group}/providers/Microsoft.DocumentDB/databaseAccounts`,
      '2025-04-15',
    );
    expect(accounts.body.value[0].properties.defaultIdentity).toBe(
      `UserAssignedIdentity=${identity.id}`,
    );
  });

  it('must be attached, and one must be primary', async () => {
    const given = await scene();
    const { id } = await makeIdentity(given.sim, 'id-ml');
    const put = (properties: object, identity: object): Promise<RawAnswer> =>
      send(given.sim, 'PUT', given.workspaceId, VERSION, {
        ...(wireWorkspace(given, properties as Record<string, unknown>) as object),
        identity,
      });
    const userAssigned = { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } };
    const noPrimary = await put({}, userAssigned);
    expect(noPrimary.body.error.message).toContain('primaryUserAssignedIdentity');
    const detached = await put(
      {
        encryption: {
          ...encryptionWith(given.vaultId, given.keyId).encryption,
          identity: { userAssignedIdentity: id },
        },
      },
      { type: 'SystemAssigned' },
    );
    expect(detached.body.error.message).toContain(
      "is not one of the workspace's user-assigned identities",
    );
  });
});
