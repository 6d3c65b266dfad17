import { beforeEach, describe, expect, it } from 'vitest';
import { setGrant } from './kept.ts';
import {
  idOf,
  machineLearning,
  GROUP,
  type RawAnswer,
  resources,
  scene,
  type Scene,
  send,
  wireWorkspace,
} from './scene.ts';

const VERSION = '2025-09-01';
const NAME = 'fs-claims';
const TYPE = 'Microsoft.MachineLearningServices/workspaces';
const MARKER = 'only-the-customer-reads-this';
const settings = {
  computeRuntime: { sparkRuntimeVersion: '3.4' },
  offlineStoreConnectionName: 'offline',
};
/** A chain of five clients is made first, and loaded with the first test. */
const TIMEOUT_MS = 30_000;

describe('a feature store under a key', { timeout: TIMEOUT_MS }, () => {
  let given: Scene;
  let id: string;

  const write = (change: object = {}, version = VERSION): Promise<RawAnswer> =>
    send(given.sim, 'PUT', id, version, {
      ...(wireWorkspace(given, { featureStoreSettings: settings, ...change }) as object),
      kind: 'FeatureStore',
    });
  const models = () => machineLearning(given.sim).modelVersions;
  const keep = () =>
    models().createOrUpdate(GROUP, NAME, 'features', '1', {
      properties: { modelUri: `azureml://${MARKER}`, modelType: 'custom_model' },
    });
  const kept = async () => (await models().get(GROUP, NAME, 'features', '1')).properties.modelUri;

  beforeEach(async () => {
    given = await scene({ grantCosmosDb: false });
    id = idOf(given.sim, TYPE, NAME);
    await setGrant(given, true);
    expect((await write()).status).toBe(200);
  });

  it('has stores of its own in a managed group, as every workspace under a key', async () => {
    const { body } = await send(given.sim, 'GET', id, VERSION);
    expect(body).toMatchObject({
      kind: 'FeatureStore',
      properties: {
        featureStoreSettings: settings,
        encryption: {
          status: 'Enabled',
          keyVaultProperties: { keyVaultArmId: given.vaultId, keyIdentifier: given.keyId },
        },
      },
    });
    const group = body.properties.serviceProvisionedResourceGroup;
    const types = given.sim.resources
      .list({ group })
      .map(({ type }) => type)
      .filter((type) => !type.startsWith('Microsoft.Authorization'));
    expect(types.toSorted()).toEqual([
      'Microsoft.DocumentDB/databaseAccounts',
      'Microsoft.Search/searchServices',
      'Microsoft.Storage/storageAccounts',
    ]);
  });

  it('keeps what is in it encrypted, and refuses it when the key is out of reach', async () => {
    await keep();
    expect(JSON.stringify(given.sim.snapshot())).not.toContain(MARKER);
    await setGrant(given, false);
    await given.sim.clock.advance({ hours: 1 });
    await expect(kept()).rejects.toMatchObject({
      statusCode: 403,
      message: expect.stringContaining(
        'Request is blocked due to Customer Managed Key not being accessible.',
      ),
    });
    await setGrant(given, true);
    await given.sim.clock.advance({ hours: 1 });
    expect(await kept()).toContain(MARKER);
  });

  it('cannot be made where the key cannot be used, minutes into the operation', async () => {
    const late = await scene({ grantCosmosDb: false, latency: 'realistic' });
    const lateId = idOf(late.sim, TYPE, NAME);
    const body = {
      ...(wireWorkspace(late, { featureStoreSettings: settings }) as object),
      kind: 'FeatureStore',
    };
    const put = await send(late.sim, 'PUT', lateId, VERSION, body);
    expect(put.status).toBe(202);
    const url = put.headers.get('azure-asyncoperation') ?? '';
    let poll = await send(late.sim, 'GET', url, '');
    if (poll.body.status === 'InProgress') poll = await send(late.sim, 'GET', url, '');
    expect([poll.body.status, poll.headers.get('x-cmk-simulator-rule')]).toEqual([
      'Failed',
      'CMK-013',
    ]);
    expect((await send(late.sim, 'GET', lateId, VERSION)).status).toBe(404);
  });

  it('is softly deleted with what it keeps, recovered, and deleted for good', async () => {
    await keep();
    const { body } = await send(given.sim, 'GET', id, VERSION);
    const group = body.properties.serviceProvisionedResourceGroup;
    const isThere = async (): Promise<boolean> =>
      (await resources(given.sim).resourceGroups.checkExistence(group)).body;
    expect((await send(given.sim, 'DELETE', id, VERSION)).status).toBe(200);
    expect((await write()).body.error.message).toBe(
      'Soft-deleted workspace exists. Please purge or recover it. https://aka.ms/wsoftdelete',
    );
    const recovered = await write({ allowRecoverSoftDeletedWorkspace: true });
    expect([recovered.status, recovered.body.kind]).toEqual([200, 'FeatureStore']);
    expect(await kept()).toContain(MARKER);
    await send(given.sim, 'DELETE', `${id}?forceToPurge=true`, VERSION);
    expect([await isThere(), given.sim.encryption.stores()]).toEqual([false, []]);
  });

  it('stays of its kind, and has its settings in api-versions that know them', async () => {
    const other = await send(given.sim, 'PUT', id, VERSION, {
      ...(wireWorkspace(given) as object),
      kind: 'Default',
    });
    expect([other.status, other.body.error.code]).toEqual([400, 'BadRequest']);
    const change = { ...settings, onlineStoreConnectionName: 'online' };
    await send(given.sim, 'PATCH', id, VERSION, { properties: { featureStoreSettings: change } });
    const read = async (version: string) =>
      (await send(given.sim, 'GET', id, version)).body.properties.featureStoreSettings;
    expect([await read(VERSION), await read('2022-10-01')]).toEqual([change, undefined]);
  });

  it('does not play what a feature store is for: features answer 501 by name', async () => {
    for (const part of ['featuresets', 'featurestoreEntities']) {
      const { status, body } = await send(given.sim, 'GET', `${id}/${part}`, VERSION);
      expect([status, body.error.code]).toEqual([501, 'NotSimulated']);
      expect(body.error.message).toContain(part);
    }
  });
});
