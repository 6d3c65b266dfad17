import { CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import {
  FAST,
  grant,
  GROUP,
  idOf,
  keys,
  LOCATION,
  makeIdentity,
  scene,
  send,
} from '../machinelearning/scene.ts';

const NAME = 'ais-credit-risk';
const TYPE = 'Microsoft.CognitiveServices/accounts';
const VERSION = '2025-09-01';
const ACCOUNT = {
  location: LOCATION,
  kind: 'AIServices',
  sku: { name: 'S0' },
  properties: { customSubDomainName: NAME },
};

const cognitive = (sim: Simulator): CognitiveServicesManagementClient =>
  new CognitiveServicesManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());

describe('an AI Services account', () => {
  it('is created, listed, changed and deleted', async () => {
    const { sim } = await scene();
    const { accounts } = cognitive(sim);
    const made = await accounts.beginCreateAndWait(GROUP, NAME, ACCOUNT, FAST);
    expect(made).toMatchObject({
      name: NAME,
      kind: 'AIServices',
      sku: { name: 'S0' },
      properties: {
        provisioningState: 'Succeeded',
        endpoint: `https://${NAME}.cognitiveservices.azure.com/`,
        publicNetworkAccess: 'Enabled',
      },
    });
    for await (const { id } of accounts.listByResourceGroup(GROUP)) expect(id).toBe(made.id);
    const changed = await accounts.beginUpdateAndWait(
      GROUP,
      NAME,
      { tags: { use: 'chat' }, properties: { publicNetworkAccess: 'Disabled' } },
      FAST,
    );
    expect(changed).toMatchObject({
      tags: { use: 'chat' },
      kind: 'AIServices',
      properties: { publicNetworkAccess: 'Disabled', customSubDomainName: NAME },
    });
    await accounts.beginDeleteAndWait(GROUP, NAME, FAST);
    await expect(accounts.get(GROUP, NAME)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
  });

  it.each([
    ['disableLocalAuth', 'yes', "Could not convert string to boolean: 'yes'."],
    ['customSubDomainName', 5, "Could not convert number to string: '5'."],
    ['networkAcls', [], 'Could not convert array to object: the value.'],
    ['allowedFqdnList', {}, 'Could not convert object to array: the value.'],
  ])('is not given %s as %j', async (member, value, why) => {
    const { sim } = await scene();
    const id = idOf(sim, TYPE, NAME);
    const properties = { ...ACCOUNT.properties, [member]: value };
    const { status, body } = await send(sim, 'PUT', id, VERSION, { ...ACCOUNT, properties });
    expect([status, body.error]).toEqual([
      400,
      {
        code: 'InvalidRequestContent',
        message: `The request content was invalid and could not be deserialized: '${why} Path 'properties.${member}'.'. (simulator wording)`,
      },
    ]);
    expect(sim.resource(id)).toBeUndefined();
  });

  it('tells its keys, makes new ones, and has none without local authentication', async () => {
    const { sim } = await scene();
    const { accounts } = cognitive(sim);
    await accounts.beginCreateAndWait(GROUP, NAME, ACCOUNT, FAST);
    const before = await accounts.listKeys(GROUP, NAME);
    expect(before.key1).toMatch(/^sim-/);
    expect(before.key2).not.toBe(before.key1);
    const after = await accounts.regenerateKey(GROUP, NAME, 'Key2');
    expect(after.key1).toBe(before.key1);
    expect(after.key2).not.toBe(before.key2);
    expect(await accounts.listKeys(GROUP, NAME)).toEqual(after);
    const properties = { disableLocalAuth: true };
    await accounts.beginUpdateAndWait(GROUP, NAME, { properties }, FAST);
    await expect(accounts.listKeys(GROUP, NAME)).rejects.toThrow(
      `The account '${NAME}' has no keys while 'disableLocalAuth' is true.`,
    );
  });

  it('keeps the name of its host to itself', async () => {
    const { sim } = await scene();
    const client = cognitive(sim);
    const free = await client.checkDomainAvailability(NAME, TYPE);
    expect(free.isSubdomainAvailable).toBe(true);
    await client.accounts.beginCreateAndWait(GROUP, NAME, ACCOUNT, FAST);
    expect(await client.checkDomainAvailability(NAME, TYPE)).toMatchObject({
      isSubdomainAvailable: false,
      subdomainName: NAME,
    });
    await expect(
      client.accounts.beginCreateAndWait(GROUP, 'another', ACCOUNT, FAST),
    ).rejects.toMatchObject({
      statusCode: 409,
      code: 'CustomDomainInUse',
      message: expect.stringContaining(
        `Please pick a different name. The subdomain name '${NAME}' is not available as it's already used by a resource.`,
      ),
    });
  });

  it('is refused by name where it is of a kind that is not simulated', async () => {
    const { sim } = await scene();
    const body = { ...ACCOUNT, kind: 'QnAMaker' };
    const answer = await send(sim, 'PUT', idOf(sim, TYPE, NAME), VERSION, body);
    expect(answer.status).toBe(501);
    expect(answer.body.error.message).toContain("the kind 'QnAMaker'");
  });
});

describe('a deleted AI Services account', () => {
  async function deleted() {
    const { sim } = await scene();
    const client = cognitive(sim);
    const made = await client.accounts.beginCreateAndWait(
      GROUP,
      NAME,
      { ...ACCOUNT, tags: { use: 'chat' } },
      FAST,
    );
    await client.accounts.beginDeleteAndWait(GROUP, NAME, FAST);
    const create = (properties: object) =>
      client.accounts.beginCreateAndWait(GROUP, NAME, { ...ACCOUNT, properties }, FAST);
    const names = async () => {
      const found: (string | undefined)[] = [];
      for await (const { name } of client.deletedAccounts.list()) found.push(name);
      return found;
    };
    return { sim, client, made, create, names };
  }

  it('comes back when it is asked to', async () => {
    const { client, made, create, names } = await deleted();
    expect(await names()).toEqual([NAME]);
    expect(await client.deletedAccounts.get(LOCATION, GROUP, NAME)).toMatchObject({
      name: NAME,
      properties: { scheduledPurgeDate: expect.stringMatching(/^2026-03-03T10:/) },
    });
    await expect(create(ACCOUNT.properties)).rejects.toMatchObject({
      statusCode: 409,
      code: 'FlagMustBeSetForRestore',
      message: `An existing resource with ID '${made.id ?? ''}' has been soft-deleted. To restore the resource, you must specify 'restore' to be 'true' in the property. If you don't want to restore existing resource, please purge it first.`,
    });
    expect(await create({ restore: true })).toMatchObject({
      tags: { use: 'chat' },
      properties: { customSubDomainName: NAME },
    });
    expect(await names()).toEqual([]);
    await expect(client.deletedAccounts.get(LOCATION, GROUP, NAME)).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  it('lets its name go when it is purged', async () => {
    const { client, create, names } = await deleted();
    expect((await client.checkDomainAvailability(NAME, TYPE)).isSubdomainAvailable).toBe(false);
    await client.deletedAccounts.beginPurgeAndWait(LOCATION, GROUP, NAME, FAST);
    expect((await client.checkDomainAvailability(NAME, TYPE)).isSubdomainAvailable).toBe(true);
    expect(await names()).toEqual([]);
    await expect(create({ restore: true })).rejects.toMatchObject({ statusCode: 404 });
    expect((await create(ACCOUNT.properties)).tags).toBeUndefined();
  });

  it('is gone after two days', async () => {
    const { sim, names } = await deleted();
    await sim.clock.advance({ hours: 47 });
    expect(await names()).toEqual([NAME]);
    await sim.clock.advance({ hours: 2 });
    expect(await names()).toEqual([]);
  });
});

describe('the key of an AI Services account', () => {
  async function underKey(keySize = 2048) {
    const { sim, vaultId } = await scene();
    const identity = await makeIdentity(sim, 'id-ai');
    const { clientId = '' } = await new ManagedServiceIdentityClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    ).userAssignedIdentities.get(GROUP, 'id-ai');
    const { id: keyId = '' } = await keys(sim).createRsaKey('ai-key', { keySize });
    const [host = '', , keyName = '', keyVersion = ''] = keyId.replace('https://', '').split('/');
    const keyVaultProperties = {
      keyVaultUri: `https://${host}/`,
      keyName,
      keyVersion,
      identityClientId: clientId,
    };
    const encryption = { keySource: 'Microsoft.KeyVault', keyVaultProperties };
    const { accounts } = cognitive(sim);
    const put = (change: object = {}, kind: string = ACCOUNT.kind) =>
      accounts.beginCreateAndWait(
        GROUP,
        NAME,
        {
          ...ACCOUNT,
          kind,
          identity: { type: 'UserAssigned', userAssignedIdentities: { [identity.id]: {} } },
          properties: { ...ACCOUNT.properties, encryption: { ...encryption, ...change } },
        },
        FAST,
      );
    return { sim, vaultId, identity, keyId, keyVaultProperties, accounts, put };
  }

  it('is used by the identity whose client id is named', async () => {
    const { sim, vaultId, identity, keyId, put, keyVaultProperties, accounts } = await underKey();
    await expect(put()).rejects.toThrow(
      `The key '${keyId}' of the account '${NAME}' cannot be used`,
    );
    await expect(accounts.get(GROUP, NAME)).rejects.toMatchObject({ statusCode: 404 });
    await grant(sim, vaultId, identity.principalId);
    expect((await put()).properties?.encryption).toEqual({
      keySource: 'Microsoft.KeyVault',
      keyVaultProperties,
    });
    await keys(sim).updateKeyProperties('ai-key', { enabled: false });
    await expect(put()).rejects.toThrow('cannot be used');
    const back = await put({ keySource: 'Microsoft.CognitiveServices' });
    expect(back.properties?.encryption?.keySource).toBe('Microsoft.CognitiveServices');
  });

  it('wraps the data key of the account, which notices within the hour that it is gone', async () => {
    const { sim, vaultId, identity, keyId, put, accounts } = await underKey();
    await grant(sim, vaultId, identity.principalId);
    const made = await put();
    const [store] = sim.encryption.stores();
    expect(store).toMatchObject({
      id: made.id,
      keyIdentifier: keyId,
      principalId: identity.principalId,
      dataKeys: [{ id: '1', wrappedBy: keyId }],
    });
    const enable = (enabled: boolean) => keys(sim).updateKeyProperties('ai-key', { enabled });
    await enable(false);
    await sim.clock.advance({ hours: 1 });
    expect(sim.encryption.stores()[0]?.lost?.code).toBe('KeyDisabled');
    // Nothing that is served is documented to stop: settings are changed, keys are listed.
    const tagged = await accounts.beginUpdateAndWait(GROUP, NAME, { tags: { use: 'chat' } }, FAST);
    expect(tagged.tags).toEqual({ use: 'chat' });
    await enable(true);
    await sim.clock.advance({ hours: 1 });
    expect(sim.encryption.stores()[0]?.lost).toBeUndefined();
    await accounts.beginDeleteAndWait(GROUP, NAME, FAST);
    expect(sim.encryption.stores()).toEqual([]);
  });

  it('is meant when a key is named without its source', async () => {
    const { sim, vaultId, identity, keyId, put, keyVaultProperties } = await underKey();
    const keySource = undefined;
    await expect(put({ keySource })).rejects.toThrow(
      `The key '${keyId}' of the account '${NAME}' cannot be used`,
    );
    await grant(sim, vaultId, identity.principalId);
    expect((await put({ keySource })).properties?.encryption).toEqual({
      keySource: 'Microsoft.KeyVault',
      keyVaultProperties,
    });
  });

  it('is of 2048 bits', async () => {
    const { sim, vaultId, identity, put } = await underKey(3072);
    await grant(sim, vaultId, identity.principalId);
    await expect(put()).rejects.toThrow('it has 3072 bits, not 2048. (simulator wording)');
  });

  it('is not used by an identity of the caller for Azure OpenAI, which takes its own only', async () => {
    const { sim, vaultId, identity, put } = await underKey();
    await grant(sim, vaultId, identity.principalId);
    await expect(put({}, 'OpenAI')).rejects.toThrow(
      `The account '${NAME}' is of the kind OpenAI, which uses a customer-managed key as itself: user-assigned identities are not supported. (simulator wording)`,
    );
    expect((await put({}, 'AIServices')).kind).toBe('AIServices');
  });

  it('is not used by a stranger', async () => {
    const { put, keyVaultProperties } = await underKey();
    const identityClientId = '00000000-0000-4000-8000-000000000001';
    await expect(
      put({ keyVaultProperties: { ...keyVaultProperties, identityClientId } }),
    ).rejects.toThrow(`No identity of the account '${NAME}' has the client id`);
  });
});
