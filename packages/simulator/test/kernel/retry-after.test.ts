import { describe, expect, test } from 'vitest';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/index.ts';

const MANAGEMENT = 'https://management.azure.com';
const MILLISECONDS = 20;

interface Told {
  readonly status: number;
  readonly headers: Headers;
}

async function ask(sim: Simulator, method: string, url: string, body?: object): Promise<Told> {
  const token = await sim.credential().getToken(`${MANAGEMENT}/.default`);
  const response = await sim.fetch(url, {
    method,
    headers: { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  await response.text();
  return { status: response.status, headers: response.headers };
}

/** Both headers of an answer. */
const waits = ({ headers }: Told): (string | null)[] => [
  headers.get('retry-after'),
  headers.get('x-ms-retry-after-ms'),
];

async function scene(options: SimulatorOptions): Promise<{ sim: Simulator; group: string }> {
  const sim = createSimulator({ latency: 'realistic', timeWarp: false, ...options });
  const group = `${MANAGEMENT}/subscriptions/${sim.subscriptionId}/resourceGroups/waits`;
  await ask(sim, 'PUT', `${group}?api-version=2022-09-01`, { location: 'eastus' });
  return { sim, group };
}

const STORAGE = { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } };
const DNS_ZONE = { location: 'global' };
const REGISTRY = { location: 'eastus', sku: { name: 'Premium' } };
const CONTAINERS = {
  location: 'eastus',
  properties: {
    osType: 'Linux',
    containers: [
      {
        name: 'one',
        properties: { image: 'nginx', resources: { requests: { cpu: 1, memoryInGB: 1 } } },
      },
    ],
  },
};
const DEPLOYMENT = {
  properties: {
    mode: 'Incremental',
    template: {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      resources: [
        {
          type: 'Microsoft.Storage/storageAccounts',
          apiVersion: '2022-09-01',
          name: 'waitsdeployed',
          ...STORAGE,
        },
      ],
    },
  },
};

/** A service for each way to tell of an operation, with the seconds that were recorded of it. */
const WRITES = [
  ['Microsoft.Storage/storageAccounts/waitsstorage', '2022-09-01', STORAGE, '17'],
  ['Microsoft.Network/privateDnsZones/waits.example', '2020-06-01', DNS_ZONE, null],
  ['Microsoft.ContainerInstance/containerGroups/waits', '2023-05-01', CONTAINERS, null],
  ['Microsoft.ContainerRegistry/registries/waitsregistry', '2023-07-01', REGISTRY, null],
  ['Microsoft.Resources/deployments/waits', '2022-09-01', DEPLOYMENT, null],
] as const;

describe('when a client is told to ask again', () => {
  test.each(WRITES)('%s: as recorded, by default', async (path, version, body, seconds) => {
    const { sim, group } = await scene({});
    const put = await ask(sim, 'PUT', `${group}/providers/${path}?api-version=${version}`, body);
    expect(put.status).toBeGreaterThanOrEqual(200);
    expect(put.status).toBeLessThan(300);
    expect(waits(put)).toEqual([seconds, null]);
  });

  test.each(WRITES)('%s: in milliseconds, at each poll', async (path, version, body) => {
    const { sim, group } = await scene({ retryAfter: { milliseconds: MILLISECONDS } });
    const put = await ask(sim, 'PUT', `${group}/providers/${path}?api-version=${version}`, body);
    expect(waits(put)).toEqual([null, '20']);
    const urls = ['azure-asyncoperation', 'location'].flatMap(
      (name) => put.headers.get(name) ?? [],
    );
    expect(urls).not.toEqual([]);
    for (const url of urls) expect(waits(await ask(sim, 'GET', url))).toEqual([null, '20']);
    await sim.clock.advance({ hours: 1 });
    for (const url of urls) {
      const ended = await ask(sim, 'GET', url);
      expect(ended.status).toBe(200);
      expect(waits(ended)).toEqual([null, null]);
    }
  });

  test('a vault tells of its operation in its state alone: so does its GET', async () => {
    const told = async (options: SimulatorOptions): Promise<(string | null)[][]> => {
      const { sim, group } = await scene(options);
      const url = `${group}/providers/Microsoft.KeyVault/vaults/kv-waits?api-version=2023-07-01`;
      const put = await ask(sim, 'PUT', url, {
        location: 'eastus',
        properties: {
          tenantId: sim.tenantId,
          sku: { family: 'A', name: 'standard' },
          enableRbacAuthorization: true,
        },
      });
      const goesOn = await ask(sim, 'GET', url);
      await sim.clock.advance({ hours: 1 });
      return [put, goesOn, await ask(sim, 'GET', url)].map(waits);
    };
    const nothing = [null, null];
    expect(await told({})).toEqual([nothing, nothing, nothing]);
    const milliseconds = [null, '20'];
    expect(await told({ retryAfter: { milliseconds: MILLISECONDS } })).toEqual([
      milliseconds,
      milliseconds,
      nothing,
    ]);
  });

  test('the deletion of a group, by Location', async () => {
    const { sim, group } = await scene({ retryAfter: { milliseconds: MILLISECONDS } });
    const removed = await ask(sim, 'DELETE', `${group}?api-version=2022-09-01`);
    expect(removed.status).toBe(202);
    expect(waits(removed)).toEqual([null, '20']);
    expect(waits(await ask(sim, 'GET', removed.headers.get('location')!))).toEqual([null, '20']);
  });

  test('a request too many waits as long as it has to', async () => {
    const { sim, group } = await scene({
      retryAfter: { milliseconds: MILLISECONDS },
      throttling: true,
    });
    let last = await ask(sim, 'GET', `${group}?api-version=2022-09-01`);
    while (last.status === 200) last = await ask(sim, 'GET', `${group}?api-version=2022-09-01`);
    expect(last.status).toBe(429);
    expect(waits(last)).toEqual(['1', null]);
  });

  test.each([
    ['exact', "'exact'"],
    [{ milliseconds: 0 }, '{"milliseconds":0}'],
    [{ milliseconds: 1.5 }, '{"milliseconds":1.5}'],
    [{ seconds: 1 }, '{"seconds":1}'],
    [null, 'null'],
  ])('refuses %j', (retryAfter, told) => {
    expect(() => createSimulator({ retryAfter: retryAfter as 'recorded' })).toThrow(
      `createSimulator: 1 bad option(s)\n- retryAfter: ${told} is neither recorded nor {milliseconds: a whole number of at least 1}`,
    );
  });
});
