import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator, type Snapshot } from '../../src/index.ts';

const GROUP = 'Locked';
const LOCATION = 'westeurope';
const STORE = 'lockedstore';

async function scene(latency: 'instant' | 'realistic') {
  const sim = createSimulator({
    latency,
    now: '2026-01-01T00:00:00Z',
    world: {
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }] },
        { name: 'contributor', roles: [{ role: 'Contributor' }] },
      ],
    },
  });
  const args = [sim.credential(), sim.subscriptionId, sim.clientOptions()] as const;
  const groups = new ResourceManagementClient(...args).resourceGroups;
  const { storageAccounts } = new StorageManagementClient(...args);
  await groups.createOrUpdate(GROUP, { location: LOCATION });
  await storageAccounts.create(
    GROUP,
    STORE,
    { location: LOCATION, kind: 'StorageV2', sku: { name: 'Standard_LRS' } },
    { updateIntervalInMs: 0 },
  );
  const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}`;
  return {
    sim,
    groups,
    storageAccounts,
    vaults: new KeyVaultManagementClient(...args).vaults,
    subscription: `/subscriptions/${sim.subscriptionId}`,
    group,
    store: `${group}/providers/Microsoft.Storage/storageAccounts/${STORE}`,
  };
}

async function send(sim: Simulator, method: string, path: string, body?: object, who?: string) {
  const token = await sim.credential(who).getToken('https://management.azure.com/.default');
  const version = path.includes('api-version') ? '' : '?api-version=2016-09-01';
  const answer = await sim.fetch(`https://management.azure.com${path}${version}`, {
    method,
    headers: { authorization: `Bearer ${token?.token ?? ''}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

const lockOf = (scope: string, name = 'keep'): string =>
  `${scope}/providers/Microsoft.Authorization/locks/${name}`;
const level = (value: string, more = {}) => ({ properties: { level: value, ...more } });

const locked = (id: string, verb: 'write' | 'delete', scopes: string) => ({
  statusCode: 409,
  code: 'ScopeLocked',
  message: `The scope '${id}' cannot perform ${verb} operation because following scope(s) are locked: '${scopes}'. Please remove the lock and try again.`,
});

describe.each(['instant', 'realistic'] as const)('locks, %s', (latency) => {
  it('are made, changed, read, listed and removed as recorded', async () => {
    const { sim, group, subscription, store } = await scene(latency);
    const id = lockOf(group);
    const shown = (properties: object) => ({
      properties,
      id,
      type: 'Microsoft.Authorization/locks',
      name: 'keep',
    });
    expect(await send(sim, 'GET', id)).toEqual({
      status: 404,
      body: { error: { code: 'LockNotFound', message: "The lock 'keep' could not be found." } },
    });
    expect(await send(sim, 'PUT', id, level('CanNotDelete'))).toEqual({
      status: 201,
      body: shown({ level: 'CanNotDelete' }),
    });
    const changed = shown({ level: 'ReadOnly', notes: 'why' });
    expect(await send(sim, 'PUT', id, level('readonly', { notes: 'why' }))).toEqual({
      status: 200,
      body: changed,
    });
    expect(await send(sim, 'GET', id)).toEqual({ status: 200, body: changed });
    for (const scope of [subscription, group]) {
      const path = `${scope}/providers/Microsoft.Authorization/locks`;
      expect(await send(sim, 'GET', path)).toEqual({ status: 200, body: { value: [changed] } });
    }
    const inside = `${store}/providers/Microsoft.Authorization/locks?api-version=2016-09-01`;
    expect(await send(sim, 'GET', inside)).toEqual({ status: 200, body: { value: [] } });
    expect(await send(sim, 'GET', `${inside}&$filter=atScope()`)).toEqual({
      status: 200,
      body: { value: [changed] },
    });
    expect(await send(sim, 'DELETE', id)).toEqual({ status: 200, body: undefined });
    expect((await send(sim, 'DELETE', id)).status).toBe(204);
  });

  it('keep what is locked, what lies in it and what it lies in from being deleted', async () => {
    const { sim, groups, storageAccounts, group, store, subscription } = await scene(latency);
    await send(sim, 'PUT', lockOf(store), level('CanNotDelete'));
    await expect(groups.delete(GROUP)).rejects.toMatchObject(locked(group, 'delete', store));
    await send(sim, 'PUT', lockOf(subscription), level('CanNotDelete'));
    await expect(storageAccounts.delete(GROUP, STORE)).rejects.toMatchObject(
      locked(store, 'delete', `${subscription}','${store}`),
    );
    const tagged = await storageAccounts.update(GROUP, STORE, { tags: { still: 'open' } });
    expect(tagged.tags).toEqual({ still: 'open' });
    await send(sim, 'DELETE', lockOf(store));
    await send(sim, 'DELETE', lockOf(subscription));
    await storageAccounts.delete(GROUP, STORE);
  });

  it('of the level ReadOnly keep it from being changed, and its secrets from being listed', async () => {
    const { sim, storageAccounts, vaults, group, store } = await scene(latency);
    await send(sim, 'PUT', lockOf(group), level('ReadOnly'));
    await expect(storageAccounts.update(GROUP, STORE, { tags: {} })).rejects.toMatchObject(
      locked(store, 'write', group),
    );
    await expect(storageAccounts.listKeys(GROUP, STORE)).rejects.toMatchObject(
      locked(store, 'write', group),
    );
    const vault = `${group}/providers/Microsoft.KeyVault/vaults/locked-kv`;
    await expect(
      vaults.createOrUpdate(GROUP, 'locked-kv', {
        location: LOCATION,
        properties: { tenantId: sim.tenantId, sku: { family: 'A', name: 'standard' } },
      }),
    ).rejects.toMatchObject(locked(vault, 'write', group));
    expect((await storageAccounts.getProperties(GROUP, STORE)).name).toBe(STORE);
    const copy = createSimulator();
    copy.restore(JSON.parse(JSON.stringify(sim.snapshot())) as Snapshot);
    expect(copy.resource(lockOf(group))).toMatchObject({ properties: { level: 'ReadOnly' } });
    expect((await send(sim, 'PUT', lockOf(group), level('CanNotDelete'))).status).toBe(200);
    expect((await storageAccounts.listKeys(GROUP, STORE)).keys).toHaveLength(2);
  });

  it('are for those who may lock, at what is there, with a level that there is', async () => {
    const { sim, group } = await scene(latency);
    const denied = await send(sim, 'PUT', lockOf(group), level('ReadOnly'), 'contributor');
    expect(denied).toMatchObject({ status: 403, body: { error: { code: 'AuthorizationFailed' } } });
    const nowhere = `${group}/providers/Microsoft.KeyVault/vaults/none`;
    expect(await send(sim, 'PUT', lockOf(nowhere), level('ReadOnly'))).toEqual({
      status: 404,
      body: {
        error: {
          code: 'ParentResourceNotFound',
          message:
            "Can not perform requested operation on nested resource. Parent resource 'none' not found.",
        },
      },
    });
    expect(await send(sim, 'PUT', lockOf(group), level('Shut'))).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'InvalidRequestContent',
          message:
            "The request content was invalid and could not be deserialized: 'level must be one of CanNotDelete, ReadOnly'. (simulator wording)",
        },
      },
    });
  });
});
