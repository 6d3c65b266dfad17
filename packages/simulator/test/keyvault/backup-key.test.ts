import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator, type WorldSpec } from '../../src/index.ts';
import {
  cryptography,
  GROUP,
  keyClient,
  makeVault,
  management,
  people,
  scene,
  send,
} from './scene.ts';

const at = (vault: string, path: string): string =>
  `https://${vault}.vault.azure.net${path}?api-version=2025-07-01`;

/** Another vault of the owner's, where and in which subscription is told. */
async function otherVault(sim: Simulator, name: string, location: string, sku = 'standard') {
  await management(sim).vaults.createOrUpdate(GROUP, name, {
    location,
    properties: {
      tenantId: sim.tenantId,
      sku: { family: 'A', name: sku as 'standard' },
      enableRbacAuthorization: false,
      accessPolicies: [
        {
          tenantId: sim.tenantId,
          objectId:
            sim.principals.find(({ displayName }) => displayName === 'owner')?.objectId ?? '',
          permissions: { keys: ['all'] },
        },
      ],
    },
  });
}

async function backupScene(): Promise<{ sim: Simulator; blob: Uint8Array; ids: string[] }> {
  const sim = await scene();
  await makeVault(sim);
  const client = keyClient(sim);
  const first = await client.createRsaKey('cmk', { tags: { round: '1' } });
  const second = await client.createRsaKey('cmk', { keyOps: ['wrapKey', 'unwrapKey'] });
  await client.updateKeyRotationPolicy('cmk', {
    expiresIn: 'P90D',
    lifetimeActions: [{ action: 'Rotate', timeAfterCreate: 'P30D' }],
  });
  const blob = await client.backupKey('cmk');
  return { sim, blob: blob ?? new Uint8Array(), ids: [first, second].map(({ id }) => id ?? '') };
}

async function remove(sim: Simulator): Promise<void> {
  await (await keyClient(sim).beginDeleteKey('cmk', { intervalInMs: 1 })).pollUntilDone();
  await keyClient(sim).purgeDeletedKey('cmk');
}

