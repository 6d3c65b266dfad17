import { ClientSecretCredential } from '@azure/identity';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const LOGIN = 'https://login.microsoftonline.com';
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const world = () =>
  createSimulator({ now: NOW, world: { principals: [{ name: 'app', roles: [] }] } });

function appOf(sim: Simulator) {
  const { appId, clientSecret, objectId } = sim.principals.find(
    ({ displayName }) => displayName === 'app',
  )!;
  return { appId: appId!, secret: clientSecret!, objectId };
}

/** What MSAL posts, with changes; `undefined` leaves a field out. */
async function post(
  sim: Simulator,
  changes: Readonly<Record<string, string | undefined>> = {},
  { tenant = sim.tenantId, host = LOGIN } = {},
) {
  const { appId, secret } = appOf(sim);
  const fields = {
    client_id: appId,
    client_secret: secret,
    grant_type: 'client_credentials',
    scope: 'https://management.azure.com/.default',
    ...changes,
  };
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined) form.set(name, value);
  const response = await sim.fetch(`${host}/${tenant}/oauth2/v2.0/token?client-request-id=abc`, {
    method: 'POST',
    body: form,
  });
  const body = (await response.json()) as Record<string, unknown> & {
    access_token: string;
    error_description: string;
  };
  return { status: response.status, headers: response.headers, body };
}

describe('a token for client credentials', () => {
  test('is a signed JWT that the published keys verify', async () => {
    const sim = world();
    const { status, body } = await post(sim);
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 });

    const configuration = await sim.fetch(
      `${LOGIN}/${sim.tenantId}/.well-known/openid-configuration`,
    );
    const { issuer, jwks_uri } = (await configuration.json()) as Record<string, string>;
    const keys = (await (await sim.fetch(jwks_uri!)).json()) as JSONWebKeySet;
    const verified = await jwtVerify(body.access_token, createLocalJWKSet(keys), {
      issuer: issuer!,
      audience: 'https://management.azure.com',
    });
    const { appId, objectId } = appOf(sim);
    expect(verified.payload).toMatchObject({
      oid: objectId,
      appid: appId,
      tid: sim.tenantId,
      idtyp: 'app',
      ver: '1.0',
      iss: `https://sts.windows.net/${sim.tenantId}/`,
    });
    expect(decodeProtectedHeader(body.access_token)).toEqual({
      typ: 'JWT',
      alg: 'RS256',
      kid: keys.keys[0]?.kid,
    });
    expect(keys.keys[0]).not.toHaveProperty('d');
  });

  test('lives for a day when the client can be told to sign in anew, but not at a vault', async () => {
    const claims = '{"access_token": {"xms_cc": {"values": ["CP1"]}}}';
    const { body } = await post(world(), { claims });
    expect(body).toMatchObject({ expires_in: 86_399, ext_expires_in: 86_399, refresh_in: 43_199 });
    const { body: ofVault } = await post(world(), {
      claims,
      scope: 'https://vault.azure.net/.default',
    });
    expect(ofVault).toMatchObject({ expires_in: 3599 });
    expect(ofVault).not.toHaveProperty('refresh_in');
  });

  test('keeps the second slash of a scope in its audience', async () => {
    const { body } = await post(world(), {
      scope: 'https://management.core.windows.net//.default openid profile offline_access',
    });
    const claims = JSON.parse(
      Buffer.from(body.access_token.split('.')[1]!, 'base64url').toString(),
    ) as { aud: string };
    expect(claims.aud).toBe('https://management.core.windows.net/');
  });

  test('is what ClientSecretCredential gets, in process, with no network', async () => {
    const sim = world();
    const { appId, secret } = appOf(sim);
    const credential = new ClientSecretCredential(sim.tenantId, appId, secret, {
      ...sim.clientOptions('credential'),
    });
    const { token, expiresOnTimestamp } = await credential.getToken(
      'https://vault.azure.net/.default',
    );
    expect(token.split('.')).toHaveLength(3);
    expect(expiresOnTimestamp).toBeGreaterThan(sim.settings.wallClock());
    expect(sim.ledger.entries()).toEqual([
      expect.objectContaining({ method: 'POST', status: 200 }),
    ]);
    expect(JSON.stringify(sim.ledger.entries())).not.toContain(secret);
  });
});

