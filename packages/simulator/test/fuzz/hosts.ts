/** Requests to everything but Resource Manager and keys: nearly right ones, so that they come far. */
import fc from 'fast-check';
import type { Shot } from './shot.ts';
import { CALLER, MINE, TENANT, THEIRS } from './scene.ts';
import { name, pick } from './words.ts';

const METHODS = pick('GET', 'GET', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', '');

/** Members of a query or a form. */
const members = (...names: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(pick(...names, '__proto__', ''), fc.oneof(name, WORDS)), { maxLength: 4 })
    .map((pairs) => pairs.map(([key, value]) => `${key}=${value}`).join('&'));

const WORDS = pick(
  'https://management.azure.com',
  'https://vault.azure.net/.default',
  'https%3A%2F%2Fmanagement.azure.com%2F.default',
  CALLER,
  TENANT,
  `/subscriptions/${THEIRS}/resourceGroups/theirs-rg`,
  'client_credentials',
  'password',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
  'sim-secret',
  'e30.e30.e30',
  "serviceName eq 'Key Vault' and armRegionName eq 'westeurope'",
  "displayName eq 'it''s'",
  '',
);

const secrets = fc
  .tuple(
    pick(
      ['PUT', '/secrets/s1', '{"value":"sim-value"}'],
      ['PUT', '/secrets/s1', '{"value":"sim-value","attributes":{"exp":4000000000}}'],
      ['PUT', '/secrets/s1', '{"value":{"toString":1},"tags":{"__proto__":"x"}}'],
      ['PATCH', '/secrets/s1/', '{"contentType":"text","attributes":{"enabled":false}}'],
      ['GET', '/secrets/s1', undefined],
      ['GET', '/secrets/s1/versions', undefined],
      ['GET', '/secrets', undefined],
      ['DELETE', '/secrets/s1', undefined],
      ['GET', '/deletedsecrets/s1', undefined],
      ['POST', '/deletedsecrets/s1/recover', undefined],
      ['DELETE', '/deletedsecrets/s1', undefined],
      ['POST', '/secrets/s1/backup', undefined],
      ['POST', '/secrets/restore', '{"value":"AAAA"}'],
    ) as fc.Arbitrary<readonly [string, string, string | undefined]>,
    pick('mine-kv', 'mine-kv', 'mine-kv', 'theirs-kv'),
    members('maxresults', '$skiptoken'),
  )
  .map(([[method, path, body], vault, query]): Shot => ({
    method,
    url: `https://${vault}.vault.azure.net${path}?api-version=7.4&${query}`,
    headers: { 'content-type': 'application/json' },
    body,
    token: 'vault',
  }));

const entra = fc
  .tuple(
    METHODS,
    pick(TENANT, 'common', 'organizations', '__proto__', THEIRS),
    pick(
      '/oauth2/v2.0/token',
      '/oauth2/token',
      '/oauth2/v2.0/devicecode',
      '/oauth2/v2.0/authorize',
      '/v2.0/.well-known/openid-configuration',
      '/discovery/v2.0/keys',
      '/../..',
    ),
    members(
      'grant_type',
      'client_id',
      'client_secret',
      'client_assertion',
      'client_assertion_type',
      'scope',
      'resource',
      'username',
      'password',
      'device_code',
      'refresh_token',
    ),
    pick('application/x-www-form-urlencoded', 'application/json', ''),
  )
  .map(([method, tenant, path, form, type]): Shot => ({
    method: path.includes('token') && method === 'GET' ? 'POST' : method,
    url: `https://login.microsoftonline.com/${tenant}${path}`,
    headers: { 'content-type': type },
    body: form,
    token: 'none',
  }));

const graph = fc
  .tuple(
    METHODS,
    pick(
      '/me',
      '/users',
      '/groups',
      '/applications',
      '/servicePrincipals',
      `/servicePrincipals/${CALLER}`,
      `/servicePrincipals/${CALLER}/memberOf`,
      `/groups/${CALLER}/members/$ref`,
      '/directoryObjects/getByIds',
      '/__proto__',
      "/servicePrincipals(appId='%')",
    ),
    members('$filter', '$select', '$top', '$count', '$search', '$skiptoken'),
    pick(undefined, '{}', '{"displayName":"x"}', '{"ids":["__proto__"]}', '[', '"x"'),
  )
  .map(([method, path, query, body]): Shot => ({
    method,
    url: `https://graph.microsoft.com/v1.0${path}?${query}`,
    headers: { 'content-type': 'application/json' },
    body,
    token: 'graph',
  }));

const machine = fc
  .tuple(
    METHODS,
    pick(
      'http://169.254.169.254/metadata/identity/oauth2/token',
      'http://169.254.169.254/metadata/instance',
      'http://169.254.129.1:8081/msi/token',
      'http://169.254.129.1:8081/msi/ml/token',
      'http://169.254.169.254/__proto__',
    ),
    pick('2018-02-01', '2019-08-01', '2017-09-01', '__proto__'),
    members('resource', 'client_id', 'object_id', 'msi_res_id', 'mi_res_id', 'clientid'),
    pick({ metadata: 'true' }, { 'x-identity-header': 'x' }, { secret: 'x' }, {}),
  )
  .map(([method, url, version, query, headers]): Shot => ({
    method,
    url: `${url}?api-version=${version}&${query}`,
    headers: headers as Shot['headers'],
    body: undefined,
    token: 'none',
  }));

const prices = fc
  .tuple(
    METHODS,
    pick('/api/retail/prices', '/api/retail', '/'),
    members('$filter', 'currencyCode'),
  )
  .map(([method, path, query]): Shot => ({
    method,
    url: `https://prices.azure.com${path}?${query}`,
    headers: {},
    body: undefined,
    token: 'none',
  }));

/** Questions to the simulator itself; what changes it is no request of a client, and is asked apart. */
const itself = fc
  .tuple(
    pick('GET', 'HEAD', 'TRACE', ''),
    pick('ledger', 'faults', 'clock', 'deviceCodes', 'faults/__proto__', '__proto__', '../x', ''),
    members('after', 'limit', 'type', 'name'),
  )
  .map(([method, path, query]): Shot => ({
    method,
    url: `http://localhost:8080/_sim/${path}?${query}`,
    headers: {},
    body: undefined,
    token: 'none',
  }));

/** Anything but Resource Manager and keys. */
export const elsewhere: fc.Arbitrary<Shot> = fc.oneof(
  { weight: 3, arbitrary: secrets },
  { weight: 2, arbitrary: entra },
  { weight: 2, arbitrary: graph },
  machine,
  prices,
  itself,
);

/** What would change the simulator itself, if it were well formed. */
export const orders: fc.Arbitrary<Shot> = fc
  .tuple(
    pick('POST', 'PUT', 'DELETE', 'PATCH'),
    pick('faults', 'faults/fault-000001', 'clock/advance', 'deviceCodes/x', 'snapshot', 'ledger'),
    fc.oneof(
      fc.json({ maxDepth: 5 }),
      pick(
        '{"method":"GET","latencyMs":5}',
        '{"path":"**/[","answer":{"status":503}}',
        '{"answer":{"status":429,"headers":{"__proto__":"x","a b":"\\u0000"}}}',
        '{"operation":{"endsAtPoll":3}}',
        '{"__proto__":{"status":1}}',
        '{"days":1e308}',
        '{"minutes":5}',
        '{"formatVersion":1}',
        '{"formatVersion":1,"now":0,"seed":"s","drawn":1,"tables":{"resources":[1]}}',
        `{"formatVersion":1,"now":1e16,"seed":"${MINE}","drawn":0,"tables":{}}`,
        '['.repeat(5000),
      ),
    ),
    pick('application/json', 'text/plain', ''),
  )
  .map(([method, path, body, type]): Shot => ({
    method,
    url: `http://localhost/_sim/${path}`,
    headers: { 'content-type': type },
    body,
    token: 'none',
  }));
