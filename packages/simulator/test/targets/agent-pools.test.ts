import type { AgentPool } from '@azure/arm-containerservice';
import { describe, expect, it } from 'vitest';
import {
  CLUSTER,
  clusters,
  clusterScene,
  encryptedCluster,
  FAST,
  grant,
  GROUP,
  idOf,
  keys,
  READER,
  readyCluster,
  scene,
  type Scene,
  send,
} from './scene.ts';

const POOL: AgentPool = { count: 2, vmSize: 'Standard_D4s_v5', mode: 'User', osDiskSizeGB: 64 };

const poolNames = async (given: Scene): Promise<string[]> => {
  const cluster = await clusters(given.sim).managedClusters.get(GROUP, CLUSTER);
  return (cluster.agentPoolProfiles ?? []).map(({ name, provisioningState }) =>
    [name, provisioningState].join(' '),
  );
};

describe.each(['instant', 'realistic'] as const)('an agent pool of its own, %s', (latency) => {
  it('is made, changed and deleted, and its cluster lists it', async () => {
    const given = await clusterScene({ latency });
    const { agentPools } = clusters(given.sim);
    const made = await agentPools.createOrUpdate(GROUP, CLUSTER, 'gpu', POOL, FAST);
    expect(made).toMatchObject({ name: 'gpu', count: 2, provisioningState: 'Succeeded' });
    expect(await poolNames(given)).toContain('gpu Succeeded');
    const grown = await agentPools.createOrUpdate(
      GROUP,
      CLUSTER,
      'gpu',
      { ...POOL, count: 5 },
      FAST,
    );
    expect([grown.count, grown.vmSize]).toEqual([5, 'Standard_D4s_v5']);
    await agentPools.delete(GROUP, CLUSTER, 'gpu', FAST);
    expect(await poolNames(given)).not.toContain('gpu Succeeded');
    await expect(agentPools.get(GROUP, CLUSTER, 'gpu')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('cannot be made when the set has lost its key, minutes into the operation', async () => {
    const given = await clusterScene({ latency });
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: false });
    const id = `${idOf(given.sim, 'Microsoft.ContainerService/managedClusters', CLUSTER)}/agentPools/late`;
    const answer = await send(given.sim, 'PUT', id, '2025-05-01', { properties: POOL });
    expect([answer.status, answer.body.properties.provisioningState]).toEqual([201, 'Creating']);
    const poll = await send(given.sim, 'GET', answer.headers.get('azure-asyncoperation') ?? '', '');
    expect([poll.body.status, poll.body.error.code, poll.body.error.message]).toEqual([
      'Failed',
      'Forbidden',
      expect.stringContaining('disabled'),
    ]);
    expect(await poolNames(given)).toContain('late Failed');
  });
});

describe('an agent pool of single machines', () => {
  const ask = (given: Scene, properties: object) =>
    send(
      given.sim,
      'PUT',
      `${idOf(given.sim, 'Microsoft.ContainerService/managedClusters', CLUSTER)}/agentPools/vms`,
      '2025-07-01',
      { properties: { type: 'VirtualMachines', ...properties } },
    );

  it('has the sizes and numbers of its profile, and none of its own', async () => {
    const given = await clusterScene();
    const manual = [
      { size: 'Standard_D2_v2', count: 3 },
      { size: 'Standard_D2_v3', count: 2 },
    ];
    const made = await ask(given, { virtualMachinesProfile: { scale: { manual } } });
    expect(made.body.properties).toMatchObject({
      type: 'VirtualMachines',
      virtualMachineNodesStatus: manual,
    });
    expect(Object.keys(made.body.properties)).not.toContain('vmSize');
    const fewer = [{ size: 'Standard_D2_v2', count: 1 }];
    const scaled = await ask(given, { virtualMachinesProfile: { scale: { manual: fewer } } });
    expect(scaled.body.properties.virtualMachineNodesStatus).toEqual(fewer);
    const other = await ask(given, { type: 'VirtualMachineScaleSets' });
    expect(other.body.error.code).toBe('PropertyChangeNotAllowed');
  });

  it('is refused without them', async () => {
    const given = await clusterScene();
    const told = async (properties: object) => {
      const { status, body } = await ask(given, properties);
      return [status, body.error.message];
    };
    const scale = 'agentPoolProfile.virtualMachinesProfile.scale.manual';
    const words = (parameter: string, why: string) =>
      `The value of parameter ${parameter} is invalid: ${why}. (simulator wording)`;
    expect(await told({})).toEqual([
      400,
      words(scale, 'is required with the type VirtualMachines'),
    ]);
    const manual = [{ size: 'Standard_D2_v2', count: 2000 }];
    expect(await told({ virtualMachinesProfile: { scale: { manual } } })).toEqual([
      400,
      words(`${scale}.count`, 'must be 0 to 1000'),
    ]);
  });
});

describe('a cluster', () => {
  it('has no single machines in a scale set, whatever is said of them', async () => {
    const given = await readyCluster();
    const { agentPoolProfiles = [], ...cluster } = encryptedCluster(given.setId, given.identityId);
    const virtualMachineNodesStatus = [{ size: 'Standard_D2_v2', count: 3 }];
    const made = await clusters(given.sim).managedClusters.createOrUpdate(
      GROUP,
      CLUSTER,
      {
        ...cluster,
        agentPoolProfiles: agentPoolProfiles.map((pool) => ({
          ...pool,
          virtualMachineNodesStatus,
        })),
      },
      FAST,
    );
    expect(made.agentPoolProfiles?.map((pool) => pool.virtualMachineNodesStatus)).toEqual([
      undefined,
    ]);
  });

  it('has a pool of the system, in the reported words', async () => {
    const given = await readyCluster();
    const { agentPoolProfiles: _pools, ...cluster } = encryptedCluster(
      given.setId,
      given.identityId,
    );
    await expect(
      clusters(given.sim).managedClusters.createOrUpdate(
        GROUP,
        CLUSTER,
        { ...cluster, agentPoolProfiles: [{ name: 'nodes', count: 3 }] },
        FAST,
      ),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'MustDefineAtLeastOneSystemPool',
      message: 'Must define at least one system pool.',
    });
  });
});

