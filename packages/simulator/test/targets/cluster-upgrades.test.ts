import type { ContainerServiceClient } from '@azure/arm-containerservice';
import { describe, expect, it } from 'vitest';
import {
  CLUSTER,
  clusters,
  clusterScene,
  compute,
  encryptedCluster,
  FAST,
  GROUP,
  idOf,
  keys,
  LOCATION,
  type ReadyCluster,
  readyCluster,
  send,
  SET,
} from './scene.ts';

const VERSION = '2025-07-01';

const client = ({ sim }: ReadyCluster): ContainerServiceClient => clusters(sim);

const idOfCluster = ({ sim }: ReadyCluster): string =>
  idOf(sim, 'Microsoft.ContainerService/managedClusters', CLUSTER);

/** A cluster with this version, and a pool that is behind it. */
async function versionScene(version: string, behind?: string): Promise<ReadyCluster> {
  const given = await readyCluster();
  const { sim, setId, identityId } = given;
  const cluster = encryptedCluster(setId, identityId, { kubernetesVersion: version });
  await clusters(sim).managedClusters.createOrUpdate(GROUP, CLUSTER, cluster, FAST);
  if (behind !== undefined) {
    const pool = { count: 1, vmSize: 'Standard_D4s_v5', orchestratorVersion: behind };
    await clusters(sim).agentPools.createOrUpdate(GROUP, CLUSTER, 'behind', pool, FAST);
  }
  return given;
}

const versionsOf = (
  upgrades: readonly { readonly kubernetesVersion?: string }[] | undefined,
): (string | undefined)[] => (upgrades ?? []).map(({ kubernetesVersion }) => kubernetesVersion);

describe('the versions of a cluster', () => {
  it.each([
    ['1.31.2', ['1.31.13', '1.32.9']],
    ['1.31.13', ['1.32.9']],
    ['1.34.1', []],
  ])('go from %s to the newest patch and the next minor: %j', async (version, upgrades) => {
    const given = await versionScene(version);
    const profile = await client(given).managedClusters.getUpgradeProfile(GROUP, CLUSTER);
    expect(profile).toMatchObject({
      id: `${idOfCluster(given).replace('resourceGroups', 'resourcegroups')}/upgradeprofiles/default`,
      name: 'default',
      controlPlaneProfile: { kubernetesVersion: version, osType: 'Linux' },
    });
    expect(versionsOf(profile.controlPlaneProfile.upgrades)).toEqual(upgrades);
    for (const upgrade of upgrades) {
      const body = encryptedCluster(given.setId, given.identityId, { kubernetesVersion: upgrade });
      const { kubernetesVersion } = await client({
        ...given,
        sim: given.sim.fork(),
      }).managedClusters.createOrUpdate(GROUP, CLUSTER, body, FAST);
      expect(kubernetesVersion).toBe(upgrade);
    }
  });

  it('take a pool no further than its control plane', async () => {
    const given = await versionScene('1.32.4', '1.31.2');
    const { agentPools, managedClusters } = client(given);
    const own = await agentPools.getUpgradeProfile(GROUP, CLUSTER, 'behind');
    expect(own).toMatchObject({
      kubernetesVersion: '1.31.2',
      osType: 'Linux',
      latestNodeImageVersion: expect.stringMatching(/^AKSUbuntu-/),
    });
    expect(versionsOf(own.upgrades)).toEqual(['1.31.13', '1.32.4']);
    const { agentPoolProfiles } = await managedClusters.getUpgradeProfile(GROUP, CLUSTER);
    expect(agentPoolProfiles.map(({ name, upgrades }) => [name, versionsOf(upgrades)])).toEqual([
      ['system', []],
      ['behind', ['1.31.13', '1.32.4']],
    ]);
  });

  it('let a new pool be two minors behind', async () => {
    const given = await versionScene('1.32.4');
    const { agentPoolVersions } = await client(given).agentPools.getAvailableAgentPoolVersions(
      GROUP,
      CLUSTER,
    );
    expect(agentPoolVersions).toEqual([
      { kubernetesVersion: '1.30.14' },
      { kubernetesVersion: '1.31.13' },
      { kubernetesVersion: '1.32.4', default: true },
    ]);
  });
});

