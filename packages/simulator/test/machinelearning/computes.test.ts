import { ContainerServiceClient } from '@azure/arm-containerservice';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/index.ts';
import {
  FAST,
  GROUP,
  LOCATION,
  machineLearning,
  polled,
  resources,
  type Scene,
  send,
  type Wire,
  WORKSPACE,
  workspaceScene,
} from './child-scene.ts';

const VERSION = '2022-10-01';
const LATENCIES = ['instant', 'realistic'] as const;

const cluster = (minNodeCount = 0) => ({
  location: LOCATION,
  properties: {
    computeType: 'AmlCompute' as const,
    description: 'training',
    properties: {
      vmSize: 'Standard_DS2_v2',
      scaleSettings: { minNodeCount, maxNodeCount: 4, nodeIdleTimeBeforeScaleDown: 'PT2M' },
      userAccountCredentials: { adminUserName: 'azureuser', adminUserPassword: 'never-kept-1' },
    },
  },
});

const instance = {
  location: LOCATION,
  identity: { type: 'SystemAssigned' as const },
  properties: {
    computeType: 'ComputeInstance' as const,
    properties: { vmSize: 'Standard_DS3_v2' },
  },
};

const idOfCompute = (given: Scene, name: string) => `${given.workspaceId}/computes/${name}`;

const refusal = async (attempt: Promise<unknown>): Promise<Wire> => {
  const error: Wire = await attempt.then(
    () => {
      throw new Error('was not refused');
    },
    (thrown: unknown) => thrown,
  );
  return [error.statusCode, error.code, error.message];
};

