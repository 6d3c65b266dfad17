import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/index.ts';
import {
  create,
  failedInside,
  FAST,
  GROUP,
  LOCATION,
  machineLearning,
  resources,
  scene,
  type Scene,
  send,
  VERSION,
  wireWorkspace,
} from './workspace-failure.ts';

async function unregister({ sim }: Scene, namespace: string): Promise<void> {
  await resources(sim).providers.unregister(namespace);
  await sim.clock.advance({ minutes: 10 });
}

async function register({ sim }: Scene, namespace: string): Promise<void> {
  await resources(sim).providers.register(namespace);
  await sim.clock.advance({ minutes: 10 });
}

/** What Azure says of a provider that was registered once. */
const unregistered = (namespace: string): string =>
  `The subscription registration is in 'Unregistered' state. The subscription must be registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`;

describe('F45 a provider is not registered', () => {
  it('F45 is refused with the request when it is that of workspaces', async () => {
    const namespace = 'Microsoft.MachineLearningServices';
    const given = await scene({ latency: 'realistic' });
    await unregister(given, namespace);
    await expect(create(given)).rejects.toMatchObject({
      statusCode: 409,
      code: 'MissingSubscriptionRegistration',
      message: unregistered(namespace),
    });
    await register(given, namespace);
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });

  it('F45 is refused in other words where it never was registered', async () => {
    const sim = createSimulator({
      world: { subscriptions: [{ providers: ['Microsoft.Storage'] }] },
    });
    await resources(sim).resourceGroups.createOrUpdate(GROUP, { location: LOCATION });
    await expect(
      machineLearning(sim).workspaces.beginCreateOrUpdateAndWait(
        GROUP,
        'mlw-first',
        { location: LOCATION, identity: { type: 'SystemAssigned' } },
        FAST,
      ),
    ).rejects.toMatchObject({
      statusCode: 409,
      code: 'MissingSubscriptionRegistration',
      message:
        "The subscription is not registered to use namespace 'Microsoft.MachineLearningServices'. See https://aka.ms/rps-not-found for how to register subscriptions.",
    });
  });

  it.each(['Microsoft.DocumentDB', 'Microsoft.Search', 'Microsoft.Storage', 'Microsoft.KeyVault'])(
    'F45 fails inside the operation when it is %s',
    async (namespace) => {
      const given = await scene({ latency: 'realistic' });
      await unregister(given, namespace);
      expect(await failedInside(given)).toEqual({
        code: 'MissingSubscriptionRegistration',
        message: unregistered(namespace),
        rule: 'CMK-005',
        evidence: 'recorded',
        minutes: 6,
      });
      await register(given, namespace);
      expect((await create(given)).provisioningState).toBe('Succeeded');
    },
  );
});

describe('F48 the region has no capacity for Azure Cosmos DB', () => {
  it('F48 reaches the client whole, and passes with the shortage', async () => {
    const given = await scene({ latency: 'realistic' });
    const message =
      'Database account creation failed. Operation Id: 00000000-0000-0000-0000-000000000000, Error : Message: {"code":"ServiceUnavailable","message":"Sorry, we are currently experiencing high demand in West Europe region, and cannot fulfill your request at this time. To request region access for your subscription, please follow this link https://aka.ms/cosmosdbquota"}';
    const shortage = given.sim.faults.add({
      path: given.workspaceId,
      operation: { endsAtPoll: 1, error: { code: 'ServiceUnavailable', message } },
    });
    const told = `The long-running operation has failed. ServiceUnavailable. ${message}`;
    await expect(create(given)).rejects.toThrow(told);
    await expect(create(given)).rejects.toThrow(told);
    given.sim.faults.remove(shortage);
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });
});

describe('F49 the subscription has no quota for what the service makes', () => {
  it.each([
    'Microsoft.DocumentDB/databaseAccounts',
    'Microsoft.Search/searchServices',
    'Microsoft.Storage/storageAccounts',
  ])(
    'F49 fails the operation over %s and leaves nothing behind; service-side encryption needs none',
    async (type) => {
      const given = await scene({ latency: 'realistic' });
      const { sim } = given;
      const used = type.startsWith('Microsoft.Storage') ? 1 : 0;
      sim.quota.set(type, LOCATION, used);
      expect(await failedInside(given)).toMatchObject({
        code: 'QuotaExceeded',
        message: `The subscription has reached its quota of ${used} resources of type '${type}' in location '${LOCATION}'. (simulator wording)`,
        rule: 'CMK-007',
        evidence: 'assumed',
        minutes: 14,
      });
      const groups: string[] = [];
      for await (const { name } of resources(sim).resourceGroups.list()) groups.push(name ?? '');
      expect(groups).toEqual([GROUP]);
      const serviceSide = wireWorkspace(given, { enableServiceSideCMKEncryption: true });
      const answer = await send(sim, 'PUT', given.workspaceId, VERSION, serviceSide);
      expect(answer.status).toBe(202);
      const url = answer.headers.get('azure-asyncoperation') ?? '';
      expect((await send(sim, 'GET', url, '')).body.status).toBe('Succeeded');
    },
  );

  it('F49 is over when there is room for one more', async () => {
    const given = await scene();
    const type = 'Microsoft.DocumentDB/databaseAccounts';
    given.sim.quota.set(type, LOCATION, 0);
    await failedInside(given);
    given.sim.quota.set(type, LOCATION, 1);
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });
});
