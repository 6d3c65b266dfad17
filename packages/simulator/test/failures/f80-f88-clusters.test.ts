import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import {
  CLUSTER,
  clusters,
  compute,
  encryptedCluster,
  FAST,
  grant,
  GROUP,
  keys,
  LOCATION,
  makeSet,
  resources,
  scene,
} from '../targets/scene.ts';
import { clusterIdOf, diskUnder, putCluster, readyCluster } from '../targets/cluster-scene.ts';

const HERE = '00000000-0000-4000-8000-0000000000aa';
const OTHER = '00000000-0000-4000-8000-0000000000bb';

describe('F80 a key for the OS disks of a cluster that exists', () => {
  it('F80 is refused today', async () => {
    const given = await readyCluster();
    await putCluster(given, { diskEncryptionSetID: undefined });
    const { status, body } = await putCluster(given);
    expect([status, body.error]).toEqual([
      400,
      {
        code: 'PropertyChangeNotAllowed',
        message:
          "Changing property 'properties.diskEncryptionSetID' is not allowed. (simulator wording)",
      },
    ]);
  });

  it('F80 was promised at any time by the documents of 2020 to 2023', async () => {
    const given = await readyCluster({ edition: 'howto-b' });
    await putCluster(given, { diskEncryptionSetID: undefined });
    const { status, body } = await putCluster(given);
    expect([status, body.properties.diskEncryptionSetID]).toEqual([200, given.setId]);
  });
});

describe('F81 Kubernetes is too old', () => {
  it.each([
    ['current', '1.23', 400],
    ['current', '1.24', 201],
    ['enc', '1.16', 400],
    ['enc', '1.17', 201],
  ] as const)('F81 by %s, version %s answers %i', async (edition, kubernetesVersion, expected) => {
    const given = await readyCluster({ edition });
    const { status, body } = await putCluster(given, { kubernetesVersion });
    expect(status).toBe(expected);
    if (expected === 201) return;
    expect(body.error).toEqual({
      code: 'AgentPoolK8sVersionNotSupported',
      message: `Version ${kubernetesVersion} is not supported in this region. Please use [az aks get-versions] command to get the supported version list in this region. For more information, please check https://aka.ms/supported-version-list`,
    });
  });
});

describe('F82 virtual nodes', () => {
  it('F82 are refused by name: they run in Azure Container Instances, outside the set', async () => {
    const given = await readyCluster();
    const { status, body } = await putCluster(given, {
      addonProfiles: { aciConnectorLinux: { enabled: true } },
    });
    expect([status, body.error]).toEqual([
      501,
      {
        code: 'NotSimulated',
        message:
          "the cluster property 'properties.addonProfiles.aciConnectorLinux' is not simulated (simulator wording)",
      },
    ]);
  });
});

/** A cluster whose set follows its key; one pool has its OS disks on the hosts. */
async function ephemeralPool(osDiskType = 'Ephemeral') {
  const given = await readyCluster();
  const { sim, keyId, setId } = given;
  await compute(sim).diskEncryptionSets.update(
    GROUP,
    'des-ml',
    { activeKey: { keyUrl: keyId }, rotationToLatestKeyVersionEnabled: true },
    FAST,
  );
  const pool = { name: 'system', count: 1, mode: 'System', osDiskType };
  const { body } = await putCluster(given, { agentPoolProfiles: [pool] });
  expect(body.properties.agentPoolProfiles[0].osDiskType).toBe(osDiskType);
  const poolId = `${clusterIdOf(given)}/agentPools/system`;
  const versionOf = (id: string): string | undefined =>
    sim.encryption.stores().find((store) => store.id === id)?.dataKeys[0]?.wrappedBy;
  return {
    ...given,
    poolId,
    /** Of the set and of the pool's disks. */
    versions: () => [versionOf(setId), versionOf(poolId)],
    /** Since when the disks of the pool have been without their key. */
    lost: () => sim.encryption.stores().find(({ id }) => id === poolId)?.lost,
    rotate: async (): Promise<string> => {
      const { id = '' } = await keys(sim).rotateKey('cosmos-key');
      await sim.clock.advance({ hours: 1 });
      return id;
    },
  };
}

