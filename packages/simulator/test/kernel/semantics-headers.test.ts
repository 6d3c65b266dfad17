/** ARM-040, ARM-042, ARM-043: headers of every answer, of successes, and those that a service adds. */
import { describe, expect, it } from 'vitest';
import { createSimulator, type SimulatorOptions } from '../../src/index.ts';

const MANAGEMENT = 'https://management.azure.com';

async function scene(options: SimulatorOptions = {}) {
  const sim = createSimulator({ now: '2026-03-01T10:00:00Z', ...options });
  const token = await sim.credential().getToken(`${MANAGEMENT}/.default`);
  const ask = (method: string, path: string, body?: object): Promise<Response> =>
    sim.fetch(`${MANAGEMENT}${path}`, {
      method,
      headers: { authorization: `Bearer ${token!.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg`;
  await ask('PUT', `${group}?api-version=2021-04-01`, { location: 'westeurope' });
  return { sim, ask, group };
}

describe('ARM-040: every answer', () => {
  it('has the instant of the virtual clock', async () => {
    const { sim, ask, group } = await scene();
    const dated = async (path: string) => (await ask('GET', path)).headers.get('date');
    const read = `${group}?api-version=2021-04-01`;
    expect(await dated(read)).toBe('Sun, 01 Mar 2026 10:00:00 GMT');
    await sim.clock.advance({ minutes: 90 });
    expect(await dated(read)).toBe('Sun, 01 Mar 2026 11:30:00 GMT');
    expect(await dated(group)).toBe('Sun, 01 Mar 2026 11:30:00 GMT');
  });

  it('names a type of content only when it has content', async () => {
    const { ask, group } = await scene();
    const read = `${group}?api-version=2021-04-01`;
    expect((await ask('GET', read)).headers.get('content-type')).toBe(
      'application/json; charset=utf-8',
    );
    for (const method of ['HEAD', 'DELETE', 'HEAD']) {
      const { headers } = await ask(method, read);
      expect([method, headers.get('content-type')]).toEqual([method, null]);
    }
  });
});

describe('ARM-043: what is left of a limit', () => {
  const left = (response: Response): object =>
    Object.fromEntries(
      [...response.headers].filter(([name]) => name.startsWith('x-ms-ratelimit-')),
    );

  it('is told with every success, also where nothing is limited', async () => {
    const { ask, group } = await scene();
    const read = `${group}?api-version=2021-04-01`;
    for (const _ of [1, 2]) {
      expect(left(await ask('GET', read))).toEqual({
        'x-ms-ratelimit-remaining-subscription-reads': '249',
        'x-ms-ratelimit-remaining-subscription-global-reads': '3749',
      });
    }
    expect(left(await ask('PATCH', read, { tags: {} }))).toEqual({
      'x-ms-ratelimit-remaining-subscription-writes': '199',
      'x-ms-ratelimit-remaining-subscription-global-writes': '2999',
    });
    expect(left(await ask('GET', '/tenants?api-version=2022-12-01'))).toEqual({
      'x-ms-ratelimit-remaining-tenant-reads': '249',
    });
    expect(left(await ask('GET', group))).toEqual({});
  });

  it('counts down where requests are limited', async () => {
    const { ask, group } = await scene({ throttling: true });
    const read = `${group}?api-version=2021-04-01`;
    await ask('GET', read);
    expect(left(await ask('GET', read))).toMatchObject({
      'x-ms-ratelimit-remaining-subscription-reads': '248',
    });
  });

  it('is told by container groups of their own limits', async () => {
    const { ask, group } = await scene();
    const { status, headers } = await ask(
      'PUT',
      `${group}/providers/Microsoft.ContainerInstance/containerGroups/aci-one?api-version=2023-05-01`,
      {
        location: 'westeurope',
        properties: {
          osType: 'Linux',
          containers: [
            {
              name: 'main',
              properties: { image: 'nginx', resources: { requests: { cpu: 1, memoryInGB: 1 } } },
            },
          ],
        },
      },
    );
    expect(status).toBe(201);
    expect(headers.get('x-ms-ratelimit-remaining-subscription-resource-requests-pt1h')).toBe('299');
    expect(headers.get('x-ms-ratelimit-remaining-subscription-resource-requests-pt5m')).toBe('99');
  });
});

describe('ARM-043: vaults', () => {
  it('tell the version of their service, unless Resource Manager answers for them', async () => {
    const { sim, ask, group } = await scene();
    const vault = (name: string) =>
      `${group}/providers/Microsoft.KeyVault/vaults/${name}?api-version=2023-07-01`;
    const made = await ask('PUT', vault('kv-one'), {
      location: 'westeurope',
      properties: {
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'standard' },
        accessPolicies: [],
      },
    });
    expect(made.status).toBe(200);
    expect(made.headers.get('x-ms-keyvault-service-version')).toMatch(/^1\.5\.\d+\.\d$/);
    const missing = await ask('GET', vault('kv-two'));
    expect(missing.status).toBe(404);
    expect(missing.headers.get('x-ms-keyvault-service-version')).toBeNull();
    expect(missing.headers.get('x-ms-failure-cause')).toBe('gateway');
  });
});
