import { describe, expect, it } from 'vitest';
import {
  FAST,
  GROUP,
  LOCATION,
  machineLearning,
  polled,
  type Scene,
  send,
  type Wire,
  WORKSPACE,
  workspaceScene,
} from './child-scene.ts';

const VERSION = '2022-10-01';
const LATENCIES = ['instant', 'realistic'] as const;

const endpoint = {
  location: LOCATION,
  identity: { type: 'SystemAssigned' as const },
  properties: { authMode: 'Key' as const, description: 'scores', properties: { team: 'risk' } },
};
const onlineDeployment = {
  location: LOCATION,
  sku: { name: 'Default', capacity: 2 },
  properties: {
    endpointComputeType: 'Managed' as const,
    instanceType: 'Standard_F4s_v2',
    model: 'azureml:churn:1',
  },
};
const batchDeployment = {
  location: LOCATION,
  properties: { compute: 'cpu', model: { referenceType: 'Id' as const, assetId: 'churn' } },
};

const names = async (list: AsyncIterable<{ readonly name?: string }>): Promise<unknown[]> => {
  const found: unknown[] = [];
  for await (const { name } of list) found.push(name);
  return found;
};

const error = async (attempt: Promise<unknown>): Promise<Wire> => {
  const thrown: Wire = await attempt.then(
    () => {
      throw new Error('was not refused');
    },
    (reason: unknown) => reason,
  );
  return [thrown.statusCode, thrown.code, thrown.message];
};

