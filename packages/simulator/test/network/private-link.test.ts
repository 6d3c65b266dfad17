/** Private endpoints that lead to resources of many services: one mechanism, each through its own client. */
import { CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices';
import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { CosmosDBManagementClient } from '@azure/arm-cosmosdb';
import { ComputeManagementClient } from '@azure/arm-compute';
import { AzureDatabricksManagementClient } from '@azure/arm-databricks';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { FAST, GROUP, idOf, LOCATION, scene, send } from '../machinelearning/scene.ts';
import { ENDPOINT, makeEndpoint, networkOf } from './endpoint-scene.ts';

const NAME = 'sampletarget';

interface Connection {
  readonly id?: string;
  readonly name?: string;
  readonly type?: string;
  readonly state: { readonly status?: string; readonly description?: string } | undefined;
  readonly endpointId: string | undefined;
}

/** What the client of one service is asked for. */
interface Target {
  readonly type: string;
  readonly group: string;
  readonly make: (sim: Simulator) => Promise<unknown>;
  readonly list: (sim: Simulator) => Promise<Connection[]>;
  readonly get: (sim: Simulator, name: string) => Promise<Connection>;
  readonly decide: (sim: Simulator, name: string, status: string) => Promise<unknown>;
  readonly remove: (sim: Simulator, name: string) => Promise<unknown>;
  /** Zones and members of the group. */
  readonly resources: (sim: Simulator) => Promise<unknown>;
  readonly links: object;
  readonly notAsked: string;
}

interface Told {
  readonly id?: string;
  readonly name?: string;
  readonly type?: string;
  readonly privateEndpoint?: { readonly id?: string };
  readonly privateLinkServiceConnectionState?: Connection['state'];
  readonly properties?: unknown;
}

function read(connection: object): Connection {
  const { id, name, type, ...told } = connection as Told;
  const about = (told.properties ?? told) as Told;
  return {
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(type === undefined ? {} : { type }),
    state: about.privateLinkServiceConnectionState,
    endpointId: about.privateEndpoint?.id,
  };
}

const readAll = async (pages: AsyncIterable<object>): Promise<Connection[]> =>
  (await Array.fromAsync(pages)).map(read);

const cosmos = (sim: Simulator) =>
  new CosmosDBManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());
const registry = (sim: Simulator) =>
  new ContainerRegistryManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());
const cognitive = (sim: Simulator) =>
  new CognitiveServicesManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());
const databricks = (sim: Simulator) =>
  new AzureDatabricksManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());

const compute = (sim: Simulator) =>
  new ComputeManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());

const decision = (status: string) => ({
  privateLinkServiceConnectionState: { status, description: 'known' },
});

