import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/index.ts';
import {
  GROUP,
  keyClient,
  LOCATION,
  makeVault,
  management,
  scene,
  send,
  vaultUrl,
} from './scene.ts';

const recover = (tenantId: string) => ({
  location: LOCATION,
  properties: {
    tenantId,
    sku: { family: 'A' as const, name: 'standard' as const },
    createMode: 'recover' as const,
  },
});

describe('deleted vaults', () => {
  it('are gone, listed as deleted, and come back as they were', async () => {
    const sim = await scene();
    const { vaults } = management(sim);
    const made = await makeVault(sim, 'kv-one', { softDeleteRetentionInDays: 7 });
    const key = await keyClient(sim).createRsaKey('k');
    await sim.clock.advance({ minutes: 1 });
    const gone = await send(sim, 'DELETE', vaultUrl(sim, 'kv-one'));
    expect([gone.status, gone.body]).toEqual([200, undefined]);
    await expect(vaults.get(GROUP, 'kv-one')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
    await expect(keyClient(sim).getKey('k')).rejects.toMatchObject({
      statusCode: 404,
      code: 'VaultNotFound',
    });
    const listed = [];
    for await (const vault of vaults.listDeleted()) listed.push(vault);
    const one = await vaults.getDeleted('kv-one', LOCATION);
    expect(listed).toEqual([one]);
    const raw = await send(
      sim,
      'GET',
      `https://management.azure.com/subscriptions/${sim.subscriptionId}/providers/Microsoft.KeyVault/deletedVaults?api-version=2023-02-01`,
    );
    expect(raw.body.value).toEqual([
      {
        id: `/subscriptions/${sim.subscriptionId}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/kv-one`,
        name: 'kv-one',
        type: 'Microsoft.KeyVault/deletedVaults',
        properties: {
          vaultId: made.id,
          location: LOCATION,
          tags: {},
          deletionDate: '2026-03-01T10:01:00Z',
          scheduledPurgeDate: '2026-03-08T10:01:00Z',
        },
      },
    ]);
    await sim.clock.advance({ minutes: 1 });
    const back = await vaults.createOrUpdate(GROUP, 'kv-one', recover(sim.tenantId));
    expect(back.properties).toEqual(made.properties);
    expect(back.systemData?.createdAt).toEqual(made.systemData?.createdAt);
    expect(back.systemData?.lastModifiedAt).not.toEqual(made.systemData?.lastModifiedAt);
    expect((await keyClient(sim).getKey('k')).id).toBe(key.id);
  });

  it('keep their name until they are purged', async () => {
    const sim = await scene();
    await makeVault(sim);
    await keyClient(sim).createRsaKey('k');
    const { vaults } = management(sim);
    await vaults.delete(GROUP, 'kv-one');
    await expect(makeVault(sim)).rejects.toMatchObject({
      statusCode: 409,
      code: 'ConflictError',
      message:
        'A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.',
    });
    await vaults.purgeDeleted('kv-one', LOCATION);
    await expect(vaults.getDeleted('kv-one', LOCATION)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
      message: 'The specified resource does not exist.',
    });
    await makeVault(sim);
    await expect(keyClient(sim).getKey('k')).rejects.toMatchObject({ code: 'KeyNotFound' });
    expect(JSON.stringify(sim.snapshot())).not.toContain('/keys/k"');
  });

  it('are purged in a long-running operation', async () => {
    const sim = await scene({ latency: 'realistic', timeWarp: false });
    await send(sim, 'PUT', vaultUrl(sim, 'kv-one'), {
      location: LOCATION,
      properties: {
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'standard' },
        accessPolicies: [],
      },
    });
    await management(sim).vaults.delete(GROUP, 'kv-one');
    const purge = await send(
      sim,
      'POST',
      `https://management.azure.com/subscriptions/${sim.subscriptionId}/providers/Microsoft.KeyVault/locations/${LOCATION}/deletedVaults/kv-one/purge?api-version=2023-02-01`,
    );
    expect(purge.status).toBe(202);
    const location = purge.headers.get('location') ?? '';
    expect(location).toContain(
      `/subscriptions/${sim.subscriptionId}/providers/Microsoft.KeyVault/locations/${LOCATION}/operationResults/`,
    );
    await sim.clock.advance({ seconds: 2 });
    const running = await send(sim, 'GET', location);
    expect(running).toMatchObject({
      status: 202,
      body: { createdDateTime: '2026-03-01 10:00:00Z', status: 'NotStarted' },
    });
    expect(Object.keys(running.body)).toEqual(['createdDateTime', 'status']);
    expect(running.headers.get('location')).toBe(location);
    expect((await management(sim).vaults.getDeleted('kv-one', LOCATION)).name).toBe('kv-one');
    await sim.clock.advance({ seconds: 4 });
    const ended = await send(sim, 'GET', location);
    expect([ended.status, ended.headers.get('location')]).toEqual([200, null]);
    expect(ended).toMatchObject({
      body: {
        createdDateTime: '2026-03-01 10:00:00Z',
        lastActionDateTime: '2026-03-01 10:00:06Z',
        status: 'Succeeded',
      },
    });
    await expect(management(sim).vaults.getDeleted('kv-one', LOCATION)).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  it('are purged by the management client, which polls until it is done', async () => {
    const sim = await scene({ latency: 'realistic' });
    await makeVault(sim);
    const { vaults } = management(sim);
    await vaults.delete(GROUP, 'kv-one');
    const start = sim.clock.now();
    const poller = vaults.purgeDeleted('kv-one', LOCATION, { updateIntervalInMs: 1 });
    await poller.pollUntilDone();
    expect(poller.operationState?.status).toBe('succeeded');
    expect(sim.clock.now() - start).toBe(6_000);
    await expect(vaults.getDeleted('kv-one', LOCATION)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('are polled by a client whose clock nobody moves', async () => {
    const sim = await scene({ latency: 'realistic', timeWarp: false });
    await send(sim, 'PUT', vaultUrl(sim, 'kv-one'), {
      location: LOCATION,
      properties: {
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'standard' },
        accessPolicies: [],
      },
    });
    await management(sim).vaults.delete(GROUP, 'kv-one');
    const poller = management(sim).vaults.purgeDeleted('kv-one', LOCATION, {
      updateIntervalInMs: 1,
    });
    await poller.poll();
    expect(poller.isDone).toBe(false);
    await sim.clock.advance({ seconds: 6 });
    await poller.poll();
    expect(poller.operationState?.status).toBe('succeeded');
  });

  it('are gone with the first answer under instant latency', async () => {
    const sim = await scene();
    await makeVault(sim);
    await management(sim).vaults.delete(GROUP, 'kv-one');
    const purge = await send(
      sim,
      'POST',
      `https://management.azure.com/subscriptions/${sim.subscriptionId}/providers/Microsoft.KeyVault/locations/${LOCATION}/deletedVaults/kv-one/purge?api-version=2023-02-01`,
    );
    expect([purge.status, purge.body, purge.headers.get('location')]).toEqual([
      200,
      undefined,
      null,
    ]);
  });

  it('cannot be purged while purge protection holds, and are at the end of the retention', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { enablePurgeProtection: true, softDeleteRetentionInDays: 7 });
    const { vaults } = management(sim);
    await vaults.delete(GROUP, 'kv-one');
    expect((await vaults.getDeleted('kv-one', LOCATION)).properties).toMatchObject({
      purgeProtectionEnabled: true,
    });
    await expect(vaults.purgeDeleted('kv-one', LOCATION)).rejects.toMatchObject({
      statusCode: 400,
      code: 'MethodNotAllowed',
      message:
        "Operation 'DeletedVaultPurge' is not allowed: purge protection is on for the vault 'kv-one'. (simulator wording)",
    });
    await sim.clock.advance({ days: 7 });
    await expect(vaults.getDeleted('kv-one', LOCATION)).rejects.toMatchObject({ statusCode: 404 });
    await makeVault(sim);
  });

  it('are not purged by the retention of an earlier deletion', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { softDeleteRetentionInDays: 7 });
    const { vaults } = management(sim);
    await vaults.delete(GROUP, 'kv-one');
    await sim.clock.advance({ days: 3 });
    await vaults.createOrUpdate(GROUP, 'kv-one', recover(sim.tenantId));
    await sim.clock.advance({ days: 3 });
    await vaults.delete(GROUP, 'kv-one');
    await sim.clock.advance({ days: 2 });
    expect((await vaults.getDeleted('kv-one', LOCATION)).name).toBe('kv-one');
    await sim.clock.advance({ days: 5 });
    await expect(vaults.getDeleted('kv-one', LOCATION)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('are recovered only where and when they are deleted', async () => {
    const sim = await scene();
    await makeVault(sim);
    const { vaults } = management(sim);
    const again = vaults.createOrUpdate(GROUP, 'kv-one', recover(sim.tenantId));
    await expect(again).rejects.toMatchObject({
      statusCode: 409,
      code: 'ConflictError',
      message: "The vault 'kv-one' is not deleted, so it cannot be recovered. (simulator wording)",
    });
    await expect(
      vaults.createOrUpdate(GROUP, 'kv-none', recover(sim.tenantId)),
    ).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' });
  });

  it('survive snapshot and restore, with the end of their retention', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { softDeleteRetentionInDays: 7 });
    await management(sim).vaults.delete(GROUP, 'kv-one');
    const copy = createSimulator();
    copy.restore(JSON.parse(JSON.stringify(sim.snapshot())));
    const { vaults } = management(copy);
    expect((await vaults.getDeleted('kv-one', LOCATION)).name).toBe('kv-one');
    await copy.clock.advance({ days: 7 });
    await expect(vaults.getDeleted('kv-one', LOCATION)).rejects.toMatchObject({ statusCode: 404 });
    expect((await management(sim).vaults.getDeleted('kv-one', LOCATION)).name).toBe('kv-one');
  });

  it('keep nothing when they were made without soft delete, as one could in 2019', async () => {
    const sim = await scene();
    const { status } = await send(sim, 'PUT', vaultUrl(sim, 'kv-old', '2019-09-01'), {
      location: LOCATION,
      properties: {
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'standard' },
        accessPolicies: [],
        enableSoftDelete: false,
      },
    });
    expect(status).toBe(200);
    await management(sim).vaults.delete(GROUP, 'kv-old');
    await makeVault(sim, 'kv-old');
  });

  it('are what becomes of vaults when their group is deleted', async () => {
    const sim = await scene();
    await makeVault(sim);
    const group = `https://management.azure.com/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}?api-version=2021-04-01`;
    expect((await send(sim, 'DELETE', group)).status).toBeLessThan(300);
    const { vaults } = management(sim);
    expect((await vaults.getDeleted('kv-one', LOCATION)).name).toBe('kv-one');
    await expect(
      vaults.createOrUpdate(GROUP, 'kv-one', recover(sim.tenantId)),
    ).rejects.toMatchObject({ statusCode: 404, code: 'ResourceGroupNotFound' });
    await send(sim, 'PUT', group, { location: LOCATION });
    const back = await vaults.createOrUpdate(GROUP, 'kv-one', recover(sim.tenantId));
    expect(back.name).toBe('kv-one');
  });

  it('are purged by whoever has the role for it, and nobody below', async () => {
    const sim = await scene({
      world: {
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }] },
          { name: 'purger', roles: [{ role: 'Key Vault Purge Operator' }] },
          { name: 'contributor', roles: [{ role: 'Key Vault Contributor' }] },
        ],
      },
    });
    await makeVault(sim);
    await management(sim).vaults.delete(GROUP, 'kv-one');
    await expect(
      management(sim, 'contributor').vaults.purgeDeleted('kv-one', LOCATION),
    ).rejects.toMatchObject({ statusCode: 403, code: 'AuthorizationFailed' });
    await management(sim, 'purger').vaults.purgeDeleted('kv-one', LOCATION);
    await makeVault(sim);
  });
});
