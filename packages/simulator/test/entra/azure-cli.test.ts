/** What the Azure CLI asks, request by request: it is not installed here, so each is sent as it was seen on the wire. */
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const LOGIN = 'https://login.microsoftonline.com';
const MANAGEMENT = 'https://management.azure.com';
const GRAPH = 'https://graph.microsoft.com';
const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
/** With the double slash that the CLI writes. */
const SCOPE = 'https://management.core.windows.net//.default';
const COSMOS_DB = 'a232010e-820c-4083-83bb-3ace5fc29d0b';

const make = (): Simulator =>
  createSimulator({
    now: '2026-03-01T10:00:00Z',
    world: {
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }] },
        { name: 'ann', kind: 'user', roles: [{ role: 'Owner' }] },
      ],
    },
  });

/** One client's session: it keeps nothing but its tokens. */
class Cli {
  readonly sim: Simulator;
  readonly tokens = new Map<string, string>();

  constructor(sim: Simulator) {
    this.sim = sim;
  }

  async send(method: string, url: string, body?: object | URLSearchParams) {
    const { host } = new URL(url);
    const token = this.tokens.get(host.endsWith('.vault.azure.net') ? 'vault' : host);
    const isForm = body instanceof URLSearchParams;
    const response = await this.sim.fetch(url, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body && !isForm ? { 'content-type': 'application/json' } : {}),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    // oxlint-disable-next-line typescript/no-explicit-any -- bodies are asserted on as they came
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as any };
  }

  /** Finds the token endpoint as MSAL does, and posts a form to it. */
  async token(tenant: string, fields: Readonly<Record<string, string>>) {
    const discovery = `${LOGIN}/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(`${LOGIN}/${tenant}/oauth2/v2.0/authorize`)}`;
    const found = await this.send('GET', discovery);
    const configuration = await this.send('GET', found.body.tenant_discovery_endpoint);
    return this.send('POST', configuration.body.token_endpoint, new URLSearchParams(fields));
  }

  /** A token of an application for the hosts of a resource. */
  async signIn(resource: string, key: string): Promise<void> {
    const { appId, clientSecret } = this.sim.principals.find(
      ({ displayName }) => displayName === 'owner',
    )!;
    const { status, body } = await this.token(this.sim.tenantId, {
      client_id: appId!,
      client_secret: clientSecret!,
      grant_type: 'client_credentials',
      scope: resource,
    });
    expect(status).toBe(200);
    this.tokens.set(key, body.access_token);
  }
}

async function signedIn(): Promise<Cli> {
  const cli = new Cli(make());
  await cli.signIn(SCOPE, 'management.azure.com');
  await cli.signIn(`${GRAPH}//.default`, 'graph.microsoft.com');
  await cli.signIn('https://vault.azure.net/.default', 'vault');
  return cli;
}

