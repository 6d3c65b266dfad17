import { describe, expect, it } from 'vitest';
import { expire, WAYS } from '../machinelearning/key-ways.ts';
import { grant, keys, makeIdentity, resources, send } from '../machinelearning/scene.ts';
import { chain, encryptionWith, NAME, TYPE, VERSION, VERSIONLESS } from './chain.ts';

/** A registry under the scene's key, which it names with its version unless told otherwise. */
async function underKey(keyIdentifier?: string) {
  const given = await chain();
  await given.put(given.body(keyIdentifier ?? given.keyId));
  const storeOf = () => given.sim.encryption.stores().find(({ id }) => id === given.id);
  return { ...given, storeOf };
}

describe('a registry under a key', () => {
  it.each(WAYS)(
    'finds within the hour that it %s (%s), keeps its settings open, and comes back',
    async (_what, code, take) => {
      const given = await underKey(VERSIONLESS);
      const { sim, keyId, patch, storeOf, clientId } = given;
      expect(storeOf()).toMatchObject({
        keyIdentifier: VERSIONLESS,
        principalId: given.principalId,
        dataKeys: [{ id: '1', wrappedBy: keyId }],
      });
      const giveBack = await take(given);
      await sim.clock.advance({ minutes: 65 });
      expect(storeOf()?.lost?.code).toBe(code);
      // What is documented to be blocked is the registry's data, and no other key can be tried.
      expect((await patch({ tags: { use: 'models' } })).status).toBe(200);
      const refused = await patch(encryptionWith(VERSIONLESS, clientId));
      expect([refused.status, refused.body.error.message]).toEqual([
        400,
        expect.stringMatching(/^Failed to access KeyId 'https:.*Verify that identity /),
      ]);
      await giveBack();
      await sim.clock.advance({ hours: 1 });
      expect(storeOf()?.lost).toBeUndefined();
      expect((await patch(encryptionWith(VERSIONLESS, clientId))).status).toBe(200);
    },
  );

  it('goes on under a version that has expired', async () => {
    const given = await underKey();
    await expire(given);
    await given.sim.clock.advance({ hours: 3 });
    expect(given.storeOf()?.lost).toBeUndefined();
  });

  it('needs the version before until it has taken the new one', async () => {
    const { sim, keyId, storeOf } = await underKey(VERSIONLESS);
    const second = (await keys(sim).rotateKey('cosmos-key')).id;
    expect(storeOf()?.dataKeys[0]?.wrappedBy).toBe(keyId);
    await sim.clock.advance({ hours: 1 });
    expect(storeOf()).toMatchObject({ dataKeys: [{ id: '1', wrappedBy: second }] });
    await keys(sim).updateKeyProperties('cosmos-key', keyId.slice(-32), { enabled: false });
    await sim.clock.advance({ hours: 2 });
    expect(storeOf()?.lost).toBeUndefined();
  });

  it('does not let go of the identity that it uses the key with', async () => {
    const given = await underKey();
    const other = await makeIdentity(given.sim, 'id-other');
    const swap = () =>
      given.patch({
        identity: { type: 'UserAssigned', userAssignedIdentities: { [other.id]: {} } },
      });
    const refused = await swap();
    expect([refused.status, refused.body.error]).toEqual([
      400,
      {
        code: 'BadRequest',
        message: `Azure resource '${given.id}' does not have access to identity '${given.clientId}' Try forcibly adding the identity to the registry ${NAME}. For more information on bring your own key, please visit 'https://aka.ms/acr/cmk'.`,
      },
    ]);
    expect(refused.headers.get('x-cmk-simulator-evidence')).toBe('documented');
    // As documented: another one is given to it and named for the key first.
    await grant(given.sim, given.vaultId, other.principalId);
    const stored = await send(given.sim, 'GET', other.id, '2023-01-31');
    const both = { [other.id]: {}, [given.identity.id]: {} };
    await given.patch({ identity: { type: 'UserAssigned', userAssignedIdentities: both } });
    const { clientId } = stored.body.properties;
    expect((await given.patch(encryptionWith(given.keyId, clientId))).status).toBe(200);
    expect((await swap()).status).toBe(200);
    expect(given.storeOf()?.principalId).toBe(other.principalId);
  });

  it('finds itself without its key when the identity is deleted', async () => {
    const given = await underKey();
    await send(given.sim, 'DELETE', given.identity.id, '2023-01-31');
    await given.sim.clock.advance({ hours: 1 });
    expect(given.storeOf()?.lost?.code).toBe('Unauthorized');
  });

  it('stays Premium, and is forgotten when it is deleted', async () => {
    const given = await underKey();
    const smaller = await given.patch({ sku: { name: 'Standard' } });
    expect([smaller.status, smaller.body.error.message]).toEqual([
      400,
      'A registry with a customer-managed key needs the SKU Premium. (simulator wording)',
    ]);
    const { sim, id } = given;
    const found = await resources(sim).resources.getById(id, VERSION);
    expect(found.type).toBe(TYPE);
    await send(sim, 'DELETE', id, VERSION);
    expect(sim.encryption.stores()).toEqual([]);
  });
});
