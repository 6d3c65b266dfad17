import { describe, expect, it } from 'vitest';
import { clusterIdOf, CLUSTER_VERSION, diskUnder, keyForbidden } from './cluster-scene.ts';
import {
  authorization,
  CLUSTER,
  clusters,
  clusterScene,
  compute,
  encryptedCluster,
  FAST,
  grant,
  GROUP,
  keys,
  readyCluster,
  type ReadyCluster,
  send,
  SET,
} from './scene.ts';

/** What takes the key of a cluster's disks away, what is said of it, and what gives it back. */
const ways: readonly [string, RegExp, (given: ReadyCluster) => Promise<() => Promise<unknown>>][] =
  [
    [
      'the key is disabled',
      /disabled/,
      async ({ sim }) => {
        await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
        return () => keys(sim).updateKeyProperties('cosmos-key', { enabled: true });
      },
    ],
    [
      'the key is deleted',
      /KeyVaultAccessForbidden/,
      async ({ sim }) => {
        await (await keys(sim).beginDeleteKey('cosmos-key')).pollUntilDone();
        return async () => (await keys(sim).beginRecoverDeletedKey('cosmos-key')).pollUntilDone();
      },
    ],
    [
      'the key has expired',
      /wrapKey is not allowed: .* has an expiry/,
      async ({ sim }) => {
        const expiresOn = new Date(sim.clock.now() + 60_000);
        await keys(sim).updateKeyProperties('cosmos-key', { expiresOn });
        await sim.clock.advance({ minutes: 2 });
        const later = new Date(sim.clock.now() + 24 * 60 * 60_000);
        return () => keys(sim).updateKeyProperties('cosmos-key', { expiresOn: later });
      },
    ],
    [
      'the grant is taken away',
      /KeyVaultAccessForbidden/,
      async ({ sim, vaultId, keyGrant, setPrincipalId }) => {
        await authorization(sim).roleAssignments.delete(vaultId, keyGrant);
        await sim.clock.advance({ minutes: 10 });
        return () => grant(sim, vaultId, setPrincipalId);
      },
    ],
  ];

const storeOf = ({ sim, setId }: ReadyCluster) =>
  sim.encryption.stores().find(({ id }) => id === setId);

describe.each(ways)('a cluster whose disks are encrypted, when %s', (_what, said, revoke) => {
  it('does not start until the key is back', async () => {
    const given = await clusterScene();
    const { managedClusters } = clusters(given.sim);
    await managedClusters.stop(GROUP, CLUSTER, FAST);
    const restore = await revoke(given);
    const url = `${clusterIdOf(given)}/start`;
    const accepted = await send(given.sim, 'POST', url, CLUSTER_VERSION);
    expect(accepted.status).toBe(202);
    const asked = accepted.headers.get('azure-asyncoperation') ?? '';
    const { body } = await send(given.sim, 'GET', asked, '');
    expect([body.status, body.error]).toEqual([
      'Failed',
      {
        code: 'KeyVaultAccessForbidden',
        message: `The machines of the cluster '${CLUSTER}' do not boot: ${keyForbidden(given, "disk encryption set 'des-ml'")} (simulator wording)`,
      },
    ]);
    const failed = await managedClusters.get(GROUP, CLUSTER);
    expect([failed.powerState?.code, failed.provisioningState]).toEqual(['Stopped', 'Failed']);
    await restore();
    await managedClusters.start(GROUP, CLUSTER, FAST);
    const running = await managedClusters.get(GROUP, CLUSTER);
    expect([running.powerState?.code, running.provisioningState]).toEqual(['Running', 'Succeeded']);
  });

  it('has disks that find it within the hour, and the key when it is back', async () => {
    const given = await clusterScene();
    const restore = await revoke(given);
    await given.sim.clock.advance({ hours: 1 });
    const lost = storeOf(given)?.lost;
    expect(lost).toBeDefined();
    await given.sim.clock.advance({ hours: 2 });
    expect(storeOf(given)?.lost).toEqual(lost);
    await restore();
    await given.sim.clock.advance({ hours: 1 });
    expect(storeOf(given)?.lost).toBeUndefined();
  });

  it('gets no more machines, and fewer when asked', async () => {
    const given = await clusterScene();
    await revoke(given);
    const { managedClusters } = clusters(given.sim);
    const resize = (count: number) =>
      managedClusters.createOrUpdate(
        GROUP,
        CLUSTER,
        encryptedCluster(given.setId, given.identityId, {
          agentPoolProfiles: [{ name: 'system', count, mode: 'System' }],
        }),
        FAST,
      );
    await expect(resize(5)).rejects.toThrow(said);
    const smaller = await resize(2);
    expect(smaller.agentPoolProfiles?.[0]?.count).toBe(2);
  });
});