describe('az login', () => {
  it('--service-principal sees its subscriptions', async () => {
    const cli = await signedIn();
    const { status, body } = await cli.send(
      'GET',
      `${MANAGEMENT}/subscriptions?api-version=2022-12-01`,
    );
    expect(status).toBe(200);
    expect(body.value).toEqual([
      expect.objectContaining({
        id: `/subscriptions/${cli.sim.subscriptionId}`,
        subscriptionId: cli.sim.subscriptionId,
        tenantId: cli.sim.tenantId,
        state: 'Enabled',
        managedByTenants: [],
      }),
    ]);
  });

  it('--use-device-code looks for tenants and signs in to each with the same refresh token', async () => {
    const { sim } = new Cli(make());
    const cli = new Cli(sim);
    const started = await cli.send(
      'POST',
      `${LOGIN}/organizations/oauth2/v2.0/devicecode`,
      new URLSearchParams({
        client_id: AZURE_CLI,
        scope: `${SCOPE} offline_access openid profile`,
      }),
    );
    sim.deviceCodes.approve(started.body.user_code, 'ann');
    const first = await cli.token('organizations', {
      client_id: AZURE_CLI,
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: started.body.device_code,
      scope: `${SCOPE} offline_access openid profile`,
      client_info: '1',
    });
    expect(first.status).toBe(200);
    expect(first.body.scope).toContain(SCOPE);
    cli.tokens.set('management.azure.com', first.body.access_token);
    const tenants = await cli.send('GET', `${MANAGEMENT}/tenants?api-version=2022-12-01`);
    expect(tenants.body.value).toHaveLength(1);
    const { tenantId } = tenants.body.value[0];
    const again = await cli.token(tenantId, {
      client_id: AZURE_CLI,
      grant_type: 'refresh_token',
      refresh_token: first.body.refresh_token,
      scope: `${SCOPE} offline_access openid profile`,
      client_info: '1',
    });
    expect(decodeJwt(again.body.access_token)).toMatchObject({
      tid: sim.tenantId,
      aud: 'https://management.core.windows.net/',
      upn: 'ann@simulator.invalid',
    });
    cli.tokens.set('management.azure.com', again.body.access_token);
    const seen = await cli.send('GET', `${MANAGEMENT}/subscriptions?api-version=2022-12-01`);
    expect(seen.body.value).toHaveLength(1);
  });

  it('with a wrong secret shows what Entra ID says', async () => {
    const cli = new Cli(make());
    const { status, body } = await cli.token(cli.sim.tenantId, {
      client_id: cli.sim.principals.find(({ displayName }) => displayName === 'owner')!.appId!,
      client_secret: 'sim-wrong',
      grant_type: 'client_credentials',
      scope: SCOPE,
    });
    expect(status).toBe(401);
    expect(body).toMatchObject({
      error: 'invalid_client',
      error_description: expect.stringMatching(/^AADSTS7000215: Invalid client secret provided\./),
    });
  });
});

describe('az cloud register', () => {
  it.each([
    ['public', 'AzureCloud', 'https://management.azure.com', 'https://login.microsoftonline.com/'],
    [
      'usGovernment',
      'AzureUSGovernment',
      'https://management.usgovcloudapi.net',
      'https://login.microsoftonline.us/',
    ],
    [
      'china',
      'AzureChinaCloud',
      'https://management.chinacloudapi.cn',
      'https://login.chinacloudapi.cn/',
    ],
  ] as const)('finds the services of %s without a token', async (cloud, name, manager, login) => {
    const cli = new Cli(createSimulator({ cloud }));
    const ask = (version: string) =>
      cli.send('GET', `${manager}//metadata/endpoints?api-version=${version}`);
    const { status, body } = await ask('2022-09-01');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name,
      resourceManager: `${manager}/`,
      authentication: { loginEndpoint: login, tenant: 'common', identityProvider: 'AAD' },
      suffixes: { keyVaultDns: cli.sim.settings.cloud.vaultSuffix },
      microsoftGraphResourceId: `${cli.sim.settings.cloud.graph}/`,
    });
    const audience = body.authentication.audiences[0];
    expect(audience).toMatch(/^https:\/\/management\.core\.[a-z]+\.[a-z]+\/$/);
    expect((await ask('2020-06-01')).body).toEqual([body]);
    expect((await ask('2015-01-01')).status).toBe(501);
    expect((await cli.send('GET', `${manager}/metadata/endpoints`)).body.error.code).toBe(
      'MissingApiVersionParameter',
    );
    // A token for the audience that is told there is one of this Resource Manager.
    await expect(cli.sim.credential().getToken(`${audience}/.default`)).resolves.not.toBeNull();
  });
});

