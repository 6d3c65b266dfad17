import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator, type Snapshot } from '../../src/index.ts';

const PATH = '/resourceGroups/none?api-version=2025-04-01';
const READS = 250;
const WRITES = 200;

const make = (throttling = true): Simulator =>
  createSimulator({
    throttling,
    now: 0,
    world: {
      principals: [
        { name: 'one', roles: [{ role: 'Owner' }] },
        { name: 'two', roles: [{ role: 'Owner' }] },
      ],
    },
  });

async function send(sim: Simulator, method: string, path: string, who?: string) {
  const token = await sim.credential(who).getToken('https://management.azure.com/.default');
  const answer = await sim.fetch(`https://management.azure.com${path}`, {
    method,
    headers: { authorization: `Bearer ${token?.token ?? ''}` },
  });
  return { answer, body: (await answer.json().catch(() => undefined)) as unknown };
}

async function left(sim: Simulator, method: string, kind: string, who?: string): Promise<number> {
  const { answer } = await send(sim, method, `/subscriptions/${sim.subscriptionId}${PATH}`, who);
  return Number(answer.headers.get(`x-ms-ratelimit-remaining-${kind}`) ?? NaN);
}

describe('throttling', () => {
  it('is off unless asked for: no limit, no header', async () => {
    const sim = make(false);
    for (let n = 0; n <= READS; n += 1) {
      expect(await left(sim, 'GET', 'subscription-reads')).toBeNaN();
    }
    expect(new Set(sim.ledger.entries().map(({ status }) => status))).toEqual(new Set([404]));
  });

  it('counts reads, writes and deletes of each principal apart, and of a subscription together', async () => {
    const sim = make();
    expect(await left(sim, 'GET', 'subscription-reads')).toBe(READS - 1);
    expect(await left(sim, 'HEAD', 'subscription-reads')).toBe(READS - 2);
    expect(await left(sim, 'PUT', 'subscription-writes')).toBe(WRITES - 1);
    expect(await left(sim, 'POST', 'subscription-writes')).toBe(WRITES - 2);
    expect(await left(sim, 'DELETE', 'subscription-deletes')).toBe(WRITES - 1);
    expect(await left(sim, 'GET', 'subscription-reads', 'two')).toBe(READS - 1);
    expect(await left(sim, 'GET', 'subscription-global-reads', 'two')).toBe(READS * 15 - 4);
    const { answer } = await send(sim, 'GET', '/subscriptions?api-version=2022-12-01');
    expect(answer.headers.get('x-ms-ratelimit-remaining-tenant-reads')).toBe(String(READS - 1));
  });

  it('refuses what is too much until virtual time has refilled the bucket', async () => {
    const sim = make();
    const path = `/subscriptions/${sim.subscriptionId}${PATH}`;
    for (let n = 0; n < WRITES; n += 1) await send(sim, 'DELETE', path);
    const copy = make();
    copy.restore(JSON.parse(JSON.stringify(sim.snapshot())) as Snapshot);
    for (const one of [sim, copy]) {
      const { answer, body } = await send(one, 'DELETE', path);
      expect(answer.status).toBe(429);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(answer.headers.get('x-ms-ratelimit-remaining-subscription-deletes')).toBe('0');
      expect(body).toEqual({
        error: {
          code: 'SubscriptionRequestsThrottled',
          message:
            "Too many deletes: nothing is left of 'subscription-deletes'. Please try again after '1' seconds. (simulator wording)",
        },
      });
    }
    expect((await send(sim, 'DELETE', path, 'two')).answer.status).toBe(404);
    expect((await send(sim, 'GET', path)).answer.status).toBe(404);
    await sim.clock.advance({ seconds: 1 });
    expect(await left(sim, 'DELETE', 'subscription-deletes')).toBe(9);
    await sim.clock.advance({ hours: 1 });
    expect(await left(sim, 'DELETE', 'subscription-deletes')).toBe(WRITES - 1);
  });
});

describe("apiVersions: 'strict'", () => {
  const groups = (sim: Simulator) =>
    new ResourceManagementClient(sim.credential(), sim.subscriptionId, {
      ...sim.clientOptions(),
      apiVersion: '2021-05-05',
    }).resourceGroups;

  it('refuses what is between two known versions, which else is served as the nearest', async () => {
    const sim = createSimulator();
    await groups(sim).createOrUpdate('near', { location: 'westeurope' });
    expect(sim.ledger.entries().at(-1)?.note).toBe(
      'api-version 2021-05-05 of Microsoft.Resources/resourceGroups is not known; served as 2021-04-01',
    );
    const strict = createSimulator({ apiVersions: 'strict' });
    await expect(
      groups(strict).createOrUpdate('near', { location: 'westeurope' }),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'NoRegisteredProviderFound',
      message: expect.stringMatching(
        /^No registered resource provider found for location '\w+' and API version '2021-05-05' for type 'resourceGroups'\. The supported api-versions are '2025-04-01, /,
      ) as string,
    });
  });

  it('is named when it is misspelt', () => {
    expect(() =>
      createSimulator({ apiVersions: 'exact' as 'strict', throttling: 'yes' as unknown as true }),
    ).toThrow(
      "createSimulator: 2 bad option(s)\n- throttling: 'yes' is not one of false, true\n- apiVersions: 'exact' is not one of nearest, strict",
    );
  });
});
