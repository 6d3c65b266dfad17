import { describe, expect, it } from 'vitest';
import {
  grant,
  GROUP,
  keys,
  makeIdentity,
  storageManagement as storage,
  scene,
  send,
} from '../machinelearning/scene.ts';
import { expire, type Granted, WAYS } from '../machinelearning/key-ways.ts';

const ACCOUNT = 'stmlcreditrisk';
const VAULT_URI = 'https://kv-ml.vault.azure.net';
const KEY = `${VAULT_URI}/keys/cosmos-key`;

const underKey = (keyVersion?: string) => ({
  encryption: {
    keySource: 'Microsoft.Keyvault',
    keyVaultProperties: {
      keyVaultUri: VAULT_URI,
      keyName: 'cosmos-key',
      ...(keyVersion === undefined ? {} : { keyVersion }),
    },
  },
});

/** The scene's account under its key, with an identity of its own. */
async function underItsKey(keyVersion?: string): Promise<Granted> {
  const given = await scene();
  const { storageAccounts } = storage(given.sim);
  const { identity } = await storageAccounts.update(GROUP, ACCOUNT, {
    identity: { type: 'SystemAssigned' },
  });
  const principalId = identity?.principalId ?? '';
  const keyGrant = await grant(given.sim, given.vaultId, principalId);
  await storageAccounts.update(GROUP, ACCOUNT, underKey(keyVersion));
  return { ...given, principalId, keyGrant };
}

const storeOf = ({ sim, storageId }: Granted, id = storageId) =>
  sim.encryption.stores().find((store) => store.id === id);

describe('a storage account under a key', () => {
  it('has one data key, which the version in use wraps', async () => {
    const given = await underItsKey();
    expect(storeOf(given)).toEqual({
      id: given.storageId,
      keyIdentifier: KEY,
      principalId: given.principalId,
      dataKeys: [{ id: '1', wrappedBy: given.keyId, madeAt: given.sim.clock.iso(), objects: 0 }],
      looksAgainAt: new Date(given.sim.clock.now() + 60 * 60_000).toISOString(),
      indices: [],
    });
    const wraps = given.sim.ledger
      .entries()
      .filter(({ url, caller }) => url.includes('/wrapkey') && caller === given.principalId);
    expect(wraps.map(({ status }) => status)).toEqual([200]);
  });

  it.each(WAYS)(
    'finds within the hour that it %s (%s), and the key when it is back',
    async (_what, code, take) => {
      const given = await underItsKey();
      const takenAt = given.sim.clock.now();
      const giveBack = await take(given);
      expect(storeOf(given)?.lost).toBeUndefined();
      await given.sim.clock.advance({ minutes: 65 });
      const lost = storeOf(given)?.lost;
      expect(lost?.code).toBe(code);
      expect(Date.parse(lost?.since ?? '') - takenAt).toBeLessThanOrEqual(60 * 60_000);
      await given.sim.clock.advance({ hours: 5 });
      expect(storeOf(given)?.lost).toEqual(lost);
      await giveBack();
      await given.sim.clock.advance({ hours: 1 });
      expect(storeOf(given)?.lost).toBeUndefined();
      expect(storeOf(given)?.dataKeys.map(({ wrappedBy }) => wrappedBy)).toEqual([given.keyId]);
    },
  );

  it('goes on under a version that has expired, which takes no other account', async () => {
    const given = await underItsKey();
    await expire(given);
    await given.sim.clock.advance({ hours: 3 });
    expect(storeOf(given)?.lost).toBeUndefined();
    await expect(
      storage(given.sim).storageAccounts.update(GROUP, ACCOUNT, underKey()),
    ).rejects.toMatchObject({ code: 'KeyVaultAuthenticationFailure' });
  });

  it('needs the version before until its daily look, and then no more', async () => {
    const given = await underItsKey();
    const { sim, keyId } = given;
    const second = await keys(sim).rotateKey('cosmos-key');
    await sim.clock.advance({ hours: 2 });
    expect(storeOf(given)?.dataKeys[0]?.wrappedBy).toBe(keyId);
    await keys(sim).updateKeyProperties('cosmos-key', keyId.slice(-32), { enabled: false });
    await sim.clock.advance({ hours: 1 });
    expect(storeOf(given)?.lost?.code).toBe('KeyDisabled');
    await keys(sim).updateKeyProperties('cosmos-key', keyId.slice(-32), { enabled: true });
    await sim.clock.advance({ hours: 24 });
    expect(storeOf(given)).toMatchObject({ dataKeys: [{ id: '1', wrappedBy: second.id }] });
    await keys(sim).updateKeyProperties('cosmos-key', keyId.slice(-32), { enabled: false });
    await sim.clock.advance({ hours: 3 });
    expect(storeOf(given)?.lost).toBeUndefined();
  });

  it('stays with a version that it names', async () => {
    const given = await underItsKey('');
    const version = given.keyId.slice(-32);
    await storage(given.sim).storageAccounts.update(GROUP, ACCOUNT, underKey(version));
    await keys(given.sim).rotateKey('cosmos-key');
    await given.sim.clock.advance({ days: 2 });
    expect(storeOf(given)).toMatchObject({
      keyIdentifier: given.keyId,
      dataKeys: [{ id: '1', wrappedBy: given.keyId }],
    });
  });

  it.each([
    ['its vault', 'VaultNotFound', ({ vaultId }: Granted) => [vaultId, '2023-07-01']],
    ['its identity', 'Unauthorized', ({ principalId }: Granted) => [principalId, '2023-01-31']],
  ])('finds within the hour that %s is deleted (%s)', async (_what, code, target) => {
    const given = await underItsKey();
    const identity = await makeIdentity(given.sim, 'id-storage');
    await grant(given.sim, given.vaultId, identity.principalId);
    await storage(given.sim).storageAccounts.update(GROUP, ACCOUNT, {
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity.id]: {} } },
      encryption: {
        ...underKey().encryption,
        encryptionIdentity: { encryptionUserAssignedIdentity: identity.id },
      },
    });
    expect(storeOf(given)).toMatchObject({
      principalId: identity.principalId,
      dataKeys: [{ wrappedBy: given.keyId }],
    });
    const [id = '', version = ''] = target({ ...given, principalId: identity.id });
    expect((await send(given.sim, 'DELETE', id, version)).status).toBe(200);
    await given.sim.clock.advance({ hours: 1 });
    expect(storeOf(given)?.lost?.code).toBe(code);
  });

  it('has lost what it had for good when its key is purged, and takes another', async () => {
    const given = await underItsKey();
    const { sim, keyId } = given;
    const { storageAccounts } = storage(sim);
    await (await keys(sim).beginDeleteKey('cosmos-key')).pollUntilDone();
    await sim.clock.advance({ days: 91 });
    await expect(keys(sim).getDeletedKey('cosmos-key')).rejects.toMatchObject({
      code: 'KeyNotFound',
    });
    expect(storeOf(given)).toMatchObject({
      dataKeys: [{ id: '1', wrappedBy: keyId }],
      lost: { code: 'KeyNotFound' },
    });
    const next = await keys(sim).createRsaKey('cosmos-key', { keySize: 2048 });
    await sim.clock.advance({ hours: 1 });
    // The same name is another key.
    expect(storeOf(given)?.lost?.code).toBe('KeyNotFound');
    await storageAccounts.update(GROUP, ACCOUNT, underKey());
    expect(storeOf(given)).toMatchObject({ dataKeys: [{ id: '2', wrappedBy: next.id }] });
    expect(storeOf(given)?.lost).toBeUndefined();
  });

  it('is forgotten with its key: under the key of Microsoft, and deleted', async () => {
    const given = await underItsKey();
    const { storageAccounts } = storage(given.sim);
    await storageAccounts.update(GROUP, ACCOUNT, {
      encryption: { keySource: 'Microsoft.Storage' },
    });
    expect(given.sim.encryption.stores()).toEqual([]);
    await storageAccounts.update(GROUP, ACCOUNT, underKey());
    expect(given.sim.encryption.stores()).toHaveLength(1);
    await storageAccounts.delete(GROUP, ACCOUNT);
    expect(given.sim.encryption.stores()).toEqual([]);
    await given.sim.clock.advance({ days: 2 });
    expect(given.sim.encryption.stores()).toEqual([]);
  });
});