describe('F83 rotation and ephemeral OS disks', () => {
  it('F83 the set moves on within the hour, and the disks on the hosts do not', async () => {
    const given = await ephemeralPool();
    expect(given.versions()).toEqual([given.keyId, given.keyId]);
    const second = await given.rotate();
    expect(given.versions()).toEqual([second, given.keyId]);
    await given.sim.clock.advance({ days: 30 });
    expect(given.versions()).toEqual([second, given.keyId]);
  });

  it('F83 an upgrade of the node image brings them along', async () => {
    const given = await ephemeralPool();
    const second = await given.rotate();
    const { agentPools } = clusters(given.sim);
    await agentPools.upgradeNodeImageVersion(GROUP, CLUSTER, 'system', FAST);
    expect(given.versions()).toEqual([second, second]);
  });

  it('F83 so does a pool that goes to zero machines and comes back, and no other change of it', async () => {
    const given = await ephemeralPool();
    const { agentPools } = clusters(given.sim);
    const scaleTo = (name: string, count: number) =>
      agentPools.createOrUpdate(
        GROUP,
        CLUSTER,
        name,
        { count, mode: 'User', osDiskType: 'Ephemeral', osDiskSizeGB: 64 },
        FAST,
      );
    const ofPool = (): string | undefined =>
      given.sim.encryption.stores().find(({ id }) => id.endsWith('/agentPools/work'))?.dataKeys[0]
        ?.wrappedBy;
    await scaleTo('work', 1);
    const second = await given.rotate();
    await scaleTo('work', 3);
    expect(ofPool()).toBe(given.keyId);
    await scaleTo('work', 0);
    expect(ofPool()).toBeUndefined();
    await scaleTo('work', 1);
    expect(ofPool()).toBe(second);
    await agentPools.delete(GROUP, CLUSTER, 'work', FAST);
    expect(ofPool()).toBeUndefined();
  });

  it('F83 the version of before is needed until then: without it the disks have lost their key', async () => {
    const given = await ephemeralPool();
    const second = await given.rotate();
    const version = given.keyId.split('/').at(-1) ?? '';
    await keys(given.sim).updateKeyProperties('cosmos-key', version, { enabled: false });
    await given.sim.clock.advance({ hours: 1 });
    expect(given.lost()).toMatchObject({ code: 'KeyDisabled' });
    const { managedClusters } = clusters(given.sim);
    await managedClusters.stop(GROUP, CLUSTER, FAST);
    expect(given.versions()).toEqual([second, undefined]);
    await managedClusters.start(GROUP, CLUSTER, FAST);
    expect([given.versions(), given.lost()]).toEqual([[second, second], undefined]);
    await managedClusters.delete(GROUP, CLUSTER, FAST);
    expect(given.versions()).toEqual([second, undefined]);
  });

  it('F83 a cluster that stands still has none, also when it is written meanwhile', async () => {
    const given = await ephemeralPool();
    const { managedClusters } = clusters(given.sim);
    await managedClusters.stop(GROUP, CLUSTER, FAST);
    const pool = { name: 'system', count: 2, mode: 'System', osDiskType: 'Ephemeral' };
    expect((await putCluster(given, { agentPoolProfiles: [pool] })).status).toBe(200);
    const { powerState } = await managedClusters.get(GROUP, CLUSTER);
    expect([powerState?.code, given.versions()]).toEqual(['Stopped', [given.keyId, undefined]]);
    await managedClusters.start(GROUP, CLUSTER, FAST);
    expect(given.versions()).toEqual([given.keyId, given.keyId]);
  });

  it('F83 is no matter of managed OS disks, which are under the set', async () => {
    const given = await ephemeralPool('Managed');
    expect(given.versions()).toEqual([given.keyId, undefined]);
  });
});

describe('F84 a set elsewhere than the cluster', () => {
  it('F84 in another region is refused', async () => {
    const given = await readyCluster();
    const { location: _location, ...body } = encryptedCluster(given.setId, given.identityId);
    await expect(
      clusters(given.sim).managedClusters.createOrUpdate(
        GROUP,
        CLUSTER,
        { ...body, location: 'northeurope' },
        FAST,
      ),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidParameter',
      message: `The value of parameter diskEncryptionSetID is invalid: the set is in ${LOCATION}, the cluster in northeurope; both must be in one region. (simulator wording)`,
    });
  });

  it('F84 in another subscription is refused', async () => {
    const given = await readyCluster();
    const elsewhere = given.setId.replace(given.sim.subscriptionId, OTHER);
    const { status, body } = await putCluster(given, { diskEncryptionSetID: elsewhere });
    expect([status, body.error.code]).toEqual([400, 'InvalidParameter']);
    expect(body.error.message).toContain(`there is no disk encryption set '${elsewhere}'`);
  });
});

