import { describe, expect, it } from 'vitest';
import { clusterIdOf, CLUSTER_VERSION, keyForbidden } from './cluster-scene.ts';
import {
  authorization,
  CLUSTER,
  clusters,
  clusterScene,
  encryptedCluster,
  FAST,
  grant,
  GROUP,
  keys,
  type ReadyCluster,
  send,
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
