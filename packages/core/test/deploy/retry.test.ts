import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { createHttpHeaders, RestError } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';

import type { Clock } from '../../src/deploy/clock.ts';
import { stepRetries } from '../../src/deploy/retry.ts';
import { walk } from '../../src/deploy/walk.ts';
import { errorCodes } from '../../src/errors/codes.ts';
import { storeTypes } from '../../src/plan/stores.ts';
import type { Step } from '../../src/plan/types.ts';
import type { StoreKind } from '../../src/rules/index.ts';
import { planOf, resultsOf, run, simulator, smallSpec } from './chain.ts';

type Answer = 'pass' | 'unreachable' | { readonly status: number; readonly retryAfter?: string };

/** The simulator behind a network that misbehaves. */
function behind(inner: HttpClient, answer: (request: PipelineRequest) => Answer): HttpClient {
  return {
    async sendRequest(request): Promise<PipelineResponse> {
      const what = answer(request);
      if (what === 'pass') return inner.sendRequest(request);
      if (what === 'unreachable')
        throw new RestError('connect ECONNRESET', { code: 'REQUEST_SEND_ERROR', request });
      const headers = createHttpHeaders(
        what.retryAfter === undefined ? {} : { 'retry-after': what.retryAfter },
      );
      const bodyAsText = JSON.stringify({
        error: { code: 'TooManyRequests', message: 'Slow down.' },
      });
      return { request, status: what.status, headers, bodyAsText };
    },
  };
}

const isVaultPut = ({ method, url }: PipelineRequest): boolean =>
  method === 'PUT' && url.includes('/vaults/kv-claims?');

describe('requests', () => {
  it.each([
    [
      '429 with Retry-After, as long as Azure asked',
      { status: 429, retryAfter: '17' },
      [17_000],
      'Azure limits the requests of this subscription',
    ],
    ['503 on a PUT, a second', { status: 503 }, [1000], 'Azure could not answer at this moment'],
    ['a broken connection, a second', 'unreachable', [1000], 'the request did not get through'],
  ] as const)('are repeated after %s', async (_, answer, waits, reason) => {
    const sim = simulator();
    let failures = 1;
    const httpClient = behind(sim.httpClient, (request) => {
      if (!isVaultPut(request) || failures === 0) return 'pass';
      failures -= 1;
      return answer;
    });
    const { error, events } = await run(sim, planOf(sim, smallSpec(sim)), {
      clientOptions: { ...sim.clientOptions(), httpClient },
    });
    expect(error).toBeUndefined();
    const waiting = events.filter((event) => event.type === 'step.waiting');
    expect(waiting.map(({ waitMs }) => waitMs)).toEqual(waits);
    expect(waiting[0]).toMatchObject({ stepId: 'vault', reason, attempt: 1 });
  });

  it('are given up after a while, and the error says that trying again helps', async () => {
    const sim = simulator();
    const httpClient = behind(sim.httpClient, (request) =>
      isVaultPut(request) ? { status: 503 } : 'pass',
    );
    const { error, outcome } = await run(sim, planOf(sim, smallSpec(sim)), {
      clientOptions: { ...sim.clientOptions(), httpClient },
    });
    expect(error?.toJSON()).toMatchObject({
      code: 'CMK_AZURE_UNAVAILABLE',
      stepId: 'vault',
      hop: 'vault',
      retryable: true,
    });
    expect(outcome.elapsedMs).toBe(7000);
  });

  it('that are not safe to repeat are not: a key is never made twice', async () => {
    const sim = simulator();
    let creations = 0;
    const httpClient = behind(sim.httpClient, ({ url, body }) => {
      if (!url.includes('/keys/claims-cmk/create') || body === undefined || body === null)
        return 'pass';
      creations += 1;
      return { status: 503 };
    });
    const { error } = await run(sim, planOf(sim, smallSpec(sim)), {
      clientOptions: { ...sim.clientOptions(), httpClient },
    });
    expect(error?.toJSON()).toMatchObject({ code: 'CMK_AZURE_UNAVAILABLE', stepId: 'key' });
    expect(creations).toBe(1);
  });
});