describe('an encryption scope under a key', () => {
  it.each(WAYS)(
    'finds within the hour that it %s (%s), besides its account',
    async (_what, code, take) => {
      const given = await underItsKey();
      const { encryptionScopes, storageAccounts } = storage(given.sim);
      await storageAccounts.update(GROUP, ACCOUNT, {
        encryption: { keySource: 'Microsoft.Storage' },
      });
      await encryptionScopes.put(GROUP, ACCOUNT, 'tenant-a', {
        source: 'Microsoft.KeyVault',
        keyVaultProperties: { keyUri: KEY },
      });
      const id = `${given.storageId}/encryptionScopes/tenant-a`;
      expect(given.sim.encryption.stores().map((store) => store.id)).toEqual([id]);
      const giveBack = await take(given);
      await given.sim.clock.advance({ minutes: 65 });
      expect(storeOf(given, id)?.lost?.code).toBe(code);
      await giveBack();
      await given.sim.clock.advance({ hours: 1 });
      expect(storeOf(given, id)?.lost).toBeUndefined();
      await storageAccounts.delete(GROUP, ACCOUNT);
      expect(given.sim.encryption.stores()).toEqual([]);
    },
  );

  it('is wrapped by a new version within a day', async () => {
    const given = await underItsKey();
    const { encryptionScopes } = storage(given.sim);
    await encryptionScopes.put(GROUP, ACCOUNT, 'tenant-a', {
      source: 'Microsoft.KeyVault',
      keyVaultProperties: { keyUri: KEY },
    });
    const second = await keys(given.sim).rotateKey('cosmos-key');
    await given.sim.clock.advance({ days: 1 });
    const id = `${given.storageId}/encryptionScopes/tenant-a`;
    expect(storeOf(given, id)?.dataKeys[0]?.wrappedBy).toBe(second.id);
    await encryptionScopes.patch(GROUP, ACCOUNT, 'tenant-a', { source: 'Microsoft.Storage' });
    expect(storeOf(given, id)).toBeUndefined();
  });
});
