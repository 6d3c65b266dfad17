import { describe, expect, it } from 'vitest';
import {
  encryptedWorkspace,
  FAST,
  GROUP,
  LOCATION,
  machineLearning,
  NOW,
  scene,
  send,
  type Wire,
  wireWorkspace,
  WORKSPACE,
} from './scene.ts';

const MINUTE_MS = 60_000;

describe('an encrypted workspace', () => {
  it('is there in the first answer with instant latency, with all that the service makes', async () => {
    const given = await scene();
    const { sim } = given;
    const workspace = await machineLearning(sim).workspaces.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      encryptedWorkspace(given, { hbiWorkspace: true, tags: { team: 'risk' } }),
      FAST,
    );
    expect(workspace).toMatchObject({
      id: given.workspaceId,
      provisioningState: 'Succeeded',
      hbiWorkspace: true,
      tags: { team: 'risk' },
      identity: { type: 'SystemAssigned', tenantId: sim.tenantId },
      encryption: {
        status: 'Enabled',
        keyVaultProperties: { keyVaultArmId: given.vaultId, keyIdentifier: given.keyId },
      },
    });
    const name = workspace.serviceProvisionedResourceGroup ?? '';
    expect(name).toMatch(/^azureml-rg-mlw-credit-risk_[0-9a-f-]{36}$/);
    const group = await send(
      sim,
      'GET',
      `/subscriptions/${sim.subscriptionId}/resourceGroups/${name}`,
      '2021-04-01',
    );
    expect(group.body).toMatchObject({ location: LOCATION, managedBy: given.workspaceId });
    const identity = sim.principals.find(({ displayName }) => displayName === WORKSPACE);
    expect(identity).toMatchObject({
      objectId: workspace.identity?.principalId,
      kind: 'managedIdentity',
      resourceId: given.workspaceId,
    });
  });

  it('puts Cosmos DB, AI Search and Storage under the key', async () => {
    const given = await scene();
    const { sim } = given;
    const workspace = await machineLearning(sim).workspaces.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      encryptedWorkspace(given),
      FAST,
    );
    const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/${workspace.serviceProvisionedResourceGroup}`;
    const list = async (type: string, version: string): Promise<Wire[]> =>
      (await send(sim, 'GET', `${group}/providers/${type}`, version)).body.value;
    const [account, ...moreAccounts] = await list(
      'Microsoft.DocumentDB/databaseAccounts',
      '2025-04-15',
    );
    const [search, ...moreSearch] = await list(
      'Microsoft.Search/searchServices',
      '2026-03-01-preview',
    );
    const [storage, ...moreStorage] = await list('Microsoft.Storage/storageAccounts', '2025-08-01');
    expect([moreAccounts, moreSearch, moreStorage]).toEqual([[], [], []]);
    const versionless = given.keyId.split('/').slice(0, -1).join('/');
    expect(account).toMatchObject({
      managedBy: given.workspaceId,
      properties: {
        keyVaultKeyUri: versionless,
        defaultIdentity: 'FirstPartyIdentity',
        customerManagedKeyStatus: 'Access to the configured customer managed key confirmed.',
      },
    });
    expect(search).toMatchObject({
      managedBy: given.workspaceId,
      properties: {
        provisioningState: 'succeeded',
        encryptionWithCmk: {
          enforcement: 'Enabled',
          encryptionComplianceStatus: 'Compliant',
          serviceLevelEncryptionKey: {
            keyVaultUri: 'https://kv-ml.vault.azure.net',
            keyVaultKeyName: 'cosmos-key',
          },
        },
      },
    });
    expect(storage).toMatchObject({
      managedBy: given.workspaceId,
      properties: {
        encryption: {
          keySource: 'Microsoft.Keyvault',
          keyvaultproperties: {
            keyname: 'cosmos-key',
            currentVersionedKeyIdentifier: given.keyId,
            currentVersionedKeyExpirationTimestamp: '1970-01-01T00:00:00.0000000Z',
          },
        },
      },
    });
    const roles = await send(
      sim,
      'GET',
      `${account.id}/providers/Microsoft.Authorization/roleAssignments`,
      '2022-04-01',
    );
    expect(roles.body.value).toContainEqual(
      expect.objectContaining({
        properties: expect.objectContaining({
          principalId: workspace.identity?.principalId,
          scope: account.id,
        }),
      }),
    );
  });

  it('takes fourteen simulated minutes with realistic latency: 202 without a body, two URLs, then there', async () => {
    const given = await scene({ latency: 'realistic' });
    const { sim } = given;
    const start = sim.clock.now();
    const put = await send(sim, 'PUT', given.workspaceId, '2025-09-01', wireWorkspace(given));
    expect([put.status, put.body]).toEqual([202, undefined]);
    const asyncUrl = put.headers.get('azure-asyncoperation') ?? '';
    const locationUrl = put.headers.get('location') ?? '';
    expect(asyncUrl).toMatch(
      /\/providers\/Microsoft\.MachineLearningServices\/locations\/westeurope\/workspaceOperationsStatus\/[0-9a-f-]+\?api-version=2025-09-01&type=async$/,
    );
    expect(locationUrl).toBe(asyncUrl.replace('type=async', 'type=location'));
    const before = await send(sim, 'GET', given.workspaceId, '2025-09-01');
    expect([before.status, before.body.error.code]).toEqual([404, 'ResourceNotFound']);

    const first = await send(sim, 'GET', asyncUrl, '');
    expect([first.status, first.body.status]).toEqual([200, 'InProgress']);
    expect(sim.clock.now() - start).toBe(6 * MINUTE_MS);
    const second = await send(sim, 'GET', asyncUrl, '');
    expect(second.body).toMatchObject({ status: 'Succeeded', percentComplete: 100 });
    expect(sim.clock.now() - start).toBe(14 * MINUTE_MS);
    const result = await send(sim, 'GET', locationUrl, '');
    expect([result.status, result.body.properties.provisioningState]).toEqual([200, 'Succeeded']);
    expect(result.body.systemData.createdAt).toBe(new Date(start).toISOString());
  });

  it('comes through the typed client with realistic latency too', async () => {
    const given = await scene({ latency: 'realistic' });
    const workspace = await machineLearning(given.sim).workspaces.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      encryptedWorkspace(given),
      FAST,
    );
    expect(workspace.provisioningState).toBe('Succeeded');
    expect(workspace.encryption?.keyVaultProperties.keyIdentifier).toBe(given.keyId);
  });

  it('answers with explicit nulls and its own casing of ids', async () => {
    const given = await scene();
    await send(given.sim, 'PUT', given.workspaceId, '2022-05-01', wireWorkspace(given));
    const { body } = await send(given.sim, 'GET', given.workspaceId, '2022-05-01');
    expect(body).toMatchObject({
      tags: {},
      etag: null,
      sku: { name: 'Basic', tier: 'Basic' },
      properties: {
        friendlyName: '',
        description: '',
        keyVault: given.vaultId.replace('Microsoft.KeyVault', 'Microsoft.Keyvault'),
        applicationInsights: given.insightsId.replace('Microsoft.Insights', 'Microsoft.insights'),
        hbiWorkspace: false,
        tenantId: given.sim.tenantId,
        imageBuildCompute: null,
        containerRegistry: null,
        v1LegacyMode: false,
        publicNetworkAccess: 'Enabled',
        discoveryUrl: 'https://westeurope.api.azureml.ms/discovery',
        mlFlowTrackingUri: `azureml://westeurope.api.azureml.ms/mlflow/v1.0${given.workspaceId}`,
        notebookInfo: { isPrivateLinkEnabled: false, notebookPreparationError: null },
      },
    });
    expect(body).not.toHaveProperty('kind');
    expect(body.properties).not.toHaveProperty('managedNetwork');
    const newer = await send(given.sim, 'GET', given.workspaceId, '2025-09-01');
    expect(newer.body).toMatchObject({
      kind: 'Default',
      properties: {
        managedNetwork: { isolationMode: 'Disabled' },
        creationTime: expect.any(String),
      },
    });
  });

  it('makes nothing in the subscription with service-side encryption, from 2025-06-01 on', async () => {
    const given = await scene();
    const { sim } = given;
    const body = wireWorkspace(given, { enableServiceSideCMKEncryption: true });
    const made = await send(sim, 'PUT', given.workspaceId, '2025-06-01', body);
    expect(made.status).toBe(200);
    expect(made.body.properties.enableServiceSideCMKEncryption).toBe(true);
    expect(made.body.properties).not.toHaveProperty('serviceProvisionedResourceGroup');
    const groups = await send(
      sim,
      'GET',
      `/subscriptions/${sim.subscriptionId}/resourceGroups`,
      '2021-04-01',
    );
    expect(groups.body.value.map(({ name }: { name: string }) => name)).toEqual([GROUP]);

    const older = await scene();
    const ignored = await send(
      older.sim,
      'PUT',
      older.workspaceId,
      '2024-10-01',
      wireWorkspace(older, { enableServiceSideCMKEncryption: true }),
    );
    expect(ignored.body.properties).toMatchObject({
      serviceProvisionedResourceGroup: expect.stringMatching(/^azureml-rg-/),
    });
  });

  it('is under Microsoft keys when encryption is off, with no managed group', async () => {
    const given = await scene();
    const made = await send(
      given.sim,
      'PUT',
      given.workspaceId,
      '2025-09-01',
      wireWorkspace(given, {
        encryption: {
          status: 'Disabled',
          keyVaultProperties: { keyVaultArmId: '', keyIdentifier: '' },
          cosmosDbResourceId: '',
        },
      }),
    );
    expect(made.status).toBe(200);
    expect(made.body.properties).not.toHaveProperty('encryption');
    expect(made.body.properties).not.toHaveProperty('serviceProvisionedResourceGroup');
  });

  it('is the same in a fork and after a restore, half-way through', async () => {
    const given = await scene({ latency: 'realistic' });
    const put = await send(given.sim, 'PUT', given.workspaceId, '2025-09-01', wireWorkspace(given));
    const asyncUrl = put.headers.get('azure-asyncoperation') ?? '';
    const fork = given.sim.fork();
    const snapshot = given.sim.snapshot();
    await fork.clock.advance({ minutes: 14 });
    expect((await send(fork, 'GET', given.workspaceId, '2025-09-01')).status).toBe(200);
    expect((await send(given.sim, 'GET', given.workspaceId, '2025-09-01')).status).toBe(404);
    given.sim.restore(snapshot);
    await given.sim.clock.advance({ minutes: 14 });
    expect((await send(given.sim, 'GET', asyncUrl, '')).body.status).toBe('Succeeded');
    expect(new Date(NOW).getTime()).toBeLessThan(given.sim.clock.now());
  });
});
