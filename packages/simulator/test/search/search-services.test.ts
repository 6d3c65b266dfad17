import { NetworkManagementClient } from '@azure/arm-network';
import { SearchManagementClient } from '@azure/arm-search';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { WAYS } from '../machinelearning/key-ways.ts';
import {
  FAST,
  grant,
  GROUP,
  idOf,
  keys,
  LOCATION,
  makeIdentity,
  scene,
  send,
} from '../machinelearning/scene.ts';

const NAME = 'srch-credit-risk';
const TYPE = 'Microsoft.Search/searchServices';
const PREVIEW = '2026-03-01-preview';
const STANDARD = { location: LOCATION, sku: { name: 'standard' as const } };

const search = (sim: Simulator): SearchManagementClient =>
  new SearchManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());

describe.each(['instant', 'realistic'] as const)('an AI Search service, %s', (latency) => {
  it('is created, listed, changed and deleted', async () => {
    const { sim } = await scene({ latency });
    const { services } = search(sim);
    const made = await services.beginCreateOrUpdateAndWait(
      GROUP,
      NAME,
      { ...STANDARD, replicaCount: 2, tags: { use: 'index' } },
      FAST,
    );
    expect(made).toMatchObject({
      name: NAME,
      provisioningState: 'succeeded',
      status: 'running',
      replicaCount: 2,
      partitionCount: 1,
      endpoint: `https://${NAME}.search.windows.net`,
      encryptionWithCmk: { enforcement: 'Unspecified', encryptionComplianceStatus: 'Compliant' },
    });
    for await (const { id } of services.listByResourceGroup(GROUP)) expect(id).toBe(made.id);
    for await (const { id } of services.listBySubscription()) expect(id).toBe(made.id);
    const changed = await services.update(GROUP, NAME, {
      encryptionWithCmk: { enforcement: 'Enabled' },
      networkRuleSet: { ipRules: [{ value: '203.0.113.7' }] },
    });
    expect(changed).toMatchObject({
      tags: { use: 'index' },
      encryptionWithCmk: { enforcement: 'Enabled', encryptionComplianceStatus: 'Compliant' },
      networkRuleSet: { ipRules: [{ value: '203.0.113.7' }], bypass: 'None' },
    });
    await services.delete(GROUP, NAME);
    await expect(services.get(GROUP, NAME)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
    expect(await services.checkNameAvailability(NAME)).toMatchObject({ isNameAvailable: true });
  });

  it('is provisioned for a while when it has more than one unit', async () => {
    const { sim } = await scene({ latency });
    const id = idOf(sim, TYPE, NAME);
    const body = { ...STANDARD, properties: { partitionCount: 3 } };
    const first = await send(sim, 'PUT', id, '2025-05-01', body);
    const state = latency === 'realistic' ? 'provisioning' : 'succeeded';
    expect([first.status, first.body.properties.provisioningState]).toEqual([201, state]);
    expect(first.headers.get('azure-asyncoperation')).toBeNull();
    await sim.clock.advance({ minutes: 5 });
    const later = await send(sim, 'GET', id, '2025-05-01');
    expect(later.body.properties).toMatchObject({
      provisioningState: 'succeeded',
      status: 'running',
    });
  });
});

describe('an AI Search service shows a version what its published document has', () => {
  const KEYS = ['authOptions', 'disableLocalAuth', 'encryptionWithCmk', 'semanticSearch'];
  it.each([
    ['2020-08-01', []],
    ['2021-04-01-preview', KEYS],
    ['2022-09-01', []],
    ['2023-11-01', KEYS],
    ['2024-06-01-preview', KEYS],
    ['2025-05-01', [...KEYS, 'computeType', 'dataExfiltrationProtections', 'endpoint'].toSorted()],
  ])('%s', async (version, known) => {
    const { sim } = await scene();
    const id = idOf(sim, TYPE, NAME);
    await send(sim, 'PUT', id, '2025-05-01', STANDARD);
    const { properties } = (await send(sim, 'GET', id, version)).body;
    const all = [...KEYS, 'computeType', 'dataExfiltrationProtections', 'endpoint'].toSorted();
    expect(all.filter((member) => member in properties)).toEqual(known);
  });
});

describe('the keys of an AI Search service', () => {
  it('are listed, made anew and deleted', async () => {
    const { sim } = await scene();
    const { services, adminKeys, queryKeys } = search(sim);
    await services.beginCreateOrUpdateAndWait(GROUP, NAME, STANDARD, FAST);
    const before = await adminKeys.get(GROUP, NAME);
    const after = await adminKeys.regenerate(GROUP, NAME, 'secondary');
    expect(after.primaryKey).toBe(before.primaryKey);
    expect(after.secondaryKey).not.toBe(before.secondaryKey);
    expect(await adminKeys.get(GROUP, NAME)).toEqual(after);
    const made = await queryKeys.create(GROUP, NAME, 'reader');
    const listed = async () => {
      const found: (string | undefined)[] = [];
      for await (const { key } of queryKeys.listBySearchService(GROUP, NAME)) found.push(key);
      return found;
    };
    expect(await listed()).toEqual([expect.stringMatching(/^sim-/), made.key]);
    await queryKeys.delete(GROUP, NAME, made.key ?? '');
    expect(await listed()).toHaveLength(1);
  });
});

describe('an AI Search service is refused', () => {
  it.each([
    [
      'a size that its SKU lacks',
      { sku: { name: 'basic' as const }, replicaCount: 4 },
      'BadRequest',
      "The replica count of a service of the SKU 'basic' is 1 to 3; got 4. (simulator wording)",
    ],
    [
      'a number of partitions that no service has',
      { partitionCount: 5 },
      'BadRequest',
      "The partition count of a service of the SKU 'standard' is one of 1, 2, 3, 4, 6, 12; got 5. (simulator wording)",
    ],
    [
      'too many units',
      { replicaCount: 12, partitionCount: 4 },
      'BadRequest',
      'A service has at most 36 search units; 12 replicas of 4 partitions are 48. (simulator wording)',
    ],
    [
      'enforcement without a billable SKU',
      { sku: { name: 'free' as const }, encryptionWithCmk: { enforcement: 'Enabled' as const } },
      'BadRequest',
      "Customer-managed keys need a billable SKU; this service's is 'free'. (simulator wording)",
    ],
  ])('%s', async (_what, change, code, message) => {
    const { sim } = await scene();
    const { services } = search(sim);
    await expect(
      services.beginCreateOrUpdateAndWait(GROUP, NAME, { ...STANDARD, ...change }, FAST),
    ).rejects.toMatchObject({ statusCode: 400, code, message });
  });

  it('a name that is taken, and one service more than the quota', async () => {
    const { sim } = await scene();
    const client = search(sim);
    const { services } = client;
    await services.beginCreateOrUpdateAndWait(
      GROUP,
      NAME,
      { ...STANDARD, sku: { name: 'free' } },
      FAST,
    );
    expect(await services.checkNameAvailability(NAME)).toMatchObject({
      isNameAvailable: false,
      reason: 'AlreadyExists',
    });
    const elsewhere = idOf(sim, TYPE, NAME, 'rg-other');
    await send(
      sim,
      'PUT',
      `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-other`,
      '2021-04-01',
      { location: LOCATION },
    );
    const taken = await send(sim, 'PUT', elsewhere, '2025-05-01', STANDARD);
    expect([taken.status, taken.body.error.code]).toEqual([400, 'ServiceNameUnavailable']);
    await expect(
      services.beginCreateOrUpdateAndWait(
        GROUP,
        'another',
        { ...STANDARD, sku: { name: 'free' } },
        FAST,
      ),
    ).rejects.toMatchObject({ code: 'ServiceQuotaExceeded' });
    expect(await client.usageBySubscriptionSku(LOCATION, 'free')).toMatchObject({
      currentValue: 1,
      limit: 1,
    });
  });
});

describe('the key of an AI Search service as a whole', () => {
  async function underKey(isGranted = true) {
    const given = await scene();
    const identity = await makeIdentity(given.sim, 'id-search');
    const role = isGranted ? await grant(given.sim, given.vaultId, identity.principalId) : '';
    const id = idOf(given.sim, TYPE, NAME);
    const [keyVaultUri = '', , keyVaultKeyName = '', keyVaultKeyVersion = ''] = given.keyId
      .replace('https://', '')
      .split('/');
    const body = {
      ...STANDARD,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity.id]: {} } },
      properties: {
        encryptionWithCmk: {
          enforcement: 'Enabled',
          serviceLevelEncryptionKey: {
            keyVaultUri: `https://${keyVaultUri}`,
            keyVaultKeyName,
            keyVaultKeyVersion,
            identity: {
              '@odata.type': '#Microsoft.Azure.Search.DataUserAssignedIdentity',
              userAssignedIdentity: identity.id,
            },
          },
        },
      },
    };
    const put = (change: object = {}) =>
      send(given.sim, 'PUT', id, PREVIEW, { ...body, ...change });
    const scale = (replicaCount: number) =>
      send(given.sim, 'PATCH', id, PREVIEW, { properties: { replicaCount } });
    const { principalId } = identity;
    return { ...given, principalId, keyGrant: role, id, body, put, scale };
  }

  it('is used by the identity that is named, and shown to those who know of it', async () => {
    const { sim, id, put } = await underKey();
    const made = await put();
    expect([made.status, made.body.properties.encryptionWithCmk]).toMatchObject([
      201,
      { enforcement: 'Enabled', serviceLevelEncryptionKey: { keyVaultKeyName: 'cosmos-key' } },
    ]);
    const older = await send(sim, 'GET', id, '2025-05-01');
    expect(older.body.properties.encryptionWithCmk).toEqual({
      enforcement: 'Enabled',
      encryptionComplianceStatus: 'Compliant',
    });
  });

  it('is tried when it is set', async () => {
    const { sim, id, put, keyId } = await underKey(false);
    const answer = await put();
    expect([answer.status, answer.body.error.code]).toEqual([400, 'KeyVaultAccessFailed']);
    expect(answer.body.error.message).toContain(
      `The key '${keyId}' of the search service '${NAME}'`,
    );
    expect((await send(sim, 'GET', id, PREVIEW)).status).toBe(404);
  });

  it('keeps a service from being scaled an hour after it was disabled, until it is enabled', async () => {
    const { sim, id, put, scale } = await underKey();
    await put();
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
    await sim.clock.advance({ minutes: 30 });
    expect((await scale(2)).status).toBe(200);
    await sim.clock.advance({ minutes: 30 });
    const refused = await scale(3);
    expect([refused.status, refused.body.error.code]).toEqual([400, 'KeyVaultAccessFailed']);
    expect(refused.body.error.message).toBe(
      `The search service '${NAME}' cannot be scaled while its key cannot be used: KeyDisabled. (simulator wording)`,
    );
    expect(sim.encryption.stores()).toMatchObject([{ id, lost: { code: 'KeyDisabled' } }]);
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: true });
    await sim.clock.advance({ hours: 1 });
    expect((await scale(3)).status).toBe(200);
  });

  it.each(WAYS)(
    'is missed when it %s (%s), and found when it is back',
    async (_what, code, take) => {
      const given = await underKey();
      const { sim, id, put, scale } = given;
      await put();
      const giveBack = await take(given);
      await sim.clock.advance({ minutes: 65 });
      expect(sim.encryption.stores()).toMatchObject([{ id, lost: { code } }]);
      expect((await scale(2)).body.error.code).toBe('KeyVaultAccessFailed');
      await giveBack();
      await sim.clock.advance({ hours: 1 });
      expect((await scale(2)).status).toBe(200);
      await send(sim, 'DELETE', id, PREVIEW);
      expect(sim.encryption.stores()).toEqual([]);
    },
  );

  it('is followed from version to version within the hour when it is named without one', async () => {
    const { sim, put, body, keyId } = await underKey();
    const { encryptionWithCmk } = body.properties;
    const { keyVaultKeyVersion: _version, ...serviceLevelEncryptionKey } =
      encryptionWithCmk.serviceLevelEncryptionKey;
    await put({
      properties: { encryptionWithCmk: { ...encryptionWithCmk, serviceLevelEncryptionKey } },
    });
    const wrappedBy = () => sim.encryption.stores()[0]?.dataKeys.map((key) => key.wrappedBy);
    const second = (await keys(sim).rotateKey('cosmos-key')).id;
    expect(wrappedBy()).toEqual([keyId]);
    await sim.clock.advance({ hours: 1 });
    expect(wrappedBy()).toEqual([second]);
    await keys(sim).updateKeyProperties('cosmos-key', keyId.slice(-32), { enabled: false });
    await sim.clock.advance({ hours: 2 });
    expect(sim.encryption.stores()[0]?.lost).toBeUndefined();
    await keys(sim).updateKeyProperties('cosmos-key', keyId.slice(-32), { enabled: true });
    await put();
    await keys(sim).rotateKey('cosmos-key');
    await sim.clock.advance({ hours: 2 });
    expect(wrappedBy()).toEqual([keyId]);
  });
});

