/** The same behaviours through msw, and what msw adds. Runs on msw 3 and, in a second project, on msw 2. */
import { ResourceManagementClient } from '@azure/arm-resources';
import { ClientSecretCredential } from '@azure/identity';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { entraHosts } from '../../src/entra/instances.ts';
import { azureUrl } from '../../src/transports/azure-hosts.ts';
import { handlers } from '../../src/transports/msw.ts';
import { describeTransport } from '../transports/suite.ts';

/** An error for what no handler takes; msw 3 calls the option otherwise than msw 2. */
const strict: object = { onUnhandledFrame: 'error', onUnhandledRequest: 'error' };

describeTransport({
  name: 'msw',
  reach: async (sim, use) => {
    const server = setupServer(...handlers(sim));
    server.listen(strict);
    try {
      await use({ client: {}, credential: sim.credential() });
    } finally {
      server.close();
    }
  },
});

describe('handlers(sim)', () => {
  let sim: Simulator;
  const server = setupServer();
  beforeEach(() => {
    sim = createSimulator();
    server.listen(strict);
    server.resetHandlers(...handlers(sim));
  });
  afterEach(() => {
    server.close();
  });

  test('serve default clients with a default credential: sign-in and call', async () => {
    const { appId, clientSecret } = sim.principals.find(
      ({ displayName }) => displayName === 'owner',
    )!;
    const credential = new ClientSecretCredential(sim.tenantId, appId!, clientSecret!);
    const client = new ResourceManagementClient(credential, sim.subscriptionId);
    await client.resourceGroups.createOrUpdate('rg', { location: 'westeurope' });
    expect(sim.ledger.entries().map(({ url }) => new URL(url).host)).toEqual([
      'login.microsoftonline.com',
      'management.azure.com',
    ]);
  });

  test('leave other hosts to other handlers and, if there is none, to msw', async () => {
    server.use(http.get('https://example.org/', () => HttpResponse.text('mine')));
    expect(await (await fetch('https://example.org/')).text()).toBe('mine');
    // msw tells it on the console, too: that is looked at here, and kept out of what the tests print.
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const error = await fetch('https://example.com/').catch((reason: unknown) => reason as Error);
    expect(told.mock.calls.flat().join('\n')).toContain('GET https://example.com/');
    told.mockRestore();
    expect(`${String(error)} ${String((error as Error).cause)}`).toMatch(/\[MSW\] Cannot bypass/);
    expect(sim.ledger.size).toBe(0);
  });

  test('give way to a handler that stands before them', async () => {
    server.use(http.get('https://data.blob.core.windows.net/*', () => HttpResponse.text('blob')));
    expect(await (await fetch('https://data.blob.core.windows.net/c/b')).text()).toBe('blob');
    const other = await fetch('https://other.queue.core.windows.net/c/b');
    expect(other.status).toBe(501);
    expect(await other.text()).toContain(
      'the data plane of Azure Storage (GET https://other.queue.core.windows.net/c/b) is not simulated',
    );
  });
});

test('a host that is called like the beginning of a path is left to other handlers', async () => {
  const sim = createSimulator();
  const server = setupServer(
    ...handlers(sim),
    http.get('https://subscriptions/x', () => HttpResponse.text('mine')),
  );
  server.listen(strict);
  try {
    expect(await (await fetch('https://subscriptions/x')).text()).toBe('mine');
    expect(sim.ledger.size).toBe(0);
  } finally {
    server.close();
  }
});

describe('the hosts that are claimed', () => {
  test.for([
    'https://management.azure.com/subscriptions?api-version=2022-12-01',
    'https://MANAGEMENT.azure.com/',
    'https://management.azure.com',
    'https://management.azure.com:443/x',
    'https://login.microsoftonline.us/t/oauth2/v2.0/token',
    'https://kv.vault.azure.net/keys/k/create',
    'https://kv.vault.azure.cn/',
    'https://graph.microsoft.com/v1.0/me',
    'https://st.blob.core.windows.net/c',
    'https://md-x.z1.blob.storage.azure.net/x/abcd',
    'https://usgovvirginia.api.ml.azure.us/x',
    'https://chinanorth3.api.ml.azure.cn/x',
    ...[...entraHosts].map((host) => `https://${host}/`),
  ])('%s', (url) => {
    expect(azureUrl.test(url)).toBe(true);
  });

  test.for([
    'http://management.azure.com/',
    'https://azure.com/',
    'https://portal.azure.com/',
    'https://myapp.azurewebsites.net/',
    'https://management.azure.com.evil.example/',
    'https://evil.example/?https://management.azure.com/',
    'https://evilvault.azure.net/',
    'https://vault.azure.net/',
    'https://xmanagement.azure.com/',
    'http://169.254.169.254/metadata/identity/oauth2/token',
  ])('not %s', (url) => {
    expect(azureUrl.test(url)).toBe(false);
  });
});
