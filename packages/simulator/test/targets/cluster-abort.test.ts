/** Work on a cluster or a pool that somebody calls off. */
import { describe, expect, it } from 'vitest';
import {
  CLUSTER,
  clusters,
  encryptedCluster,
  FAST,
  GROUP,
  idOf,
  readyCluster,
  send,
} from './scene.ts';

const VERSION = '2025-07-01';
const POOL = { count: 1, vmSize: 'Standard_D4s_v5', mode: 'User' } as const;

async function chain() {
  const given = await readyCluster({ latency: 'realistic' });
  const { sim, setId, identityId } = given;
  const { agentPools, managedClusters } = clusters(sim);
  const id = idOf(sim, 'Microsoft.ContainerService/managedClusters', CLUSTER);
  const body = encryptedCluster(setId, identityId);
  const make = () => managedClusters.createOrUpdate(GROUP, CLUSTER, body, FAST);
  /** Starts work and does not wait for it; where it is asked about. */
  const start = async (method: string, path: string, wire?: object): Promise<string> => {
    const { headers } = await send(sim, method, `${id}${path}`, VERSION, wire);
    return headers.get('azure-asyncoperation') ?? '';
  };
  const stateOf = async () => (await managedClusters.get(GROUP, CLUSTER)).provisioningState;
  return { sim, agentPools, managedClusters, make, start, stateOf, body };
}

describe('work on a cluster', () => {
  it('stops where it is, and the cluster can be worked on again', async () => {
    const { sim, managedClusters, make, start, stateOf } = await chain();
    await make();
    const url = await start('POST', '/stop');
    expect(await stateOf()).toBe('Stopping');
    await managedClusters.abortLatestOperation(GROUP, CLUSTER, FAST);
    const cluster = await managedClusters.get(GROUP, CLUSTER);
    expect(cluster).toMatchObject({
      provisioningState: 'Canceled',
      powerState: { code: 'Running' },
    });
    const { body } = await send(sim, 'GET', url, VERSION);
    expect(body).toMatchObject({
      status: 'Canceled',
      error: {
        code: 'OperationCanceled',
        message: 'The operation was aborted before it was done. (simulator wording)',
      },
    });
    await sim.clock.advance({ minutes: 60 });
    expect(await stateOf()).toBe('Canceled');
    await managedClusters.stop(GROUP, CLUSTER, FAST);
    expect(await managedClusters.get(GROUP, CLUSTER)).toMatchObject({
      provisioningState: 'Succeeded',
      powerState: { code: 'Stopped' },
    });
  });

  it('leaves a cluster that was being made to be made again', async () => {
    const { managedClusters, make, start, stateOf, body } = await chain();
    const { location, identity, ...properties } = body;
    await start('PUT', '', { location, identity, properties });
    expect(await stateOf()).toBe('Creating');
    await managedClusters.abortLatestOperation(GROUP, CLUSTER, FAST);
    const stopped = await managedClusters.get(GROUP, CLUSTER);
    expect(stopped.provisioningState).toBe('Canceled');
    expect(stopped.agentPoolProfiles).toMatchObject([{ provisioningState: 'Canceled' }]);
    await make();
    expect(await stateOf()).toBe('Succeeded');
  });

  it('is not called off when none is under way', async () => {
    const { managedClusters, make } = await chain();
    await make();
    await expect(managedClusters.abortLatestOperation(GROUP, CLUSTER, FAST)).rejects.toMatchObject({
      statusCode: 409,
      code: 'OperationNotAllowed',
      message: `'${CLUSTER}' is in the state Succeeded: no work is under way that could be aborted. (simulator wording)`,
    });
  });

  it('that is done before it is called off is done', async () => {
    const { sim, make, start, stateOf } = await chain();
    await make();
    await start('POST', '/rotateClusterCertificates');
    await sim.clock.advance({ minutes: 2, seconds: 50 });
    await start('POST', '/abort');
    await sim.clock.advance({ minutes: 5 });
    expect(await stateOf()).toBe('Succeeded');
  });
});

describe('work on a pool', () => {
  it('stops where it is, as the cluster shows it too', async () => {
    const { agentPools, managedClusters, make, start } = await chain();
    await make();
    await start('PUT', '/agentPools/extra', { properties: POOL });
    await agentPools.abortLatestOperation(GROUP, CLUSTER, 'extra', FAST);
    expect(await agentPools.get(GROUP, CLUSTER, 'extra')).toMatchObject({
      provisioningState: 'Canceled',
    });
    const { agentPoolProfiles = [], provisioningState } = await managedClusters.get(GROUP, CLUSTER);
    expect(agentPoolProfiles.map((pool) => [pool.name, pool.provisioningState])).toContainEqual([
      'extra',
      'Canceled',
    ]);
    expect(provisioningState).toBe('Succeeded');
    const again = await agentPools.createOrUpdate(GROUP, CLUSTER, 'extra', POOL, FAST);
    expect(again.provisioningState).toBe('Succeeded');
  });
});

it('credentials are also told by the name of a role', async () => {
  const { managedClusters, make } = await chain();
  await make();
  const { kubeConfig, name } = await managedClusters.getAccessProfile(
    GROUP,
    CLUSTER,
    'clusterUser',
  );
  const { kubeconfigs = [] } = await managedClusters.listClusterUserCredentials(GROUP, CLUSTER);
  expect([name, kubeConfig]).toEqual(['clusterUser', kubeconfigs[0]?.value]);
  await expect(managedClusters.getAccessProfile(GROUP, CLUSTER, 'nobody')).rejects.toMatchObject({
    statusCode: 400,
  });
});