describe('what an agent pool is refused', () => {
  it('is needed as long as it is the last one of the system', async () => {
    const given = await clusterScene();
    const { agentPools } = clusters(given.sim);
    const [name = ''] = (await poolNames(given)).map((text) => text.split(' ')[0] ?? '');
    await expect(agentPools.delete(GROUP, CLUSTER, name, FAST)).rejects.toMatchObject({
      statusCode: 400,
      code: 'OperationNotAllowed',
      message: expect.stringContaining('There has to be at least one system agent pool.'),
    });
    await expect(
      agentPools.createOrUpdate(GROUP, CLUSTER, name, { mode: 'User' }, FAST),
    ).rejects.toMatchObject({
      code: 'MustDefineAtLeastOneSystemPool',
      message: expect.stringContaining('Must define at least one system pool.'),
    });
  });

  it('keeps its machines and the encryption of their host', async () => {
    const given = await clusterScene();
    const { agentPools } = clusters(given.sim);
    await agentPools.createOrUpdate(GROUP, CLUSTER, 'gpu', POOL, FAST);
    await expect(
      agentPools.createOrUpdate(
        GROUP,
        CLUSTER,
        'gpu',
        { ...POOL, enableEncryptionAtHost: true },
        FAST,
      ),
    ).rejects.toMatchObject({
      statusCode: 409,
      code: 'PropertyChangeNotAllowed',
      message: expect.stringContaining(
        "Changing property 'properties.enableEncryptionAtHost' is not allowed.",
      ),
    });
  });

  it('belongs to a cluster that is there', async () => {
    const given = await scene({ grantCosmosDb: false });
    await expect(
      clusters(given.sim).agentPools.createOrUpdate(GROUP, 'aks-none', 'gpu', POOL, FAST),
    ).rejects.toMatchObject({ statusCode: 404, code: 'ParentResourceNotFound' });
  });
});

describe('what can be asked of a cluster', () => {
  it('gives credentials that open nothing', async () => {
    const given = await clusterScene();
    const { managedClusters } = clusters(given.sim);
    const { kubeconfigs = [] } = await managedClusters.listClusterAdminCredentials(GROUP, CLUSTER);
    const text = new TextDecoder().decode(kubeconfigs[0]?.value);
    expect([kubeconfigs[0]?.name, JSON.parse(text).users[0].user.token]).toEqual([
      'clusterAdmin',
      expect.stringMatching(/^sim-/),
    ]);
  });

  it('gives none of an administrator where local accounts are disabled', async () => {
    const given = await clusterScene();
    const { managedClusters } = clusters(given.sim);
    const cluster = await managedClusters.get(GROUP, CLUSTER);
    await managedClusters.createOrUpdate(
      GROUP,
      CLUSTER,
      { ...cluster, disableLocalAccounts: true },
      FAST,
    );
    await expect(managedClusters.listClusterAdminCredentials(GROUP, CLUSTER)).rejects.toMatchObject(
      {
        statusCode: 400,
        code: 'BadRequest',
        message: expect.stringContaining(
          'Getting static credential is not allowed because this cluster is set to disable local accounts.',
        ),
      },
    );
  });

  it('stops and starts with its pools, whatever else lies under it', async () => {
    const given = await clusterScene({ latency: 'realistic' });
    const { managedClusters, agentPools } = clusters(given.sim);
    const id = idOf(given.sim, 'Microsoft.ContainerService/managedClusters', CLUSTER);
    await grant(given.sim, id, given.identityPrincipalId, READER);
    const shown = async () => {
      const { powerState, provisioningState, agentPoolProfiles } = await managedClusters.get(
        GROUP,
        CLUSTER,
      );
      const listed = await Array.fromAsync(agentPools.list(GROUP, CLUSTER));
      const pools = [...(agentPoolProfiles ?? []), ...listed].map((pool) => [
        pool.name,
        pool.powerState?.code,
      ]);
      return { state: [powerState?.code, provisioningState], pools };
    };
    const inPower = (code: string) => ({
      state: [code, 'Succeeded'],
      pools: [
        ['system', code],
        ['system', code],
      ],
    });
    await managedClusters.stop(GROUP, CLUSTER, FAST);
    expect(await shown()).toEqual(inPower('Stopped'));
    await managedClusters.start(GROUP, CLUSTER, FAST);
    expect(await shown()).toEqual(inPower('Running'));
  });
});
