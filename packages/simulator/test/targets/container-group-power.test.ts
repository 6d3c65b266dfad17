import { describe, expect, it } from 'vitest';
import {
  CONTAINERS,
  containers,
  encryptedGroup,
  FAST,
  GROUP,
  idOf,
  keys,
  LOCATION,
  send,
  type Scene,
} from './scene.ts';
import { grantedScene, GROUP_VERSION } from './container-scene.ts';

const client = ({ sim }: Scene) => containers(sim);
const scoring = (given: Scene) => client(given).containerGroups.get(GROUP, CONTAINERS);

/** A group that runs under the scene's key. */
async function runningScene(options: Parameters<typeof grantedScene>[0] = {}): Promise<Scene> {
  const given = await grantedScene(options);
  const ipAddress = { type: 'Public', ports: [{ port: 80 }] } as const;
  const group = encryptedGroup(given, { ipAddress: { ...ipAddress, ports: [...ipAddress.ports] } });
  await client(given).containerGroups.beginCreateOrUpdateAndWait(GROUP, CONTAINERS, group, FAST);
  return given;
}

const post = (given: Scene, action: string) =>
  send(
    given.sim,
    'POST',
    `${idOf(given.sim, 'Microsoft.ContainerInstance/containerGroups', CONTAINERS)}/${action}`,
    GROUP_VERSION,
  );

const TRANSITIONING = {
  statusCode: 409,
  code: 'ContainerGroupTransitioning',
  message: `The container group '${CONTAINERS}' is still transitioning, please retry later.`,
};

describe('a container group that is stopped', () => {
  it('ends its containers, gives its address back, and stays stopped', async () => {
    const given = await runningScene();
    const { containers: before } = await scoring(given);
    await given.sim.clock.advance({ minutes: 10 });
    await client(given).containerGroups.stop(GROUP, CONTAINERS);
    const there = await scoring(given);
    expect(there).toMatchObject({
      provisioningState: 'Succeeded',
      instanceView: { state: 'Stopped' },
      encryptionProperties: encryptedGroup(given).encryptionProperties,
    });
    expect(there.ipAddress).toMatchObject({ type: 'Public', ports: [{ port: 80 }] });
    expect(there.ipAddress).not.toHaveProperty('ip');
    expect(there.containers[0]?.instanceView).toMatchObject({
      restartCount: 0,
      currentState: {
        state: 'Terminated',
        exitCode: 0,
        startTime: before[0]?.instanceView?.currentState?.startTime,
        finishTime: new Date(given.sim.clock.now()),
      },
    });
    expect((await post(given, 'stop')).status).toBe(204);
    expect(await scoring(given)).toEqual(there);
  });

  it('is not restarted, in the reported words', async () => {
    const given = await runningScene();
    await client(given).containerGroups.stop(GROUP, CONTAINERS);
    await expect(
      client(given).containerGroups.beginRestartAndWait(GROUP, CONTAINERS, FAST),
    ).rejects.toMatchObject({
      statusCode: 409,
      code: 'ContainerGroupStopped',
      message: `Container Group '${CONTAINERS}' in resource group '${GROUP}' is stopped.`,
    });
  });

  it('starts as a new deployment of what it is', async () => {
    const given = await runningScene();
    await client(given).containerGroups.stop(GROUP, CONTAINERS);
    await given.sim.clock.advance({ minutes: 1 });
    await client(given).containerGroups.beginStartAndWait(GROUP, CONTAINERS, FAST);
    const there = await scoring(given);
    expect(there).toMatchObject({
      provisioningState: 'Succeeded',
      instanceView: { state: 'Running' },
      ipAddress: { ip: expect.stringMatching(/^203\.0\.113\./) },
    });
    expect(there.containers[0]?.instanceView).toMatchObject({
      restartCount: 0,
      currentState: { state: 'Running', startTime: new Date(given.sim.clock.now()) },
    });
    expect(there.containers[0]?.instanceView).not.toHaveProperty('previousState');
  });

  it('does not start without its key, and starts once it has it again', async () => {
    const given = await runningScene();
    await client(given).containerGroups.stop(GROUP, CONTAINERS);
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: false });
    const start = () => client(given).containerGroups.beginStartAndWait(GROUP, CONTAINERS, FAST);
    await expect(start()).rejects.toThrow('Operation unwrapKey is not allowed on a disabled key.');
    const { provisioningState, instanceView } = await scoring(given);
    expect([provisioningState, instanceView?.state]).toEqual(['Failed', 'Pending']);
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: true });
    await start();
    expect((await scoring(given)).instanceView?.state).toBe('Running');
  });
});