describe('a backup of a key', () => {
  it('brings back every version, their attributes, tags and the rotation policy', async () => {
    const { sim, blob, ids } = await backupScene();
    const client = keyClient(sim);
    const before = await client.getKey('cmk');
    const wrapped = await cryptography(sim, ids[1] ?? '').wrapKey('RSA-OAEP-256', Buffer.from('k'));
    const policy = await client.getKeyRotationPolicy('cmk');
    await remove(sim);
    await sim.clock.advance({ days: 3 });
    const restored = await client.restoreKeyBackup(blob);
    expect(restored).toEqual(before);
    expect(await client.getKeyRotationPolicy('cmk')).toEqual(policy);
    const versions = [];
    for await (const one of client.listPropertiesOfKeyVersions('cmk')) versions.push(one);
    expect(new Set(versions.map(({ id }) => id))).toEqual(new Set(ids));
    expect(versions.find(({ id }) => id === ids[0])?.tags).toEqual({ round: '1' });
    const back = await cryptography(sim, ids[1] ?? '').unwrapKey('RSA-OAEP-256', wrapped.result);
    expect(Buffer.from(back.result).toString()).toBe('k');
  });

  it('takes up its rotation where it is restored', async () => {
    const { sim, blob, ids } = await backupScene();
    await remove(sim);
    await keyClient(sim).restoreKeyBackup(blob);
    await sim.clock.advance({ days: 31 });
    expect((await keyClient(sim).getKey('cmk')).id).not.toBe(ids[1]);
  });

  it('is restored into another vault of the geography, under the host of that vault', async () => {
    const { sim, blob, ids } = await backupScene();
    await otherVault(sim, 'kv-two', 'northeurope');
    const restored = await keyClient(sim, 'kv-two').restoreKeyBackup(blob);
    expect(restored.id).toBe(ids[1]?.replace('kv-one', 'kv-two'));
  });

  it('is not restored over a key that is there, or deleted and not purged', async () => {
    const { sim, blob, ids } = await backupScene();
    const message = `There was a conflict restoring the key '${ids[1]}'. This can happen if either: a second key with the same name was created after the first key was deleted; thus trying to restore a key whose name is already in use. To fix this, rename the second key to something else so that the restore works. The second probable cause of this exception is when multiple operations are performed in parallel against the key. To avoid this error, perform operations against a key in a sequential manner.`;
    const refusal = { statusCode: 409, code: 'Conflict', message };
    await expect(keyClient(sim).restoreKeyBackup(blob)).rejects.toMatchObject(refusal);
    await (await keyClient(sim).beginDeleteKey('cmk', { intervalInMs: 1 })).pollUntilDone();
    await expect(keyClient(sim).restoreKeyBackup(blob)).rejects.toMatchObject(refusal);
    const value = Buffer.from(blob).toString('base64url');
    const { body } = await send(sim, 'POST', at('kv-one', '/keys/restore'), { value });
    expect(body.error).toEqual({ code: 'Conflict', message });
  });

  it('is not read in another geography', async () => {
    const { sim, blob } = await backupScene();
    await otherVault(sim, 'kv-far', 'eastus');
    await expect(keyClient(sim, 'kv-far').restoreKeyBackup(blob)).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadParameter',
      message: 'Cannot decrypt backup blob.',
    });
  });

  it('is not read in another subscription', async () => {
    const { blob } = await backupScene();
    const world: WorldSpec = {
      ...people,
      subscriptions: [{ subscriptionId: '00000000-0000-4000-8000-00000000abcd' }],
    };
    const sim = await scene({ world });
    await makeVault(sim);
    await expect(keyClient(sim).restoreKeyBackup(blob)).rejects.toMatchObject({
      statusCode: 400,
      message: 'Cannot decrypt backup blob.',
    });
  });

  it('holds no key that could be read, and opens in a copy of the world', async () => {
    const { sim, blob } = await backupScene();
    const text = Buffer.from(blob).toString('latin1');
    expect(text).not.toMatch(/"kty"|"d":|RSA|cmk/);
    await remove(sim);
    const copy = createSimulator();
    copy.restore(JSON.parse(JSON.stringify(sim.snapshot())));
    expect((await keyClient(copy).restoreKeyBackup(blob)).name).toBe('cmk');
  });

  it.each([
    ['words', Buffer.from('This is not a key backup')],
    ['nothing', Buffer.alloc(0)],
  ])('of %s is malformed', async (_, blob) => {
    const sim = await scene();
    await makeVault(sim);
    const value = blob.toString('base64url');
    expect(await send(sim, 'POST', at('kv-one', '/keys/restore'), { value })).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'Malformed backup blob',
          message: 'Backup blob contains invalid or corrupt version.',
        },
      },
    });
  });

  it('that was changed or cut off is malformed', async () => {
    const { sim, blob } = await backupScene();
    await remove(sim);
    const changed = Uint8Array.from(blob);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    for (const bad of [changed, blob.slice(0, 30), blob.slice(0, 5)]) {
      await expect(keyClient(sim).restoreKeyBackup(bad)).rejects.toMatchObject({
        message: 'Backup blob contains invalid or corrupt version.',
      });
    }
    await expect(keyClient(sim).getKey('cmk')).rejects.toMatchObject({ code: 'KeyNotFound' });
  });

  it('of a key that is not there', async () => {
    const sim = await scene();
    await makeVault(sim);
    await expect(keyClient(sim).backupKey('none')).rejects.toMatchObject({
      statusCode: 404,
      code: 'KeyNotFound',
      message: expect.stringContaining('A key with (name/id) none was not found'),
    });
  });

  it('of hardware is for premium vaults', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { sku: { family: 'A', name: 'premium' } });
    await otherVault(sim, 'kv-two', 'westeurope');
    await keyClient(sim).createRsaKey('cmk', { hsm: true });
    const blob = (await keyClient(sim).backupKey('cmk')) ?? new Uint8Array();
    await expect(keyClient(sim, 'kv-two').restoreKeyBackup(blob)).rejects.toMatchObject({
      message: 'Hardware key operation not allowed on standard vault',
    });
  });

  it('holds 500 versions and no more', async () => {
    const sim = await scene();
    await makeVault(sim);
    const client = keyClient(sim);
    for (let version = 0; version < 500; version += 1) await client.createEcKey('many');
    expect(await client.backupKey('many')).toBeInstanceOf(Uint8Array);
    await client.createEcKey('many');
    await expect(client.backupKey('many')).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadParameter',
      message: 'The key has 501 versions; a backup holds at most 500 (simulator wording)',
    });
  });
});