describe('az keyvault and az role', () => {
  it('make a vault for who is signed in, a key in it, and give others a role', async () => {
    const cli = await signedIn();
    const { sim } = cli;
    const subscription = `${MANAGEMENT}/subscriptions/${sim.subscriptionId}`;
    const owner = sim.principals.find(({ displayName }) => displayName === 'owner')!;
    const vault = `${subscription}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-cli`;
    await cli.send('PUT', `${subscription}/resourcegroups/rg?api-version=2024-11-01`, {
      location: 'westeurope',
    });

    // az keyvault create
    expect((await cli.send('GET', `${vault}?api-version=2022-07-01`)).status).toBe(404);
    expect(await cli.send('GET', `${GRAPH}/v1.0/me`)).toMatchObject({
      status: 400,
      body: {
        error: { message: '/me request is only valid with delegated authentication flow.' },
      },
    });
    const filter = encodeURIComponent(`servicePrincipalNames/any(c:c eq '${owner.appId}')`);
    const who = await cli.send('GET', `${GRAPH}/v1.0/servicePrincipals?$filter=${filter}`);
    expect(who.body.value[0].id).toBe(owner.objectId);
    const made = await cli.send('PUT', `${vault}?api-version=2022-07-01`, {
      location: 'westeurope',
      properties: {
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'standard' },
        accessPolicies: [
          {
            tenantId: sim.tenantId,
            objectId: who.body.value[0].id,
            permissions: {
              keys: ['all'],
              secrets: ['all'],
              certificates: ['all'],
              storage: ['all'],
            },
          },
        ],
      },
    });
    expect(made.status).toBe(200);

    // az keyvault show --name, without a group
    const named = encodeURIComponent(
      "resourceType eq 'Microsoft.KeyVault/vaults' and name eq 'kv-cli'",
    );
    const shown = await cli.send(
      'GET',
      `${subscription}/resources?$filter=${named}&api-version=2015-11-01`,
    );
    expect(shown.body.value).toHaveLength(1);

    // az keyvault key create, show (a slash stands for the latest version), rotate, list
    const keys = 'https://kv-cli.vault.azure.net/keys';
    const version = 'api-version=7.6-preview.2';
    const key = await cli.send('POST', `${keys}/mykey/create?${version}`, { kty: 'RSA' });
    expect(key.status).toBe(200);
    const latest = await cli.send('GET', `${keys}/mykey/?${version}`);
    expect(latest.body.key.kid).toBe(key.body.key.kid);
    const rotated = await cli.send('POST', `${keys}/mykey/rotate?${version}`);
    expect(rotated.body.key.kid).not.toBe(key.body.key.kid);
    expect((await cli.send('GET', `${keys}/mykey/versions?${version}`)).body.value).toHaveLength(2);

    // az role assignment create --role NAME --assignee APP, and list
    const cosmos = encodeURIComponent(`servicePrincipalNames/any(c:c eq '${COSMOS_DB}')`);
    const assignee = await cli.send('GET', `${GRAPH}/v1.0/servicePrincipals?$filter=${cosmos}`);
    const authorization = `${vault}/providers/Microsoft.Authorization`;
    const roleName = encodeURIComponent("roleName eq 'Key Vault Reader'");
    const roles = await cli.send(
      'GET',
      `${authorization}/roleDefinitions?$filter=${roleName}&api-version=2022-04-01`,
    );
    const assigned = await cli.send(
      'PUT',
      `${authorization}/roleAssignments/11111111-2222-4333-8444-555555555555?api-version=2022-04-01`,
      {
        properties: {
          roleDefinitionId: roles.body.value[0].id,
          principalId: assignee.body.value[0].id,
          principalType: 'ServicePrincipal',
        },
      },
    );
    expect(assigned.status).toBe(201);
    const names = await cli.send('POST', `${GRAPH}/v1.0/directoryObjects/getByIds`, {
      ids: [assigned.body.properties.principalId],
      types: ['user', 'group', 'servicePrincipal', 'directoryObjectPartnerReference'],
    });
    expect(names.body.value[0].displayName).toBe('Azure Cosmos DB');
    expect(sim.ledger.entries().filter(({ status }) => status === 501)).toEqual([]);
  });
});
