/** Names in a query are found in any case, as those of a path are. */
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const MANAGEMENT = 'https://management.azure.com';

interface Told {
  readonly status: number;
  readonly body: { readonly value: { readonly name: string }[]; readonly nextLink?: string };
}

async function ask(sim: Simulator, method: string, url: string, body?: object): Promise<Told> {
  const token = await sim.credential().getToken(`${MANAGEMENT}/.default`);
  const response = await sim.fetch(url, {
    method,
    headers: { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Told['body'] };
}

describe('the names in a query', () => {
  it('are found in any case, and pages lead on from one to the next', async () => {
    const sim = createSimulator();
    const groups = `${MANAGEMENT}/subscriptions/${sim.subscriptionId}/resourceGroups`;
    for (const name of ['a', 'b', 'c']) {
      const put = `${groups}/${name}?API-Version=2022-09-01`;
      expect((await ask(sim, 'PUT', put, { location: 'eastus' })).status).toBe(201);
    }
    const names: string[][] = [];
    let url: string | undefined = `${groups}?Api-Version=2022-09-01&$TOP=1`;
    while (url !== undefined && names.length < 5) {
      const { body } = await ask(sim, 'GET', url);
      names.push(body.value.map(({ name }) => name));
      url = body.nextLink?.replace('%24skiptoken', '$SkipToken');
    }
    expect(names).toEqual([['a'], ['b'], ['c']]);
    const filter = encodeURIComponent("tagName eq 'none'");
    const none = await ask(sim, 'GET', `${groups}?api-version=2022-09-01&$Filter=${filter}`);
    expect(none.body.value).toEqual([]);
  });

  it('count as they come first where two differ in nothing else', async () => {
    const sim = createSimulator();
    const groups = `${MANAGEMENT}/subscriptions/${sim.subscriptionId}/resourceGroups`;
    const url = `${groups}?api-version=2022-09-01&API-VERSION=nonsense`;
    expect((await ask(sim, 'GET', url)).status).toBe(200);
  });
});