describe('the image of a pool', () => {
  const upgrade = (given: ReadyCluster) =>
    client(given).agentPools.upgradeNodeImageVersion(GROUP, CLUSTER, 'system', FAST);

  it('is upgraded to the newest, with new disks under the set', async () => {
    const given = await clusterScene({ latency: 'realistic' });
    const id = `${idOfCluster(given)}/agentPools/system`;
    const answer = await send(given.sim, 'POST', `${id}/upgradeNodeImageVersion`, VERSION);
    expect([answer.status, answer.body.properties.provisioningState]).toEqual([
      202,
      'UpgradingNodeImageVersion',
    ]);
    const url = answer.headers.get('azure-asyncoperation') ?? '';
    expect((await send(given.sim, 'GET', url, '')).body.status).toBe('Succeeded');
    const { agentPools } = client(given);
    const [pool, { latestNodeImageVersion }] = [
      await agentPools.get(GROUP, CLUSTER, 'system'),
      await agentPools.getUpgradeProfile(GROUP, CLUSTER, 'system'),
    ];
    expect([pool.provisioningState, pool.nodeImageVersion]).toEqual([
      'Succeeded',
      latestNodeImageVersion,
    ]);
  });

  it('is upgraded with disks under the key that the set has by now', async () => {
    const given = await clusterScene();
    const { sim, setId } = given;
    const keyUrl = (await keys(sim).rotateKey('cosmos-key')).id ?? '';
    await compute(sim).diskEncryptionSets.update(GROUP, SET, { activeKey: { keyUrl } }, FAST);
    await upgrade(given);
    const store = sim.encryption.stores().find(({ id }) => id === setId);
    expect(store?.dataKeys[0]?.wrappedBy).toBe(keyUrl);
  });

  it('is not upgraded without the key of the disks', async () => {
    const given = await clusterScene();
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: false });
    await expect(upgrade(given)).rejects.toThrow(/Forbidden.*disabled/s);
    const { provisioningState } = await client(given).agentPools.get(GROUP, CLUSTER, 'system');
    expect(provisioningState).toBe('Failed');
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: true });
    await upgrade(given);
    const again = await client(given).agentPools.get(GROUP, CLUSTER, 'system');
    expect(again.provisioningState).toBe('Succeeded');
  });
});

describe('the certificates of a cluster', () => {
  const tokenOf = async (given: ReadyCluster): Promise<string> => {
    const { kubeconfigs = [] } = await client(given).managedClusters.listClusterAdminCredentials(
      GROUP,
      CLUSTER,
    );
    const { users } = JSON.parse(Buffer.from(kubeconfigs[0]?.value ?? []).toString());
    return users[0].user.token;
  };

  it('are rotated: what was handed out before is worth nothing', async () => {
    const given = await clusterScene({ latency: 'realistic' });
    const { agentPools, managedClusters } = client(given);
    const before = await tokenOf(given);
    const started = await send(
      given.sim,
      'POST',
      `${idOfCluster(given)}/rotateClusterCertificates`,
      VERSION,
    );
    expect([started.status, await tokenOf(given)]).toEqual([202, before]);
    const refused = {
      statusCode: 409,
      code: 'OperationNotAllowed',
      message:
        "The cluster 'aks-ml' is in the state RotatingClusterCertificates; wait until that is done. (simulator wording)",
    };
    await expect(managedClusters.rotateClusterCertificates(GROUP, CLUSTER)).rejects.toMatchObject(
      refused,
    );
    const pool = { count: 1, vmSize: 'Standard_D4s_v5' };
    await expect(
      agentPools.createOrUpdate(GROUP, CLUSTER, 'late', pool, FAST),
    ).rejects.toMatchObject(refused);
    await send(given.sim, 'GET', started.headers.get('azure-asyncoperation') ?? '', '');
    const after = await tokenOf(given);
    expect(after).not.toBe(before);
    await managedClusters.rotateClusterCertificates(GROUP, CLUSTER, FAST);
    expect([before, after]).not.toContain(await tokenOf(given));
    expect((await managedClusters.get(GROUP, CLUSTER)).provisioningState).toBe('Succeeded');
  });
});

