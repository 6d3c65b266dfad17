import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Simulator, Snapshot } from '../../src/index.ts';
import { shot } from './requests.ts';
import { fuzzWorld } from './scene.ts';
import type { Shot } from './shot.ts';

const RUNS = 40;
const SCOPES = {
  resourceManager: 'https://management.azure.com/.default',
  vault: 'https://vault.azure.net/.default',
  graph: 'https://graph.microsoft.com/.default',
} as const;
/** Their answers hold fresh randomness, as padding and salts must. */
const RANDOMISED = /\/(?:encrypt|wrapkey|sign)(?:[/?]|$)/i;
/** The ledger is no state: it tells what one simulator was asked, and nothing of a snapshot that it took over. */
const TELLS_THE_PAST = /\/_sim\/ledger/i;
const shots = fc.array(shot, { minLength: 1, maxLength: 15 });

/** A new simulator of the same options that takes over a state as text. */
function restored(snapshot: Snapshot, latency: 'instant' | 'realistic'): Simulator {
  const sim = fuzzWorld(latency);
  sim.restore(JSON.parse(JSON.stringify(snapshot)) as Snapshot);
  return sim;
}

describe.each(['instant', 'realistic'] as const)('worlds, %s', (latency) => {
  const base = fuzzWorld(latency);

  /** What each request is answered, to the byte; issued tokens hold a real instant. */
  async function answersOf(sim: Simulator, requests: readonly Shot[]): Promise<string[]> {
    const answers: string[] = [];
    for (const { token, method, url, headers, body } of requests) {
      const sent = new Map(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), String(v)]));
      if (token !== 'none') {
        // Of one simulator, so that all are sent the same.
        const issued = await base.credential('caller').getToken(SCOPES[token]);
        sent.set('authorization', `Bearer ${issued?.token ?? ''}`);
      }
      const answer = await sim.httpClient.sendRequest({
        method,
        url,
        headers: { get: (name: string) => sent.get(name.toLowerCase()) },
        body,
      } as never);
      const isFresh = RANDOMISED.test(url) || answer.bodyAsText?.includes('"access_token"');
      const text = isFresh ? '' : answer.bodyAsText;
      answers.push(JSON.stringify([answer.status, answer.headers.toJSON(), text]));
    }
    return answers;
  }

  it('restored from JSON text, a simulator answers on to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(shots, shots, async (before, after) => {
        const sim = base.fork();
        await answersOf(sim, before);
        const copy = restored(sim.snapshot(), latency);
        for (const one of [sim, copy]) await one.clock.advance({ hours: 1 });
        const asked = after.filter(({ url }) => !TELLS_THE_PAST.test(url));
        expect(await answersOf(copy, asked)).toEqual(await answersOf(sim, asked));
        expect(JSON.stringify(copy.snapshot())).toBe(JSON.stringify(sim.snapshot()));
      }),
      { numRuns: RUNS },
    );
  });

  it('what is done to a fork or to another simulator is not seen by the first', async () => {
    await fc.assert(
      fc.asyncProperty(shots, shots, async (own, others) => {
        const alone = base.fork();
        const beside = base.fork();
        const neighbours = [beside.fork(), fuzzWorld(latency)];
        const expected = await answersOf(alone, own);
        const answers: string[] = [];
        for (const request of own) {
          for (const neighbour of neighbours) await answersOf(neighbour, others);
          answers.push(...(await answersOf(beside, [request])));
        }
        expect(answers).toEqual(expected);
        expect(JSON.stringify(beside.snapshot())).toBe(JSON.stringify(alone.snapshot()));
      }),
      { numRuns: RUNS / 4 },
    );
  });
});
