import { ContainerServiceClient } from '@azure/arm-containerservice';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const GROUP = 'busy';
const LOCATION = 'westeurope';

async function scene(latency: 'instant' | 'realistic') {
  const sim = createSimulator({ latency, now: '2026-01-01T00:00:00Z' });
  const args = [sim.credential(), sim.subscriptionId, sim.clientOptions()] as const;
  const resources = new ResourceManagementClient(...args);
  await resources.resourceGroups.createOrUpdate(GROUP, { location: LOCATION });
  return {
    sim,
    resources,
    clusters: new ContainerServiceClient(...args).managedClusters,
    accounts: new StorageManagementClient(...args).storageAccounts,
    vaults: new KeyVaultManagementClient(...args).vaults,
  };
}

const CLUSTER = {
  location: LOCATION,
  identity: { type: 'SystemAssigned' as const },
  dnsPrefix: 'busy',
  agentPoolProfiles: [
    { name: 'system', count: 1, vmSize: 'Standard_DS2_v2', mode: 'System' as const },
  ],
};

const ACCOUNT = { location: LOCATION, kind: 'StorageV2', sku: { name: 'Standard_LRS' } };

/** A request of our own: clients wait for the end of an operation before they let go. */
async function send(sim: Simulator, method: string, path: string, body?: object) {
  const token = await sim.credential().getToken('https://management.azure.com/.default');
  const answer = await sim.fetch(`https://management.azure.com${path}`, {
    method,
    headers: { authorization: `Bearer ${token?.token ?? ''}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

describe('while an operation on a resource is under way', () => {
  it('other writes on it are refused, and reading is not', async () => {
    const { sim, clusters } = await scene('realistic');
    const id = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.ContainerService/managedClusters/busy`;
    const path = `${id}?api-version=2024-02-01`;
    const body = {
      location: LOCATION,
      identity: CLUSTER.identity,
      properties: { dnsPrefix: 'busy', agentPoolProfiles: CLUSTER.agentPoolProfiles },
    };
    expect((await send(sim, 'PUT', path, body)).status).toBe(201);
    const refusal = {
      status: 409,
      body: {
        error: {
          code: 'Conflict',
          message:
            "Another operation on the resource 'busy' of the type 'Microsoft.ContainerService/managedClusters' is in progress. (simulator wording)",
        },
      },
    };
    expect(await send(sim, 'PUT', path, body)).toEqual(refusal);
    expect(await send(sim, 'DELETE', path)).toEqual(refusal);
    expect((await clusters.get(GROUP, 'busy')).provisioningState).toBe('Creating');
    await sim.clock.advance({ hours: 1 });
    expect((await clusters.get(GROUP, 'busy')).provisioningState).toBe('Succeeded');
    expect((await send(sim, 'DELETE', path)).status).toBe(202);
    expect(await send(sim, 'PUT', path, body)).toEqual(refusal);
  });

  it('a type says it in its recorded words', async () => {
    const { sim, accounts } = await scene('realistic');
    const path = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.Storage/storageAccounts/busystore?api-version=2023-05-01`;
    expect((await send(sim, 'PUT', path, ACCOUNT)).status).toBe(202);
    await expect(accounts.create(GROUP, 'busystore', ACCOUNT)).rejects.toMatchObject({
      statusCode: 409,
      code: 'StorageAccountOperationInProgress',
      message: expect.stringContaining(
        'An operation is currently performing on this storage account that requires exclusive access.',
      ) as string,
    });
  });

  it('a group that is being deleted takes what is being made in it along', async () => {
    const { sim, resources, clusters } = await scene('realistic');
    const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}`;
    const operation = await sim.fetch(
      `https://management.azure.com${group}/providers/Microsoft.ContainerService/managedClusters/late?api-version=2024-02-01`,
      {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${(await sim.credential().getToken('https://management.azure.com/.default'))?.token ?? ''}`,
        },
        body: JSON.stringify({
          location: LOCATION,
          identity: CLUSTER.identity,
          properties: { dnsPrefix: 'late', agentPoolProfiles: CLUSTER.agentPoolProfiles },
        }),
      },
    );
    expect(operation.status).toBe(201);
    const path = `${group}?api-version=2025-04-01`;
    expect((await send(sim, 'DELETE', path)).status).toBe(202);
    expect(await send(sim, 'PUT', path, { location: LOCATION })).toEqual({
      status: 409,
      body: {
        error: {
          code: 'ResourceGroupBeingDeleted',
          message: `The resource group '${GROUP}' is in deprovisioning state and cannot perform this operation.`,
        },
      },
    });
    await sim.clock.advance({ hours: 1 });
    expect((await resources.resourceGroups.checkExistence(GROUP)).body).toBe(false);
    await expect(clusters.get(GROUP, 'late')).rejects.toMatchObject({
      code: 'ResourceGroupNotFound',
    });
    const status = new URL(operation.headers.get('azure-asyncoperation') ?? '');
    expect(await send(sim, 'GET', status.pathname + status.search)).toMatchObject({
      status: 200,
      body: {
        status: 'Failed',
        error: {
          code: 'OperationPreempted',
          message: 'Operation execution has been preempted by a more recent operation.',
        },
      },
    });
  });

  it('a vault whose name comes into DNS takes changes: no header tells of an operation', async () => {
    const { sim, vaults } = await scene('realistic');
    const parameters = {
      location: LOCATION,
      properties: {
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'standard' as const },
        accessPolicies: [],
      },
    };
    const path = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.KeyVault/vaults/busy-kv?api-version=2023-07-01`;
    expect((await send(sim, 'PUT', path, parameters)).status).toBe(200);
    expect((await vaults.update(GROUP, 'busy-kv', { tags: { a: 'b' } })).tags).toEqual({ a: 'b' });
  });
});
