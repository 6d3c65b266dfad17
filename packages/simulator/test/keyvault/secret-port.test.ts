import { SecretClient } from '@azure/keyvault-secrets';
import { describe, expect, it } from 'vitest';
import { compose } from '../../src/compose.ts';
import type { Simulator } from '../../src/index.ts';
import type { Services } from '../../src/kernel/services.ts';
import { World } from '../../src/kernel/world.ts';
import { GROUP, makeVault, management, objectId, scene, send } from './scene.ts';

const MANAGEMENT = 'https://management.azure.com';

function servicesOf(sim: Simulator): Services {
  return compose(World.restore(sim.snapshot()), sim.settings).services;
}

async function portScene(properties: Parameters<typeof makeVault>[2] = {}) {
  const sim = await scene();
  const vault = await makeVault(sim, 'kv-one', {
    accessPolicies: ['owner', 'stranger'].map((name) => ({
      tenantId: sim.tenantId,
      objectId: objectId(sim, name),
      permissions: { secrets: name === 'owner' ? ['all'] : ['get', 'set'] },
    })),
    ...properties,
  });
  const client = new SecretClient('https://kv-one.vault.azure.net', sim.credential(), {
    ...sim.clientOptions('vault'),
  });
  return { sim, client, vaultId: vault.id ?? '', stranger: objectId(sim, 'stranger') };
}

describe('secrets as services of Azure keep them', () => {
  it('are written as documents and read by their identifier', async () => {
    const { sim, vaultId, stranger } = await portScene();
    const services = servicesOf(sim);
    const { id, documents } = services.secrets.write(vaultId, 'one', 'sim-value', stranger);
    expect(id).toMatch(/^https:\/\/kv-one\.vault\.azure\.net\/secrets\/one\/[0-9a-f]{32}$/);
    expect(() => services.secrets.read(id, stranger)).toThrow('A secret with (name/id) one/');
    for (const { table, key, value } of documents) services.world.set(table, key, value);
    expect(services.secrets.read(id, stranger)).toBe('sim-value');
    expect(services.secrets.read('https://kv-one.vault.azure.net/secrets/ONE', stranger)).toBe(
      'sim-value',
    );
    sim.restore(services.world.snapshot());
    const client = new SecretClient('https://kv-one.vault.azure.net', sim.credential(), {
      ...sim.clientOptions('vault'),
    });
    expect(await client.getSecret('one')).toMatchObject({ value: 'sim-value' });
  });

  it.each([
    ['softly where the vault keeps what is deleted', true, ['one'], 2],
    ['for good where it does not', false, [], 3],
  ])('are deleted %s', async (_how, enableSoftDelete, deleted, forgotten) => {
    const { sim, client, vaultId } = await portScene();
    if (!enableSoftDelete) {
      // Only the api-version of 2019 still makes such a vault.
      const { properties, location } = sim.resource(vaultId) ?? {};
      await management(sim).vaults.delete(GROUP, 'kv-one');
      await management(sim).vaults.purgeDeleted('kv-one', location ?? '', {
        updateIntervalInMs: 0,
      });
      const url = `${MANAGEMENT}${vaultId}?api-version=2019-09-01`;
      const body = { location, properties: { ...properties, enableSoftDelete } };
      expect((await send(sim, 'PUT', url, body)).status).toBe(200);
    }
    await client.setSecret('one', 'sim-first');
    const { properties: second } = await client.setSecret('one', 'sim-second');
    const services = servicesOf(sim);
    const owner = objectId(sim);
    const { documents, timers } = services.secrets.remove(second.id ?? '', owner);
    expect([documents.length, timers.length]).toEqual([forgotten, deleted.length]);
    expect(services.secrets.read(second.id ?? '', owner)).toBe('sim-second');
    for (const { table, key, value } of documents) {
      if (value === undefined) services.world.delete(table, key);
      else services.world.set(table, key, value);
    }
    expect(() => services.secrets.read(second.id ?? '', owner)).toThrow('was not found');
    expect(() => services.secrets.remove(second.id ?? '', owner)).toThrow('was not found');
    sim.restore(services.world.snapshot());
    const left = await Array.fromAsync(client.listDeletedSecrets());
    expect(left.map(({ name }) => name)).toEqual(deleted);
  });

  it('are refused as the vault refuses: permission, state, name, vault', async () => {
    const { sim, client, vaultId, stranger } = await portScene();
    const { properties } = await client.setSecret('one', 'sim-value', { enabled: false });
    await client.setSecret('two', 'sim-value');
    await (await client.beginDeleteSecret('two', { intervalInMs: 1 })).pollUntilDone();
    const { secrets } = servicesOf(sim);
    const contributor = objectId(sim, 'contributor');
    expect(() => secrets.write(vaultId, 'one', '', contributor)).toThrow(
      'does not have secrets set permission on key vault',
    );
    expect(() => secrets.remove(properties.id ?? '', stranger)).toThrow(
      'does not have secrets delete permission on key vault',
    );
    expect(() => secrets.read(properties.id ?? '', contributor)).toThrow(
      'does not have secrets get permission on key vault',
    );
    expect(() => secrets.read(properties.id ?? '', stranger)).toThrow(
      'Operation get is not allowed on a disabled secret.',
    );
    expect(() => secrets.write(vaultId, 'two', '', stranger)).toThrow(
      'Secret two is currently in a deleted but recoverable state',
    );
    expect(() => secrets.read('https://kv-none.vault.azure.net/secrets/one', stranger)).toThrow(
      'There is no vault at',
    );
    expect(() => secrets.write(`${vaultId}x`, 'one', '', stranger)).toThrow('There is no vault');
  });

  it('are out of reach when the bypass is switched off', async () => {
    const { sim, vaultId, stranger } = await portScene();
    await management(sim).vaults.update(GROUP, 'kv-one', {
      properties: { networkAcls: { defaultAction: 'Deny', bypass: 'None' } },
    });
    expect(() => servicesOf(sim).secrets.write(vaultId, 'one', '', stranger)).toThrow(
      'Client address is not authorized and caller was ignored because bypass is set to None',
    );
  });
});
