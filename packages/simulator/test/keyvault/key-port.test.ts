import { describe, expect, it } from 'vitest';
import { compose } from '../../src/compose.ts';
import { KeyStore } from '../../src/data-plane/keyvault/key-store.ts';
import type { Refusal } from '../../src/kernel/errors.ts';
import type { KeyPort } from '../../src/kernel/ports.ts';
import type { Services } from '../../src/kernel/services.ts';
import { World } from '../../src/kernel/world.ts';
import type { Simulator } from '../../src/index.ts';
import {
  allKeys,
  GROUP,
  keyClient,
  LOCATION,
  makeVault,
  management,
  objectId,
  scene,
  send,
} from './scene.ts';

function servicesOf(sim: Simulator): Services {
  return compose(World.restore(sim.snapshot()), sim.settings).services;
}

/** The port as units see it, over the state of a simulator. */
const portOf = (sim: Simulator): KeyPort => servicesOf(sim).keys;

const GRANTED = { keys: ['get', 'wrapKey'] as ('get' | 'wrapKey')[] };

async function portScene(properties: Parameters<typeof makeVault>[2] = {}) {
  const sim = await scene();
  await makeVault(sim, 'kv-one', {
    accessPolicies: [allKeys(sim), { ...allKeys(sim, 'stranger'), permissions: GRANTED }],
  });
  const key = await keyClient(sim).createRsaKey('cmk', { keySize: 3072 });
  if (Object.keys(properties).length > 0) {
    await management(sim).vaults.update(GROUP, 'kv-one', { properties });
  }
  return { sim, id: key.id ?? '', stranger: objectId(sim, 'stranger') };
}

const textOf = (refusal: Refusal | undefined): unknown =>
  refusal && { status: refusal.data.status, inner: refusal.data.innerCode, text: refusal.text };