const targets: readonly Target[] = [
  {
    type: 'Microsoft.DocumentDB/databaseAccounts',
    group: 'Sql',
    make: (sim) =>
      cosmos(sim).databaseAccounts.createOrUpdate(
        GROUP,
        NAME,
        {
          location: LOCATION,
          databaseAccountOfferType: 'Standard',
          locations: [{ locationName: LOCATION, failoverPriority: 0 }],
        },
        FAST,
      ),
    list: (sim) =>
      readAll(cosmos(sim).privateEndpointConnections.listByDatabaseAccount(GROUP, NAME)),
    get: async (sim, name) =>
      read(await cosmos(sim).privateEndpointConnections.get(GROUP, NAME, name)),
    decide: (sim, name, status) =>
      cosmos(sim).privateEndpointConnections.createOrUpdate(
        GROUP,
        NAME,
        name,
        decision(status),
        FAST,
      ),
    remove: (sim, name) => cosmos(sim).privateEndpointConnections.delete(GROUP, NAME, name, FAST),
    resources: (sim) => cosmos(sim).privateLinkResources.get(GROUP, NAME, 'sql'),
    links: {
      groupId: 'Sql',
      requiredMembers: [NAME, `${NAME}-${LOCATION}`],
      requiredZoneNames: ['privatelink.documents.azure.com'],
    },
    notAsked: 'NotFound',
  },
  {
    type: 'Microsoft.ContainerRegistry/registries',
    group: 'registry',
    make: (sim) =>
      registry(sim).registries.create(
        GROUP,
        NAME,
        { location: LOCATION, sku: { name: 'Premium' } },
        FAST,
      ),
    list: (sim) => readAll(registry(sim).privateEndpointConnections.list(GROUP, NAME)),
    get: async (sim, name) =>
      read(await registry(sim).privateEndpointConnections.get(GROUP, NAME, name)),
    decide: (sim, name, status) =>
      registry(sim).privateEndpointConnections.createOrUpdate(
        GROUP,
        NAME,
        name,
        decision(status),
        FAST,
      ),
    remove: (sim, name) => registry(sim).privateEndpointConnections.delete(GROUP, NAME, name, FAST),
    resources: async (sim) =>
      (await registry(sim).registries.getPrivateLinkResource(GROUP, NAME, 'registry')).properties,
    links: {
      groupId: 'registry',
      requiredMembers: ['registry', `registry_data_${LOCATION}`],
      requiredZoneNames: ['privatelink.azurecr.io'],
    },
    notAsked: 'PrivateEndpointConnectionNotFound',
  },
  {
    type: 'Microsoft.CognitiveServices/accounts',
    group: 'account',
    make: (sim) =>
      cognitive(sim).accounts.beginCreateAndWait(
        GROUP,
        NAME,
        {
          location: LOCATION,
          kind: 'AIServices',
          sku: { name: 'S0' },
          properties: { customSubDomainName: NAME },
        },
        FAST,
      ),
    list: async (sim) => {
      const { value = [] } = await cognitive(sim).privateEndpointConnections.list(GROUP, NAME);
      return value.map(read);
    },
    get: async (sim, name) =>
      read(await cognitive(sim).privateEndpointConnections.get(GROUP, NAME, name)),
    decide: (sim, name, status) =>
      cognitive(sim).privateEndpointConnections.beginCreateOrUpdateAndWait(
        GROUP,
        NAME,
        name,
        { properties: decision(status) },
        FAST,
      ),
    remove: (sim, name) =>
      cognitive(sim).privateEndpointConnections.beginDeleteAndWait(GROUP, NAME, name, FAST),
    resources: async (sim) => {
      const { value = [] } = await cognitive(sim).privateLinkResources.list(GROUP, NAME);
      return value[0]?.properties;
    },
    links: {
      groupId: 'account',
      requiredMembers: ['default'],
      requiredZoneNames: [
        'privatelink.cognitiveservices.azure.com',
        'privatelink.openai.azure.com',
        'privatelink.services.ai.azure.com',
      ],
      displayName: 'Cognitive Services Account',
    },
    notAsked: 'PrivateEndpointConnectionNotFound',
  },
  {
    type: 'Microsoft.Databricks/workspaces',
    group: 'databricks_ui_api',
    make: (sim) =>
      databricks(sim).workspaces.createOrUpdate(
        GROUP,
        NAME,
        {
          location: LOCATION,
          sku: { name: 'premium' },
          managedResourceGroupId: `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-managed`,
          computeMode: 'Hybrid',
        },
        FAST,
      ),
    list: (sim) => readAll(databricks(sim).privateEndpointConnections.list(GROUP, NAME)),
    get: async (sim, name) =>
      read(await databricks(sim).privateEndpointConnections.get(GROUP, NAME, name)),
    decide: (sim, name, status) =>
      databricks(sim).privateEndpointConnections.create(
        GROUP,
        NAME,
        name,
        { properties: { privateLinkServiceConnectionState: { status, description: 'known' } } },
        FAST,
      ),
    remove: (sim, name) =>
      databricks(sim).privateEndpointConnections.delete(GROUP, NAME, name, FAST),
    resources: async (sim) =>
      (await databricks(sim).privateLinkResources.get(GROUP, NAME, 'databricks_ui_api')).properties,
    links: {
      groupId: 'databricks_ui_api',
      requiredMembers: ['databricks_ui_api'],
      requiredZoneNames: ['privatelink.azuredatabricks.net'],
    },
    notAsked: 'NotFound',
  },
  {
    type: 'Microsoft.Compute/diskAccesses',
    group: 'disks',
    make: (sim) =>
      compute(sim).diskAccesses.createOrUpdate(GROUP, NAME, { location: LOCATION }, FAST),
    list: (sim) => readAll(compute(sim).diskAccesses.listPrivateEndpointConnections(GROUP, NAME)),
    get: async (sim, name) =>
      read(await compute(sim).diskAccesses.getAPrivateEndpointConnection(GROUP, NAME, name)),
    decide: (sim, name, status) =>
      compute(sim).diskAccesses.updateAPrivateEndpointConnection(
        GROUP,
        NAME,
        name,
        decision(status),
        FAST,
      ),
    remove: (sim, name) =>
      compute(sim).diskAccesses.deleteAPrivateEndpointConnection(GROUP, NAME, name, FAST),
    resources: async (sim) => {
      const { value = [] } = await compute(sim).diskAccesses.getPrivateLinkResources(GROUP, NAME);
      return value[0];
    },
    links: {
      groupId: 'disks',
      requiredMembers: ['diskAccess_1'],
      requiredZoneNames: ['privatelink.blob.core.windows.net'],
    },
    notAsked: 'NotFound',
  },
];

const latencies = ['instant', 'realistic'] as const;