describe.each(LATENCIES)('computes with %s latency', (latency) => {
  it('makes, scales, lists and deletes a cluster through the client', async () => {
    const given = await workspaceScene({ latency });
    const { computeOperations: computes } = machineLearning(given.sim);
    const made: Wire = await computes.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      'cpu',
      cluster(1),
      FAST,
    );
    expect(made.properties).toMatchObject({
      computeType: 'AmlCompute',
      provisioningState: 'Succeeded',
      computeLocation: LOCATION,
      isAttachedCompute: false,
      properties: {
        vmSize: 'STANDARD_DS2_V2',
        osType: 'Linux',
        currentNodeCount: 1,
        allocationState: 'Steady',
        nodeStateCounts: { idleNodeCount: 1 },
      },
    });
    await computes.beginUpdateAndWait(
      GROUP,
      WORKSPACE,
      'cpu',
      { properties: { scaleSettings: { minNodeCount: 2, maxNodeCount: 3 } } },
      FAST,
    );
    const nodes: Wire[] = [];
    for await (const node of computes.listNodes(GROUP, WORKSPACE, 'cpu')) nodes.push(node);
    expect(nodes.map(({ nodeState }) => nodeState)).toEqual(['idle', 'idle']);
    const names: unknown[] = [];
    for await (const { name } of computes.list(GROUP, WORKSPACE)) names.push(name);
    expect(names).toEqual(['cpu']);
    await computes.beginDeleteAndWait(GROUP, WORKSPACE, 'cpu', 'Delete', FAST);
    expect(await refusal(computes.get(GROUP, WORKSPACE, 'cpu'))).toEqual([
      404,
      'ResourceNotFound',
      `The Resource 'Microsoft.MachineLearningServices/workspaces/computes/${WORKSPACE}/cpu' under resource group '${GROUP}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    ]);
  });

  it('stops, starts and restarts an instance', async () => {
    const given = await workspaceScene({ latency });
    const { computeOperations: computes } = machineLearning(given.sim);
    const before = given.sim.principals.length;
    await computes.beginCreateOrUpdateAndWait(GROUP, WORKSPACE, 'ci-ada', instance, FAST);
    expect(given.sim.principals).toHaveLength(before + 1);
    const state = async (): Promise<Wire> => {
      const { properties }: Wire = await computes.get(GROUP, WORKSPACE, 'ci-ada');
      const { state: now, lastOperation } = properties.properties;
      return [now, lastOperation.operationName, lastOperation.operationStatus];
    };
    expect(await state()).toEqual(['Running', 'Create', 'Succeeded']);
    await computes.beginStopAndWait(GROUP, WORKSPACE, 'ci-ada', FAST);
    expect(await state()).toEqual(['Stopped', 'Stop', 'Succeeded']);
    await computes.beginStartAndWait(GROUP, WORKSPACE, 'ci-ada', FAST);
    expect(await state()).toEqual(['Running', 'Start', 'Succeeded']);
    await computes.beginRestartAndWait(GROUP, WORKSPACE, 'ci-ada', FAST);
    expect(await state()).toEqual(['Running', 'Restart', 'Succeeded']);
    await computes.beginDeleteAndWait(GROUP, WORKSPACE, 'ci-ada', 'Delete', FAST);
    expect(given.sim.principals).toHaveLength(before);
  });

  it('attaches a Kubernetes cluster, gives keys that open nothing, and detaches it', async () => {
    const given = await workspaceScene({ latency });
    const { managedClusters } = new ContainerServiceClient(
      given.sim.credential(),
      given.sim.subscriptionId,
      given.sim.clientOptions(),
    );
    const aks = await managedClusters.createOrUpdate(
      GROUP,
      'aks-ml',
      {
        location: LOCATION,
        identity: { type: 'SystemAssigned' },
        dnsPrefix: 'ml',
        agentPoolProfiles: [
          { name: 'system', mode: 'System', count: 3, vmSize: 'Standard_D4s_v5', osType: 'Linux' },
        ],
      },
      FAST,
    );
    const { computeOperations: computes } = machineLearning(given.sim);
    const attached: Wire = await computes.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      'inference',
      {
        location: LOCATION,
        properties: {
          computeType: 'AKS',
          resourceId: aks.id ?? '',
          properties: {
            sslConfiguration: { status: 'Enabled', cert: 'never-kept-2', key: 'never-kept-3' },
          },
        },
      },
      FAST,
    );
    expect(attached.properties).toMatchObject({
      computeType: 'AKS',
      isAttachedCompute: true,
      resourceId: aks.id,
      properties: { agentCount: 3, agentVmSize: 'Standard_D4s_v5', clusterPurpose: 'FastProd' },
    });
    expect(attached.properties.properties.clusterFqdn).toBe(aks.fqdn);
    expect(JSON.stringify(given.sim.snapshot())).not.toContain('never-kept');
    const keys: Wire = await computes.listKeys(GROUP, WORKSPACE, 'inference');
    expect(keys.userKubeConfig).toMatch(/^sim-[0-9a-f-]{36}$/);
    expect(
      await refusal(computes.beginDeleteAndWait(GROUP, WORKSPACE, 'inference', 'Delete', FAST)),
    ).toEqual([501, 'NotSimulated', expect.stringContaining('is not simulated')]);
    await computes.beginDeleteAndWait(GROUP, WORKSPACE, 'inference', 'Detach', FAST);
    expect((await managedClusters.get(GROUP, 'aks-ml')).provisioningState).toBe('Succeeded');
  });

  it('names Data Factory, with nothing behind it, and detaches it', async () => {
    const given = await workspaceScene({ latency });
    const { computeOperations: computes } = machineLearning(given.sim);
    const named: Wire = await computes.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      'factory',
      { location: LOCATION, properties: { computeType: 'DataFactory', description: 'pipelines' } },
      FAST,
    );
    expect(named.properties).toMatchObject({
      computeType: 'DataFactory',
      description: 'pipelines',
      isAttachedCompute: true,
      provisioningState: 'Succeeded',
    });
    expect(await refusal(computes.listKeys(GROUP, WORKSPACE, 'factory'))).toEqual([
      501,
      'NotSimulated',
      "listKeys of the compute type 'DataFactory' is not simulated (simulator wording)",
    ]);
    await computes.beginDeleteAndWait(GROUP, WORKSPACE, 'factory', 'Detach', FAST);
    expect(await refusal(computes.get(GROUP, WORKSPACE, 'factory'))).toEqual([
      404,
      'ResourceNotFound',
      expect.stringContaining('factory'),
    ]);
  });

  it('fails the operation when the region has no cores', async () => {
    const given = await workspaceScene({ latency });
    given.sim.quota.set('Microsoft.MachineLearningServices/virtualCpus', LOCATION, 0);
    const answer = await send(given.sim, 'PUT', idOfCompute(given, 'cpu'), VERSION, cluster());
    expect(answer.status).toBe(201);
    expect((await polled(given, answer)).at(-1)).toMatchObject({
      status: 'Failed',
      error: {
        code: 'ClusterMinNodesExceedCoreQuota',
        message:
          'The specified subscription has a total vCPU quota of 0 and cannot accomodate for at least 1 requested managed compute node which maps to 2 vCPUs.',
      },
    });
    const { body } = await send(given.sim, 'GET', idOfCompute(given, 'cpu'), VERSION);
    expect(body.properties).toMatchObject({
      provisioningState: 'Failed',
      provisioningErrors: [{ error: { code: 'ClusterMinNodesExceedCoreQuota' } }],
    });
  });
});

describe('a cluster on the wire', () => {
  it('is told of as recorded', async () => {
    const given = await workspaceScene({ latency: 'realistic' });
    const path = idOfCompute(given, 'cpu');
    const put = await send(given.sim, 'PUT', path, VERSION, cluster());
    expect(put.status).toBe(201);
    expect(put.headers.get('location')).toBeNull();
    expect(put.headers.get('azure-asyncoperation')).toMatch(
      /\/providers\/Microsoft\.MachineLearningServices\/locations\/westeurope\/computeOperationsStatus\/[0-9a-f-]{36}\?api-version=2022-10-01&service=new$/,
    );
    expect(put.body).toMatchObject({
      type: 'Microsoft.MachineLearningServices/workspaces/computes',
      tags: null,
      properties: {
        provisioningState: 'Creating',
        resourceId: null,
        provisioningErrors: null,
        properties: { currentNodeCount: null, allocationState: null, subnet: null },
      },
    });
    expect(put.body.properties.properties).not.toHaveProperty('userAccountCredentials');
    expect(put.body).not.toHaveProperty('systemData');
    expect(await polled(given, put)).toEqual([{ status: 'Succeeded', percentComplete: 100 }]);
    const got = await send(given.sim, 'GET', path, VERSION);
    expect(got.body.tags).toEqual({});
    expect(got.body.properties.properties.userAccountCredentials).toEqual({
      adminUserName: 'azureuser',
      adminUserPassword: null,
    });
    const again = await send(given.sim, 'PUT', path, VERSION, cluster());
    expect([again.status, again.body.properties.resourceId]).toEqual([
      201,
      `/subscriptions/${given.sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.BatchAI/workspaces/${WORKSPACE}/clusters/cpu`,
    ]);
    await polled(given, again);
    const stands = await send(given.sim, 'GET', path, VERSION);
    expect(stands.body.properties.resourceId).toBeNull();
    const gone = await send(
      given.sim,
      'DELETE',
      `${path}?underlyingResourceAction=Delete`,
      VERSION,
    );
    expect([gone.status, gone.body]).toEqual([202, undefined]);
  });

  it('is in progress until its time has come', async () => {
    const { sim, ...given } = await workspaceScene({ latency: 'realistic' });
    const slow = {
      ...given,
      sim: createSimulator({ latency: 'realistic', timeWarp: false }),
    };
    slow.sim.restore(sim.snapshot());
    const put = await send(slow.sim, 'PUT', idOfCompute(slow, 'cpu'), VERSION, cluster());
    expect(await polled(slow, put)).toEqual([
      { status: 'InProgress' },
      { status: 'InProgress' },
      { status: 'InProgress' },
    ]);
    await slow.sim.clock.advance({ seconds: 20 });
    expect(await polled(slow, put)).toEqual([{ status: 'Succeeded', percentComplete: 100 }]);
  });
});

describe('disks', () => {
  it.each([
    [false, ['nothing', 'nothing']],
    [true, ['microsoftManagedKey', 'microsoftManagedKey']],
  ])('are never under the own key; hbiWorkspace %s', async (hbiWorkspace, expected) => {
    const given = await workspaceScene({}, { hbiWorkspace });
    const told: unknown[] = [];
    for (const name of ['first', 'second']) {
      await send(given.sim, 'PUT', idOfCompute(given, name), VERSION, cluster());
      const { disks } = (given.sim.resource(idOfCompute(given, name)) as Wire).hidden;
      expect(disks.osDisk).toEqual({ encryptedUnder: 'microsoftManagedKey', ephemeral: true });
      told.push(disks.temporaryDisk.encryptedUnder);
    }
    expect(told).toEqual(expected);
  });

  it('of clusters stay plain in a subscription that had a plain cluster; those of instances do not', async () => {
    const given = await workspaceScene({}, { hbiWorkspace: false });
    await send(given.sim, 'PUT', idOfCompute(given, 'plain'), VERSION, cluster());
    const id = given.workspaceId.replace(WORKSPACE, 'mlw-impact');
    const { properties }: Wire = (await send(given.sim, 'GET', given.workspaceId, VERSION)).body;
    const { storageAccount, keyVault, applicationInsights } = properties;
    await resources(given.sim).resources.createOrUpdateById(
      id,
      '2025-09-01',
      {
        location: LOCATION,
        identity: { type: 'SystemAssigned' },
        properties: { storageAccount, keyVault, applicationInsights, hbiWorkspace: true },
      },
      FAST,
    );
    const disk = async (name: string, body: unknown): Promise<unknown> => {
      await send(given.sim, 'PUT', `${id}/computes/${name}`, VERSION, body);
      return (given.sim.resource(`${id}/computes/${name}`) as Wire).hidden.disks.temporaryDisk
        .encryptedUnder;
    };
    expect(await disk('late', cluster())).toBe('nothing');
    expect(await disk('ci', instance)).toBe('microsoftManagedKey');
  });
});

describe('serverless compute', () => {
  const jobs = async (given: Scene, id: string): Promise<unknown[]> => {
    const told: unknown[] = [];
    for (const [name, computeId] of [
      ['with', idOfCompute(given, 'cpu')],
      ['without', null],
    ]) {
      const properties = {
        jobType: 'Command',
        command: 'c',
        environmentId: 'azureml:e:1',
        computeId,
      };
      await send(given.sim, 'PUT', `${id}/jobs/${name}`, VERSION, { properties });
      told.push((given.sim.resource(`${id}/jobs/${name}`) as Wire).hidden?.disks);
    }
    return told;
  };

  it('of a hub has disks under the keys of Microsoft, which go with the node', async () => {
    const given = await workspaceScene();
    const hub = given.workspaceId.replace(WORKSPACE, 'hub');
    const { properties }: Wire = (await send(given.sim, 'GET', given.workspaceId, VERSION)).body;
    const { storageAccount, keyVault } = properties;
    await send(given.sim, 'PUT', hub, '2024-10-01', {
      kind: 'Hub',
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: { storageAccount, keyVault },
    });
    const disks = {
      osDisk: { encryptedUnder: 'microsoftManagedKey', ephemeral: true },
      temporaryDisk: { encryptedUnder: 'microsoftManagedKey' },
    };
    expect(await jobs(given, hub)).toEqual([undefined, disks]);
    // Of other workspaces no document says what it has.
    expect(await jobs(given, given.workspaceId)).toEqual([undefined, undefined]);
  });

  it('has its subnet told by the workspace, in the api-versions that know it', async () => {
    const subnet = `/subscriptions/${crypto.randomUUID()}/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s`;
    const serverlessComputeSettings = {
      serverlessComputeCustomSubnet: subnet,
      serverlessComputeNoPublicIP: true,
    };
    const { sim, workspaceId } = await workspaceScene({}, { serverlessComputeSettings });
    const shown = async (version: string): Promise<unknown> =>
      (await send(sim, 'GET', workspaceId, version)).body.properties.serverlessComputeSettings;
    expect(await shown('2025-09-01')).toEqual(serverlessComputeSettings);
    expect(await shown('2022-10-01')).toBeUndefined();
    const refused = async (settings: object) => {
      const { status, body } = await send(sim, 'PATCH', workspaceId, '2025-09-01', {
        properties: { serverlessComputeSettings: settings },
      });
      return [status, body.error.code, body.error.message];
    };
    expect(await refused({ serverlessComputeCustomSubnet: 'subnet' })).toEqual([
      400,
      'LinkedInvalidPropertyId',
      "Property id 'subnet' at path 'properties.serverlessComputeSettings.serverlessComputeCustomSubnet' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.",
    ]);
    expect(await refused({ serverlessComputeNoPublicIP: 'maybe' })).toEqual([
      400,
      'BadRequest',
      "The request is invalid: 'properties.serverlessComputeSettings.serverlessComputeNoPublicIP' must be true or false. (simulator wording)",
    ]);
  });
});

describe('refusals of computes', () => {
  it.each([
    [
      'no workspace',
      'workspaces/absent/computes/cpu',
      cluster(),
      [
        404,
        'ParentResourceNotFound',
        "Can not perform requested operation on nested resource. Parent resource 'absent' not found.",
      ],
    ],
    [
      'no properties',
      '',
      { location: LOCATION },
      [400, 'UserError', "'properties' is required (simulator wording)"],
    ],
    [
      'an unknown type',
      '',
      { properties: { computeType: 'Abacus' } },
      [
        400,
        'UserError',
        expect.stringContaining(`'properties.computeType' is "Abacus"; it must be one of AKS, `),
      ],
    ],
    [
      'a type that is not simulated',
      '',
      { properties: { computeType: 'HDInsight' } },
      [501, 'NotSimulated', "the compute type 'HDInsight' is not simulated (simulator wording)"],
    ],
    [
      'no scale',
      '',
      { properties: { computeType: 'AmlCompute', properties: {} } },
      [
        400,
        'UserError',
        "'properties.properties.scaleSettings.maxNodeCount' must be a whole number (simulator wording)",
      ],
    ],
    [
      'more nodes than there may be',
      '',
      cluster(5),
      [
        400,
        'UserError',
        "'properties.properties.scaleSettings.minNodeCount' must be a whole number of at most maxNodeCount, 4 (simulator wording)",
      ],
    ],
    [
      'a cluster that is no cluster',
      '',
      { properties: { computeType: 'AKS', resourceId: '/subscriptions/x' } },
      [
        400,
        'UserError',
        "'properties.resourceId' must be the id of a Microsoft.ContainerService/managedClusters (simulator wording)",
      ],
    ],
  ] as const)('%s', async (_what, where, body, expected) => {
    const given = await workspaceScene();
    const path =
      where === ''
        ? idOfCompute(given, 'cpu')
        : given.workspaceId.replace(`workspaces/${WORKSPACE}`, where);
    const answer = await send(given.sim, 'PUT', path, VERSION, body);
    expect([answer.status, answer.body.error.code, answer.body.error.message]).toEqual(expected);
  });

  it('nothing for want of a size: the documented one is taken, and the one that is there stays', async () => {
    const given = await workspaceScene();
    const sizeOf = async (name: string, computeType: string, more: object): Promise<unknown> => {
      const properties = { computeType, properties: more };
      const path = idOfCompute(given, name);
      const { status } = await send(given.sim, 'PUT', path, VERSION, { properties });
      expect(status).toBeLessThan(300);
      return (await send(given.sim, 'GET', path, VERSION)).body.properties.properties.vmSize;
    };
    const scaleSettings = { maxNodeCount: 1 };
    expect(await sizeOf('a', 'AmlCompute', { scaleSettings })).toBe('STANDARD_DS3_V2');
    expect(await sizeOf('b', 'ComputeInstance', {})).toBe('STANDARD_DS3_V2');
    const small = { scaleSettings, vmSize: 'Standard_DS2_v2' };
    expect(await sizeOf('c', 'AmlCompute', small)).toBe('STANDARD_DS2_V2');
    expect(await sizeOf('c', 'AmlCompute', { scaleSettings })).toBe('STANDARD_DS2_V2');
  });

  it('another size, another type, a move of a cluster', async () => {
    const given = await workspaceScene({ latency: 'realistic' });
    const path = idOfCompute(given, 'cpu');
    const told = async (method: string, to: string, body?: unknown): Promise<Wire> => {
      const answer = await send(given.sim, method, to, VERSION, body);
      return [answer.status, answer.body.error.code, answer.body.error.message];
    };
    const put = await send(given.sim, 'PUT', path, VERSION, cluster());
    await polled(given, put);
    const larger = structuredClone(cluster());
    larger.properties.properties.vmSize = 'Standard_DS3_v2';
    expect(await told('PUT', path, larger)).toEqual([
      400,
      'UserError',
      "the size of 'cpu' is STANDARD_DS2_V2 and cannot become STANDARD_DS3_V2 (simulator wording)",
    ]);
    expect(await told('PUT', path, instance)).toEqual([
      400,
      'UserError',
      'the compute type is AmlCompute and cannot become ComputeInstance (simulator wording)',
    ]);
    expect(await told('POST', `${path}/stop`)).toEqual([
      400,
      'BadRequest',
      "The compute 'cpu' is of type AmlCompute: only a ComputeInstance can stop. (simulator wording)",
    ]);
    expect(await told('DELETE', path)).toEqual([
      400,
      'UserError',
      "'underlyingResourceAction' is required: Delete, Detach (simulator wording)",
    ]);
    expect(await told('DELETE', `${path}?underlyingResourceAction=Detach`)).toEqual([
      400,
      'UserError',
      "the compute 'cpu' is not attached and cannot be detached (simulator wording)",
    ]);
  });
});
