import { describe, expect, it } from 'vitest';
import { FAST, grant, keys, LOCATION, resources, send } from '../machinelearning/scene.ts';
import { chain, encryptionWith, NAME, TYPE, VERSION, VERSIONLESS } from './chain.ts';

describe.each(['instant', 'realistic'] as const)(
  'a registry under a customer-managed key, %s',
  (latency) => {
    it('is created under it by the identity that its client id names', async () => {
      const given = await chain({ latency });
      const made = await resources(given.sim).resources.createOrUpdateById(
        given.id,
        VERSION,
        given.body(given.keyId),
        FAST,
      );
      expect(made.properties).toMatchObject({
        provisioningState: 'Succeeded',
        encryption: {
          status: 'enabled',
          keyVaultProperties: {
            keyIdentifier: given.keyId,
            versionedKeyIdentifier: given.keyId,
            identity: given.clientId,
            keyRotationEnabled: false,
          },
        },
      });
      expect(made.identity?.type).toBe('userAssigned');
    });

    it('tells of its creation, and of a change of its key, as recorded', async () => {
      const given = await chain({ latency });
      const isRealistic = latency === 'realistic';
      const made = await given.put(given.body(given.keyId));
      expect([made.status, made.body.properties.provisioningState]).toEqual([
        201,
        isRealistic ? 'Creating' : 'Succeeded',
      ]);
      await given.sim.clock.advance({ minutes: 5 });
      const next = (await keys(given.sim).createRsaKey('registry-key', { keySize: 4096 })).id ?? '';
      const changed = await given.patch(encryptionWith(next, given.clientId));
      expect([changed.status, changed.body.properties.provisioningState]).toEqual(
        isRealistic ? [201, 'Updating'] : [200, 'Succeeded'],
      );
      if (isRealistic) {
        const url = changed.headers.get('azure-asyncoperation') ?? '';
        const poll = await send(given.sim, 'GET', url, VERSION);
        expect(poll.body.status).toBe('Succeeded');
      }
      expect(await given.keyOf()).toMatchObject({
        keyIdentifier: next,
        versionedKeyIdentifier: next,
        lastKeyRotationTimestamp: expect.stringMatching(/^2026-03-01T/),
      });
    });

    it('is refused without access to the key', async () => {
      const given = await chain({ latency, isGranted: false });
      const answer = await given.put(given.body(given.keyId));
      expect(answer.status).toBe(400);
      expect(answer.body.error).toEqual({
        code: 'BadRequest',
        message: `Failed to access KeyId '${given.keyId}'. Verify that identity '${given.clientId}' has 'Get, Wrap Key, Unwrap Key' permission on key '${given.keyId}'. For more information on bring your own key, please visit 'https://aka.ms/acr/cmk'.`,
      });
      expect(answer.headers.get('x-cmk-simulator-evidence')).toBe('reported');
      expect((await send(given.sim, 'GET', given.id, VERSION)).status).toBe(404);
    });
  },
);

