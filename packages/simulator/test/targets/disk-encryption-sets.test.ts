import { describe, expect, it } from 'vitest';
import {
  CLUSTER,
  clusters,
  clusterScene,
  compute,
  FAST,
  grant,
  GROUP,
  idOf,
  keys,
  LOCATION,
  makeIdentity,
  makeSet,
  scene,
  send,
  SET,
} from './scene.ts';
import { keyForbidden } from './cluster-scene.ts';

const VERSION = '2025-01-02';

describe('a disk encryption set', () => {
  it('is made without any access to the key: its identity is new', async () => {
    const given = await scene({ grantCosmosDb: false });
    const set = await compute(given.sim).diskEncryptionSets.createOrUpdate(
      GROUP,
      SET,
      {
        location: LOCATION,
        identity: { type: 'SystemAssigned' },
        activeKey: { sourceVault: { id: given.vaultId }, keyUrl: given.keyId },
        rotationToLatestKeyVersionEnabled: true,
      },
      FAST,
    );
    expect(set).toMatchObject({
      name: SET,
      provisioningState: 'Succeeded',
      encryptionType: 'EncryptionAtRestWithCustomerKey',
      rotationToLatestKeyVersionEnabled: true,
      activeKey: { sourceVault: { id: given.vaultId }, keyUrl: given.keyId },
      identity: { type: 'SystemAssigned', tenantId: given.sim.tenantId },
    });
    expect(given.sim.principals).toContainEqual(
      expect.objectContaining({
        objectId: set.identity?.principalId,
        kind: 'managedIdentity',
        displayName: SET,
      }),
    );
  });

  it('answers 202 with the request again and both URLs, then holds the set in the operation', async () => {
    const given = await scene({ latency: 'realistic' });
    const id = idOf(given.sim, 'Microsoft.Compute/diskEncryptionSets', SET);
    const body = {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: { activeKey: { sourceVault: { id: given.vaultId }, keyUrl: given.keyId } },
    };
    const put = await send(given.sim, 'PUT', id, VERSION, body);
    expect(put.status).toBe(202);
    expect(put.body).toEqual({
      ...body,
      properties: { ...body.properties, provisioningState: 'Updating' },
    });
    const asyncUrl = put.headers.get('azure-asyncoperation') ?? '';
    expect(asyncUrl).toMatch(/\/Microsoft\.Compute\/locations\/westeurope\/DiskOperations\//);
    expect(put.headers.get('location')).toContain('monitor=true');
    const poll = await send(given.sim, 'GET', asyncUrl, '');
    expect(poll.body).toMatchObject({
      status: 'Succeeded',
      properties: { output: { id, name: SET, properties: { provisioningState: 'Succeeded' } } },
    });
    const patched = await send(given.sim, 'PATCH', id, VERSION, { tags: { a: 'b' } });
    expect([patched.status, patched.body.tags]).toEqual([202, { a: 'b' }]);
  });

  it('shows when its key changed, for another vault too', async () => {
    const given = await scene();
    await makeSet(given);
    const next = await keys(given.sim).rotateKey('cosmos-key');
    const set = await compute(given.sim).diskEncryptionSets.update(
      GROUP,
      SET,
      { activeKey: { keyUrl: next.id ?? '' } },
      FAST,
    );
    expect(set.activeKey?.keyUrl).toBe(next.id);
    expect(set.lastKeyRotationTimestamp?.toISOString()).toBe(given.sim.clock.iso());
  });

  it('takes a newer version within the hour when it is told to, and else stays', async () => {
    const given = await scene();
    const { sim, keyId, vaultId } = given;
    const { diskEncryptionSets } = compute(sim);
    const made = await makeSet(given);
    await grant(sim, vaultId, made.principalId);
    const shown = () => diskEncryptionSets.get(GROUP, SET);
    await keys(sim).rotateKey('cosmos-key');
    await sim.clock.advance({ hours: 3 });
    expect((await shown()).activeKey?.keyUrl).toBe(keyId);
    const update = (rotationToLatestKeyVersionEnabled: boolean) =>
      diskEncryptionSets.update(GROUP, SET, { rotationToLatestKeyVersionEnabled }, FAST);
    await update(true);
    const third = (await keys(sim).rotateKey('cosmos-key')).id;
    const before = sim.clock.now();
    await sim.clock.advance({ hours: 1 });
    const followed = await shown();
    expect(followed.activeKey?.keyUrl).toBe(third);
    const rotatedAt = followed.lastKeyRotationTimestamp?.getTime() ?? 0;
    expect([rotatedAt > before, rotatedAt <= sim.clock.now()]).toEqual([true, true]);
    await update(false);
    await update(true);
    await update(false);
    await keys(sim).rotateKey('cosmos-key');
    await sim.clock.advance({ hours: 3 });
    expect((await shown()).activeKey?.keyUrl).toBe(third);
  });

  it('tells why it does not take a newer version, and takes it once it can', async () => {
    const given = await scene();
    const { sim, keyId, vaultId } = given;
    const { diskEncryptionSets } = compute(sim);
    const made = await makeSet(given);
    await diskEncryptionSets.update(GROUP, SET, { rotationToLatestKeyVersionEnabled: true }, FAST);
    const next = (await keys(sim).rotateKey('cosmos-key')).id ?? '';
    await sim.clock.advance({ hours: 1 });
    const shown = () => diskEncryptionSets.get(GROUP, SET);
    expect(await shown()).toMatchObject({
      activeKey: { keyUrl: keyId },
      autoKeyRotationError: {
        code: 'KeyVaultAccessForbidden',
        message: expect.stringMatching(
          /^The key '.*' does not come into use: .*not authorized.* \(simulator wording\)$/s,
        ),
      },
    });
    await grant(sim, vaultId, made.principalId);
    await sim.clock.advance({ hours: 1 });
    const followed = await shown();
    expect(followed.activeKey?.keyUrl).toBe(next);
    expect(followed.autoKeyRotationError).toBeUndefined();
  });

  it('with a user-assigned identity is tried at once, in the reported words', async () => {
    const given = await scene();
    const identity = await makeIdentity(given.sim, 'id-disks');
    // Identities come with `resourcegroups`; what has one shows it with its own casing.
    const shownId = identity.id.replace('/resourcegroups/', '/resourceGroups/');
    const make = () =>
      compute(given.sim).diskEncryptionSets.createOrUpdate(
        GROUP,
        SET,
        {
          location: LOCATION,
          identity: { type: 'UserAssigned', userAssignedIdentities: { [identity.id]: {} } },
          activeKey: { keyUrl: given.keyId },
        },
        FAST,
      );
    await expect(make()).rejects.toMatchObject({
      statusCode: 400,
      code: 'KeyVaultAccessForbidden',
      message: keyForbidden(given, `user-assigned identity '${shownId}'`),
    });
    await grant(given.sim, given.vaultId, identity.principalId);
    expect((await make()).identity?.userAssignedIdentities).toEqual({
      [shownId]: { principalId: identity.principalId, clientId: expect.any(String) },
    });
  });

  it.each([
    [
      'a versionless key',
      (keyId: string) => ({ keyUrl: keyId.replace(/\/[^/]+$/, '') }),
      'with its version',
    ],
    [
      'a vault of another subscription',
      (keyId: string, vaultId: string) => ({
        keyUrl: keyId,
        sourceVault: { id: vaultId.replace(/subscriptions\/[^/]+/, 'subscriptions/other') },
      }),
      'cannot be used if the subscription of the key vault is not the same',
    ],
  ])('refuses %s', async (_what, activeKey, text) => {
    const given = await scene();
    const id = idOf(given.sim, 'Microsoft.Compute/diskEncryptionSets', SET);
    const { status, body } = await send(given.sim, 'PUT', id, VERSION, {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: { activeKey: activeKey(given.keyId, given.vaultId) },
    });
    expect([status, body.error.code]).toEqual([400, 'InvalidParameter']);
    expect(body.error.message).toContain(text);
    expect(body.error.message).toMatch(/\(simulator wording\)$/);
  });

  it('is not deleted while a cluster uses it', async () => {
    const given = await clusterScene();
    const { setId, setPrincipalId } = given;
    const used = await send(given.sim, 'GET', `${setId}/associatedResources`, VERSION);
    expect(used.body.value).toEqual([
      idOf(given.sim, 'Microsoft.ContainerService/managedClusters', CLUSTER),
    ]);
    await expect(
      compute(given.sim).diskEncryptionSets.delete(GROUP, SET, FAST),
    ).rejects.toMatchObject({ statusCode: 409, code: 'OperationNotAllowed' });
    await clusters(given.sim).managedClusters.delete(GROUP, CLUSTER, FAST);
    await compute(given.sim).diskEncryptionSets.delete(GROUP, SET, FAST);
    expect((await send(given.sim, 'GET', setId, VERSION)).status).toBe(404);
    expect(given.sim.principals.some(({ objectId }) => objectId === setPrincipalId)).toBe(false);
  });

  it('goes with the group that holds it and its cluster', async () => {
    const given = await clusterScene();
    const group = `/subscriptions/${given.sim.subscriptionId}/resourceGroups/${GROUP}`;
    expect((await send(given.sim, 'DELETE', group, '2021-04-01')).status).toBe(200);
    expect((await send(given.sim, 'GET', group, '2021-04-01')).status).toBe(404);
  });
});
