import { SecretClient } from '@azure/keyvault-secrets';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { GROUP, makeVault, management, objectId, scene, send, vaultUrl } from './scene.ts';

const set = (sim: Simulator, name: string, properties: object) =>
  management(sim).secrets.createOrUpdate(GROUP, 'kv-one', name, { properties });

async function vaultWithSecrets(): Promise<Simulator> {
  const sim = await scene();
  await makeVault(sim, 'kv-one', {
    accessPolicies: [
      {
        tenantId: sim.tenantId,
        objectId: objectId(sim),
        permissions: { secrets: ['get', 'list', 'delete'] },
      },
    ],
  });
  return sim;
}

const secrets = (sim: Simulator) =>
  new SecretClient('https://kv-one.vault.azure.net', sim.credential(), sim.clientOptions());

describe('secrets as Resource Manager sets them', () => {
  it('are read on the data plane; the value never comes back', async () => {
    const sim = await vaultWithSecrets();
    const made = await set(sim, 'conn', { value: 'sim-value', contentType: 'text/plain' });
    const version = made.properties.secretUriWithVersion?.split('/').pop();
    expect(version).toMatch(/^[0-9a-f]{32}$/);
    expect(made.properties).toMatchObject({
      contentType: 'text/plain',
      secretUri: 'https://kv-one.vault.azure.net/secrets/conn',
      attributes: { enabled: true },
    });
    const raw = await send(sim, 'GET', vaultUrl(sim, 'kv-one/secrets/conn'));
    expect(raw.status).toBe(200);
    expect(JSON.stringify(raw.body)).not.toContain('sim-value');
    expect(JSON.stringify(sim.ledger.entries())).not.toContain('sim-value');
    const read = await secrets(sim).getSecret('conn');
    expect([read.value, read.properties.version]).toEqual(['sim-value', version]);
  });

  it('get a version with each PUT, and change in place with a PATCH that brings no value', async () => {
    const sim = await vaultWithSecrets();
    const first = await set(sim, 'conn', { value: 'sim-1' });
    const second = await set(sim, 'conn', { value: 'sim-2' });
    expect(second.properties.secretUriWithVersion).not.toBe(first.properties.secretUriWithVersion);
    const patched = await management(sim).secrets.update(GROUP, 'kv-one', 'conn', {
      tags: { for: 'workspace' },
      properties: { attributes: { enabled: false } },
    });
    expect(patched).toMatchObject({
      tags: { for: 'workspace' },
      properties: {
        secretUriWithVersion: second.properties.secretUriWithVersion,
        attributes: { enabled: false },
      },
    });
    await expect(secrets(sim).getSecret('conn')).rejects.toMatchObject({ statusCode: 403 });
  });

  it('are listed, and gone when the data plane deletes them', async () => {
    const sim = await vaultWithSecrets();
    await set(sim, 'one', { value: 'sim-1' });
    await set(sim, 'two', { value: 'sim-2' });
    const list = async () =>
      (await Array.fromAsync(management(sim).secrets.list(GROUP, 'kv-one'))).map(
        ({ name }) => name,
      );
    expect(await list()).toEqual(['one', 'two']);
    const poller = await secrets(sim).beginDeleteSecret('one');
    await poller.pollUntilDone();
    expect(await list()).toEqual(['two']);
    await expect(management(sim).secrets.get(GROUP, 'kv-one', 'one')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
  });

  it('go past the firewall and past access policies, by the right to write them alone', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', {
      accessPolicies: [],
      networkAcls: { defaultAction: 'Deny', bypass: 'None' },
    });
    await expect(set(sim, 'conn', { value: 'sim-1' })).resolves.toMatchObject({ name: 'conn' });
    const stranger = management(sim, 'stranger').secrets.createOrUpdate(GROUP, 'kv-one', 'conn', {
      properties: { value: 'sim-2' },
    });
    await expect(stranger).rejects.toMatchObject({ statusCode: 403, code: 'AuthorizationFailed' });
  });

  it('without a value, or with a name that no secret can have, are refused', async () => {
    const sim = await vaultWithSecrets();
    await expect(set(sim, 'conn', {})).rejects.toMatchObject({ statusCode: 400 });
    await expect(set(sim, 'con_n', { value: 'sim-1' })).rejects.toMatchObject({ statusCode: 400 });
    await expect(set(sim, 'conn', { value: 'x'.repeat(30_000) })).rejects.toMatchObject({
      statusCode: 400,
    });
    await expect(
      management(sim).secrets.createOrUpdate(GROUP, 'kv-none', 'conn', {
        properties: { value: 'sim-1' },
      }),
    ).rejects.toMatchObject({ statusCode: 404 });
  });
});
