/** A set of operations driven for the sake of their answers: every served type with the versions that clients send. */
import type { Simulator, SimulatorOptions } from '@azureml-cmk/simulator';
import type { Answer } from './compare.ts';
import { type Sent, send, settle, simulatorFor } from './driver.ts';
import { type Json, type JsonObject, objectAt, stringAt } from './json.ts';

/** A request and what the simulator answered. */
export interface Driven {
  readonly sent: Sent;
  readonly given: Answer;
}

const PLACE = {
  tenantId: '72f988bf-0000-4000-8000-2d7cd011db47',
  subscriptionId: '5d3c0f7e-0000-4000-8000-9b1a2c3d4e5f',
  objectId: '3f4c1d2e-0000-4000-8000-5a6b7c8d9e0f',
};
const LOCATION = 'eastus';
const SUBSCRIPTION = `https://management.azure.com/subscriptions/${PLACE.subscriptionId}`;
const GROUP = `${SUBSCRIPTION}/resourceGroups/driven`;
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const ASSIGNMENT = '7a1f3c5e-0000-4000-8000-6b5d4f3e2a1c';
const KEYS = '7.5';

const idOf = (type: string, name: string): string =>
  `/subscriptions/${PLACE.subscriptionId}/resourceGroups/driven/providers/${type}/${name}`;

/** Types in the order of their making; `{kid}` stands for the key's id. */
const types: readonly {
  readonly type: string;
  readonly name: string;
  readonly apiVersions: readonly string[];
  readonly body: JsonObject;
  /** Whether a PATCH of the tags is part of the type. */
  readonly patches?: false;
}[] = [
  {
    type: 'Microsoft.KeyVault/vaults',
    name: 'drivenvault',
    apiVersions: ['2023-07-01', '2025-05-01', '2026-02-01'],
    body: {
      location: LOCATION,
      properties: {
        tenantId: PLACE.tenantId,
        sku: { family: 'A', name: 'standard' },
        enableRbacAuthorization: true,
        enablePurgeProtection: true,
      },
    },
  },
  {
    type: 'Microsoft.Storage/storageAccounts',
    name: 'drivenstorage',
    apiVersions: ['2025-01-01', '2025-08-01'],
    body: { location: LOCATION, kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: {} },
  },
  {
    type: 'Microsoft.Insights/components',
    name: 'driveninsights',
    apiVersions: ['2020-02-02'],
    body: { location: LOCATION, kind: 'web', properties: { Application_Type: 'web' } },
  },
  {
    type: 'Microsoft.ContainerRegistry/registries',
    name: 'drivenregistry',
    apiVersions: ['2025-04-01', '2025-11-01'],
    body: { location: LOCATION, sku: { name: 'Premium' }, properties: {} },
  },
  {
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
    name: 'drivenidentity',
    apiVersions: ['2023-01-31', '2024-11-30'],
    body: { location: LOCATION },
  },
  {
    type: 'Microsoft.Network/virtualNetworks',
    name: 'drivennetwork',
    apiVersions: ['2024-10-01', '2025-05-01'],
    body: {
      location: LOCATION,
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ name: 'default', properties: { addressPrefix: '10.0.0.0/24' } }],
      },
    },
  },
  {
    type: 'Microsoft.Compute/diskEncryptionSets',
    name: 'drivenset',
    apiVersions: ['2022-07-02', '2024-03-02', '2025-01-02'],
    body: {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: {
        activeKey: {
          sourceVault: { id: idOf('Microsoft.KeyVault/vaults', 'drivenvault') },
          keyUrl: '{kid}',
        },
      },
    },
  },
  {
    type: 'Microsoft.ContainerInstance/containerGroups',
    name: 'drivengroup',
    apiVersions: ['2021-10-01', '2023-05-01'],
    body: {
      location: LOCATION,
      properties: {
        osType: 'Linux',
        containers: [
          {
            name: 'one',
            properties: { image: 'nginx', resources: { requests: { cpu: 1, memoryInGB: 1 } } },
          },
        ],
      },
    },
  },
  {
    type: 'Microsoft.ContainerService/managedClusters',
    name: 'drivencluster',
    apiVersions: ['2024-09-01', '2025-07-01', '2026-04-01'],
    body: {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: {
        dnsPrefix: 'driven',
        agentPoolProfiles: [
          { name: 'one', count: 1, vmSize: 'Standard_DS2_v2', mode: 'System', osType: 'Linux' },
        ],
      },
    },
  },
  {
    type: 'Microsoft.MachineLearningServices/workspaces',
    name: 'drivenworkspace',
    apiVersions: ['2022-10-01', '2024-04-01', '2025-09-01'],
    body: {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: {
        keyVault: idOf('Microsoft.KeyVault/vaults', 'drivenvault'),
        storageAccount: idOf('Microsoft.Storage/storageAccounts', 'drivenstorage'),
        applicationInsights: idOf('Microsoft.Insights/components', 'driveninsights'),
      },
    },
  },
];

