/** Requests that come as far as a unit: a good body, changed a little. */
import fc from 'fast-check';
import { AIMS, providerPath } from './aims.ts';
import { KEYS, LEAF, nest, plausible } from './bodies.ts';
import type { Shot } from './shot.ts';
import { INHERITED, pick } from './words.ts';

/** One or two members of a good body made into something else, or put in. */
function mutated(
  base: Record<string, unknown>,
  changes: readonly (readonly [readonly string[], unknown])[],
): string {
  const body = structuredClone(base);
  for (const [path, value] of changes) {
    let at = body;
    for (const [index, key] of path.entries()) {
      const inner = at[key];
      // Assigned, `__proto__` would change the prototype.
      if (index === path.length - 1) {
        Object.defineProperty(at, key, {
          value: structuredClone(value),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      } else if (typeof inner === 'object' && inner !== null) at = inner as Record<string, unknown>;
      else break;
    }
  }
  return JSON.stringify(body);
}

/** Where a service looks up what a request says: a SKU, a kind, a region, a tag, an API. */
const lookedUp = fc
  .tuple(
    pick<(word: string) => readonly [readonly string[], unknown]>(
      (word) => [['location'], word],
      (word) => [['kind'], word],
      (word) => [['sku', 'name'], word],
      (word) => [['sku'], { name: word, tier: word }],
      (word) => [['identity'], { type: word }],
      (word) => [['tags'], Object.fromEntries([[word, word]])],
      (word) => [['properties', 'capabilities'], [{ name: word }]],
      (word) => [['properties', 'locations'], [{ locationName: word }]],
      (word) => [['properties', 'parameters'], Object.fromEntries([[word, { value: word }]])],
      (word) => [['properties', word], {}],
      (word) => [['key_ops'], [word]],
    ),
    pick(...INHERITED),
  )
  .map(([made, word]) => made(word));

const changed = fc.tuple(
  fc.oneof(
    fc.tuple(pick(...KEYS)),
    fc.tuple(pick('properties', 'identity', 'sku', 'attributes'), pick(...KEYS)),
    fc.tuple(fc.constant('properties'), pick(...KEYS), pick(...KEYS)),
  ),
  fc.oneof(LEAF, plausible, pick<unknown>({ toString: 1 }, nest(100), nest(130))),
);

const changes = fc.array(
  fc.oneof({ weight: 3, arbitrary: changed }, { weight: 1, arbitrary: lookedUp }),
  { maxLength: 2 },
);

const verb = fc.oneof(
  { weight: 6, arbitrary: pick('PUT') },
  { weight: 2, arbitrary: pick('GET') },
  { weight: 2, arbitrary: pick('PATCH', 'DELETE', 'POST') },
);

/** Well aimed at a type: comes as far as the unit. */
export const aimed = fc
  .tuple(
    pick(...AIMS),
    pick('', '', '', '', '', '', '', 'listKeys', 'accessPolicies/add', 'start'),
    changes,
    verb,
  )
  .chain(([aim, action, made, method]) =>
    pick('1', '2', 'mine-kv', 'mine-id', 'mine-net', 'minestore', 'a').map((name): Shot => {
      const path = `${providerPath}/${aim.at}${name}${action === '' ? '' : `/${action}`}`;
      return {
        method: action === '' ? method : 'POST',
        url: `https://management.azure.com${path}?api-version=${aim.version}`,
        headers: {},
        body: mutated(aim.body, made),
        token: 'resourceManager',
      };
    }),
  );

/** Well aimed at a key. */
export const aimedAtKeys = fc
  .tuple(
    pick(
      ['POST', 'keys/k1/create', { kty: 'EC', crv: 'P-256' }],
      [
        'POST',
        'keys/k1/create',
        { kty: 'RSA', key_size: 2048, attributes: { exp: 4_000_000_000 } },
      ],
      ['POST', 'keys/k1/rotate', {}],
      ['GET', 'keys/k1', {}],
      ['DELETE', 'keys/k1', {}],
      ['POST', 'deletedkeys/k1/recover', {}],
      ['DELETE', 'deletedkeys/k1', {}],
      ['POST', 'keys/k1//encrypt', { alg: 'RSA-OAEP', value: 'AAAA' }],
      ['POST', 'keys/k1//wrapkey', { alg: 'RSA-OAEP-256', value: 'AAAA' }],
      ['POST', 'keys/k1//sign', { alg: 'ES256', value: 'AAAA' }],
      [
        'PUT',
        'keys/k2',
        { key: { kty: 'RSA', n: 'AQAB', e: 'AQAB', d: 'AQAB', p: 'AA', q: 'AA' } },
      ],
      ['PATCH', 'keys/k1/', { attributes: { enabled: false }, tags: { a: 'b' } }],
      [
        'PUT',
        'keys/k1/rotationpolicy',
        {
          lifetimeActions: [{ trigger: { timeAfterCreate: 'P90D' }, action: { type: 'Rotate' } }],
          attributes: { expiryTime: 'P2Y' },
        },
      ],
    ) as fc.Arbitrary<readonly [string, string, Record<string, unknown>]>,
    changes,
  )
  .map(([[method, path, base], made]): Shot => ({
    method,
    url: `https://mine-kv.vault.azure.net/${path}?api-version=7.4`,
    headers: {},
    body: mutated(base, made),
    token: 'vault',
  }));