describe('the disks of a set', () => {
  it('have a data key from the first disk on, which goes with the set', async () => {
    const given = await readyCluster();
    const { sim, setId, keyId, setPrincipalId: principalId } = given;
    expect(sim.encryption.stores()).toEqual([]);
    await compute(sim).disks.createOrUpdate(GROUP, 'disk-a', diskUnder(setId), FAST);
    await compute(sim).disks.createOrUpdate(GROUP, 'disk-b', diskUnder(setId), FAST);
    const dataKeys = [expect.objectContaining({ id: '1', wrappedBy: keyId })];
    expect(sim.encryption.stores()).toEqual([
      expect.objectContaining({ id: setId, keyIdentifier: keyId, principalId, dataKeys }),
    ]);
    for (const name of ['disk-a', 'disk-b']) await compute(sim).disks.delete(GROUP, name, FAST);
    await compute(sim).diskEncryptionSets.delete(GROUP, SET, FAST);
    expect(sim.encryption.stores()).toEqual([]);
  });

  it('go over to another key within the hour, and need the one before until then', async () => {
    const given = await clusterScene();
    const { sim, keyId } = given;
    const { diskEncryptionSets } = compute(sim);
    const next = (await keys(sim).rotateKey('cosmos-key')).id ?? '';
    await diskEncryptionSets.update(GROUP, SET, { activeKey: { keyUrl: next } }, FAST);
    expect((await diskEncryptionSets.get(GROUP, SET)).previousKeys).toEqual([{ keyUrl: keyId }]);
    expect(storeOf(given)?.dataKeys[0]?.wrappedBy).toBe(keyId);
    await sim.clock.advance({ hours: 1 });
    expect((await diskEncryptionSets.get(GROUP, SET)).previousKeys).toBeUndefined();
    expect(storeOf(given)).toMatchObject({ dataKeys: [{ id: '1', wrappedBy: next }] });
    await keys(sim).updateKeyProperties('cosmos-key', keyId.slice(-32), { enabled: false });
    await sim.clock.advance({ hours: 2 });
    expect(storeOf(given)?.lost).toBeUndefined();
  });

  it('follow the newest version with their set, unless the one before was switched off too soon', async () => {
    const given = await clusterScene();
    const { sim, keyId } = given;
    const { diskEncryptionSets } = compute(sim);
    await diskEncryptionSets.update(GROUP, SET, { rotationToLatestKeyVersionEnabled: true }, FAST);
    const enable = (enabled: boolean) =>
      keys(sim).updateKeyProperties('cosmos-key', keyId.slice(-32), { enabled });
    const next = (await keys(sim).rotateKey('cosmos-key')).id ?? '';
    await enable(false);
    await sim.clock.advance({ hours: 1 });
    const stuck = await diskEncryptionSets.get(GROUP, SET);
    expect([stuck.activeKey?.keyUrl, stuck.autoKeyRotationError?.code]).toEqual([
      keyId,
      'KeyVaultAccessForbidden',
    ]);
    expect(storeOf(given)?.lost?.code).toBe('KeyDisabled');
    await enable(true);
    await sim.clock.advance({ hours: 1 });
    expect((await diskEncryptionSets.get(GROUP, SET)).activeKey?.keyUrl).toBe(next);
    expect(storeOf(given)).toMatchObject({
      keyIdentifier: next.slice(0, -33),
      dataKeys: [{ id: '1', wrappedBy: next }],
    });
    expect(storeOf(given)?.lost).toBeUndefined();
  });
});
