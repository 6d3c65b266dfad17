import { describe, expect, it } from 'vitest';

import { createAzureClients } from '../../src/azure/clients.ts';
import { type CloudName, clouds } from '../../src/azure/clouds.ts';
import { createFailureRecorder, newRequestTrace } from '../../src/azure/failure-recorder.ts';
import { findServicePrincipal } from '../../src/azure/graph.ts';
import { type Answer, scopeCredential, tableHttpClient } from './table-http-client.ts';

const SUBSCRIPTION = '00000000-0000-4000-8000-000000000001';
const notFound: Answer = {
  status: 404,
  body: { error: { code: 'ResourceNotFound', message: 'no' } },
};

/** One read with each client. */
const reads = {
  resources: async (clients) => (await clients.resources()).resourceGroups.get('rg'),
  vaults: async (clients) => (await clients.vaults()).vaults.get('rg', 'vault'),
  workspaces: async (clients) => (await clients.workspaces()).workspaces.get('rg', 'ws'),
  storage: async (clients) =>
    (await clients.storage()).storageAccounts.getProperties('rg', 'account'),
  identities: async (clients) =>
    (await clients.identities()).userAssignedIdentities.get('rg', 'identity'),
  authorization: async (clients) =>
    (await clients.authorization()).roleAssignments.get('/subscriptions/x', 'name'),
  compute: async (clients) => (await clients.compute()).diskEncryptionSets.get('rg', 'set'),
  containerGroups: async (clients) =>
    (await clients.containerGroups()).containerGroups.get('rg', 'group'),
  clusters: async (clients) => (await clients.clusters()).managedClusters.get('rg', 'cluster'),
} satisfies Record<string, (clients: ReturnType<typeof createAzureClients>) => Promise<unknown>>;

describe.each(Object.keys(clouds) as CloudName[])('in the %s cloud', (cloudName) => {
  const cloud = clouds[cloudName];

  it.each(Object.keys(reads) as (keyof typeof reads)[])(
    'the %s client asks for the token of its cloud and calls its host',
    async (name) => {
      const credential = scopeCredential();
      const { httpClient, sent } = tableHttpClient(() => notFound);
      const clients = createAzureClients({
        cloud,
        subscriptionId: SUBSCRIPTION,
        credential,
        policies: [],
        clientOptions: { httpClient },
      });
      await expect(reads[name](clients)).rejects.toMatchObject({ statusCode: 404 });
      expect(credential.asked).toEqual([cloud.resourceManagerScope]);
      expect(sent.map((request) => new URL(request.url).origin)).toEqual([cloud.resourceManager]);
    },
  );

  it('the key client talks to its vault, also when Resource Manager has another endpoint', async () => {
    const credential = scopeCredential();
    const vault = `https://myvault.${cloud.vaultSuffix}`;
    const { httpClient, sent } = tableHttpClient((_, index) =>
      index === 0
        ? {
            status: 401,
            headers: {
              'www-authenticate': `Bearer authorization="${cloud.authority}/tenant", resource="https://${cloud.vaultSuffix}"`,
            },
            body: { error: { code: 'Unauthorized', message: 'AKV10000' } },
          }
        : { status: 404, body: { error: { code: 'KeyNotFound', message: 'no' } } },
    );
    const clients = createAzureClients({
      cloud,
      subscriptionId: SUBSCRIPTION,
      credential,
      policies: [],
      clientOptions: {
        httpClient,
        endpoint: 'https://elsewhere.example',
        credentialScopes: ['wrong'],
      },
    });
    const keys = await clients.keys(vault);
    await expect(keys.getKey('key')).rejects.toMatchObject({ statusCode: 404 });
    expect(credential.asked).toEqual([cloud.vaultScope]);
    expect(sent.map((request) => new URL(request.url).origin)).toEqual([vault, vault]);
  });

  it('Graph is asked with its own scope, and 404 is nobody', async () => {
    const credential = scopeCredential();
    const { httpClient, sent } = tableHttpClient(() => ({
      status: 404,
      body: { error: { code: 'Request_ResourceNotFound' } },
    }));
    const settings = { cloud, credential, policies: [], clientOptions: { httpClient } };
    await expect(findServicePrincipal(settings, 'app')).resolves.toBeUndefined();
    expect(credential.asked).toEqual([cloud.graphScope]);
    expect(sent[0]?.url).toBe(`${cloud.graph}/v1.0/servicePrincipals(appId='app')?$select=id`);
  });
});

