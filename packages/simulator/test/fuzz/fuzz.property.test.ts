import { createHttpHeaders } from '@azure/core-rest-pipeline';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Simulator, Snapshot } from '../../src/index.ts';
import { hugeBodies } from './bodies.ts';
import { orders } from './hosts.ts';
import { inconsistencies, ofOthers } from './invariants.ts';
import { shot } from './requests.ts';
import { fuzzWorld, MARK, MINE } from './scene.ts';
import type { Shot } from './shot.ts';

const SHOTS_PER_RUN = 25;
/** For each latency; `npm run bench -- fuzz` sends more. */
const REQUESTS = Number(process.env['CMK_FUZZ_REQUESTS'] ?? 5_000) / 2;
const RUNS = Math.ceil(REQUESTS / SHOTS_PER_RUN);
/** Far more than it takes, on any machine. */
const RUN_MAX_MS = 60_000 + REQUESTS * 100;
/** Far more than any of these takes, on any machine. */
const HANG_MS = 5_000;

const SCOPES = {
  resourceManager: 'https://management.azure.com/.default',
  vault: 'https://vault.azure.net/.default',
  graph: 'https://graph.microsoft.com/.default',
} as const;

/** Straight through the transport of the clients, which takes what `fetch` would refuse to send. */
async function fire(sim: Simulator, { token, ...request }: Shot) {
  const headers = createHttpHeaders(request.headers);
  if (token !== 'none') {
    const issued = await sim.credential('caller').getToken(SCOPES[token]);
    headers.set('authorization', `Bearer ${issued?.token ?? ''}`);
  }
  const began = performance.now();
  const answer = await sim.httpClient.sendRequest({
    method: request.method as 'GET',
    url: request.url,
    headers,
    ...(request.body === undefined ? {} : { body: request.body }),
    timeout: 0,
    withCredentials: false,
    requestId: 'fuzz',
  });
  return { ...answer, ms: performance.now() - began };
}

async function expectAnswers(sim: Simulator, request: Shot): Promise<void> {
  const answer = await fire(sim, request);
  expect(Number.isInteger(answer.status) && answer.status >= 200 && answer.status < 600).toBe(true);
  expect(answer.status).not.toBe(500);
  expect(answer.ms).toBeLessThan(HANG_MS);
  expect(answer.bodyAsText ?? '').not.toContain(MARK);
  expect(answer.bodyAsText ?? '').not.toContain('[native code]');
  if (answer.bodyAsText) JSON.parse(answer.bodyAsText);
}

describe.each(['instant', 'realistic'] as const)('whatever is sent, %s', (latency) => {
  const base = fuzzWorld(latency);
  const prototype = Object.getOwnPropertyNames(Object.prototype).join();

  it(
    `is answered (${RUNS * SHOTS_PER_RUN} requests), and the store stays whole`,
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(shot, { minLength: SHOTS_PER_RUN, maxLength: SHOTS_PER_RUN }),
          async (shots) => {
            const sim = base.fork();
            const before = ofOthers(sim.snapshot());
            for (const request of shots) await expectAnswers(sim, request);
            await sim.clock.advance({ days: 1 });

            const snapshot = sim.snapshot();
            expect(ofOthers(snapshot)).toEqual(before);
            expect(inconsistencies(snapshot)).toEqual([]);
            const other = base.fork();
            const text = JSON.stringify(snapshot);
            other.restore(JSON.parse(text) as Snapshot);
            expect(JSON.stringify(other.snapshot())).toBe(text);
            expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(prototype);
          },
        ),
        { numRuns: RUNS },
      );
    },
    RUN_MAX_MS,
  );

  it(
    'orders to the simulator itself are carried out or refused, never half',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(orders, { minLength: 1, maxLength: 10 }), async (shots) => {
          const sim = base.fork();
          for (const order of shots) {
            await expectAnswers(sim, order);
            const text = JSON.stringify(sim.snapshot());
            base.fork().restore(JSON.parse(text) as Snapshot);
          }
          expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(prototype);
        }),
        { numRuns: 100 },
      );
    },
    RUN_MAX_MS,
  );

  it.each(hugeBodies)('is answered though it is huge', async (body) => {
    const sim = base.fork();
    const url = `https://management.azure.com/subscriptions/${MINE}/resourceGroups/mine-rg?api-version=2025-04-01`;
    await expectAnswers(sim, { method: 'PUT', url, headers: {}, body, token: 'resourceManager' });
  });
});
