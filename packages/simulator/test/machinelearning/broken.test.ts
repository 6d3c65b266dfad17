/** A workspace whose vault, storage account or registry was deleted. */
import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { StorageManagementClient } from '@azure/arm-storage';
import { describe, expect, it } from 'vitest';
import { FAST, GROUP, LOCATION, machineLearning, send, workspaceScene } from './child-scene.ts';
import { idOf, type RawAnswer, type Scene, type Wire } from './scene.ts';

const VERSION = '2025-09-01';
const REGISTRY = 'crcreditrisk';

const registries = ({ sim }: Scene): ContainerRegistryManagementClient =>
  new ContainerRegistryManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());

async function withRegistry(): Promise<Scene> {
  const given = await workspaceScene();
  const registry = await registries(given).registries.create(
    GROUP,
    REGISTRY,
    { location: LOCATION, sku: { name: 'Premium' }, adminUserEnabled: true },
    FAST,
  );
  const { status } = await send(given.sim, 'PATCH', given.workspaceId, VERSION, {
    properties: { containerRegistry: registry.id },
  });
  expect(status).toBe(200);
  return given;
}

const putIn = (given: Scene, child: string, body: object): Promise<RawAnswer> =>
  send(given.sim, 'PUT', `${given.workspaceId}/${child}`, VERSION, body);

const work: Readonly<Record<string, (given: Scene) => Promise<RawAnswer>>> = {
  job: (given) =>
    putIn(given, 'jobs/train', {
      properties: { jobType: 'Command', command: 'python train.py', environmentId: 'azureml:e:1' },
    }),
  compute: (given) =>
    putIn(given, 'computes/cluster', {
      location: LOCATION,
      properties: {
        computeType: 'AmlCompute',
        properties: { vmSize: 'STANDARD_D2_V2', scaleSettings: { maxNodeCount: 1 } },
      },
    }),
  endpoint: (given) =>
    putIn(given, 'onlineEndpoints/score', {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: { authMode: 'Key' },
    }),
  connection: (given) =>
    putIn(given, 'connections/feed', {
      properties: { authType: 'None', category: 'PythonFeed', target: 'https://feed.example' },
    }),
};

/** Which kinds of work are refused because of what is gone, with its id and the rule that speaks of it. */
async function refused(given: Scene): Promise<Record<string, [string, string | null]>> {
  const found: Record<string, [string, string | null]> = {};
  for (const [what, attempt] of Object.entries(work)) {
    const { status, body, headers } = await attempt(given);
    if (status < 300) continue;
    expect([status, body.error.code]).toEqual([400, 'DependencyResourceNotExist']);
    expect(headers.get('x-cmk-simulator-evidence')).toBe('assumed');
    found[what] = [body.error.message, headers.get('x-cmk-simulator-rule')];
  }
  return found;
}

const removed = (id: string): string =>
  `Resource ${id} has been removed, which is an essential resource to use Azure Machine Learning. Please recover Resource ${id}. (simulator wording)`;

async function idsOf(given: Scene): Promise<Wire> {
  return (await send(given.sim, 'GET', given.workspaceId, VERSION)).body.properties;
}

describe('a workspace is broken', () => {
  it('without its vault, until that is recovered', async () => {
    const given = await withRegistry();
    expect(await refused(given)).toEqual({});
    const { keyVault } = await idsOf(given);
    const { sim } = given;
    const { vaults } = new KeyVaultManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    const { properties, location = '' } = await vaults.get(GROUP, 'kv-ml');
    await vaults.delete(GROUP, 'kv-ml');
    for (const child of ['jobs/train', 'computes/cluster', 'onlineEndpoints/score']) {
      await send(
        sim,
        'DELETE',
        `${given.workspaceId}/${child}?underlyingResourceAction=Delete`,
        VERSION,
      );
    }
    const message = removed(keyVault);
    expect(await refused(given)).toEqual({
      job: [message, null],
      compute: [message, null],
      endpoint: [message, null],
      connection: [message, null],
    });
    expect((await machineLearning(sim).workspaces.get(GROUP, 'mlw-credit-risk')).keyVault).toBe(
      keyVault,
    );
    await vaults.createOrUpdate(
      GROUP,
      'kv-ml',
      { location, properties: { ...properties, createMode: 'recover' } },
      FAST,
    );
    expect(await refused(given)).toEqual({});
  });

  it('without its storage account, but for what needs the vault alone', async () => {
    const given = await withRegistry();
    const { storageAccount } = await idsOf(given);
    const { sim } = given;
    await new StorageManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    ).storageAccounts.delete(GROUP, 'stmlcreditrisk');
    const message = removed(storageAccount);
    expect(await refused(given)).toEqual({
      job: [message, null],
      compute: [message, null],
      endpoint: [message, null],
    });
  });

  it('without its registry for what runs images, as the rule on registries says', async () => {
    const given = await withRegistry();
    const { containerRegistry } = await idsOf(given);
    expect(containerRegistry).toBe(
      idOf(given.sim, 'Microsoft.ContainerRegistry/registries', REGISTRY),
    );
    await registries(given).registries.delete(GROUP, REGISTRY, FAST);
    const message = removed(containerRegistry);
    expect(await refused(given)).toEqual({
      job: [message, 'CMK-076'],
      endpoint: [message, 'CMK-076'],
    });
  });
});