describe('a private endpoint of an AI Search service', () => {
  it('waits for the owner, is approved, and is told when it is disconnected', async () => {
    const { sim } = await scene();
    const client = search(sim);
    const service = await client.services.beginCreateOrUpdateAndWait(GROUP, NAME, STANDARD, FAST);
    const network = new NetworkManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    );
    await network.virtualNetworks.createOrUpdate(
      GROUP,
      'vnet-ml',
      {
        location: LOCATION,
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ name: 'default', addressPrefix: '10.0.0.0/24' }],
      },
      FAST,
    );
    await network.privateEndpoints.createOrUpdate(
      GROUP,
      'pe-search',
      {
        location: LOCATION,
        subnet: {
          id: `${idOf(sim, 'Microsoft.Network/virtualNetworks', 'vnet-ml')}/subnets/default`,
        },
        manualPrivateLinkServiceConnections: [
          { name: 'one', privateLinkServiceId: service.id ?? '', groupIds: ['searchService'] },
        ],
      },
      FAST,
    );
    const stateAtEndpoint = async () => {
      const endpoint = await network.privateEndpoints.get(GROUP, 'pe-search');
      const [connection] = endpoint.manualPrivateLinkServiceConnections ?? [];
      return connection?.privateLinkServiceConnectionState?.status;
    };
    const { privateEndpointConnections } = client;
    const [pending] = (await client.services.get(GROUP, NAME)).privateEndpointConnections ?? [];
    const name = pending?.id?.split('/').pop() ?? '';
    expect(pending?.properties?.privateLinkServiceConnectionState?.status).toBe('Pending');
    const state = { privateLinkServiceConnectionState: { status: 'Approved' as const } };
    await privateEndpointConnections.update(GROUP, NAME, name, { properties: state });
    expect(await stateAtEndpoint()).toBe('Approved');
    await privateEndpointConnections.delete(GROUP, NAME, name);
    expect(await stateAtEndpoint()).toBe('Disconnected');
    await expect(privateEndpointConnections.get(GROUP, NAME, name)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
      message: expect.stringContaining(`Could not find private endpoint connection '${name}'`),
    });
    expect((await client.services.get(GROUP, NAME)).privateEndpointConnections).toEqual([]);
  });
});
