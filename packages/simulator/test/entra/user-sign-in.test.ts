/** How users sign in with a password and a refresh token, with the credentials of `@azure/identity`. */
import { EnvironmentCredential, UsernamePasswordCredential } from '@azure/identity';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import {
  appId,
  ARM,
  AZURE_CLI,
  LOGIN,
  make,
  OTHER_TENANT,
  post,
  principal,
  VAULT,
} from './user-scene.ts';

const byPassword = (
  sim: Simulator,
  changes: Readonly<Record<string, string>> = {},
  where: Parameters<typeof post>[2] = {},
) =>
  post(
    sim,
    {
      client_id: AZURE_CLI,
      grant_type: 'password',
      username: 'ann@simulator.invalid',
      password: 'sim-password-ann',
      scope: `${ARM} openid profile offline_access`,
      client_info: '1',
      ...changes,
    },
    where,
  );

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a password', () => {
  it('is what UsernamePasswordCredential signs in with, through an application of the tenant', async () => {
    const sim = make();
    // oxlint-disable-next-line typescript/no-deprecated -- what it sends is what older clients send
    const credential = new UsernamePasswordCredential(
      sim.tenantId,
      appId(sim, 'desktop'),
      'ann@simulator.invalid',
      'sim-password-ann',
      { ...sim.clientOptions('credential') },
    );
    const { token } = await credential.getToken(VAULT);
    expect(decodeJwt(token)).toMatchObject({
      upn: 'ann@simulator.invalid',
      appid: appId(sim, 'desktop'),
    });
    expect(JSON.stringify(sim.ledger.entries())).not.toContain('sim-password');
  });

  it('is what EnvironmentCredential takes from AZURE_USERNAME and AZURE_PASSWORD', async () => {
    const sim = make();
    vi.stubEnv('AZURE_TENANT_ID', sim.tenantId);
    vi.stubEnv('AZURE_CLIENT_ID', AZURE_CLI);
    vi.stubEnv('AZURE_USERNAME', 'ann@simulator.invalid');
    vi.stubEnv('AZURE_PASSWORD', 'sim-password-ann');
    const credential = new EnvironmentCredential({ ...sim.clientOptions('credential') });
    const got = await credential.getToken(ARM);
    expect(decodeJwt(got!.token)['upn']).toBe('ann@simulator.invalid');
  });

  it('comes with a token about the user, that the published keys verify', async () => {
    const sim = make();
    const { body } = await byPassword(sim);
    const keys = await sim.fetch(`${LOGIN}/${sim.tenantId}/discovery/v2.0/keys`);
    const { payload } = await jwtVerify(
      body.id_token,
      createLocalJWKSet((await keys.json()) as JSONWebKeySet),
      { audience: AZURE_CLI, issuer: `${LOGIN}/${sim.tenantId}/v2.0` },
    );
    const { objectId } = principal(sim, 'ann');
    expect(payload).toMatchObject({ oid: objectId, preferred_username: 'ann@simulator.invalid' });
    expect(JSON.parse(Buffer.from(body.client_info, 'base64url').toString())).toEqual({
      uid: objectId,
      utid: sim.tenantId,
    });
    expect(body).toMatchObject({
      foci: '1',
      scope:
        'https://management.azure.com/user_impersonation https://management.azure.com/.default',
    });
    const bare = await byPassword(sim, { scope: ARM, client_info: '0' });
    for (const name of ['id_token', 'refresh_token', 'client_info', 'foci']) {
      expect(bare.body).not.toHaveProperty(name);
    }
  });

  it.each(['organizations', 'simulator.invalid'])(
    'is enough at /%s: the name says the tenant',
    async (tenant) => {
      const sim = make();
      const { body } = await byPassword(sim, {}, { tenant });
      expect(decodeJwt(body.access_token)['tid']).toBe(sim.tenantId);
    },
  );

  it('is not taken at /common', async () => {
    const { status, body, headers } = await byPassword(make(), {}, { tenant: 'common' });
    expect(status).toBe(400);
    expect(headers.get('x-cmk-simulator-evidence')).toBe('reported');
    expect(body).toMatchObject({
      error: 'invalid_request',
      error_codes: [9001023],
      error_description: expect.stringMatching(
        /^AADSTS9001023: The grant type is not supported over the \/common or \/consumers endpoints\. Please use the \/organizations or tenant-specific endpoint\.\r\n/,
      ),
    });
  });

  it('signs a user of another tenant in there', async () => {
    const sim = make();
    const { body } = await byPassword(sim, {
      username: 'guest@tenant-2.simulator.invalid',
      password: 'sim-password-guest',
    });
    expect(decodeJwt(body.access_token)['tid']).toBe(OTHER_TENANT);
  });

  const cases = {
    'that is wrong': [
      { password: 'sim-wrong' },
      400,
      'invalid_grant',
      'AADSTS50126: Error validating credentials due to invalid username or password.',
      'documented',
    ],
    'of nobody': [
      { username: 'bob@simulator.invalid' },
      400,
      'invalid_grant',
      'AADSTS50034: The user account bob@simulator.invalid does not exist in the 22222222-2222-4222-8222-222222222222 directory. To sign into this application, the account must be added to the directory.',
      'recorded',
    ],
    'of a user nobody knows the tenant of': [
      { username: 'bob@example.org' },
      400,
      'invalid_request',
      'AADSTS50059: No tenant-identifying information found in either the request or implied by any provided credentials.',
      'reported',
    ],
    'where a second factor is needed': [
      { username: 'careful@simulator.invalid', password: 'sim-password-careful' },
      400,
      'invalid_grant',
      "AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '797f4846-ba00-4fd7-ba43-dac1f8f63013'.",
      'reported',
    ],
    'of a disabled account': [
      { username: 'gone@simulator.invalid', password: 'sim-password-gone' },
      400,
      'invalid_grant',
      'AADSTS50057: The user account is disabled.',
      'documented',
    ],
    'for a resource that is none': [
      { scope: 'api://nothing/.default' },
      400,
      'invalid_resource',
      'AADSTS500011: The resource principal named api://nothing was not found in the tenant named 22222222-2222-4222-8222-222222222222.',
      'reported',
    ],
  } as const;

  it.each(Object.entries(cases))(
    '%s is refused',
    async (_name, [changes, status, error, words, evidence]) => {
      const refused = await byPassword(make(), changes);
      expect(refused.status).toBe(status);
      expect(refused.body.error).toBe(error);
      expect(refused.body.error_description.startsWith(words)).toBe(true);
      expect(refused.body.error_codes).toEqual([Number(/\d+/.exec(words)?.[0])]);
      expect(refused.headers.get('x-cmk-simulator-evidence')).toBe(evidence);
    },
  );

  it('is not looked at for an application that is not there or keeps secrets', async () => {
    const sim = make();
    const wrong = { password: 'sim-wrong' };
    const unknown = await byPassword(sim, {
      ...wrong,
      client_id: '55555555-5555-4555-8555-555555555555',
    });
    expect(unknown.body.error_codes).toEqual([700016]);
    const nobody = await byPassword(sim, {
      username: 'bob@simulator.invalid',
      client_id: '55555555-5555-4555-8555-555555555555',
    });
    expect(nobody.body.error_codes).toEqual([700016]);
    const confidential = await byPassword(sim, { ...wrong, client_id: appId(sim, 'owner') });
    expect(confidential.body.error_codes).toEqual([7000218]);
    // Who consented is asked once it is known who signs in.
    const unconsented = await byPassword(sim, { ...wrong, client_id: appId(sim, 'unknown-tool') });
    expect(unconsented.body.error_codes).toEqual([50126]);
  });

  it('is not taken by an application that keeps secrets, nor by one without consent', async () => {
    const sim = make();
    const confidential = await byPassword(sim, { client_id: appId(sim, 'owner') });
    expect(confidential).toMatchObject({
      status: 401,
      body: {
        error: 'invalid_client',
        error_description: expect.stringContaining(
          "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        ),
      },
    });
    const unconsented = await byPassword(sim, { client_id: appId(sim, 'unknown-tool') });
    expect(unconsented).toMatchObject({
      status: 400,
      body: {
        error: 'invalid_grant',
        suberror: 'consent_required',
        error_description: expect.stringContaining(
          `AADSTS65001: The user or administrator has not consented to use the application with ID '${appId(sim, 'unknown-tool')}' named 'unknown-tool'. Send an interactive authorization request for this user and resource.`,
        ),
      },
    });
  });
});

