import { describe, expect, it } from 'vitest';
import {
  FAST,
  GROUP,
  machineLearning,
  type Scene,
  send,
  type Wire,
  WORKSPACE,
  workspaceScene,
} from './child-scene.ts';
import { COSMOS_APP_ID, grant, principalOf, READER } from './scene.ts';

const VERSION = '2022-10-01';
const PREVIEW = '2025-07-01-preview';
const LATENCIES = ['instant', 'realistic'] as const;

const all = async (list: AsyncIterable<Wire>): Promise<Wire[]> => {
  const found: Wire[] = [];
  for await (const item of list) found.push(item);
  return found;
};
const namesOf = (items: readonly Wire[]): unknown[] => items.map(({ name }) => name);
const told = ({ status, body }: Wire): unknown[] => [status, body.error.code, body.error.message];
const child = (given: Scene, path: string): string => `${given.workspaceId}/${path}`;

const failed = async (attempt: Promise<unknown>): Promise<unknown[]> => {
  const error: Wire = await attempt.then(
    () => {
      throw new Error('was not refused');
    },
    (reason: unknown) => reason,
  );
  return [error.statusCode, error.code, error.message];
};

describe.each(LATENCIES)('assets with %s latency', (latency) => {
  const properties = { description: 'd', tags: { a: 'b' }, properties: { c: 'd' } };
  it.each([
    ['models', { modelUri: 'azureml://m', modelType: 'mlflow_model' }, { jobName: null }],
    ['data', { dataType: 'uri_folder', dataUri: 'azureml://d' }, { isAnonymous: false }],
    ['environments', { image: 'ubuntu' }, { environmentType: 'UserCreated', osType: 'Linux' }],
    ['components', { componentSpec: { name: 'train' } }, { isArchived: false }],
    ['codes', { codeUri: 'https://st/code' }, { isArchived: false }],
  ] as const)('%s have versions, with and without a container before', async (kind, own, more) => {
    const given = await workspaceScene({ latency });
    const put = (path: string, body: unknown): Promise<Wire> =>
      send(given.sim, 'PUT', child(given, path), VERSION, { properties: body });
    const first = await put(`${kind}/churn/versions/1`, { ...properties, ...own });
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe(
      `https://management.azure.com${child(given, `${kind}/churn/versions/1`)}?api-version=${VERSION}`,
    );
    expect(first.body).toMatchObject({
      id: child(given, `${kind}/churn/versions/1`),
      name: '1',
      type: `Microsoft.MachineLearningServices/workspaces/${kind}/versions`,
      properties: { ...properties, ...own, ...more },
      systemData: { createdByType: 'Application' },
    });
    expect((await put(`${kind}/churn/versions/2`, own)).status).toBe(201);
    const again = await put(`${kind}/churn/versions/1`, { ...own, description: 'new' });
    expect([again.status, again.body.properties.description]).toEqual([200, 'new']);
    const container = await send(given.sim, 'GET', child(given, `${kind}/churn`), VERSION);
    expect(container.body.properties).toMatchObject({ latestVersion: '2', nextVersion: '3' });
    const extra = kind === 'data' ? { dataType: 'uri_folder' } : {};
    const described = await put(`${kind}/churn`, { ...extra, description: 'all of them' });
    expect(described.status).toBe(200);
    expect(described.body.properties).toMatchObject({
      description: 'all of them',
      latestVersion: '2',
    });
    const versions = child(given, `${kind}/churn/versions`);
    const list = async (query: string): Promise<unknown[]> =>
      namesOf((await send(given.sim, 'GET', `${versions}${query}`, VERSION)).body.value);
    await put(`${kind}/churn/versions/1`, { ...own, isArchived: true });
    expect(await list('')).toEqual(['2']);
    expect(await list('?listViewType=ArchivedOnly')).toEqual(['1']);
    expect(await list('?listViewType=All')).toEqual(['1', '2']);
    expect((await send(given.sim, 'DELETE', `${versions}/2`, VERSION)).status).toBe(200);
    expect((await send(given.sim, 'DELETE', `${versions}/2`, VERSION)).status).toBe(204);
    const left = await send(given.sim, 'GET', child(given, `${kind}/churn`), VERSION);
    expect(left.body.properties).toMatchObject({ latestVersion: '1', nextVersion: '2' });
    expect((await send(given.sim, 'DELETE', child(given, `${kind}/churn`), VERSION)).status).toBe(
      200,
    );
    expect(given.sim.resource(`${versions}/1`)).toBeUndefined();
    expect(told(await send(given.sim, 'GET', child(given, `${kind}/churn`), VERSION))).toEqual([
      404,
      'ResourceNotFound',
      `The Resource 'Microsoft.MachineLearningServices/workspaces/${kind}/${WORKSPACE}/churn' under resource group '${GROUP}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    ]);
  });

  it('are made, listed and deleted through the client, a page at a time', async () => {
    const { sim } = await workspaceScene({ latency });
    const { modelContainers, modelVersions, environmentVersions } = machineLearning(sim);
    for (const version of ['1', '2', '3']) {
      await modelVersions.createOrUpdate(GROUP, WORKSPACE, 'churn', version, {
        properties: { modelUri: `azureml://${version}` },
      });
    }
    const pages = modelVersions.list(GROUP, WORKSPACE, 'churn', { top: 2 }).byPage();
    const sizes: number[] = [];
    for await (const page of pages) sizes.push(page.length);
    expect(sizes).toEqual([2, 1]);
    const [container] = await all(modelContainers.list(GROUP, WORKSPACE));
    expect(container.properties).toMatchObject({ latestVersion: '3', nextVersion: '4' });
    await environmentVersions.createOrUpdate(GROUP, WORKSPACE, 'cpu', '1', {
      properties: { image: 'ubuntu' },
    });
    const environment = await environmentVersions.get(GROUP, WORKSPACE, 'cpu', '1');
    expect(environment.properties.environmentType).toBe('UserCreated');
    await modelContainers.delete(GROUP, WORKSPACE, 'churn');
    expect(await all(modelContainers.list(GROUP, WORKSPACE))).toEqual([]);
  });

  it('versions of a model are counted without what else lies under it', async () => {
    const given = await workspaceScene({ latency });
    const model = child(given, 'models/churn');
    const put = (id: string, properties: object): Promise<Wire> =>
      send(given.sim, 'PUT', id, VERSION, { properties });
    expect((await put(`${model}/versions/1`, { modelUri: 'azureml://m' })).status).toBe(201);
    await given.sim.clock.advance({ minutes: 1 });
    await grant(given.sim, model, principalOf(given.sim, COSMOS_APP_ID), READER);
    const { body } = await put(model, { description: 'all of them' });
    expect(body.properties).toMatchObject({ latestVersion: '1', nextVersion: '2' });
  });

  it('jobs are completed at once and say that nothing was run', async () => {
    const { sim } = await workspaceScene({ latency });
    const { jobs } = machineLearning(sim);
    const job: Wire = await jobs.createOrUpdate(GROUP, WORKSPACE, 'train-1', {
      properties: { jobType: 'Command', command: 'python t.py', environmentId: 'azureml:cpu:1' },
    });
    expect(job.properties).toMatchObject({
      jobType: 'Command',
      status: 'Completed',
      experimentName: 'Default',
      properties: { 'azureml-cmk.simulator': 'Nothing was run (simulator wording)' },
    });
    await jobs.beginCancelAndWait(GROUP, WORKSPACE, 'train-1', FAST);
    expect((await jobs.get(GROUP, WORKSPACE, 'train-1')).properties.status).toBe('Completed');
    const archived: Wire = await jobs.createOrUpdate(GROUP, WORKSPACE, 'train-1', {
      properties: {
        jobType: 'Command',
        command: 'another',
        environmentId: 'another',
        isArchived: true,
      },
    });
    expect(archived.properties).toMatchObject({ isArchived: true, command: 'python t.py' });
    expect(await all(jobs.list(GROUP, WORKSPACE))).toEqual([]);
    expect(namesOf(await all(jobs.list(GROUP, WORKSPACE, { listViewType: 'All' })))).toEqual([
      'train-1',
    ]);
    expect(
      namesOf(await all(jobs.list(GROUP, WORKSPACE, { listViewType: 'All', jobType: 'Sweep' }))),
    ).toEqual([]);
    await jobs.beginDeleteAndWait(GROUP, WORKSPACE, 'train-1', FAST);
    expect(await failed(jobs.get(GROUP, WORKSPACE, 'train-1'))).toEqual([
      404,
      'ResourceNotFound',
      expect.stringContaining(`workspaces/jobs/${WORKSPACE}/train-1' under resource group`),
    ]);
  });

  it('datastores show no secret and list the one that was given', async () => {
    const { sim } = await workspaceScene({ latency });
    const { datastores } = machineLearning(sim);
    const made: Wire = await datastores.createOrUpdate(GROUP, WORKSPACE, 'raw', {
      properties: {
        datastoreType: 'AzureBlob',
        accountName: 'stml',
        containerName: 'raw',
        credentials: {
          credentialsType: 'AccountKey',
          secrets: { secretsType: 'AccountKey', key: 'sim-given-4' },
        },
      },
    });
    expect(made.properties).toMatchObject({
      datastoreType: 'AzureBlob',
      isDefault: false,
      endpoint: 'core.windows.net',
      protocol: 'https',
      credentials: { credentialsType: 'AccountKey' },
    });
    const secrets: Wire = await datastores.listSecrets(GROUP, WORKSPACE, 'raw');
    expect([secrets.secretsType, secrets.key]).toEqual(['AccountKey', 'sim-given-4']);
    expect(namesOf(await all(datastores.list(GROUP, WORKSPACE, { names: ['raw', 'x'] })))).toEqual([
      'raw',
    ]);
    expect(namesOf(await all(datastores.list(GROUP, WORKSPACE, { isDefault: true })))).toEqual([
      'workspaceblobstore',
    ]);
    expect(namesOf(await all(datastores.list(GROUP, WORKSPACE)))).toEqual([
      'raw',
      'workspaceartifactstore',
      'workspaceblobstore',
      'workspacefilestore',
      'workspaceworkingdirectory',
    ]);
    const store: Wire = await datastores.get(GROUP, WORKSPACE, 'workspaceblobstore');
    expect(store.properties).toMatchObject({
      datastoreType: 'AzureBlob',
      accountName: 'stmlcreditrisk',
      containerName: expect.stringMatching(/^azureml-blobstore-[0-9a-f-]{36}$/),
      credentials: { credentialsType: 'AccountKey' },
      serviceDataAccessAuthIdentity: 'WorkspaceSystemAssignedIdentity',
    });
    await datastores.delete(GROUP, WORKSPACE, 'raw');
    expect(await failed(datastores.get(GROUP, WORKSPACE, 'raw'))).toEqual([
      404,
      'UserError',
      'Could not find datastore: raw.',
    ]);
  });

  it('connections show no credentials and list those that were given', async () => {
    const given = await workspaceScene({ latency });
    const { workspaceConnections: connections } = machineLearning(given.sim);
    const made: Wire = await connections.create(GROUP, WORKSPACE, 'feed', {
      properties: {
        authType: 'UsernamePassword',
        category: 'PythonFeed',
        target: 'https://pypi.example',
        credentials: { username: 'ada', password: 'sim-given-5' },
      },
    });
    expect(made.properties).toEqual({
      authType: 'UsernamePassword',
      category: 'PythonFeed',
      target: 'https://pypi.example',
    });
    const path = child(given, 'connections/feed');
    const secrets = await send(given.sim, 'POST', `${path}/listsecrets`, '2024-10-01');
    expect(secrets.body.properties.credentials).toEqual({
      username: 'ada',
      password: 'sim-given-5',
    });
    const patched = await send(given.sim, 'PATCH', path, '2024-10-01', {
      properties: { authType: 'UsernamePassword', target: 'https://other.example' },
    });
    expect([patched.status, patched.body.properties.target]).toEqual([
      200,
      'https://other.example',
    ]);
    const still = await send(given.sim, 'POST', `${path}/listsecrets`, '2024-10-01');
    expect(still.body.properties.credentials).toEqual(secrets.body.properties.credentials);
    expect(
      namesOf(await all(connections.list(GROUP, WORKSPACE, { category: 'PythonFeed' }))),
    ).toEqual(['feed']);
    expect(namesOf(await all(connections.list(GROUP, WORKSPACE, { category: 'Git' })))).toEqual([]);
    await connections.delete(GROUP, WORKSPACE, 'feed');
    expect(await failed(connections.get(GROUP, WORKSPACE, 'feed'))).toEqual([
      404,
      'UserError',
      "Connection feed can't be found in this workspace",
    ]);
  });
});