describe('the application that a cluster runs as', () => {
  it('is replaced, and its secret is not kept', async () => {
    const given = await readyCluster();
    const { managedClusters } = client(given);
    await managedClusters.createOrUpdate(
      GROUP,
      CLUSTER,
      {
        location: LOCATION,
        dnsPrefix: 'aksml',
        servicePrincipalProfile: { clientId: 'first', secret: 'sim-first' },
        agentPoolProfiles: [{ name: 'system', count: 1, mode: 'System' }],
      },
      FAST,
    );
    const next = { clientId: 'second', secret: 'sim-second' };
    await managedClusters.resetServicePrincipalProfile(GROUP, CLUSTER, next, FAST);
    const there = await managedClusters.get(GROUP, CLUSTER);
    expect(there.servicePrincipalProfile).toEqual({ clientId: 'second' });
    expect(JSON.stringify(given.sim.snapshot())).not.toContain('sim-second');
  });

  it('is none where a managed identity is', async () => {
    const given = await clusterScene();
    const reset = client(given).managedClusters.resetServicePrincipalProfile(
      GROUP,
      CLUSTER,
      { clientId: 'second' },
      FAST,
    );
    await expect(reset).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidParameter',
      message:
        'The value of parameter servicePrincipalProfile is invalid: the cluster runs as a managed identity. (simulator wording)',
    });
  });
});

describe('the maintenance of a cluster', () => {
  const maintained = (given: ReadyCluster, name: string, properties: object) =>
    client(given).maintenanceConfigurations.createOrUpdate(GROUP, CLUSTER, name, properties);

  it('is configured, listed and deleted', async () => {
    const given = await clusterScene();
    const { maintenanceConfigurations } = client(given);
    const timeInWeek = [{ day: 'Monday' as const, hourSlots: [1, 2] }];
    expect(await maintained(given, 'default', { timeInWeek })).toMatchObject({
      name: 'default',
      type: 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations',
      timeInWeek,
    });
    const maintenanceWindow = {
      schedule: { weekly: { intervalWeeks: 1, dayOfWeek: 'Friday' as const } },
      durationHours: 4,
      startTime: '02:00',
    };
    await maintained(given, 'aksManagedNodeOSUpgradeSchedule', { maintenanceWindow });
    const names: (string | undefined)[] = [];
    for await (const one of maintenanceConfigurations.listByManagedCluster(GROUP, CLUSTER))
      names.push(one.name);
    expect(names).toEqual(['aksManagedNodeOSUpgradeSchedule', 'default']);
    await maintenanceConfigurations.delete(GROUP, CLUSTER, 'default');
    await expect(maintenanceConfigurations.get(GROUP, CLUSTER, 'default')).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  it.each([
    [
      'nightly',
      "The value of parameter configName is invalid: 'nightly' is not one of default, aksManagedAutoUpgradeSchedule, aksManagedNodeOSUpgradeSchedule. (simulator wording)",
    ],
    [
      'aksManagedAutoUpgradeSchedule',
      "The value of parameter maintenanceWindow is invalid: the configuration 'aksManagedAutoUpgradeSchedule' needs one. (simulator wording)",
    ],
  ])('is not configured as %s without a window', async (name, message) => {
    const given = await clusterScene();
    await expect(maintained(given, name, {})).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidParameter',
      message,
    });
  });
});

describe('what a cluster does not do here', () => {
  it.each(['runCommand', 'rotateServiceAccountSigningKeys', 'resetAADProfile'])(
    'is refused by name: %s',
    async (action) => {
      const given = await clusterScene();
      const { status, body } = await send(
        given.sim,
        'POST',
        `${idOfCluster(given)}/${action}`,
        VERSION,
      );
      expect([status, body.error.message]).toEqual([
        501,
        `POST Microsoft.ContainerService/managedClusters/${action} is not simulated (simulator wording)`,
      ]);
    },
  );
});