/** Drives every type under a latency. */
export async function drive(latency: NonNullable<SimulatorOptions['latency']>): Promise<Driven[]> {
  const sim = simulatorFor(PLACE, latency);
  const driven: Driven[] = [];
  const ask = async (method: string, url: string, body: Json = null): Promise<Answer> => {
    const sent: Sent = { method, url, body };
    const given = await send(sim, sent);
    driven.push({ sent, given });
    await settle(sim, given);
    return given;
  };
  await groupOperations(ask);
  const kid = await keyOperations(sim, ask);
  for (const { type, name, apiVersions, body } of types) {
    const url = `${GROUP}/providers/${type}/${name}`;
    const request = JSON.parse(JSON.stringify(body).replaceAll('{kid}', kid)) as Json;
    for (const apiVersion of apiVersions) {
      const query = `?api-version=${apiVersion}`;
      await ask('PUT', `${url}${query}`, request);
      await ask('GET', `${url}${query}`);
      await ask('PATCH', `${url}${query}`, { tags: { driven: 'yes' } });
      await ask('GET', `${GROUP}/providers/${type}${query}`);
      await ask('GET', `${SUBSCRIPTION}/providers/${type}${query}`);
      await ask('GET', `${url}absent${query}`);
    }
  }
  for (const { type, name, apiVersions } of [...types].reverse()) {
    await ask(
      'DELETE',
      `${GROUP}/providers/${type}/${name}?api-version=${apiVersions.at(-1) ?? ''}`,
    );
  }
  await ask('DELETE', `${GROUP}?api-version=2025-04-01`);
  return driven;
}

type Ask = (method: string, url: string, body?: Json) => Promise<Answer>;

async function groupOperations(ask: Ask): Promise<void> {
  const query = '?api-version=2025-04-01';
  await ask('HEAD', `${GROUP}${query}`);
  await ask('PUT', `${GROUP}${query}`, { location: LOCATION, tags: { driven: 'yes' } });
  await ask('HEAD', `${GROUP}${query}`);
  await ask('GET', `${GROUP}${query}`);
  await ask('PATCH', `${GROUP}${query}`, { tags: {} });
  await ask('GET', `${SUBSCRIPTION}/resourceGroups${query}`);
  await ask('GET', `${GROUP}/resources${query}`);
  await ask('GET', `${SUBSCRIPTION}/resources${query}`);
  await ask('GET', `${SUBSCRIPTION}/providers/Microsoft.KeyVault${query}`);
  await ask('GET', `${SUBSCRIPTION}/providers${query}`);
  await ask('POST', `${SUBSCRIPTION}/providers/Microsoft.KeyVault/register${query}`);
  await ask('GET', `${SUBSCRIPTION}?api-version=2022-12-01`);
  await ask('GET', 'https://management.azure.com/subscriptions?api-version=2022-12-01');
  await ask('GET', 'https://management.azure.com/tenants?api-version=2022-12-01');
  const roles = `${GROUP}/providers/Microsoft.Authorization`;
  await ask('GET', `${roles}/roleDefinitions?api-version=2022-04-01`);
  await ask('GET', `${roles}/roleDefinitions/${READER}?api-version=2022-04-01`);
  const assignment = `${roles}/roleAssignments/${ASSIGNMENT}?api-version=2022-04-01`;
  await ask('PUT', assignment, {
    properties: {
      roleDefinitionId: `/subscriptions/${PLACE.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
      principalId: PLACE.objectId,
      principalType: 'ServicePrincipal',
    },
  });
  await ask('GET', assignment);
  await ask('GET', `${roles}/roleAssignments?api-version=2022-04-01`);
  await ask('DELETE', assignment);
}

/** A key's life; the id of a key that stays. */
async function keyOperations(sim: Simulator, ask: Ask): Promise<string> {
  const [vault] = types;
  await send(sim, {
    method: 'PUT',
    url: `${GROUP}/providers/Microsoft.KeyVault/vaults/drivenvault?api-version=2023-07-01`,
    body: vault?.body ?? null,
  });
  const keys = 'https://drivenvault.vault.azure.net/keys';
  const query = `?api-version=${KEYS}`;
  const created = await ask('POST', `${keys}/one/create${query}`, { kty: 'RSA', key_size: 2048 });
  const kid = stringAt(objectAt(created.body, 'key'), 'kid') ?? '';
  await ask('POST', `${keys}/two/create${query}`, { kty: 'EC', crv: 'P-256' });
  await ask('GET', `${keys}${query}`);
  await ask('GET', `${keys}/one/${query}`);
  await ask('GET', `${keys}/one/versions${query}`);
  await ask('PATCH', `${kid}${query}`, { attributes: { enabled: true }, tags: { driven: 'yes' } });
  const wrapped = await ask('POST', `${kid}/wrapkey${query}`, {
    alg: 'RSA-OAEP-256',
    value: 'c2ltdWxhdGVkIGRhdGEga2V5IQ',
  });
  await ask('POST', `${kid}/unwrapkey${query}`, {
    alg: 'RSA-OAEP-256',
    value: stringAt(wrapped.body, 'value') ?? '',
  });
  await ask('PUT', `${keys}/one/rotationpolicy${query}`, {
    lifetimeActions: [{ trigger: { timeBeforeExpiry: 'P30D' }, action: { type: 'Notify' } }],
    attributes: { expiryTime: 'P90D' },
  });
  await ask('GET', `${keys}/one/rotationpolicy${query}`);
  await ask('POST', `${keys}/one/rotate${query}`);
  await ask('POST', `${keys}/two/backup${query}`);
  await ask('DELETE', `${keys}/two${query}`);
  await sim.clock.advance({ minutes: 2 });
  await ask('GET', `https://drivenvault.vault.azure.net/deletedkeys${query}`);
  await ask('GET', `https://drivenvault.vault.azure.net/deletedkeys/two${query}`);
  await ask('POST', `https://drivenvault.vault.azure.net/deletedkeys/two/recover${query}`);
  await ask('GET', `${keys}/absent${query}`);
  return kid;
}