describe('a container group that is started or restarted', () => {
  it('is on its way for a while, and takes nothing meanwhile', async () => {
    const given = await runningScene({ latency: 'realistic' });
    await client(given).containerGroups.stop(GROUP, CONTAINERS);
    const started = await post(given, 'start');
    expect(started.status).toBe(202);
    const url = started.headers.get('azure-asyncoperation') ?? '';
    expect(url).toMatch(/\/locations\/westeurope\/operations\/[0-9a-f-]+\?api-version=2018-06-01$/);
    const { provisioningState, instanceView } = await scoring(given);
    expect([provisioningState, instanceView?.state]).toEqual(['Pending', 'Pending']);
    for (const busy of [
      () => client(given).containerGroups.stop(GROUP, CONTAINERS),
      () => client(given).containerGroups.beginStartAndWait(GROUP, CONTAINERS, FAST),
      () => client(given).containerGroups.beginRestartAndWait(GROUP, CONTAINERS, FAST),
      () => client(given).containerGroups.beginDeleteAndWait(GROUP, CONTAINERS, FAST),
      () =>
        client(given).containerGroups.beginCreateOrUpdateAndWait(
          GROUP,
          CONTAINERS,
          encryptedGroup(given),
          FAST,
        ),
    ]) {
      await expect(busy()).rejects.toMatchObject(TRANSITIONING);
    }
    await given.sim.clock.advance({ seconds: 26 });
    expect((await send(given.sim, 'GET', url, '')).body).toMatchObject({
      status: 'Succeeded',
      properties: { events: [{ name: 'Pulling' }, { name: 'Pulled' }] },
    });
    expect((await scoring(given)).instanceView?.state).toBe('Running');
  });

  it('has nothing to start when it runs', async () => {
    const given = await runningScene();
    const before = await scoring(given);
    const { status, headers } = await post(given, 'start');
    expect([status, headers.get('azure-asyncoperation')]).toEqual([204, null]);
    expect(await scoring(given)).toEqual(before);
  });

  it('is restarted in place with a 204 and an operation, and counts it', async () => {
    const given = await runningScene({ latency: 'realistic' });
    const before = await scoring(given);
    const { status, headers } = await post(given, 'restart');
    expect(status).toBe(204);
    expect((await scoring(given)).provisioningState).toBe('Pending');
    const url = headers.get('azure-asyncoperation') ?? '';
    expect((await send(given.sim, 'GET', url, '')).body.status).toBe('Succeeded');
    const there = await scoring(given);
    expect(there.ipAddress).toEqual(before.ipAddress);
    expect(there.containers[0]?.instanceView).toMatchObject({
      restartCount: 1,
      currentState: { state: 'Running' },
      previousState: {
        state: 'Terminated',
        startTime: before.containers[0]?.instanceView?.currentState?.startTime,
      },
    });
  });

  it('fails to restart when its key may not be used any more', async () => {
    const given = await runningScene();
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: false });
    const { headers } = await post(given, 'restart');
    const url = headers.get('azure-asyncoperation') ?? '';
    expect((await send(given.sim, 'GET', url, '')).body).toMatchObject({
      status: 'Failed',
      error: {
        code: 'Forbidden',
        message: 'Operation unwrapKey is not allowed on a disabled key.',
      },
    });
    expect((await scoring(given)).provisioningState).toBe('Failed');
  });
});

describe('the log of a container', () => {
  const log = (given: Scene, container = 'scoring') =>
    client(given).containers.listLogs(GROUP, CONTAINERS, container, { tail: 10 });

  it('is empty, since nothing runs', async () => {
    const given = await runningScene();
    expect(await log(given)).toEqual({ content: '' });
    await client(given).containerGroups.stop(GROUP, CONTAINERS);
    expect(await log(given)).toEqual({ content: '' });
  });

  it('is not there before the container is, in the reported words', async () => {
    const given = await runningScene({ latency: 'realistic' });
    await client(given).containerGroups.stop(GROUP, CONTAINERS);
    await post(given, 'start');
    await expect(log(given)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ContainerLogNotAvailable',
      message: `Log of container 'scoring' in container group '${CONTAINERS}' is not available yet. Please check container 'InstanceView' for more information or retry later.`,
    });
  });

  it('is not there for a container that is not', async () => {
    const given = await runningScene();
    await expect(log(given, 'other')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ContainerNotFound',
      message: `The container 'other' was not found in the container group '${CONTAINERS}'. (simulator wording)`,
    });
  });
});

describe('container instances in a region', () => {
  const used = async (given: Scene, location = LOCATION) => {
    const rows = [];
    for await (const row of client(given).location.listUsage(location)) rows.push(row);
    return rows.map(({ name, currentValue, limit }) => [name?.value, currentValue, limit]);
  };

  it('are counted, with the cores of those that run', async () => {
    const given = await runningScene();
    expect(await used(given, 'West Europe')).toEqual([
      ['ContainerGroups', 1, 100],
      ['StandardCores', 1, 100],
    ]);
    await client(given).containerGroups.stop(GROUP, CONTAINERS);
    expect(await used(given)).toEqual([
      ['ContainerGroups', 1, 100],
      ['StandardCores', 0, 100],
    ]);
    expect(await used(given, 'northeurope')).toEqual([
      ['ContainerGroups', 0, 100],
      ['StandardCores', 0, 100],
    ]);
  });

  it.each(['cachedImages', 'capabilities'])(
    'are not said to have what only Azure knows: %s',
    async (what) => {
      const { sim } = await grantedScene();
      const path = `/subscriptions/${sim.subscriptionId}/providers/Microsoft.ContainerInstance/locations/${LOCATION}/${what}`;
      const { status, body } = await send(sim, 'GET', path, GROUP_VERSION);
      expect([status, body.error.code]).toEqual([501, 'NotSimulated']);
      expect(body.error.message).toContain(what);
    },
  );

  it.each(['exec', 'attach'])('execute nothing: %s is refused by name', async (action) => {
    const given = await runningScene();
    const { status, body } = await post(given, `containers/scoring/${action}`);
    expect([status, body.error.message]).toEqual([
      501,
      `POST Microsoft.ContainerInstance/containerGroups/containers/scoring/${action} is not simulated (simulator wording)`,
    ]);
  });
});
