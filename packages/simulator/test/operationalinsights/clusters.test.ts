import { OperationalInsightsManagementClient, type Cluster } from '@azure/arm-operationalinsights';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import {
  FAST,
  grant,
  GROUP,
  idOf,
  keys,
  LOCATION,
  makeIdentity,
  scene,
  type Scene,
  type SceneOptions,
  send,
} from '../machinelearning/scene.ts';

const NAME = 'logs-cluster';
const WORKSPACE = 'log-credit-risk';
const VERSION = '2025-02-01';
const DAYS_30 = { days: 30 };
const CLUSTER: Cluster = {
  location: LOCATION,
  identity: { type: 'SystemAssigned' },
  sku: { name: 'CapacityReservation', capacity: 500 },
};

const client = (sim: Simulator, who?: string): OperationalInsightsManagementClient =>
  new OperationalInsightsManagementClient(
    sim.credential(who),
    sim.subscriptionId,
    sim.clientOptions(),
  );

const idOfCluster = (sim: Simulator, name = NAME): string =>
  idOf(sim, 'Microsoft.OperationalInsights/clusters', name);

const made = (given: Scene, change: Partial<Cluster> = {}, name = NAME): Promise<Cluster> =>
  client(given.sim).clusters.createOrUpdate(GROUP, name, { ...CLUSTER, ...change }, FAST);

/** The scene's key as a cluster is told it. */
function keyOf({ keyId }: Scene) {
  const [, keyVaultUri = '', keyName = '', keyVersion = ''] =
    /^(https:\/\/[^/]+)\/keys\/([^/]+)\/([^/]+)$/.exec(keyId) ?? [];
  return { keyVaultUri, keyName, keyVersion };
}

async function clusterScene(options: SceneOptions = {}): Promise<Scene & { cluster: Cluster }> {
  const given = await scene({ grantCosmosDb: false, ...options });
  return { ...given, cluster: await made(given) };
}

const link = ({ sim }: Scene, name = NAME, workspace = WORKSPACE) =>
  client(sim).linkedServices.createOrUpdate(
    GROUP,
    workspace,
    'Cluster',
    { writeAccessResourceId: idOfCluster(sim, name) },
    FAST,
  );

const makeWorkspace = ({ sim }: Scene, location = LOCATION) =>
  client(sim).workspaces.createOrUpdate(GROUP, WORKSPACE, { location }, FAST);

