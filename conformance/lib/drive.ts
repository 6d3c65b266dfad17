/** A set of operations driven for the sake of their answers: every served type with the versions that clients send. */
import type { Simulator, SimulatorOptions } from '@azureml-cmk/simulator';
import type { Answer } from './compare.ts';
import { type Sent, send, settle, simulatorFor } from './driver.ts';
import { LOCATION, PLACE, routes, types } from './driven-types.ts';
import { isObject, type Json, objectAt, stringAt } from './json.ts';

/** A request and what the simulator answered. */
export interface Driven {
  readonly sent: Sent;
  readonly given: Answer;
}

const SUBSCRIPTION = `https://management.azure.com/subscriptions/${PLACE.subscriptionId}`;
const GROUP = `${SUBSCRIPTION}/resourceGroups/driven`;
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const ASSIGNMENT = '7a1f3c5e-0000-4000-8000-6b5d4f3e2a1c';
const KEYS = '7.5';

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
  for (const { type, name, apiVersions, body, actions = [] } of types) {
    const url = `${GROUP}/providers/${type}/${name}`;
    const request = JSON.parse(JSON.stringify(body).replaceAll('{kid}', kid)) as Json;
    for (const apiVersion of apiVersions) {
      const query = `?api-version=${apiVersion}`;
      await ask('PUT', `${url}${query}`, request);
      await ask('GET', `${url}${query}`);
      await ask('PATCH', `${url}${query}`, { tags: { driven: 'yes' } });
      await ask('GET', `${GROUP}/providers/${type}${query}`);
      const isNested = type.split('/').length > 2;
      if (!isNested) await ask('GET', `${SUBSCRIPTION}/providers/${type}${query}`);
      await ask('GET', `${url}absent${query}`);
      for (const [method, path, given = null] of actions) {
        const target = path.startsWith('/') ? `${SUBSCRIPTION}${path}` : `${url}/${path}`;
        await ask(
          method,
          `${target}${path.includes('?') ? '&' : '?'}api-version=${apiVersion}`,
          given,
        );
      }
    }
  }
  for (const [method, path, apiVersion, given = null] of routes) {
    await ask(method, `${SUBSCRIPTION}/providers/${path}?api-version=${apiVersion}`, given);
  }
  for (const name of ['drivenaccount', 'drivenabsent']) {
    const url = `https://management.azure.com/providers/Microsoft.DocumentDB/databaseAccountNames/${name}`;
    await ask('HEAD', `${url}?api-version=2025-04-15`);
  }
  await ask(
    'GET',
    'https://management.azure.com/providers/Microsoft.ManagedIdentity/operations?api-version=2024-11-30',
  );
  await ask(
    'GET',
    `${GROUP}/providers/Microsoft.ContainerService/managedClusters/drivencluster/providers/Microsoft.ManagedIdentity/identities/default?api-version=2024-11-30`,
  );
  await connectionOperations(ask);
  for (const { type, name, apiVersions, removal = '' } of [...types].reverse()) {
    const query = `?api-version=${apiVersions.at(-1) ?? ''}${removal}`;
    await ask('DELETE', `${GROUP}/providers/${type}/${name}${query}`);
  }
  await ask('DELETE', `${GROUP}?api-version=2025-04-01`);
  return driven;
}

/** What the owner of an account says of a connection that a private endpoint made. */
async function connectionOperations(ask: Ask): Promise<void> {
  const connections = `${GROUP}/providers/Microsoft.Storage/storageAccounts/drivenstorage/privateEndpointConnections`;
  const query = '?api-version=2025-01-01';
  const { body } = await ask('GET', `${connections}${query}`);
  const listed = isObject(body) && Array.isArray(body['value']) ? (body['value'] as Json[]) : [];
  const url = `${connections}/${stringAt(listed[0], 'name') ?? 'absent'}${query}`;
  await ask('GET', url);
  await ask('PUT', url, {
    properties: { privateLinkServiceConnectionState: { status: 'Rejected', description: 'no' } },
  });
  await ask('DELETE', url);
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