describe('a refresh token', () => {
  const refresh = (sim: Simulator, token: string, changes: Readonly<Record<string, string>> = {}) =>
    post(sim, {
      client_id: AZURE_CLI,
      grant_type: 'refresh_token',
      refresh_token: token,
      scope: `${VAULT} offline_access`,
      ...changes,
    });

  it('is good for another resource and for a client of the family, and opens nothing itself', async () => {
    const sim = make();
    const { body } = await byPassword(sim);
    const other = await refresh(sim, body.refresh_token, {
      client_id: '1950a258-227b-4e31-a9cf-717495945fc2',
    });
    expect(decodeJwt(other.body.access_token)).toMatchObject({
      aud: 'https://vault.azure.net',
      appid: '1950a258-227b-4e31-a9cf-717495945fc2',
    });
    const jwt = body.refresh_token.replace('sim-refresh-token-', '');
    const opened = await sim.fetch(
      'https://management.azure.com/subscriptions?api-version=2022-12-01',
      { headers: { authorization: `Bearer ${jwt}` } },
    );
    expect(opened.status).toBe(401);
  });

  it('is refused when it is another client’s, another world’s, a scrap, or ninety days old', async () => {
    const sim = make({ tokens: 'virtual' });
    const { body } = await byPassword(sim);
    const foreign = await refresh(sim, body.refresh_token, { client_id: appId(sim, 'desktop') });
    expect(foreign.body).toMatchObject({ error: 'invalid_grant', error_codes: [700007] });
    const elsewhere = await byPassword(make({ seed: 'other', tokens: 'virtual' }));
    for (const token of ['scrap', 'sim-refresh-token-scrap', elsewhere.body.refresh_token]) {
      expect(await refresh(sim, token)).toMatchObject({
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description: expect.stringContaining(
            'AADSTS9002313: Invalid request. Request is malformed or invalid.',
          ),
        },
      });
    }
    await sim.clock.advance({ days: 90 });
    expect((await refresh(sim, body.refresh_token)).body).toMatchObject({
      error: 'invalid_grant',
      suberror: 'bad_token',
      error_codes: [700082],
      error_description: expect.stringMatching(
        /^AADSTS700082: The refresh token has expired due to inactivity\.\u00a0The token was issued on 2026-03-01T10:00:00\.0000000Z and was inactive for 90\.00:00:00\.\r\n/,
      ),
    });
  });
});