describe('the key of a registry', () => {
  it('is followed within an hour when it is named without a version, and else not', async () => {
    const given = await chain();
    await given.put(given.body(VERSIONLESS));
    expect(await given.keyOf()).toMatchObject({
      keyIdentifier: VERSIONLESS,
      versionedKeyIdentifier: given.keyId,
      keyRotationEnabled: true,
    });
    const second = (await keys(given.sim).rotateKey('cosmos-key')).id ?? '';
    expect((await given.keyOf()).versionedKeyIdentifier).toBe(given.keyId);
    await given.sim.clock.advance({ hours: 1 });
    expect((await given.keyOf()).versionedKeyIdentifier).toBe(second);
    await given.patch(encryptionWith(second, given.clientId));
    await keys(given.sim).rotateKey('cosmos-key');
    await given.sim.clock.advance({ hours: 3 });
    expect((await given.keyOf()).versionedKeyIdentifier).toBe(second);
  });

  it('is kept while a newer version cannot be used', async () => {
    const given = await chain();
    await given.put(given.body(VERSIONLESS));
    const second = (await keys(given.sim).rotateKey('cosmos-key')).id ?? '';
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: false });
    await given.sim.clock.advance({ hours: 2 });
    expect((await given.keyOf()).versionedKeyIdentifier).toBe(given.keyId);
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: true });
    await given.sim.clock.advance({ hours: 1 });
    expect((await given.keyOf()).versionedKeyIdentifier).toBe(second);
  });

  it('can go over to the identity of the registry once that exists', async () => {
    const given = await chain();
    await given.put(given.body(given.keyId));
    const both = await given.patch({
      identity: {
        type: 'SystemAssigned, UserAssigned',
        userAssignedIdentities: { [given.identity.id]: {} },
      },
    });
    expect(both.body.identity.type).toBe('systemAssigned, userAssigned');
    await grant(given.sim, given.vaultId, both.body.identity.principalId);
    await given.patch(encryptionWith(given.keyId, 'system'));
    expect(await given.keyOf()).toMatchObject({ identity: 'system' });
  });

  it('stays through other changes', async () => {
    const given = await chain();
    await given.put(given.body(given.keyId));
    const before = await given.keyOf();
    const changed = await given.patch({ properties: { adminUserEnabled: true } });
    expect([changed.status, changed.body.properties.adminUserEnabled]).toEqual([200, true]);
    expect(await given.keyOf()).toEqual(before);
  });

  type Chain = Awaited<ReturnType<typeof chain>>;
  const refusals: readonly [string, (given: Chain) => object, string, string][] = [
    [
      'another SKU',
      ({ body, keyId }) => body(keyId, { sku: { name: 'Standard' } }),
      'A registry with a customer-managed key needs the SKU Premium. (simulator wording)',
      'assumed',
    ],
    [
      'what is no key',
      ({ body }) => body('https://kv-ml.vault.azure.net/secrets/x'),
      "'https://kv-ml.vault.azure.net/secrets/x' is not the identifier of a key. (simulator wording)",
      'assumed',
    ],
    [
      'an identity that it does not have',
      ({ body, keyId }) => body(keyId, encryptionWith(keyId, 'no-such-client')),
      `Azure resource '/subscriptions/SUB/resourceGroups/rg-ml/providers/${TYPE}/${NAME}' does not have access to identity 'no-such-client' Try forcibly adding the identity to the registry ${NAME}. For more information on bring your own key, please visit 'https://aka.ms/acr/cmk'.`,
      'documented',
    ],
  ];

  it.each(refusals)('is refused: %s', async (_what, wire, message, evidence) => {
    const given = await chain();
    const answer = await given.put(wire(given));
    expect([answer.status, answer.body.error]).toEqual([
      400,
      { code: 'BadRequest', message: message.replace('SUB', given.sim.subscriptionId) },
    ]);
    expect(answer.headers.get('x-cmk-simulator-evidence')).toBe(evidence);
  });

  it.each(['enabled', 'disabled'] as const)('cannot be %s later', async (status) => {
    const given = await chain();
    const plain = { properties: {} };
    await given.put(given.body(given.keyId, status === 'enabled' ? plain : {}));
    const change =
      status === 'enabled'
        ? encryptionWith(given.keyId, given.clientId)
        : { properties: { encryption: { status } } };
    const answer = await given.patch(change);
    expect([answer.status, answer.body.error.message]).toEqual([
      400,
      `Encryption with a customer-managed key is chosen when a registry is created: it cannot be ${status} on the registry '${NAME}'. (simulator wording)`,
    ]);
  });
});

describe('a registry without a customer-managed key', () => {
  it('is created, listed by group and subscription, and deleted', async () => {
    const given = await chain();
    await given.put({ location: LOCATION, sku: { name: 'Basic' } });
    for (const scope of ['', '/resourceGroups/rg-ml']) {
      const url = `/subscriptions/${given.sim.subscriptionId}${scope}/providers/${TYPE}`;
      const { body } = await send(given.sim, 'GET', url, VERSION);
      expect(body.value.map(({ name }: { readonly name: string }) => name)).toEqual([NAME]);
      expect(body.value[0].properties.encryption).toEqual({ status: 'disabled' });
    }
    expect((await send(given.sim, 'DELETE', given.id, VERSION)).status).toBe(200);
    expect((await send(given.sim, 'GET', given.id, VERSION)).status).toBe(404);
  });
});