describe('the clients of a run', () => {
  it('are made once per subscription', async () => {
    const clients = createAzureClients({
      cloud: clouds.public,
      subscriptionId: SUBSCRIPTION,
      credential: scopeCredential(),
      policies: [],
    });
    expect(await clients.vaults()).toBe(await clients.vaults(SUBSCRIPTION));
    expect(await clients.vaults('00000000-0000-4000-8000-000000000002')).not.toBe(
      await clients.vaults(),
    );
  });

  it('never retry by themselves, whatever the caller asks', async () => {
    const { httpClient, sent } = tableHttpClient(() => ({ status: 503, body: {} }));
    const clients = createAzureClients({
      cloud: clouds.public,
      subscriptionId: SUBSCRIPTION,
      credential: scopeCredential(),
      policies: [],
      clientOptions: { httpClient, retryOptions: { maxRetries: 5, retryDelayInMs: 1 } },
    });
    await expect(reads.vaults(clients)).rejects.toMatchObject({ statusCode: 503 });
    expect(sent).toHaveLength(1);
  });
});

describe('the failure recorder', () => {
  it('remembers the body of a failed operation that the client throws away', async () => {
    const recorder = createFailureRecorder();
    const operation =
      'https://management.azure.com/subscriptions/s/operations/1?api-version=2022-10-01';
    const { httpClient } = tableHttpClient((request) =>
      request.method === 'PUT'
        ? { status: 202, headers: { 'azure-asyncoperation': operation } }
        : {
            status: 200,
            headers: { 'x-ms-request-id': 'request-1', 'retry-after': '7' },
            body: { status: 'Failed', error: { code: 'BadRequest', message: 'Because.' } },
          },
    );
    const clients = createAzureClients({
      cloud: clouds.public,
      subscriptionId: SUBSCRIPTION,
      credential: scopeCredential(),
      policies: [{ policy: recorder.policy, position: 'perRetry' }],
      clientOptions: { httpClient },
    });
    const trace = newRequestTrace();
    const failing = recorder.during(trace, async () => {
      const client = await clients.workspaces();
      const poller = await client.workspaces.beginCreateOrUpdate('rg', 'ws', {});
      await poller.poll();
    });
    await expect(failing).rejects.toThrow(/operation has failed/);
    expect(trace).toMatchObject({
      writes: 1,
      retryAfterMs: 7000,
      lastFailure: {
        status: 200,
        requestId: 'request-1',
        body: { status: 'Failed', error: { code: 'BadRequest', message: 'Because.' } },
      },
    });
  });

  it('keeps what runs side by side apart', async () => {
    const recorder = createFailureRecorder();
    const { httpClient } = tableHttpClient((request) => ({
      status: 404,
      body: { error: { code: new URL(request.url).pathname.split('/').at(-1), message: 'no' } },
    }));
    const clients = createAzureClients({
      cloud: clouds.public,
      subscriptionId: SUBSCRIPTION,
      credential: scopeCredential(),
      policies: [{ policy: recorder.policy, position: 'perRetry' }],
      clientOptions: { httpClient },
    });
    const read = async (name: string): Promise<unknown> => {
      const trace = newRequestTrace();
      await recorder
        .during(trace, async () => (await clients.vaults()).vaults.get('rg', name))
        .catch(() => undefined);
      return trace.lastFailure?.body;
    };
    expect(await Promise.all([read('one'), read('two')])).toEqual([
      { error: { code: 'one', message: 'no' } },
      { error: { code: 'two', message: 'no' } },
    ]);
  });
});