describe('refusals', () => {
  it.each([
    [
      'models/churn/versions/1',
      {},
      400,
      'UserError',
      "'properties' is required (simulator wording)",
    ],
    [
      'data/d/versions/1',
      { properties: { dataUri: 'x' } },
      400,
      'UserError',
      "'properties.dataType' is required (simulator wording)",
    ],
    [
      'data/d/versions/1',
      { properties: { dataUri: 'x', dataType: 'tape' } },
      400,
      'UserError',
      `'properties.dataType' is "tape"; it must be one of uri_file, uri_folder, mltable (simulator wording)`,
    ],
    [
      'data/d',
      { properties: {} },
      400,
      'UserError',
      "'properties.dataType' is required (simulator wording)",
    ],
    [
      'jobs/j',
      { properties: { jobType: 'Command' } },
      400,
      'UserError',
      "'properties.command' is required for a Command job (simulator wording)",
    ],
    [
      'jobs/j',
      { properties: { jobType: 'Magic' } },
      400,
      'UserError',
      `'properties.jobType' is "Magic"; it must be one of AutoML, Command, Sweep, Pipeline, Spark, FineTuning (simulator wording)`,
    ],
    [
      'datastores/d',
      { properties: { datastoreType: 'AzureFile', credentials: { credentialsType: 'None' } } },
      400,
      'UserError',
      "'properties.accountName' is required (simulator wording)",
    ],
    [
      'datastores/d',
      { properties: { datastoreType: 'AzureBlob' } },
      400,
      'UserError',
      "'properties.credentials.credentialsType' is required: AccountKey, Sas, ServicePrincipal, Certificate, None (simulator wording)",
    ],
    [
      'datastores/d',
      { properties: { datastoreType: 'OneLake' } },
      501,
      'NotSimulated',
      "the datastore type 'OneLake' is not simulated (simulator wording)",
    ],
    [
      'connections/c',
      { properties: { authType: 'None', category: 'Git' } },
      400,
      'UserError',
      "'properties.target' is required (simulator wording)",
    ],
  ])('%s %j', async (path, body, status, code, message) => {
    const given = await workspaceScene();
    expect(told(await send(given.sim, 'PUT', child(given, path), VERSION, body))).toEqual([
      status,
      code,
      message,
    ]);
  });

  it('of a distillation in a stable version, and without what it needs in a preview', async () => {
    const given = await workspaceScene();
    const path = child(given, 'jobs/j');
    const properties = { jobType: 'Distillation', outputs: {} };
    const put = (version: string) => send(given.sim, 'PUT', path, version, { properties });
    expect(told(await put(VERSION))).toEqual([
      400,
      'UserError',
      `'properties.jobType' is "Distillation"; it must be one of AutoML, Command, Sweep, Pipeline, Spark, FineTuning (simulator wording)`,
    ]);
    expect(told(await put(PREVIEW))).toEqual([
      400,
      'UserError',
      "'properties.dataGenerationDetails' is required for a Distillation job (simulator wording)",
    ]);
  });

  it('of nothing when a distillation has all that it needs, and nothing is distilled', async () => {
    const given = await workspaceScene();
    const properties = {
      jobType: 'Distillation',
      dataGenerationDetails: {
        dataGenerationType: 'LabelGeneration',
        dataGenerationTaskType: 'Conversation',
        teacherModelEndpoint: { endpointName: 'teacher' },
      },
      finetuningDetails: {
        studentModel: { jobInputType: 'mlflow_model', uri: 'azureml://registries/r/models/m' },
      },
      outputs: { model: { jobOutputType: 'mlflow_model' } },
    };
    const path = child(given, 'jobs/j');
    const { status, body } = await send(given.sim, 'PUT', path, PREVIEW, { properties });
    expect([status, body.properties]).toMatchObject([
      201,
      {
        ...properties,
        status: 'Completed',
        properties: { 'azureml-cmk.simulator': 'Nothing was run (simulator wording)' },
      },
    ]);
  });

  it.each(['models/churn/versions/1', 'jobs/j', 'datastores/d', 'connections/c', 'computes/c'])(
    '%s without the workspace',
    async (path) => {
      const given = await workspaceScene();
      const id = `${given.workspaceId.replace(WORKSPACE, 'absent')}/${path}`;
      expect(told(await send(given.sim, 'PUT', id, VERSION, { properties: {} }))).toEqual([
        404,
        'ParentResourceNotFound',
        "Can not perform requested operation on nested resource. Parent resource 'absent' not found.",
      ]);
    },
  );

  it('of datastores without credentials', async () => {
    const given = await workspaceScene();
    const path = child(given, 'datastores/open');
    await send(given.sim, 'PUT', path, VERSION, {
      properties: { datastoreType: 'AzureBlob', credentials: { credentialsType: 'None' } },
    });
    expect(told(await send(given.sim, 'POST', `${path}/listSecrets`, VERSION))).toEqual([
      400,
      'UserError',
      "The datastore 'open' has no credentials. (simulator wording)",
    ]);
  });
});

