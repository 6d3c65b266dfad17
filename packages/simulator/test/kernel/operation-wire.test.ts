import { describe, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const GROUP = 'https://management.azure.com/subscriptions';

interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function ask(sim: Simulator, method: string, url: string, body?: object): Promise<Told> {
  const token = await sim.credential().getToken('https://management.azure.com/.default');
  const response = await sim.fetch(url, {
    method,
    headers: { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

async function simulatorWithGroup(): Promise<{ sim: Simulator; group: string }> {
  const sim = createSimulator({
    now: '2026-01-01T00:00:00Z',
    latency: 'realistic',
    timeWarp: false,
  });
  const group = `${GROUP}/${sim.subscriptionId}/resourceGroups/wire`;
  await ask(sim, 'PUT', `${group}?api-version=2022-09-01`, { location: 'eastus' });
  return { sim, group };
}

describe('operations on the wire', () => {
  test('a Location URL that stands alone is not marked', async () => {
    const { sim, group } = await simulatorWithGroup();
    const removed = await ask(sim, 'DELETE', `${group}?api-version=2022-09-01`);
    expect(removed.status).toBe(202);
    expect(removed.headers.get('location')).toMatch(
      /\/operationresults\/[0-9a-f-]{36}\?api-version=2022-09-01$/,
    );
    const poll = await ask(sim, 'GET', removed.headers.get('location')!);
    expect(poll.status).toBe(202);
  });

  test('a cluster that goes has a path of its own for it', async () => {
    const { sim, group } = await simulatorWithGroup();
    const url = `${group}/providers/Microsoft.ContainerService/managedClusters/aks?api-version=2024-02-01`;
    await ask(sim, 'PUT', url, {
      location: 'eastus',
      identity: { type: 'SystemAssigned' },
      properties: {
        dnsPrefix: 'aks',
        agentPoolProfiles: [{ name: 'one', count: 1, vmSize: 'Standard_DS2_v2', mode: 'System' }],
      },
    });
    await sim.clock.advance({ hours: 1 });
    const removed = await ask(sim, 'DELETE', url);
    expect(removed.status).toBe(202);
    const status = removed.headers.get('azure-asyncoperation') ?? '';
    const location = removed.headers.get('location') ?? '';
    expect(status).toMatch(
      /\/locations\/eastus\/operations\/[0-9a-f-]{36}\?api-version=2017-08-31$/,
    );
    expect(location).toBe(status.replace('/operations/', '/operationresults/'));
    expect((await ask(sim, 'GET', location)).status).toBe(202);
    await sim.clock.advance({ hours: 1 });
    expect((await ask(sim, 'GET', status)).body).toMatchObject({ status: 'Succeeded' });
    expect((await ask(sim, 'GET', location)).status).toBe(204);
  });

  test('a storage account marks it all the same', async () => {
    const { sim, group } = await simulatorWithGroup();
    const url = `${group}/providers/Microsoft.Storage/storageAccounts/wirestorage?api-version=2022-09-01`;
    const put = await ask(sim, 'PUT', url, {
      location: 'eastus',
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
    });
    expect(put.status).toBe(202);
    expect(put.headers.get('location')).toMatch(/\?api-version=2022-09-01&monitor=true$/);
  });

  test('a container group tells of its events, by its own id', async () => {
    const { sim, group } = await simulatorWithGroup();
    const id = `${group}/providers/Microsoft.ContainerInstance/containerGroups/wire`;
    const put = await ask(sim, 'PUT', `${id}?api-version=2023-05-01`, {
      location: 'eastus',
      properties: {
        osType: 'Linux',
        containers: [
          {
            name: 'one',
            properties: { image: 'nginx', resources: { requests: { cpu: 1, memoryInGB: 1 } } },
          },
        ],
      },
    });
    expect(put.status).toBe(201);
    const url = put.headers.get('azure-asyncoperation')!;
    expect((await ask(sim, 'GET', url)).body).toEqual({
      id: id.replace('https://management.azure.com', ''),
      status: 'Pending',
      startTime: '2026-01-01T00:00:00.000Z',
      properties: { events: [] },
    });
    await sim.clock.advance({ minutes: 1 });
    const { body } = await ask(sim, 'GET', url);
    expect(Object.keys(body)).toEqual(['id', 'status', 'startTime', 'properties']);
    expect(body).toMatchObject({
      status: 'Succeeded',
      properties: { events: [{ name: 'Pulling' }, { name: 'Pulled' }] },
    });
    const read = await ask(sim, 'GET', `${id}?api-version=2023-05-01`);
    expect(JSON.stringify(read.body)).toContain('instanceView');
    const list = await ask(sim, 'GET', `${id.replace(/\/wire$/, '')}?api-version=2023-05-01`);
    expect(list.body).toMatchObject({ value: [{ name: 'wire' }] });
    expect(JSON.stringify(list.body)).not.toContain('instanceView');
  });

  test('who made a role assignment is told from the first GET on', async () => {
    const { sim, group } = await simulatorWithGroup();
    const roles = `${group}/providers/Microsoft.Authorization`;
    const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
    const url = `${roles}/roleAssignments/7a1f3c5e-0000-4000-8000-6b5d4f3e2a1c?api-version=2022-04-01`;
    const objectId = sim.principals[0]!.objectId;
    const put = await ask(sim, 'PUT', url, {
      properties: {
        roleDefinitionId: `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${reader}`,
        principalId: objectId,
        principalType: 'ServicePrincipal',
      },
    });
    expect(put.status).toBe(201);
    expect(put.body).toMatchObject({ properties: { createdBy: null } });
    expect((await ask(sim, 'GET', url)).body).toMatchObject({
      properties: { createdBy: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  test('a workspace tells how far it is, without times', async () => {
    const { sim, group } = await simulatorWithGroup();
    const id = `${group}/providers/Microsoft.MachineLearningServices/workspaces/wire`;
    const put = await ask(sim, 'PUT', `${id}?api-version=2025-09-01`, {
      location: 'eastus',
      identity: { type: 'SystemAssigned' },
      properties: await associates(sim, group),
    });
    expect(put.status).toBe(202);
    const url = put.headers.get('azure-asyncoperation')!;
    expect((await ask(sim, 'GET', url)).body).toEqual({ status: 'InProgress' });
    await sim.clock.advance({ hours: 1 });
    expect((await ask(sim, 'GET', url)).body).toEqual({
      status: 'Succeeded',
      percentComplete: 100,
    });
  });

  test('the Classic registry SKU is refused as recorded', async () => {
    const { sim, group } = await simulatorWithGroup();
    const url = `${group}/providers/Microsoft.ContainerRegistry/registries/wireclassic?api-version=2023-07-01`;
    const put = await ask(sim, 'PUT', url, { location: 'eastus', sku: { name: 'Classic' } });
    expect(put.status).toBe(400);
    expect(put.body).toEqual({
      error: {
        code: 'ClassicSkuDeprecated',
        message: 'Classic SKU is now deprecated. Please select a managed SKU.',
      },
    });
  });

  test('the OpenID configuration is whole', async () => {
    const sim = createSimulator({ now: '2026-01-01T00:00:00Z' });
    const authority = `https://login.microsoftonline.com/${sim.tenantId}`;
    const response = await sim.fetch(`${authority}/v2.0/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({
      userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
      kerberos_endpoint: `${authority}/kerberos`,
      frontchannel_logout_supported: true,
      cloud_graph_host_name: 'graph.windows.net',
      rbac_url: 'https://pas.windows.net',
      claims_supported: expect.arrayContaining(['sub', 'tid']),
    });
  });
});

/** What a workspace has to have. */
async function associates(sim: Simulator, group: string): Promise<Record<string, string>> {
  const storage = `${group}/providers/Microsoft.Storage/storageAccounts/wirestorage`;
  const vault = `${group}/providers/Microsoft.KeyVault/vaults/wirevault`;
  await ask(sim, 'PUT', `${storage}?api-version=2022-09-01`, {
    location: 'eastus',
    kind: 'StorageV2',
    sku: { name: 'Standard_LRS' },
  });
  await ask(sim, 'PUT', `${vault}?api-version=2023-07-01`, {
    location: 'eastus',
    properties: {
      tenantId: sim.tenantId,
      sku: { family: 'A', name: 'standard' },
      enableRbacAuthorization: true,
    },
  });
  const insights = `${group}/providers/Microsoft.Insights/components/wireinsights`;
  await ask(sim, 'PUT', `${insights}?api-version=2020-02-02`, {
    location: 'eastus',
    kind: 'web',
    properties: { Application_Type: 'web' },
  });
  await sim.clock.advance({ minutes: 5 });
  const idOf = (url: string): string => url.replace('https://management.azure.com', '');
  return {
    storageAccount: idOf(storage),
    keyVault: idOf(vault),
    applicationInsights: idOf(insights),
  };
}