describe.each(LATENCIES)('online endpoints with %s latency', (latency) => {
  it('live through the client, with their deployments', async () => {
    const { sim } = await workspaceScene({ latency });
    const { onlineEndpoints, onlineDeployments } = machineLearning(sim);
    const before = sim.principals.length;
    const made: Wire = await onlineEndpoints.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      'credit',
      endpoint,
      FAST,
    );
    expect(made).toMatchObject({
      kind: 'Managed',
      location: LOCATION,
      identity: { type: 'SystemAssigned', principalId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      properties: {
        authMode: 'Key',
        provisioningState: 'Succeeded',
        publicNetworkAccess: 'Enabled',
        scoringUri: `https://credit.${LOCATION}.inference.ml.azure.com/score`,
        swaggerUri: `https://credit.${LOCATION}.inference.ml.azure.com/swagger.json`,
        properties: { team: 'risk' },
      },
    });
    const deployed: Wire = await onlineDeployments.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      'credit',
      'blue',
      onlineDeployment,
      FAST,
    );
    expect(deployed).toMatchObject({
      kind: 'Managed',
      sku: { name: 'Default', tier: 'Standard', capacity: 2 },
      properties: {
        provisioningState: 'Succeeded',
        instanceType: 'Standard_F4s_v2',
        scaleSettings: { scaleType: 'Default' },
        requestSettings: { requestTimeout: 'PT5S' },
        egressPublicNetworkAccess: 'Enabled',
      },
    });
    const scaled = await onlineDeployments.beginUpdateAndWait(
      GROUP,
      WORKSPACE,
      'credit',
      'blue',
      { sku: { capacity: 3 }, tags: { stage: 'test' } },
      FAST,
    );
    expect([scaled.sku?.capacity, scaled.tags]).toEqual([3, { stage: 'test' }]);
    const tagged = await onlineEndpoints.beginUpdateAndWait(
      GROUP,
      WORKSPACE,
      'credit',
      { tags: { a: 'b' } },
      FAST,
    );
    expect(tagged.tags).toEqual({ a: 'b' });
    expect(await names(onlineEndpoints.list(GROUP, WORKSPACE))).toEqual(['credit']);
    expect(await names(onlineEndpoints.list(GROUP, WORKSPACE, { name: 'other' }))).toEqual([]);
    expect(await names(onlineDeployments.list(GROUP, WORKSPACE, 'credit'))).toEqual(['blue']);
    const skus: Wire[] = [];
    for await (const sku of onlineDeployments.listSkus(GROUP, WORKSPACE, 'credit', 'blue')) {
      skus.push(sku.sku?.name);
    }
    expect(skus).toEqual(['Default']);
    const logs = await onlineDeployments.getLogs(GROUP, WORKSPACE, 'credit', 'blue', { tail: 5 });
    expect(logs.content).toBe('No container runs here (simulator wording)');
    await onlineEndpoints.beginDeleteAndWait(GROUP, WORKSPACE, 'credit', FAST);
    expect(sim.principals).toHaveLength(before);
    expect(await error(onlineEndpoints.get(GROUP, WORKSPACE, 'credit'))).toEqual([
      404,
      'ResourceNotFound',
      `The Resource 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/${WORKSPACE}/credit' under resource group '${GROUP}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    ]);
    expect(await error(onlineDeployments.get(GROUP, WORKSPACE, 'credit', 'blue'))).toEqual([
      404,
      'ParentResourceNotFound',
      "Can not perform requested operation on nested resource. Parent resource 'credit' not found.",
    ]);
  });

  it('have keys or tokens, as their mode is', async () => {
    const { sim } = await workspaceScene({ latency });
    const { onlineEndpoints } = machineLearning(sim);
    await onlineEndpoints.beginCreateOrUpdateAndWait(GROUP, WORKSPACE, 'keyed', endpoint, FAST);
    const first = await onlineEndpoints.listKeys(GROUP, WORKSPACE, 'keyed');
    expect(first.primaryKey).toMatch(/^sim-[0-9a-f-]{36}$/);
    await onlineEndpoints.beginRegenerateKeysAndWait(
      GROUP,
      WORKSPACE,
      'keyed',
      { keyType: 'Primary' },
      FAST,
    );
    const second = await onlineEndpoints.listKeys(GROUP, WORKSPACE, 'keyed');
    expect(second.primaryKey).not.toBe(first.primaryKey);
    expect(second.secondaryKey).toBe(first.secondaryKey);
    const regenerate = (change: { keyValue?: string }) =>
      onlineEndpoints.beginRegenerateKeysAndWait(
        GROUP,
        WORKSPACE,
        'keyed',
        { keyType: 'Primary', ...change },
        FAST,
      );
    await regenerate({ keyValue: 'sim-brought-along' });
    expect(await onlineEndpoints.listKeys(GROUP, WORKSPACE, 'keyed')).toMatchObject({
      primaryKey: 'sim-brought-along',
      secondaryKey: first.secondaryKey,
    });
    await regenerate({});
    const last = await onlineEndpoints.listKeys(GROUP, WORKSPACE, 'keyed');
    expect(last.primaryKey).toMatch(/^sim-[0-9a-f-]{36}$/);
    expect([first.primaryKey, second.primaryKey]).not.toContain(last.primaryKey);
    expect(await error(regenerate({ keyValue: '' }))).toEqual([
      400,
      'UserError',
      "'keyValue' must be a string that is not empty (simulator wording)",
    ]);
    expect(await error(onlineEndpoints.getToken(GROUP, WORKSPACE, 'keyed'))).toEqual([
      400,
      'UserError',
      "the endpoint 'keyed' has no tokens: its authMode is Key (simulator wording)",
    ]);
    await onlineEndpoints.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      'tokened',
      { location: LOCATION, properties: { authMode: 'AMLToken' } },
      FAST,
    );
    const token = await onlineEndpoints.getToken(GROUP, WORKSPACE, 'tokened');
    expect(token.tokenType).toBe('Bearer');
    expect((token.expiryTimeUtc ?? 0) - (token.refreshAfterTimeUtc ?? 0)).toBe(8 * 60 * 60);
  });
});

describe.each(LATENCIES)('batch endpoints with %s latency', (latency) => {
  it('live through the client, with their deployments', async () => {
    const { sim } = await workspaceScene({ latency });
    const { batchEndpoints, batchDeployments } = machineLearning(sim);
    const made: Wire = await batchEndpoints.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      'nightly',
      { location: LOCATION, properties: { authMode: 'AADToken' } },
      FAST,
    );
    expect(made.properties).toMatchObject({
      provisioningState: 'Succeeded',
      scoringUri: `https://nightly.${LOCATION}.inference.ml.azure.com/jobs`,
    });
    const deployed: Wire = await batchDeployments.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      'nightly',
      'v1',
      batchDeployment,
      FAST,
    );
    expect(deployed.properties).toMatchObject({
      provisioningState: 'Succeeded',
      miniBatchSize: 10,
      errorThreshold: -1,
      outputAction: 'AppendRow',
      outputFileName: 'predictions.csv',
      retrySettings: { maxRetries: 3, timeout: 'PT30S' },
    });
    const updated: Wire = await batchDeployments.beginUpdateAndWait(
      GROUP,
      WORKSPACE,
      'nightly',
      'v1',
      { properties: { description: 'second thoughts' } },
      FAST,
    );
    expect(updated.properties).toMatchObject({ description: 'second thoughts', miniBatchSize: 10 });
    expect(await names(batchEndpoints.list(GROUP, WORKSPACE))).toEqual(['nightly']);
    expect(await names(batchDeployments.list(GROUP, WORKSPACE, 'nightly'))).toEqual(['v1']);
    await batchDeployments.beginDeleteAndWait(GROUP, WORKSPACE, 'nightly', 'v1', FAST);
    expect(await names(batchDeployments.list(GROUP, WORKSPACE, 'nightly'))).toEqual([]);
    await batchEndpoints.beginDeleteAndWait(GROUP, WORKSPACE, 'nightly', FAST);
    expect(await error(batchEndpoints.get(GROUP, WORKSPACE, 'nightly'))).toEqual([
      404,
      'NotFound',
      'The specified resource was not found.',
    ]);
  });
});