describe('keys as services of Azure use them', () => {
  it('are described by identifiers with and without a version, slash, port', async () => {
    const { sim, id } = await portScene();
    const port = portOf(sim);
    const described = port.describe(id);
    expect(described).toEqual({
      id,
      vaultId: sim.resource(described?.vaultId ?? '')?.id,
      vaultUri: 'https://kv-one.vault.azure.net',
      name: 'cmk',
      version: id.slice(-32),
      type: 'RSA',
      sizeBits: 3072,
      enabled: true,
      operations: ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'],
    });
    for (const form of [
      'https://kv-one.vault.azure.net/keys/cmk',
      'https://kv-one.vault.azure.net/keys/cmk/',
      'https://KV-ONE.vault.azure.net/keys/CMK',
      'https://kv-one.vault.azure.net:443/keys/cmk',
    ]) {
      expect(port.describe(form)).toEqual(described);
    }
    for (const form of [
      'https://kv-two.vault.azure.net/keys/cmk',
      'https://kv-one.vault.azure.net/keys/other',
      `https://kv-one.vault.azure.net/keys/cmk/${'0'.repeat(32)}`,
      'https://kv-one.vault.azure.cn/keys/cmk',
      'https://kv-one.vault.azure.net/secrets/cmk',
      'http://kv-one.vault.azure.net/keys/cmk',
      'cmk',
    ]) {
      expect(port.describe(form)).toBeUndefined();
    }
    expect(port.vaultOf('https://kv-one.vault.azure.net/keys/other')?.name).toBe('kv-one');
    expect(port.vaultOf('https://kv-two.vault.azure.net/keys/cmk')).toBeUndefined();
  });

  it('are permitted as policies or roles say', async () => {
    const { sim, id, stranger } = await portScene();
    expect(portOf(sim).permitted(id, stranger)).toEqual(['get', 'wrapKey']);
    expect(portOf(sim).permitted(id, objectId(sim))).toEqual(['get', 'wrapKey', 'unwrapKey']);
    expect(portOf(sim).permitted(id, objectId(sim, 'contributor'))).toEqual([]);
    await management(sim).vaults.update(GROUP, 'kv-one', {
      properties: { enableRbacAuthorization: true },
    });
    expect(portOf(sim).permitted(id, stranger)).toEqual([]);
    expect(portOf(sim).permitted('https://kv-two.vault.azure.net/keys/cmk', stranger)).toEqual([]);
  });

  it('are refused as Key Vault refuses them', async () => {
    const { sim, id, stranger } = await portScene();
    const port = portOf(sim);
    expect(port.refuses(id, stranger, 'wrapKey')).toBeUndefined();
    const denied = port.refuses(id, stranger, 'unwrapKey');
    expect(denied?.data).toMatchObject({
      status: 403,
      code: 'Forbidden',
      innerCode: 'AccessDenied',
    });
    expect(denied?.text).toContain('does not have keys unwrapKey permission on key vault');
    expect(
      port.refuses('https://kv-two.vault.azure.net/keys/cmk', stranger, 'get')?.data,
    ).toMatchObject({
      status: 404,
      code: 'VaultNotFound',
    });
    expect(port.refuses('https://kv-one.vault.azure.net/keys/no', stranger, 'get')?.text).toContain(
      'A key with (name/id) no was not found in this key vault.',
    );
  });

  it('are refused in the words for services where roles decide', async () => {
    const { sim, id, stranger } = await portScene({ enableRbacAuthorization: true });
    const text = portOf(sim).refuses(id, stranger, 'wrapKey')?.text ?? '';
    expect(text).toContain('Caller: name=stranger;appid=');
    expect(text).toContain("Action: 'Microsoft.KeyVault/vaults/keys/wrap/action'");
    expect(text).toContain('DecisionReason: null \r\n');
  });

  it('are refused by their state', async () => {
    const { sim, id } = await portScene();
    const owner = objectId(sim);
    const version = id.slice(-32);
    await keyClient(sim).updateKeyProperties('cmk', version, { enabled: false });
    expect(textOf(portOf(sim).refuses(id, owner, 'unwrapKey'))).toEqual({
      status: 403,
      inner: 'KeyDisabled',
      text: 'Operation unwrapKey is not allowed on a disabled key.',
    });
    expect(portOf(sim).refuses(id, owner, 'get')).toBeUndefined();
    await keyClient(sim).updateKeyProperties('cmk', version, {
      enabled: true,
      expiresOn: new Date(sim.clock.now() - 1000),
    });
    expect(portOf(sim).refuses(id, owner, 'unwrapKey')).toBeUndefined();
    expect(portOf(sim).refuses(id, owner, 'wrapKey')?.data.status).toBe(403);
  });

  it.each([
    { networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices' } },
    { networkAcls: { defaultAction: 'Allow', bypass: 'None' } },
    {
      networkAcls: {
        defaultAction: 'Deny',
        bypass: 'None',
        ipRules: [{ value: '198.51.100.0/24' }],
      },
    },
    { publicNetworkAccess: 'Disabled' },
  ])('pass a firewall of %j as trusted services do', async (properties) => {
    const { sim, id, stranger } = await portScene(properties as Parameters<typeof portScene>[0]);
    expect(portOf(sim).refuses(id, stranger, 'wrapKey')).toBeUndefined();
  });

  it('are stopped by a firewall without bypass, in the documented words', async () => {
    const { sim, id, stranger } = await portScene({
      networkAcls: { defaultAction: 'Deny', bypass: 'None' },
    });
    const refusal = portOf(sim).refuses(id, stranger, 'wrapKey');
    const principal = sim.principals.find(({ objectId: own }) => own === stranger);
    expect(textOf(refusal)).toEqual({
      status: 403,
      inner: 'ForbiddenByFirewall',
      text: `Client address is not authorized and caller was ignored because bypass is set to None\r\nClient address: 198.51.100.1\r\nCaller: name=Unknown/unknown;appid=${principal?.appId};oid=${stranger}\r\nVault: kv-one;location=westeurope`,
    });
    expect(refusal?.data).toMatchObject({ code: 'Forbidden', evidence: 'documented' });
  });

  it('name a managed identity by its resource when the firewall stops it', async () => {
    const { sim, id } = await portScene({ networkAcls: { defaultAction: 'Deny', bypass: 'None' } });
    const identity = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-one`;
    const { body } = await send(
      sim,
      'PUT',
      `https://management.azure.com${identity}?api-version=2023-01-31`,
      { location: LOCATION },
    );
    const { principalId, clientId } = body.properties;
    expect(textOf(portOf(sim).refuses(id, principalId, 'wrapKey'))).toEqual({
      status: 403,
      inner: 'ForbiddenByFirewall',
      text: `Client address is not authorized and caller was ignored because bypass is set to None\r\nClient address: 198.51.100.1\r\nCaller: appid=${clientId};oid=${principalId};iss=https://sts.windows.net/${sim.tenantId}/;xms_mirid=${body.id}\r\nVault: kv-one;location=westeurope`,
    });
  });

  it('are stopped where public access is off and nobody is trusted', async () => {
    const { sim, id, stranger } = await portScene({
      publicNetworkAccess: 'Disabled',
      networkAcls: { bypass: 'None' },
    });
    const refusal = portOf(sim).refuses(id, stranger, 'wrapKey');
    expect(refusal?.data).toMatchObject({ status: 403, innerCode: 'ForbiddenByConnection' });
    expect(refusal?.text).toMatch(
      /^Public network access is disabled and request is not from a trusted service nor via an approved private link\.\r\nCaller: appid=/,
    );
  });

  it('on a curve have no size that counts, and wrap nothing', async () => {
    const { sim } = await portScene();
    const key = await keyClient(sim).createEcKey('ec');
    const port = portOf(sim);
    expect(port.describe(key.id ?? '')).toMatchObject({
      type: 'EC',
      operations: ['sign', 'verify'],
    });
    expect(port.describe(key.id ?? '')).not.toHaveProperty('sizeBits');
    expect(textOf(port.refuses(key.id ?? '', objectId(sim), 'wrapKey'))).toEqual({
      status: 403,
      inner: 'KeyOperationForbidden',
      text: 'Operation wrapKey is not permitted on this key.',
    });
    expect(port.refuses(key.id ?? '', objectId(sim), 'get')).toBeUndefined();
  });

  it('are not there while the vault or the key is deleted', async () => {
    const { sim, id, stranger } = await portScene();
    await (await keyClient(sim).beginDeleteKey('cmk', { intervalInMs: 1 })).pollUntilDone();
    expect(portOf(sim).describe(id)).toBeUndefined();
    expect(portOf(sim).refuses(id, objectId(sim), 'unwrapKey')?.data.code).toBe('KeyNotFound');
    await management(sim).vaults.delete(GROUP, 'kv-one');
    expect(portOf(sim).vaultOf(id)).toBeUndefined();
    expect(portOf(sim).refuses(id, stranger, 'get')?.data.code).toBe('VaultNotFound');
  });
});

describe('a data key', () => {
  it('is the same to who has just wrapped it and to who has to decrypt it, until the version is purged', async () => {
    const { sim, id } = await portScene();
    const { keys, world } = servicesOf(sim);
    const owner = objectId(sim);
    const first = keys.wrapNew(id, owner, 'first');
    const second = keys.wrapNew(id, owner, 'second');
    const { keys: elsewhere } = compose(World.restore(world.snapshot()), sim.settings).services;
    for (const wrapped of [first, second]) {
      const [here, there] = [keys, elsewhere].map((port) => [...(port.recall(wrapped) ?? [])]);
      expect(here).toHaveLength(32);
      expect(here).toEqual(there);
    }
    expect(keys.recall(first)).not.toEqual(keys.recall(second));

    new KeyStore(world, 'kv-one').purgeKey('cmk');
    expect(keys.recall(first)).toBeUndefined();
    expect(elsewhere.recall(first)).toHaveLength(32);
  });
});