describe.each(LATENCIES)('what lies in a workspace, with %s latency', (latency) => {
  const filled = async (): Promise<Scene & { readonly paths: Record<string, string> }> => {
    const given = await workspaceScene({ latency });
    const { sim } = given;
    const { computeOperations, onlineEndpoints, modelVersions, jobs, datastores } =
      machineLearning(sim);
    const location = 'westeurope';
    await computeOperations.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      'ci',
      {
        location,
        identity: { type: 'SystemAssigned' },
        properties: { computeType: 'ComputeInstance', properties: { vmSize: 'Standard_DS3_v2' } },
      },
      FAST,
    );
    await onlineEndpoints.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      'credit',
      { location, identity: { type: 'SystemAssigned' }, properties: { authMode: 'Key' } },
      FAST,
    );
    await modelVersions.createOrUpdate(GROUP, WORKSPACE, 'churn', '1', { properties: {} });
    await jobs.createOrUpdate(GROUP, WORKSPACE, 'j', {
      properties: { jobType: 'Command', command: 'x', environmentId: 'e' },
    });
    await datastores.createOrUpdate(GROUP, WORKSPACE, 'raw', {
      properties: { datastoreType: 'AzureBlob', credentials: { credentialsType: 'None' } },
    });
    const paths = Object.fromEntries(
      [
        'computes/ci',
        'onlineEndpoints/credit',
        'models/churn/versions/1',
        'jobs/j',
        'datastores/raw',
      ].map((path) => [path, child(given, path)]),
    );
    return { ...given, paths };
  };
  const present = ({ sim, paths }: Wire): string[] =>
    Object.keys(paths).filter((name) => sim.resource(paths[name]) !== undefined);

  it('is in the list of its group only where it has a place', async () => {
    const given = await filled();
    const group = `/subscriptions/${given.sim.subscriptionId}/resourceGroups/${GROUP}`;
    const { body } = await send(given.sim, 'GET', `${group}/resources`, '2021-04-01');
    const types = body.value.map(({ type }: Wire) => type);
    expect(types).toContain('Microsoft.MachineLearningServices/workspaces/onlineEndpoints');
    for (const type of ['datastores', 'models', 'models/versions', 'jobs']) {
      expect(types).not.toContain(`Microsoft.MachineLearningServices/workspaces/${type}`);
    }
  });

  it('goes softly with it; assets, datastores and jobs come back', async () => {
    const given = await filled();
    const { workspaces } = machineLearning(given.sim);
    const before = given.sim.principals.length;
    expect(present(given)).toHaveLength(5);
    await workspaces.beginDeleteAndWait(GROUP, WORKSPACE, FAST);
    expect(present(given)).toEqual([]);
    expect(given.sim.principals).toHaveLength(before - 2);
    const recover = await send(given.sim, 'PUT', given.workspaceId, '2025-09-01', {
      location: 'westeurope',
      properties: { allowRecoverSoftDeletedWorkspace: true },
    });
    const url = recover.headers.get('azure-asyncoperation');
    if (url !== null) await send(given.sim, 'GET', url, '');
    expect(present(given)).toEqual(['models/churn/versions/1', 'jobs/j', 'datastores/raw']);
    const model = await send(given.sim, 'GET', child(given, 'models/churn'), VERSION);
    expect(model.body.properties.latestVersion).toBe('1');
  });

  it('goes for good with it', async () => {
    const given = await filled();
    const path = `${given.workspaceId}?forceToPurge=true`;
    const answer = await send(given.sim, 'DELETE', path, '2025-09-01');
    const url = answer.headers.get('azure-asyncoperation');
    if (url !== null) await send(given.sim, 'GET', url, '');
    expect(present(given)).toEqual([]);
    expect(JSON.stringify(given.sim.snapshot())).not.toContain('models/churn/versions');
  });

  it('goes with its resource group', async () => {
    const given = await filled();
    const group = `/subscriptions/${given.sim.subscriptionId}/resourceGroups/${GROUP}`;
    const answer = await send(given.sim, 'DELETE', group, '2021-04-01');
    const url = answer.headers.get('location');
    if (url !== null) await send(given.sim, 'GET', url, '');
    expect(present(given)).toEqual([]);
  });
});