describe('steps', () => {
  it('wait until a role that was given a moment ago has spread, and say so', async () => {
    const sim = simulator({ latency: 'realistic' });
    const { error, events, outcome } = await run(sim, planOf(sim, smallSpec(sim)));
    expect(error).toBeUndefined();
    const waits = events.filter((event) => event.type === 'step.waiting' && event.stepId === 'key');
    expect(waits.length).toBeGreaterThan(0);
    expect(waits[0]).toMatchObject({
      reason: 'a grant that was made a moment ago is not known everywhere yet',
      waitMs: 15_000,
    });
    expect(resultsOf(outcome)['key']).toBe('changed');
    // Minutes of the simulated clock, none of the wall's.
    expect(outcome.elapsedMs).toBeGreaterThan(60_000);
  });

  it('fail at once when this deployment granted nothing: waiting would not help', async () => {
    const sim = simulator();
    const { error, events } = await run(
      sim,
      planOf(sim, smallSpec(sim, { grants: { deployer: false } })),
    );
    expect(error?.code).toBe('CMK_KEY_ACCESS_DENIED');
    expect(events.some((event) => event.type === 'step.waiting')).toBe(false);
  });

  it('are run again only for codes that exist', () => {
    const codes = errorCodes.map(({ code }) => code);
    expect(
      stepRetries.flatMap((rule) => rule.codes).filter((code) => !codes.includes(code)),
    ).toEqual([]);
    for (const { delayMs, longestMs } of stepRetries) expect(delayMs).toBeLessThan(longestMs);
  });

  it.each(
    (['store.ensure', 'store.encrypt'] as const).flatMap((kind) =>
      (['CMK_STORAGE_KEY_UNUSABLE', 'CMK_STORE_KEY_ACCESS_DENIED'] as const).flatMap((code) =>
        Object.keys(storeTypes).map((store) => [kind, code, store as StoreKind] as const),
      ),
    ),
  )(
    '%s waits after %s while a grant to a %s can still spread, and no longer',
    (kind, code, store) => {
      const isRetried = (ageMs: number | undefined): boolean =>
        stepRetries.some(
          ({ codes, when }) =>
            codes.includes(code) &&
            when({
              kind,
              refersToNew: false,
              registeredProvider: false,
              sinceGrantMs: (to) => (to.includes(store) ? ageMs : undefined),
            }),
        );
      expect([isRetried(30_000), isRetried(11 * 60_000), isRetried(undefined)]).toEqual([
        true,
        false,
        false,
      ]);
    },
  );
});

describe('the walk', () => {
  const step = (id: string, ...dependsOn: string[]): Step => ({ id, dependsOn }) as unknown as Step;

  it('runs at most so many steps at once, each after what it depends on', async () => {
    const steps = [step('a'), step('b'), step('c'), step('d', 'a'), step('e', 'd', 'b')];
    const done: string[] = [];
    let running = 0;
    let most = 0;
    await walk(steps, {
      concurrency: 2,
      signal: new AbortController().signal,
      skip: () => expect.unreachable(),
      async run({ id, dependsOn }) {
        running += 1;
        most = Math.max(most, running);
        expect(done).toEqual(expect.arrayContaining([...dependsOn]));
        await Promise.resolve();
        running -= 1;
        done.push(id);
        return 'succeeded';
      },
    });
    expect(most).toBe(2);
    expect(done.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('skips what depends on a failure, also through others, and goes on with the rest', async () => {
    const skipped: [string, string][] = [];
    const ran: string[] = [];
    await walk([step('a'), step('b', 'a'), step('c', 'b'), step('x')], {
      concurrency: 4,
      signal: new AbortController().signal,
      skip: ({ id }, because) => skipped.push([id, because]),
      run: ({ id }) => {
        ran.push(id);
        return Promise.resolve(id === 'a' ? 'failed' : 'succeeded');
      },
    });
    expect(ran).toEqual(['a', 'x']);
    expect(skipped).toEqual([
      ['b', 'a'],
      ['c', 'b'],
    ]);
  });
});

describe('time', () => {
  it('is the only thing that the clock is asked for', async () => {
    const sim = simulator({ latency: 'realistic' });
    const slept: number[] = [];
    const clock: Clock = {
      now: () => sim.clock.now(),
      sleep: (ms, signal) => {
        slept.push(ms);
        return sim.clock.sleep(ms, signal);
      },
    };
    const { error, events } = await run(sim, planOf(sim, smallSpec(sim)), { clock });
    expect(error).toBeUndefined();
    expect(slept).toEqual(
      events.flatMap((event) => (event.type === 'step.waiting' ? [event.waitMs] : [])),
    );
  });
});
