import { createHttpHeaders } from '@azure/core-rest-pipeline';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Simulator, Snapshot } from '../../src/index.ts';
import { inconsistencies, ofOthers } from '../fuzz/invariants.ts';
import { CALLER, fuzzWorld, MARK, MINE } from '../fuzz/scene.ts';
import { CONTRIBUTOR } from './blob-scene.ts';
import { authorization } from '../machinelearning/scene.ts';

const SHOTS_PER_RUN = 40;
const RUNS = 60;
const RUN_MAX_MS = 120_000;
const STORE = `/subscriptions/${MINE}/resourceGroups/mine-rg/providers/Microsoft.Storage/storageAccounts/minestore`;

const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

interface Shot {
  readonly method: string;
  readonly account: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization: string;
  readonly body: string | Uint8Array;
}

const GOOD = { 'x-ms-version': '2025-01-05', 'x-ms-blob-type': 'BlockBlob' };

const wild: fc.Arbitrary<Shot> = fc.record<Shot>({
  method: pick('GET', 'PUT', 'PUT', 'DELETE', 'HEAD', 'POST', 'PATCH', ''),
  account: pick('minestore', 'minestore', 'minestore', 'theirsstore', 'nobodys', '__proto__'),
  path: fc.oneof(
    pick(
      '/',
      '/c1c',
      '/c1c/b',
      '/c1c/b/c',
      '/c1c//b',
      '/c1c/%00',
      '/c1c/%zz',
      '/$root/b',
      '/__proto__/b',
      '/c1c/b%7Cx',
    ),
    fc
      .string({ unit: 'binary', maxLength: 8 })
      .map((text) => `/c1c/${encodeURIComponent(text.toWellFormed())}`),
  ),
  query: pick(
    '',
    '',
    '',
    'restype=container',
    'restype=container&comp=list',
    'comp=list&maxresults=0',
    'comp=list&marker=!',
    'comp=block&blockid=YQ==',
    'comp=blocklist',
    'comp=__proto__',
    'restype=container&comp=list&delimiter=b&prefix=b',
    'sig=x',
  ),
  headers: pick<Shot['headers']>(
    {},
    GOOD,
    GOOD,
    GOOD,
    GOOD,
    { 'x-ms-version': '2025-01-05', range: 'bytes=1-0' },
    { 'x-ms-version': '2025-01-05', 'x-ms-range': 'bytes=0-99999999999999999999' },
    { 'x-ms-version': '2025-01-05', 'x-ms-meta-__proto__': 'x', 'x-ms-blob-type': 'BlockBlob' },
    { 'x-ms-version': '2025-01-05', 'if-match': '*', 'x-ms-blob-type': 'PageBlob' },
    { 'x-ms-version': 'x' },
  ),
  authorization: pick(
    'token',
    'token',
    'token',
    '',
    'SharedKey minestore:AAAA',
    'SharedKey :',
    'Bearer x',
  ),
  body: fc.oneof(
    pick('', '<BlockList><Latest>YQ==</Latest></BlockList>', '<BlockList><Latest>', '<!DOCTYPE x>'),
    fc.uint8Array({ maxLength: 64 }),
  ),
});

/** A request that does something, as often as not. */
const aimed: fc.Arbitrary<Shot> = fc
  .tuple(
    pick<Pick<Shot, 'method' | 'path' | 'query'>>(
      { method: 'PUT', path: '/c1c/b', query: '' },
      { method: 'PUT', path: '/c1c/b/c', query: 'comp=block&blockid=YQ==' },
      { method: 'PUT', path: '/c1c/b/c', query: 'comp=blocklist' },
      { method: 'GET', path: '/c1c/b', query: '' },
      { method: 'GET', path: '/c1c', query: 'restype=container&comp=list' },
      { method: 'DELETE', path: '/c1c/b', query: '' },
    ),
    pick('', '<BlockList><Latest>YQ==</Latest></BlockList>'),
  )
  .map(([asked, body]) => ({
    ...asked,
    account: 'minestore',
    headers: GOOD,
    authorization: 'token',
    body,
  }));

const shot = fc.oneof(aimed, wild);

async function fire(sim: Simulator, one: Shot) {
  const headers = createHttpHeaders(one.headers);
  if (one.authorization === 'token') {
    const issued = await sim.credential('caller').getToken('https://storage.azure.com/.default');
    headers.set('authorization', `Bearer ${issued?.token ?? ''}`);
  } else if (one.authorization !== '') headers.set('authorization', one.authorization);
  return sim.httpClient.sendRequest({
    method: one.method as 'GET',
    url: `https://${one.account}.blob.core.windows.net${one.path}?${one.query}`,
    headers,
    body: one.body,
    timeout: 0,
    withCredentials: false,
    requestId: 'fuzz',
  });
}

describe('whatever is asked of blobs', () => {
  it(
    'is answered, and what is stored stays whole',
    async () => {
      const base = fuzzWorld('instant');
      await authorization(base).roleAssignments.create(
        STORE,
        '00000000-0000-4000-8000-0000000000bb',
        {
          roleDefinitionId: `/subscriptions/${MINE}/providers/Microsoft.Authorization/roleDefinitions/${CONTRIBUTOR}`,
          principalId: CALLER,
          principalType: 'ServicePrincipal',
        },
      );
      const container = await fire(base, {
        method: 'PUT',
        account: 'minestore',
        path: '/c1c',
        query: 'restype=container',
        headers: GOOD,
        authorization: 'token',
        body: '',
      });
      expect(container.status).toBe(201);
      const seen = new Map<number, number>();
      await fc.assert(
        fc.asyncProperty(
          fc.array(shot, { minLength: SHOTS_PER_RUN, maxLength: SHOTS_PER_RUN }),
          async (shots) => {
            const sim = base.fork();
            const before = ofOthers(sim.snapshot());
            for (const one of shots) {
              const { status, bodyAsText = '' } = await fire(sim, one);
              seen.set(status, (seen.get(status) ?? 0) + 1);
              expect([200, 201, 202, 206, 400, 401, 403, 404, 409, 412, 416, 501]).toContain(
                status,
              );
              expect(bodyAsText).not.toContain(MARK);
              expect(bodyAsText).not.toContain('[native code]');
            }
            const snapshot = sim.snapshot();
            expect(ofOthers(snapshot)).toEqual(before);
            expect(inconsistencies(snapshot)).toEqual([]);
            const other = base.fork();
            other.restore(JSON.parse(JSON.stringify(snapshot)) as Snapshot);
            expect(other.snapshot()).toEqual(snapshot);
          },
        ),
        { numRuns: RUNS },
      );
      // Some came far.
      expect([...seen.keys()]).toEqual(expect.arrayContaining([200, 201, 202]));
    },
    RUN_MAX_MS,
  );
});