describe.each([
  ['onlineEndpoints', 'oe', onlineDeployment, 'od', 'Updating'],
  ['batchEndpoints', 'be', batchDeployment, 'bd', 'Creating'],
] as const)('%s on the wire', (collection, mark, deployment, deploymentMark, making) => {
  const put = async (given: Scene, path: string, body: unknown, id: string): Promise<Wire> => {
    const answer = await send(given.sim, 'PUT', path, VERSION, body);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(
      `https://management.azure.com${path}?api-version=${VERSION}`,
    );
    const url = answer.headers.get('azure-asyncoperation') ?? '';
    expect(url).toMatch(
      new RegExp(
        `/providers/Microsoft\\.MachineLearningServices/locations/${LOCATION}/mfeOperationsStatus/${id}:[0-9a-f-]{36}:[0-9a-f-]{36}\\?api-version=${VERSION}$`,
      ),
    );
    expect(answer.body.properties.properties.AzureAsyncOperationUri).toBe(url);
    const [told] = await polled(given, answer);
    const operation = new URL(url).pathname;
    expect(told).toEqual({
      id: operation,
      name: operation.split('/').at(-1),
      status: 'Succeeded',
      percentComplete: 100,
      startTime: expect.any(String),
      endTime: expect.any(String),
    });
    return answer.body;
  };

  it('are told of as recorded', async () => {
    const given = await workspaceScene({ latency: 'realistic' });
    const path = `${given.workspaceId}/${collection}/credit`;
    const body = await put(given, path, endpoint, mark);
    expect(body.properties).toMatchObject({ provisioningState: 'Creating', scoringUri: null });
    const below = await put(given, `${path}/deployments/blue`, deployment, deploymentMark);
    expect(below.properties.provisioningState).toBe(making);
    const again = await send(given.sim, 'PUT', path, VERSION, endpoint);
    expect([again.status, again.body.properties.provisioningState]).toEqual([200, 'Updating']);
    expect(again.body.properties.scoringUri).toMatch(/^https:/);
    await polled(given, again);
    const gone = await send(given.sim, 'DELETE', path, VERSION);
    expect([gone.status, gone.body]).toEqual([202, undefined]);
    const location = gone.headers.get('location') ?? '';
    expect((await send(given.sim, 'GET', location, '')).status).toBe(200);
    expect(given.sim.resource(`${path}/deployments/blue`)).toBeUndefined();
    expect((await send(given.sim, 'DELETE', path, VERSION)).status).toBe(204);
  });

  it.each([
    [
      'no workspace',
      true,
      endpoint,
      404,
      'ParentResourceNotFound',
      "Can not perform requested operation on nested resource. Parent resource 'absent' not found.",
    ],
    [
      'no place',
      false,
      { properties: { authMode: 'Key' } },
      400,
      'LocationRequired',
      'The location property is required for this definition.',
    ],
    [
      'no mode',
      false,
      { location: LOCATION, properties: {} },
      400,
      'UserError',
      "'properties.authMode' is required: Key, AMLToken, AADToken (simulator wording)",
    ],
    [
      'keys of their own',
      false,
      { location: LOCATION, properties: { authMode: 'Key', keys: {} } },
      501,
      'NotSimulated',
      "an endpoint's 'properties.keys' of your own is not simulated (simulator wording)",
    ],
  ])('refuse %s', async (_what, isAbsent, body, status, code, message) => {
    const given = await workspaceScene();
    const id = isAbsent ? given.workspaceId.replace(WORKSPACE, 'absent') : given.workspaceId;
    const answer = await send(given.sim, 'PUT', `${id}/${collection}/credit`, VERSION, body);
    expect([answer.status, answer.body.error.code, answer.body.error.message]).toEqual([
      status,
      code,
      message,
    ]);
  });
});