describe.each(latencies.flatMap((latency) => targets.map((target) => ({ latency, ...target }))))(
  'a private endpoint to $type, $latency',
  (target) => {
    const { latency, type, group } = target;
    const made = async (manual?: string) => {
      const { sim } = await scene({ latency });
      await target.make(sim);
      const endpoint = await makeEndpoint(sim, idOf(sim, type, NAME), [group], manual);
      const [connection] = await target.list(sim);
      return { sim, endpoint, name: connection?.name ?? '' };
    };
    const endpointState = async (sim: Simulator) => {
      const endpoint = await networkOf(sim).privateEndpoints.get(GROUP, ENDPOINT);
      const [asked] = endpoint.manualPrivateLinkServiceConnections ?? [];
      return asked?.privateLinkServiceConnectionState;
    };

    it('is a connection of the resource, approved for who may, and gone with the endpoint', async () => {
      const { sim, endpoint, name } = await made();
      const shown = {
        id: `${idOf(sim, type, NAME)}/privateEndpointConnections/${name}`,
        name,
        type: `${type}/privateEndpointConnections`,
        state: { status: 'Approved', description: '', actionsRequired: 'None' },
        endpointId: endpoint.id,
      };
      expect(await target.list(sim)).toEqual([shown]);
      expect(await target.get(sim, name)).toEqual(shown);
      await networkOf(sim).privateEndpoints.delete(GROUP, ENDPOINT, FAST);
      expect(await target.list(sim)).toEqual([]);
    });

    it('waits for the owner, who lets it in, turns it away, and takes it out', async () => {
      const { sim, name } = await made('please');
      expect(await endpointState(sim)).toMatchObject({ status: 'Pending', description: 'please' });
      for (const status of ['Approved', 'Rejected']) {
        await target.decide(sim, name, status);
        expect((await target.get(sim, name)).state).toMatchObject({ status, description: 'known' });
        expect(await endpointState(sim)).toMatchObject({ status, description: 'known' });
      }
      await expect(target.decide(sim, name, 'Pending')).rejects.toMatchObject({
        statusCode: 400,
        message: expect.stringContaining(
          "privateLinkServiceConnectionState.status' must be one of Approved, Rejected. (simulator wording)",
        ) as unknown,
      });
      await target.remove(sim, name);
      expect(await target.list(sim)).toEqual([]);
      expect(await endpointState(sim)).toMatchObject({ status: 'Disconnected' });
      await expect(target.decide(sim, name, 'Approved')).rejects.toMatchObject({
        statusCode: 404,
        code: target.notAsked,
        message: `No private endpoint has asked for the connection '${name}'. (simulator wording)`,
      });
    });

    it('is told which names it needs', async () => {
      const { sim } = await made();
      expect(await target.resources(sim)).toMatchObject(target.links);
    });
  },
);

describe('a Databricks workspace that is changed', () => {
  const chain = async () => {
    const { sim } = await scene({ latency: 'realistic' });
    const [target] = targets.filter(({ type }) => type.startsWith('Microsoft.Databricks/'));
    if (!target) throw new TypeError('Databricks is among the targets');
    await target.make(sim);
    const id = idOf(sim, target.type, NAME);
    const connectIt = () => makeEndpoint(sim, id, [target.group]);
    /** Begins a change, and does not wait for it. */
    const change = async () => {
      const managedResourceGroupId = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-managed`;
      const { status } = await send(sim, 'PUT', id, '2024-05-01', {
        location: LOCATION,
        sku: { name: 'premium' },
        properties: { managedResourceGroupId, publicNetworkAccess: 'Disabled' },
      });
      expect(status).toBe(200);
    };
    const changed = async () => {
      await sim.clock.advance({ minutes: 10 });
      return databricks(sim).workspaces.get(GROUP, NAME);
    };
    return { sim, connectIt, change, changed };
  };

  it('keeps an endpoint that comes meanwhile', async () => {
    const { connectIt, change, changed } = await chain();
    await change();
    await connectIt();
    expect(await changed()).toMatchObject({
      publicNetworkAccess: 'Disabled',
      provisioningState: 'Succeeded',
      privateEndpointConnections: [
        { properties: { privateLinkServiceConnectionState: { status: 'Approved' } } },
      ],
    });
  });

  it('loses one that goes meanwhile', async () => {
    const { sim, connectIt, change, changed } = await chain();
    await connectIt();
    await change();
    await networkOf(sim).privateEndpoints.delete(GROUP, ENDPOINT, FAST);
    const { privateEndpointConnections, provisioningState } = await changed();
    expect([privateEndpointConnections, provisioningState]).toEqual([undefined, 'Succeeded']);
  });
});

it.each([
  ['Microsoft.CognitiveServices/accounts', '2025-06-01'],
  ['Microsoft.ContainerRegistry/registries', '2025-04-01'],
])('%s shows an empty list when the last endpoint is gone', async (type, version) => {
  const { sim } = await scene();
  const target = targets.find((one) => one.type === type);
  if (!target) throw new TypeError(`${type} is among the targets`);
  await target.make(sim);
  const id = idOf(sim, type, NAME);
  const shown = async () =>
    (await send(sim, 'GET', id, version)).body.properties.privateEndpointConnections.length;
  expect(await shown()).toBe(0);
  await makeEndpoint(sim, id, [target.group]);
  expect(await shown()).toBe(1);
  await networkOf(sim).privateEndpoints.delete(GROUP, ENDPOINT, FAST);
  expect(await shown()).toBe(0);
});