describe('is refused', () => {
  const cases = {
    'for a wrong secret': [
      { client_secret: 'sim-wrong' },
      401,
      'invalid_client',
      7000215,
      /^AADSTS7000215: Invalid client secret provided\. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '[0-9a-f-]{36}'\.\r\n/,
      'reported',
    ],
    'for an unknown application': [
      { client_id: '00000000-0000-4000-8000-000000000009' },
      400,
      'unauthorized_client',
      700016,
      /^AADSTS700016: Application with identifier '00000000-0000-4000-8000-000000000009' was not found in the directory 'Tenant 1'\./,
      'reported',
    ],
    'for an unknown resource': [
      { scope: 'api://nothing/.default' },
      400,
      'invalid_resource',
      500011,
      /^AADSTS500011: The resource principal named api:\/\/nothing was not found in the tenant named /,
      'reported',
    ],
    'for a scope that is not all of a resource': [
      { scope: 'https://graph.microsoft.com/User.Read' },
      400,
      'invalid_scope',
      1002012,
      /^AADSTS1002012: The provided value for scope https:\/\/graph\.microsoft\.com\/User\.Read is not valid\./,
      'reported',
    ],
    'for a resource named like what every object has': [
      { scope: 'constructor/.default' },
      400,
      'invalid_resource',
      500011,
      /^AADSTS500011: The resource principal named constructor was not found in the tenant named /,
      'reported',
    ],
    'without a client id': [
      { client_id: undefined },
      400,
      'invalid_request',
      900144,
      /^AADSTS900144: The request body must contain the following parameter: 'client_id'\./,
      'reported',
    ],
    'without a secret': [
      { client_secret: undefined },
      401,
      'invalid_client',
      7000216,
      /^AADSTS7000216: 'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type\./,
      'reported',
    ],
    'for a grant that does not exist': [
      { grant_type: 'wish' },
      400,
      'unsupported_grant_type',
      70003,
      /^AADSTS70003: The app requested an unsupported grant type 'wish'\./,
      'documented',
    ],
    'for a grant named like what every object has': [
      { grant_type: 'constructor' },
      400,
      'unsupported_grant_type',
      70003,
      /^AADSTS70003: The app requested an unsupported grant type 'constructor'\./,
      'documented',
    ],
  } as const;

  test.for(Object.entries(cases))(
    '%s',
    async ([, [changes, status, error, number, words, evidence]]) => {
      const refused = await post(world(), changes);
      expect(refused.status).toBe(status);
      expect(refused.headers.get('x-cmk-simulator-evidence')).toBe(evidence);
      expect(refused.body).toMatchObject({
        error,
        error_codes: [number],
        correlation_id: 'abc',
        trace_id: expect.stringMatching(GUID),
        timestamp: '2026-01-01 00:00:00Z',
        error_uri: `https://login.microsoftonline.com/error?code=${number}`,
      });
      expect(refused.body.error_description).toMatch(words);
      expect(refused.body.error_description).toMatch(
        /\r\nTrace ID: [0-9a-f-]+\r\nCorrelation ID: abc\r\nTimestamp: 2026-01-01 00:00:00Z$/,
      );
    },
  );

  test('for an unknown tenant, also when it is only the wrong cloud', async () => {
    const sim = world();
    for (const where of [
      { tenant: '00000000-0000-4000-8000-000000000001' },
      { host: 'https://login.microsoftonline.us' },
    ]) {
      const { status, body } = await post(sim, {}, where);
      expect(status).toBe(400);
      expect(body['error']).toBe('invalid_tenant');
      expect(body.error_description).toMatch(
        /^AADSTS90002: Tenant '[^']+' not found\. Check to make sure you have the correct tenant ID and are signing into the correct cloud\./,
      );
    }
  });

  test('for the application of another tenant', async () => {
    const other = '11111111-1111-4111-8111-111111111111';
    const sim = createSimulator({
      world: {
        tenants: [{ tenantId: '22222222-2222-4222-8222-222222222222' }, { tenantId: other }],
        principals: [{ name: 'app', tenantId: other }],
      },
    });
    const { body } = await post(sim);
    expect(body['error_codes']).toEqual([700016]);
  });
});

describe('what is not simulated answers 501 and names itself', () => {
  test.for([
    [{ grant_type: 'authorization_code' }, "the grant type 'authorization_code'"],
    [
      { scope: 'https://database.windows.net/.default' },
      'a token for https://database.windows.net',
    ],
  ] as const)('%o', async ([changes, what]) => {
    const { status, body, headers } = await post(world(), changes);
    expect(status).toBe(501);
    expect(body['error']).toBe('not_simulated');
    expect(body.error_description).toContain(what);
    expect(body.error_description).toContain('is not simulated (simulator wording)\r\n');
    expect(headers.get('x-cmk-simulator-evidence')).toBe('assumed');
  });

  test('an unknown path', async () => {
    const sim = world();
    const response = await sim.fetch(`${LOGIN}/${sim.tenantId}/oauth2/v2.0/authorize`);
    expect(response.status).toBe(501);
    expect(await response.text()).toContain('/oauth2/v2.0/authorize of Entra ID is not simulated');
  });
});

describe('metadata', () => {
  test('instance discovery names the tenant and the aliases', async () => {
    const sim = world();
    const authorize = encodeURIComponent(`${LOGIN}/${sim.tenantId}/oauth2/v2.0/authorize`);
    const found = await sim.fetch(
      `${LOGIN}/common/discovery/instance?api-version=1.1&authorization_endpoint=${authorize}`,
    );
    const body = (await found.json()) as { metadata: { aliases: string[] }[] };
    expect(body).toMatchObject({
      tenant_discovery_endpoint: `${LOGIN}/${sim.tenantId}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
    });
    expect(body.metadata[0]?.aliases).toContain('sts.windows.net');

    const unknown = await sim.fetch(
      `${LOGIN}/common/discovery/instance?api-version=1.1&authorization_endpoint=https%3A%2F%2Fevil.example%2Fx`,
    );
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toMatchObject({ error: 'invalid_instance', error_codes: [50049] });
  });

  test('the OpenID configuration of a tenant, of any tenant, and of none', async () => {
    const sim = world();
    const ask = async (tenant: string) => {
      const response = await sim.fetch(`${LOGIN}/${tenant}/v2.0/.well-known/openid-configuration`);
      return { status: response.status, body: await response.json() };
    };
    expect(await ask(sim.tenantId)).toMatchObject({
      status: 200,
      body: {
        issuer: `${LOGIN}/${sim.tenantId}/v2.0`,
        token_endpoint: `${LOGIN}/${sim.tenantId}/oauth2/v2.0/token`,
        jwks_uri: `${LOGIN}/${sim.tenantId}/discovery/v2.0/keys`,
      },
    });
    expect(await ask('common')).toMatchObject({
      body: { token_endpoint: `${LOGIN}/common/oauth2/v2.0/token` },
    });
    expect(await ask('tenant')).toMatchObject({ status: 400, body: { error: 'invalid_tenant' } });
  });
});
