import { StorageManagementClient } from '@azure/arm-storage';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import {
  grant,
  GROUP,
  idOf,
  keys,
  LOCATION,
  makeIdentity,
  makeVault,
  type Scene,
  scene,
  send,
} from '../machinelearning/scene.ts';

const ACCOUNT = 'stmlcreditrisk';
const VERSION = '2023-05-01';
const NO_ACCESS = `Unable to update storage account '${ACCOUNT}': 'The operation failed because of authentication issue on the keyvault. For more information, see - https://aka.ms/storagekeyvaultaccesspolicy'.`;

function storage(sim: Simulator): StorageManagementClient {
  return new StorageManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());
}

const vaultUri = 'https://kv-ml.vault.azure.net';
const underKey = (keyVersion?: string) => ({
  encryption: {
    keySource: 'Microsoft.Keyvault',
    keyVaultProperties: {
      keyVaultUri: vaultUri,
      keyName: 'cosmos-key',
      ...(keyVersion === undefined ? {} : { keyVersion }),
    },
  },
});

/** A scene whose account has an identity of its own. */
async function withIdentity(latency: 'instant' | 'realistic' = 'instant') {
  const given = await scene({ latency });
  const account = await storage(given.sim).storageAccounts.update(GROUP, ACCOUNT, {
    identity: { type: 'SystemAssigned' },
  });
  return { ...given, principalId: account.identity?.principalId ?? '' };
}

const versionOf = (keyId: string): string => keyId.split('/').pop() ?? '';

describe.each(['instant', 'realistic'] as const)(
  'a storage account under a customer-managed key, %s',
  (latency) => {
    it('is put under a key that its own identity may use, at once, and back', async () => {
      const given = await withIdentity(latency);
      await grant(given.sim, given.vaultId, given.principalId);
      const client = storage(given.sim).storageAccounts;
      const account = await client.update(GROUP, ACCOUNT, underKey(versionOf(given.keyId)));
      expect(account.encryption).toMatchObject({
        keySource: 'Microsoft.Keyvault',
        keyVaultProperties: {
          keyVaultUri: vaultUri,
          keyName: 'cosmos-key',
          keyVersion: versionOf(given.keyId),
          currentVersionedKeyIdentifier: given.keyId,
          currentVersionedKeyExpirationTimestamp: new Date(0),
          lastKeyRotationTimestamp: expect.any(Date),
        },
      });
      expect((await client.getProperties(GROUP, ACCOUNT)).encryption).toEqual(account.encryption);
      const back = await client.update(GROUP, ACCOUNT, {
        encryption: { keySource: 'Microsoft.Storage' },
      });
      expect(back.encryption?.keySource).toBe('Microsoft.Storage');
      expect(back.encryption?.keyVaultProperties).toBeUndefined();
    });

    it('is put under another key of its vault without saying again whose', async () => {
      const given = await withIdentity(latency);
      await grant(given.sim, given.vaultId, given.principalId);
      const client = storage(given.sim).storageAccounts;
      await client.update(GROUP, ACCOUNT, underKey());
      await keys(given.sim).createRsaKey('next-key', { keySize: 2048 });
      const { body } = await send(given.sim, 'PATCH', given.storageId, VERSION, {
        properties: {
          encryption: { keyvaultproperties: { keyvaulturi: vaultUri, keyname: 'next-key' } },
        },
      });
      expect(body.properties.encryption).toMatchObject({
        keySource: 'Microsoft.Keyvault',
        keyvaultproperties: { keyname: 'next-key' },
      });
    });

    it('answers with the key in lower-case names', async () => {
      const given = await withIdentity(latency);
      await grant(given.sim, given.vaultId, given.principalId);
      const keyvaultproperties = { keyvaulturi: vaultUri, keyname: 'cosmos-key', keyversion: '' };
      const answer = await send(given.sim, 'PATCH', given.storageId, VERSION, {
        properties: { encryption: { keySource: 'microsoft.keyvault', keyvaultproperties } },
      });
      expect(answer.status).toBe(200);
      expect(answer.body.properties.encryption).toEqual({
        services: answer.body.properties.encryption.services,
        keySource: 'Microsoft.Keyvault',
        keyvaultproperties: {
          ...keyvaultproperties,
          currentVersionedKeyIdentifier: given.keyId,
          currentVersionedKeyExpirationTimestamp: '1970-01-01T00:00:00.0000000Z',
          lastKeyRotationTimestamp: expect.stringMatching(/^2026-03-01T.*0000Z$/),
        },
      });
    });

    it('is refused without access to the key', async () => {
      const given = await withIdentity(latency);
      await expect(
        storage(given.sim).storageAccounts.update(GROUP, ACCOUNT, underKey()),
      ).rejects.toMatchObject({
        statusCode: 400,
        code: 'KeyVaultAuthenticationFailure',
        message: NO_ACCESS,
      });
      const { encryption } = await storage(given.sim).storageAccounts.getProperties(GROUP, ACCOUNT);
      expect(encryption?.keySource).toBe('Microsoft.Storage');
    });
  },
);