describe('online endpoints and api-versions', () => {
  it('hold mirrored traffic where it is known', async () => {
    const given = await workspaceScene();
    const path = `${given.workspaceId}/onlineEndpoints/credit`;
    await send(given.sim, 'PUT', path, '2024-10-01', endpoint);
    const has = async (version: string): Promise<boolean> =>
      'mirrorTraffic' in (await send(given.sim, 'GET', path, version)).body.properties;
    expect(await has('2022-10-01')).toBe(false);
    expect(await has('2022-02-01-preview')).toBe(true);
    expect(await has('2024-10-01')).toBe(true);
  });

  it('tell in the preview only who made them and when', async () => {
    const given = await workspaceScene();
    const path = `${given.workspaceId}/onlineEndpoints/credit`;
    await send(given.sim, 'PUT', path, VERSION, endpoint);
    const members = async (version: string): Promise<number> =>
      Object.keys((await send(given.sim, 'GET', path, version)).body.systemData).length;
    expect([await members('2022-02-01-preview'), await members(VERSION)]).toEqual([3, 6]);
  });

  it('tell what was not found with the extras of the service', async () => {
    const given = await workspaceScene();
    const { body } = await send(
      given.sim,
      'GET',
      `${given.workspaceId}/batchEndpoints/absent`,
      VERSION,
    );
    expect(body.error).toEqual({
      code: 'NotFound',
      message: 'The specified resource was not found.',
      details: [],
      additionalInfo: [
        { type: 'ComponentName', info: { value: 'managementfrontend' } },
        {
          type: 'Correlation',
          info: {
            value: {
              operation: expect.stringMatching(/^[0-9a-f]{32}$/),
              request: expect.stringMatching(/^[0-9a-f]{16}$/),
            },
          },
        },
        { type: 'Environment', info: { value: LOCATION } },
        { type: 'Location', info: { value: LOCATION } },
        { type: 'Time', info: { value: expect.any(String) } },
        { type: 'InnerError', info: { value: { code: 'NotFoundError', innerError: null } } },
      ],
    });
  });
});
