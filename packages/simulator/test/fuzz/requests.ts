/** Arbitrary requests: half of them nearly right, so that they come far; half of them anything. */
import fc from 'fast-check';
import { aimed, aimedAtKeys } from './aimed.ts';
import { body } from './bodies.ts';
import { elsewhere } from './hosts.ts';
import { armPath, entraPath, graphPath, query, vaultPath } from './paths.ts';
import type { Shot } from './shot.ts';
import { pick } from './words.ts';

const method = fc.oneof(
  { weight: 4, arbitrary: pick('PUT') },
  { weight: 3, arbitrary: pick('GET') },
  { weight: 2, arbitrary: pick('POST', 'PATCH', 'DELETE', 'HEAD') },
  { weight: 1, arbitrary: pick('OPTIONS', 'TRACE', 'put', '', '__proto__', 'MERGE') },
);

const headers = fc.dictionary(
  pick(
    'if-match',
    'if-none-match',
    'x-ms-client-request-id',
    'x-ms-correlation-request-id',
    'content-type',
    'accept',
    'authorization',
  ),
  fc.oneof(
    pick('*', '"x"', '', 'Bearer', 'Bearer x.y.z', 'Bearer e30.e30.', 'Basic eDp5'),
    fc.string({ unit: 'binary', maxLength: 40 }),
  ),
  { maxKeys: 3 },
);

const place = fc.oneof(
  {
    weight: 10,
    arbitrary: armPath.map((path) => ({
      origin: 'https://management.azure.com',
      path,
      token: 'resourceManager' as const,
    })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(pick('mine-kv', 'mine-kv', 'mine-kv', 'theirs-kv', 'no-kv'), vaultPath)
      .map(([vault, path]) => ({
        origin: `https://${vault}.vault.azure.net`,
        path,
        token: 'vault' as const,
      })),
  },
  {
    weight: 1,
    arbitrary: entraPath.map((path) => ({
      origin: 'https://login.microsoftonline.com',
      path,
      token: 'none' as const,
    })),
  },
  {
    weight: 1,
    arbitrary: graphPath.map((path) => ({
      origin: 'https://graph.microsoft.com',
      path,
      token: 'graph' as const,
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        pick('https://example.com', 'ftp://management.azure.com', 'https://.vault.azure.net', ''),
        armPath,
      )
      .map(([origin, path]) => ({ origin, path, token: 'resourceManager' as const })),
  },
);

const anything: fc.Arbitrary<Shot> = fc
  .tuple(place, method, query, headers, body, fc.integer({ min: 0, max: 19 }))
  .map(([{ origin, path, token }, word, search, given, content, chance]) => ({
    method: word,
    url: `${origin}${path}${search}`,
    headers: given,
    body: content,
    token: chance === 0 ? 'none' : token,
  }));

/** One request. */
export const shot: fc.Arbitrary<Shot> = fc.oneof(
  { weight: 4, arbitrary: anything },
  { weight: 4, arbitrary: aimed },
  { weight: 2, arbitrary: aimedAtKeys },
  { weight: 3, arbitrary: elsewhere },
);