describe('the key of a storage account', () => {
  it('is followed to its newest version within a day, or not, as it is named', async () => {
    const given = await withIdentity();
    await grant(given.sim, given.vaultId, given.principalId);
    const client = storage(given.sim).storageAccounts;
    const inUse = async () =>
      (await client.getProperties(GROUP, ACCOUNT)).encryption?.keyVaultProperties
        ?.currentVersionedKeyIdentifier;
    await client.update(GROUP, ACCOUNT, underKey());
    const second = (await keys(given.sim).rotateKey('cosmos-key')).id;
    expect(await inUse()).toBe(given.keyId);
    await given.sim.clock.advance({ days: 1 });
    expect(await inUse()).toBe(second);
    await client.update(GROUP, ACCOUNT, underKey(versionOf(second ?? '')));
    await keys(given.sim).rotateKey('cosmos-key');
    await given.sim.clock.advance({ days: 2 });
    expect(await inUse()).toBe(second);
  });

  it('is kept while a newer version cannot be used, and followed once it can', async () => {
    const given = await withIdentity();
    await grant(given.sim, given.vaultId, given.principalId);
    const client = storage(given.sim).storageAccounts;
    await client.update(GROUP, ACCOUNT, underKey());
    const second = await keys(given.sim).rotateKey('cosmos-key');
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: false });
    await given.sim.clock.advance({ days: 1 });
    const before = await client.getProperties(GROUP, ACCOUNT);
    expect(before.encryption?.keyVaultProperties?.currentVersionedKeyIdentifier).toBe(given.keyId);
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: true });
    await given.sim.clock.advance({ days: 1 });
    const after = await client.getProperties(GROUP, ACCOUNT);
    expect(after.encryption?.keyVaultProperties?.currentVersionedKeyIdentifier).toBe(second.id);
  });

  it('is used by a user-assigned identity from the first request on', async () => {
    const given = await scene();
    const identity = await makeIdentity(given.sim, 'id-storage');
    await grant(given.sim, given.vaultId, identity.principalId);
    const account = await storage(given.sim).storageAccounts.create(GROUP, 'stunderkey', {
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
      location: LOCATION,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity.id]: {} } },
      encryption: {
        ...underKey().encryption,
        encryptionIdentity: { encryptionUserAssignedIdentity: identity.id },
      },
    });
    expect(account.encryption?.encryptionIdentity?.encryptionUserAssignedIdentity).toBe(
      identity.id,
    );
    expect(account.encryption?.keyVaultProperties?.currentVersionedKeyIdentifier).toBe(given.keyId);
    expect(Object.values(account.identity?.userAssignedIdentities ?? {})).toMatchObject([
      { principalId: identity.principalId },
    ]);
  });

  it('needs an identity that is there', async () => {
    const given = await scene();
    const update = (change: object) =>
      storage(given.sim).storageAccounts.update(GROUP, ACCOUNT, change);
    await expect(update(underKey())).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidValuesForRequestParameters',
      message: `The storage account '${ACCOUNT}' has no identity to use the key with. (simulator wording)`,
    });
    const identity = await makeIdentity(given.sim, 'id-elsewhere');
    await expect(
      update({
        encryption: {
          ...underKey().encryption,
          encryptionIdentity: { encryptionUserAssignedIdentity: identity.id },
        },
      }),
    ).rejects.toMatchObject({
      code: 'InvalidValuesForRequestParameters',
      message: `The identity '${identity.id}' is not an identity of the storage account '${ACCOUNT}'. (simulator wording)`,
    });
  });

  it('keeps the identity that uses it', async () => {
    const given = await withIdentity();
    await grant(given.sim, given.vaultId, given.principalId);
    const client = storage(given.sim).storageAccounts;
    await client.update(GROUP, ACCOUNT, underKey());
    await expect(
      client.update(GROUP, ACCOUNT, { identity: { type: 'None' } }),
    ).rejects.toMatchObject({ statusCode: 400, code: 'InvalidValuesForRequestParameters' });
    expect((await client.getProperties(GROUP, ACCOUNT)).identity?.principalId).toBe(
      given.principalId,
    );
  });

  const bad: readonly [string, (given: Scene) => Promise<object>, string, string][] = [
    [
      'a key that is not there',
      () => Promise.resolve(named(vaultUri, 'no-such-key')),
      'KeyVaultAuthenticationFailure',
      NO_ACCESS,
    ],
    [
      'a disabled key',
      async ({ sim }) => {
        await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
        return underKey();
      },
      'KeyVaultAuthenticationFailure',
      NO_ACCESS,
    ],
    [
      'a key on a curve',
      async ({ sim }) => {
        await keys(sim).createEcKey('curve', { keyOps: ['sign'] });
        return named(vaultUri, 'curve');
      },
      'KeyVaultAuthenticationFailure',
      NO_ACCESS,
    ],
    [
      'a vault without purge protection',
      async ({ sim }) => {
        await makeVault(sim, 'kv-loose', LOCATION, false);
        await keys(sim, 'kv-loose').createRsaKey('loose', { keySize: 2048 });
        return named('https://kv-loose.vault.azure.net', 'loose');
      },
      'KeyVaultPolicyError',
      "The key 'https://kv-loose.vault.azure.net/keys/loose' cannot be used: purge protection is not enabled. (simulator wording)",
    ],
    [
      'no name of a key',
      () => Promise.resolve({ encryption: { keySource: 'Microsoft.Keyvault' } }),
      'InvalidValuesForRequestParameters',
      "Values for request parameters are invalid: 'encryption.keyvaultproperties.keyvaulturi' is required. (simulator wording)",
    ],
  ];

  it.each(bad)('is refused: %s', async (_what, change, code, message) => {
    const given = await withIdentity();
    const group = `/subscriptions/${given.sim.subscriptionId}/resourceGroups/${GROUP}`;
    await grant(given.sim, group, given.principalId);
    await expect(
      storage(given.sim).storageAccounts.update(GROUP, ACCOUNT, await change(given)),
    ).rejects.toMatchObject({ statusCode: 400, code, message });
  });

  it('is named by properties that are known, from a known source', async () => {
    const given = await withIdentity();
    const patch = (encryption: object) =>
      send(given.sim, 'PATCH', given.storageId, VERSION, { properties: { encryption } });
    const source = await patch({ keySource: 'Microsoft.Elsewhere' });
    expect([source.status, source.body.error.message]).toEqual([
      400,
      "Values for request parameters are invalid: 'encryption.keySource' must be Microsoft.Keyvault or Microsoft.Storage. (simulator wording)",
    ]);
    const unknown = await patch({ keySauce: 'x' });
    expect(unknown.body.error).toMatchObject({
      code: 'InvalidValuesForRequestParameters',
      message:
        "Values for request parameters are invalid: the property 'encryption.keySauce' is not known. (simulator wording)",
    });
    const sourceless = await patch({
      keyvaultproperties: { keyvaulturi: vaultUri, keyname: 'cosmos-key' },
    });
    expect([sourceless.status, sourceless.body.error]).toEqual([
      400,
      {
        code: 'InvalidValuesForRequestParameters',
        message:
          "Values for request parameters are invalid: 'encryption.keyvaultproperties' needs 'encryption.keySource' Microsoft.Keyvault. (simulator wording)",
      },
    ]);
    const refused = await patch({
      keySource: 'Microsoft.Keyvault',
      keyvaultproperties: { keyvaulturi: vaultUri, keyname: 'cosmos-key' },
    });
    expect(refused.headers.get('x-cmk-simulator-evidence')).toBe('reported');
  });

  it('goes with a snapshot, and so does the watch over it', async () => {
    const given = await withIdentity();
    await grant(given.sim, given.vaultId, given.principalId);
    await storage(given.sim).storageAccounts.update(GROUP, ACCOUNT, underKey());
    const other = given.sim.fork();
    const second = await keys(other).rotateKey('cosmos-key');
    await other.clock.advance({ days: 1 });
    const id = idOf(other, 'Microsoft.Storage/storageAccounts', ACCOUNT);
    const { body } = await send(other, 'GET', id, VERSION);
    expect(body.properties.encryption.keyvaultproperties.currentVersionedKeyIdentifier).toBe(
      second.id,
    );
  });
});

function named(keyVaultUri: string, keyName: string) {
  return {
    encryption: {
      keySource: 'Microsoft.Keyvault',
      keyVaultProperties: { keyVaultUri, keyName },
    },
  };
}