describe('F85 the identity of a system-assigned set is known only after it was made', () => {
  it('F85 the set is made without access, its first use fails, and a grant in between helps', async () => {
    const given = await scene({ grantCosmosDb: false });
    const set = await makeSet(given);
    const { disks } = compute(given.sim);
    await expect(
      disks.createOrUpdate(GROUP, 'disk-one', diskUnder(set.id), FAST),
    ).rejects.toMatchObject({ code: 'KeyVaultAccessForbidden' });
    await grant(given.sim, given.vaultId, set.principalId);
    const disk = await disks.createOrUpdate(GROUP, 'disk-one', diskUnder(set.id), FAST);
    expect(disk.encryption?.type).toBe('EncryptionAtRestWithCustomerKey');
  });
});

describe('F86 another set in the storage class', () => {
  it('F86 encrypts new disks only: those that are there change by a write of their own', async () => {
    const given = await readyCluster();
    const second = await makeSet(given, 'des-two');
    await grant(given.sim, given.vaultId, second.principalId);
    const { disks } = compute(given.sim);
    const setOf = async (name: string) =>
      (await disks.get(GROUP, name)).encryption?.diskEncryptionSetId?.split('/').at(-1);
    await disks.createOrUpdate(GROUP, 'pvc-old', diskUnder(given.setId), FAST);
    await disks.createOrUpdate(GROUP, 'pvc-new', diskUnder(second.id), FAST);
    expect([await setOf('pvc-old'), await setOf('pvc-new')]).toEqual(['des-ml', 'des-two']);
    await disks.update(
      GROUP,
      'pvc-old',
      { encryption: { diskEncryptionSetId: second.id, type: 'EncryptionAtRestWithCustomerKey' } },
      FAST,
    );
    expect(await setOf('pvc-old')).toBe('des-two');
  });
});

describe('F87 the key of etcd', () => {
  it('F87 is out of reach: the property is refused by name, not taken without effect', async () => {
    const given = await readyCluster();
    const { status, body } = await putCluster(given, {
      securityProfile: { azureKeyVaultKms: { enabled: true, keyId: given.keyId } },
    });
    expect([status, body.error.code]).toEqual([501, 'NotSimulated']);
    expect(body.error.message).toContain('azureKeyVaultKms');
  });
});

describe('F88 a vault or a disk that moves while they belong together', () => {
  it('F88 the vault stays while a set uses its key', async () => {
    const given = await readyCluster();
    const target = await resources(given.sim).resourceGroups.createOrUpdate('rg-target', {
      location: LOCATION,
    });
    await expect(
      resources(given.sim).resources.moveResources(GROUP, {
        resources: [given.vaultId],
        targetResourceGroup: target.id ?? '',
      }),
    ).rejects.toMatchObject({
      code: 'ResourceMoveNotSupported',
      message: expect.stringContaining(
        "The vault 'kv-ml' cannot be moved while the disk encryption set 'des-ml' uses a key of it. (simulator wording)",
      ),
    });
  });

  it('F88 a disk under a key stays in its subscription, and moves within it', async () => {
    const owner = [HERE, OTHER].map((id) => ({ role: 'Owner', scope: `/subscriptions/${id}` }));
    const given = await readyCluster({
      world: {
        subscriptions: [{ subscriptionId: HERE }, { subscriptionId: OTHER }],
        principals: [{ name: 'owner', roles: [...owner, { role: 'Key Vault Crypto Officer' }] }],
      },
    });
    const disk = await compute(given.sim).disks.createOrUpdate(
      GROUP,
      'disk-one',
      diskUnder(given.setId),
      FAST,
    );
    const move = async (subscriptionId: string): Promise<void> => {
      const groups = new ResourceManagementClient(
        given.sim.credential(),
        subscriptionId,
        given.sim.clientOptions(),
      ).resourceGroups;
      const target = await groups.createOrUpdate('rg-target', { location: LOCATION });
      await resources(given.sim).resources.moveResources(GROUP, {
        resources: [
          `/subscriptions/${HERE}/resourceGroups/${GROUP}/providers/Microsoft.Compute/disks/disk-one`,
        ],
        targetResourceGroup: target.id ?? '',
      });
    };
    expect(disk.provisioningState).toBe('Succeeded');
    await expect(move(OTHER)).rejects.toMatchObject({
      code: 'ResourceMoveNotSupported',
      message: expect.stringContaining(
        "The disk 'disk-one' is encrypted with a customer-managed key, so it cannot be moved to another subscription. (simulator wording)",
      ),
    });
    await move(HERE);
    expect((await compute(given.sim).disks.get('rg-target', 'disk-one')).name).toBe('disk-one');
  });
});