describe('an authority that stands for any tenant', () => {
  it.each(['common', 'organizations'])('/%s has no tokens for applications', async (tenant) => {
    const sim = make();
    const { status, body } = await post(
      sim,
      {
        client_id: appId(sim, 'owner'),
        client_secret: 'sim-secret-owner',
        grant_type: 'client_credentials',
        scope: ARM,
      },
      { tenant },
    );
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: 'invalid_request', error_codes: [50059] });
  });

  it('/consumers is for accounts that are not simulated', async () => {
    const { status, body } = await byPassword(make(), {}, { tenant: 'consumers' });
    expect(status).toBe(501);
    expect(body.error_description).toContain(
      'signing in with a personal Microsoft account is not simulated',
    );
  });
});

describe('the realm of a user', () => {
  it('is told to clients that ask before they send a password', async () => {
    const sim = make();
    const ask = async (name: string) => {
      const response = await sim.fetch(`${LOGIN}/common/userrealm/${name}?api-version=1.0`);
      return (await response.json()) as object;
    };
    expect(await ask('ann@simulator.invalid')).toEqual({
      ver: '1.0',
      account_type: 'Managed',
      domain_name: 'simulator.invalid',
      cloud_audience_urn: 'urn:federation:MicrosoftOnline',
      cloud_instance_name: 'microsoftonline.com',
    });
    expect(await ask('bob@example.org')).toMatchObject({ account_type: 'Unknown' });
  });
});

describe('the secret of an application', () => {
  it('is refused from when it expires', async () => {
    const sim = createSimulator({
      now: '2026-03-01T10:00:00Z',
      tokens: 'virtual',
      world: { principals: [{ name: 'app', clientSecretExpiresOn: '2026-03-02T00:00:00Z' }] },
    });
    const ask = () =>
      post(
        sim,
        {
          client_id: appId(sim, 'app'),
          client_secret: 'sim-secret-app',
          grant_type: 'client_credentials',
          scope: ARM,
        },
        { tenant: sim.tenantId },
      );
    expect((await ask()).status).toBe(200);
    await sim.clock.advance({ days: 1 });
    expect(await ask()).toMatchObject({
      status: 401,
      body: {
        error: 'invalid_client',
        error_codes: [7000222],
        error_description: expect.stringContaining(
          `AADSTS7000222: The provided client secret keys for app '${appId(sim, 'app')}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret`,
        ),
      },
    });
  });
});

describe('a world', () => {
  it('says what no principal can have', () => {
    expect(() =>
      createSimulator({
        world: {
          tenants: [{ domain: 'Contoso' }],
          principals: [
            { name: 'ann', kind: 'user', publicClient: 'consented' },
            { name: 'app', signIn: 'disabled', clientSecretExpiresOn: 'soon' },
          ],
        },
      }),
    ).toThrow(
      [
        "- tenants[0].domain: 'Contoso' is not a domain in lower case",
        '- principals[0].publicClient: only service principals have any',
        '- principals[1].signIn: only users have any',
        "- principals[1].clientSecretExpiresOn: 'soon' is not an ISO 8601 instant",
      ].join('\n'),
    );
  });

  it('has no tokens for who cannot sign in', async () => {
    await expect(make().credential('gone').getToken(ARM)).rejects.toThrow(
      "the account of 'gone' is disabled: it cannot sign in",
    );
  });
});