describe.each(['instant', 'realistic'] as const)('a Log Analytics cluster, %s', (latency) => {
  it('is made, listed, changed and deleted', async () => {
    const given = await clusterScene({ latency });
    const { clusters } = client(given.sim);
    expect(given.cluster).toMatchObject({
      name: NAME,
      provisioningState: 'Succeeded',
      billingType: 'Cluster',
      isDoubleEncryptionEnabled: true,
      sku: { name: 'CapacityReservation', capacity: 500 },
      identity: { type: 'SystemAssigned', principalId: expect.any(String) },
      capacityReservationProperties: { minCapacity: 100 },
    });
    for (const list of [clusters.list(), clusters.listByResourceGroup(GROUP)]) {
      const names: (string | undefined)[] = [];
      for await (const { name } of list) names.push(name);
      expect(names).toEqual([NAME]);
    }
    const changed = await clusters.update(
      GROUP,
      NAME,
      { billingType: 'Workspaces', tags: { team: 'risk' } },
      FAST,
    );
    expect(changed).toMatchObject({
      billingType: 'Workspaces',
      tags: { team: 'risk' },
      clusterId: given.cluster.clusterId,
    });
    await clusters.delete(GROUP, NAME, FAST);
    await expect(clusters.get(GROUP, NAME)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
  });

  it('comes under the customer’s key once it may use that', async () => {
    const given = await clusterScene({ latency });
    const { clusters } = client(given.sim);
    const keyVaultProperties = keyOf(given);
    const update = () => clusters.update(GROUP, NAME, { keyVaultProperties }, FAST);
    await expect(update()).rejects.toMatchObject({ statusCode: 400, code: 'InvalidParameter' });
    await expect(update()).rejects.toThrow(
      /^The key 'https:\/\/kv-ml\.vault\.azure\.net\/keys\/cosmos-key\/[0-9a-f]+' of the cluster 'logs-cluster' cannot be used: [^]+ \(simulator wording\)$/,
    );
    await grant(given.sim, given.vaultId, given.cluster.identity?.principalId ?? '');
    expect(await update()).toMatchObject({ provisioningState: 'Succeeded', keyVaultProperties });
    const empty = { keyVaultUri: '', keyName: '', keyVersion: '' };
    const back = await clusters.update(GROUP, NAME, { keyVaultProperties: empty }, FAST);
    expect(back.keyVaultProperties).toBeUndefined();
  });
});

describe('a Log Analytics cluster', () => {
  it('is on its way for hours, and shows it', async () => {
    const { sim } = await scene({ grantCosmosDb: false, latency: 'realistic' });
    const id = idOfCluster(sim);
    const first = await send(sim, 'PUT', id, VERSION, CLUSTER);
    expect(first.status).toBe(202);
    expect(first.headers.get('azure-asyncoperation')).toMatch(
      /\/Microsoft\.OperationalInsights\/locations\/westeurope\/operationstatuses\/[0-9a-f-]+\?api-version=2025-02-01$/,
    );
    expect(first.headers.get('location')).toContain(`/clusters/${NAME}/operationresults/`);
    const state = async (): Promise<unknown> =>
      (await send(sim, 'GET', id, VERSION)).body.properties.provisioningState;
    expect(await state()).toBe('ProvisioningAccount');
    const early = await send(sim, 'PATCH', id, VERSION, { tags: {} });
    expect([early.status, early.body.error]).toEqual([
      400,
      {
        code: 'InvalidOperation',
        message:
          "Operation can't be executed now. Wait for the async operation to complete and try again.",
      },
    ]);
    const tooEarly = await send(sim, 'DELETE', id, VERSION);
    expect([tooEarly.status, tooEarly.body.error]).toEqual([
      409,
      {
        code: 'Conflict',
        message:
          "Can't delete a cluster while in provisioning state. Wait for the async operation to complete and try again.",
      },
    ]);
    await sim.clock.advance({ hours: 2 });
    expect(await state()).toBe('Succeeded');
    expect((await send(sim, 'DELETE', id, VERSION)).status).toBe(202);
    const late = await send(sim, 'PATCH', id, VERSION, { tags: {} });
    expect([late.status, late.body.error.message]).toEqual([
      400,
      'Cluster is in deleting state. Wait for the async operation to complete and try again.',
    ]);
  });

  it('has a key when it is made only under an identity that was there before', async () => {
    const given = await scene({ grantCosmosDb: false });
    const keyVaultProperties = keyOf(given);
    await expect(made(given, { keyVaultProperties })).rejects.toThrow(
      "'keyVaultProperties' cannot be set when a cluster is made whose identity comes with it: grant it the key, then update the cluster. (simulator wording)",
    );
    const { id, principalId } = await makeIdentity(given.sim, 'id-logs');
    await grant(given.sim, given.vaultId, principalId);
    const identity = { type: 'UserAssigned' as const, userAssignedIdentities: { [id]: {} } };
    expect(await made(given, { identity, keyVaultProperties })).toMatchObject({
      keyVaultProperties,
    });
    const two = { ...identity, type: 'SystemAssigned,UserAssigned' as const };
    await expect(made(given, { identity: two }, 'logs-other')).rejects.toThrow(
      'A cluster has a single identity',
    );
  });

  it.each([
    [{ keyVaultUri: 'kv-ml', keyName: 'cosmos-key' }, "'keyVaultProperties' must have the"],
    [{ keyName: 'no-such-key' }, 'keys/no-such-key/'],
  ])('refuses the key %j', async (change, message) => {
    const given = await clusterScene();
    await grant(given.sim, given.vaultId, given.cluster.identity?.principalId ?? '');
    const keyVaultProperties = { ...keyOf(given), ...change };
    await expect(
      client(given.sim).clusters.update(GROUP, NAME, { keyVaultProperties }, FAST),
    ).rejects.toThrow(message);
  });

  it('follows the newest version when its key has none', async () => {
    const given = await clusterScene();
    await grant(given.sim, given.vaultId, given.cluster.identity?.principalId ?? '');
    await keys(given.sim).rotateKey('cosmos-key');
    const keyVaultProperties = { ...keyOf(given), keyVersion: '' };
    const { clusters } = client(given.sim);
    expect(await clusters.update(GROUP, NAME, { keyVaultProperties }, FAST)).toMatchObject({
      keyVaultProperties,
    });
  });

  it('is in the region of the vault of its key', async () => {
    const given = await scene({ grantCosmosDb: false });
    const cluster = await made(given, { location: 'northeurope' });
    await grant(given.sim, given.vaultId, cluster.identity?.principalId ?? '');
    await expect(
      client(given.sim).clusters.update(GROUP, NAME, { keyVaultProperties: keyOf(given) }, FAST),
    ).rejects.toThrow(
      "The vault 'kv-ml' is in 'westeurope' and the cluster 'logs-cluster' in 'northeurope': they must be in the same region.",
    );
  });

  it.each([
    [
      { sku: { name: 'PerGB2018' } },
      "The SKU 'PerGB2018' of a cluster is not CapacityReservation.",
    ],
    [
      { sku: { name: 'CapacityReservation', capacity: 501 } },
      "'sku.capacity' must be one of 100, 200, 300, 400, 500, 1000, 2000, 5000, 10000, 25000, 50000 GB a day.",
    ],
    [{ properties: { billingType: 'Nobody' } }, "The billing type 'Nobody' is not one of"],
  ])('refuses %j', async (change, message) => {
    const { sim } = await scene({ grantCosmosDb: false });
    const { status, body } = await send(sim, 'PUT', idOfCluster(sim), VERSION, {
      ...CLUSTER,
      ...change,
    });
    expect([status, body.error.code]).toEqual([400, 'InvalidParameter']);
    expect(body.error.message).toContain(message);
  });

  it('gets smaller 30 days after its capacity was last changed, and not before', async () => {
    const given = await clusterScene();
    const { clusters } = client(given.sim);
    const to = (capacity: number) =>
      clusters.update(GROUP, NAME, { sku: { name: 'CapacityReservation', capacity } }, FAST);
    await to(1000);
    await expect(to(500)).rejects.toThrow(
      "The capacity of the cluster 'logs-cluster' cannot be decreased before ",
    );
    await given.sim.clock.advance(DAYS_30);
    expect((await to(500)).sku?.capacity).toBe(500);
  });

  it('keeps what was chosen when it was made', async () => {
    const given = await clusterScene();
    await expect(made(given, { isDoubleEncryptionEnabled: false })).rejects.toThrow(
      "'isDoubleEncryptionEnabled' of the cluster 'logs-cluster' cannot be changed.",
    );
  });

  it('leaves its name taken for 14 days, and counts as long', async () => {
    const given = await clusterScene();
    const { clusters } = client(given.sim);
    await clusters.delete(GROUP, NAME, FAST);
    await expect(made(given)).rejects.toMatchObject({ statusCode: 409, code: 'Conflict' });
    for (const name of ['one', 'two', 'three', 'four', 'five'])
      await made(given, {}, `logs-${name}`);
    await expect(made(given, {}, 'logs-six')).rejects.toThrow(
      "A subscription can have 5 clusters in a region, and 7 with those deleted in the last 14 days; in 'westeurope' there are 5 and 1.",
    );
    for (const name of ['logs-one', 'logs-two']) await clusters.delete(GROUP, name, FAST);
    await made(given, {}, 'logs-six');
    await expect(made(given, {}, 'logs-seven')).rejects.toThrow('there are 4 and 3.');
    await given.sim.clock.advance({ days: 14 });
    expect((await made(given)).name).toBe(NAME);
  });
});

describe.each(['instant', 'realistic'] as const)(
  'a workspace linked to a cluster, %s',
  (latency) => {
    it('shows it, as the cluster does, until it is unlinked', async () => {
      const given = await clusterScene({ latency });
      const { workspaces, linkedServices, clusters } = client(given.sim);
      const { customerId, id } = await makeWorkspace(given);
      expect(await link(given)).toMatchObject({
        name: `${WORKSPACE}/Cluster`,
        writeAccessResourceId: idOfCluster(given.sim),
        provisioningState: 'Succeeded',
      });
      const listed = [];
      for await (const one of linkedServices.listByWorkspace(GROUP, WORKSPACE)) listed.push(one);
      expect(listed).toEqual([await linkedServices.get(GROUP, WORKSPACE, 'cluster')]);
      const there = await workspaces.get(GROUP, WORKSPACE);
      expect(there.features?.clusterResourceId).toBe(idOfCluster(given.sim));
      expect((await clusters.get(GROUP, NAME)).associatedWorkspaces).toEqual([
        {
          workspaceId: customerId,
          workspaceName: WORKSPACE,
          resourceId: id,
          associateDate: new Date(given.sim.clock.now()),
        },
      ]);
      // What a client read it can write.
      const again = await workspaces.createOrUpdate(GROUP, WORKSPACE, there, FAST);
      expect(again.features?.clusterResourceId).toBe(idOfCluster(given.sim));
      await linkedServices.delete(GROUP, WORKSPACE, 'Cluster', FAST);
      const after = await workspaces.get(GROUP, WORKSPACE);
      expect(after.features?.clusterResourceId).toBeUndefined();
      expect((await clusters.get(GROUP, NAME)).associatedWorkspaces).toBeUndefined();
      await expect(linkedServices.get(GROUP, WORKSPACE, 'Cluster')).rejects.toMatchObject({
        statusCode: 404,
      });
    });
  },
);

describe('a workspace linked to a cluster', () => {
  it('is on its way for 90 minutes', async () => {
    const given = await clusterScene({ latency: 'realistic' });
    await makeWorkspace(given);
    const id = `${idOf(given.sim, 'Microsoft.OperationalInsights/workspaces', WORKSPACE)}/linkedServices/cluster`;
    const properties = { writeAccessResourceId: idOfCluster(given.sim) };
    expect((await send(given.sim, 'PUT', id, VERSION, { properties })).status).toBe(202);
    const { body } = await send(given.sim, 'GET', id, VERSION);
    expect(body.properties.provisioningState).toBe('ProvisioningAccount');
    await expect(link(given)).rejects.toMatchObject({
      statusCode: 409,
      code: 'Conflict',
      message:
        "The workspace 'log-credit-risk' is being linked or unlinked: wait until that has ended and try again. (simulator wording)",
    });
    await given.sim.clock.advance({ minutes: 90 });
    const after = await send(given.sim, 'GET', id, VERSION);
    expect(after.body.properties.provisioningState).toBe('Succeeded');
  });

  it('is deleted and recovered with its link, and leaves the cluster when it is gone for good', async () => {
    const given = await clusterScene();
    const { workspaces, clusters, linkedServices } = client(given.sim);
    await makeWorkspace(given);
    await link(given);
    await workspaces.delete(GROUP, WORKSPACE, FAST);
    await makeWorkspace(given);
    const { provisioningState } = await linkedServices.get(GROUP, WORKSPACE, 'Cluster');
    expect(provisioningState).toBe('Succeeded');
    await workspaces.delete(GROUP, WORKSPACE, FAST);
    expect((await clusters.get(GROUP, NAME)).associatedWorkspaces).toHaveLength(1);
    await given.sim.clock.advance({ days: 14 });
    expect((await clusters.get(GROUP, NAME)).associatedWorkspaces).toBeUndefined();
    await makeWorkspace(given);
    await link(given);
    await workspaces.delete(GROUP, WORKSPACE, { ...FAST, force: true });
    expect((await clusters.get(GROUP, NAME)).associatedWorkspaces).toBeUndefined();
  });

  it('is unlinked when the cluster is deleted', async () => {
    const given = await clusterScene();
    const { workspaces, clusters, linkedServices } = client(given.sim);
    await makeWorkspace(given);
    await link(given);
    await clusters.delete(GROUP, NAME, FAST);
    const there = await workspaces.get(GROUP, WORKSPACE);
    expect(there.features?.clusterResourceId).toBeUndefined();
    await expect(linkedServices.get(GROUP, WORKSPACE, 'Cluster')).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  it('is linked to one cluster, in its own region, and twice in 30 days', async () => {
    const given = await clusterScene();
    const { linkedServices } = client(given.sim);
    await makeWorkspace(given);
    await made(given, { location: 'northeurope' }, 'logs-north');
    await made(given, {}, 'logs-second');
    await expect(link(given, 'logs-north')).rejects.toThrow('they must be in the same region.');
    await expect(link(given, 'logs-none')).rejects.toMatchObject({
      statusCode: 400,
      code: 'ClusterNotFound',
    });
    await link(given);
    await link(given);
    await expect(link(given, 'logs-second')).rejects.toThrow(
      `The workspace 'log-credit-risk' is linked to the cluster '${idOfCluster(given.sim)}': unlink it first.`,
    );
    const unlink = () => linkedServices.delete(GROUP, WORKSPACE, 'Cluster', FAST);
    await unlink();
    await link(given, 'logs-second');
    await unlink();
    await expect(link(given)).rejects.toThrow(
      "The workspace 'log-credit-risk' was linked 2 times in the last 30 days, which is as often as it may be.",
    );
    await given.sim.clock.advance(DAYS_30);
    expect((await link(given)).provisioningState).toBe('Succeeded');
  });

  it('is linked by who may write the cluster too', async () => {
    const given = await clusterScene({
      world: {
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }, { role: 'Key Vault Crypto Officer' }] },
          { name: 'linker', roles: [] },
        ],
      },
    });
    const { id = '' } = await makeWorkspace(given);
    const linker = given.sim.principals.find(({ displayName }) => displayName === 'linker');
    const contributor = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
    await grant(given.sim, id, linker?.objectId ?? '', contributor);
    const linked = client(given.sim, 'linker').linkedServices.createOrUpdate(
      GROUP,
      WORKSPACE,
      'Cluster',
      { writeAccessResourceId: idOfCluster(given.sim) },
      FAST,
    );
    await expect(linked).rejects.toMatchObject({
      statusCode: 403,
      code: 'LinkedAuthorizationFailed',
      message: expect.stringContaining(
        `does not have permission to perform action 'Microsoft.OperationalInsights/clusters/write' on the linked scope(s) '${idOfCluster(given.sim)}'`,
      ),
    });
  });

  it('is linked to nothing else', async () => {
    const given = await clusterScene();
    await makeWorkspace(given);
    const id = idOf(given.sim, 'Microsoft.OperationalInsights/workspaces', WORKSPACE);
    const properties = { resourceId: id };
    const { status, body } = await send(
      given.sim,
      'PUT',
      `${id}/linkedServices/Automation`,
      VERSION,
      { properties },
    );
    expect([status, body.error.message]).toEqual([
      501,
      "the linked service 'Automation' of a Log Analytics workspace is not simulated (simulator wording)",
    ]);
  });
});
