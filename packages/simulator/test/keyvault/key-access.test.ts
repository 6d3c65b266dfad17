import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import {
  allKeys,
  keyClient,
  makeVault,
  management,
  GROUP,
  objectId,
  people,
  scene,
  send,
} from './scene.ts';

const URL_OF_KEYS = 'https://kv-one.vault.azure.net/keys?api-version=2025-07-01';
const CRYPTO_OFFICER = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603';
const CRYPTO_USER = '12338af0-0e69-4776-bea7-57ae8d297424';

function appIdOf(sim: Simulator, name: string): string {
  return sim.principals.find(({ displayName }) => displayName === name)?.appId ?? '';
}

async function assign(sim: Simulator, name: string, roleId: string, scope: string): Promise<void> {
  const client = new AuthorizationManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  await client.roleAssignments.create(scope, '77777777-1111-4222-8333-444444444444', {
    principalId: objectId(sim, name),
    principalType: 'ServicePrincipal',
    roleDefinitionId: `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
  });
}

describe('a first-party service with a token of its own', () => {
  it('is told so where no access policy names it', async () => {
    const sim = await scene({ world: { ...people, tenants: [{ firstParty: ['cosmosDb'] }] } });
    await makeVault(sim);
    const service = 'Azure Cosmos DB';
    const answer = await send(sim, 'GET', URL_OF_KEYS, undefined, { as: service });
    const caller = `tid=${sim.tenantId};appid=${appIdOf(sim, service)};oid=${objectId(sim, service)};iss=https://sts.windows.net/${sim.tenantId}/`;
    expect(answer).toMatchObject({
      status: 403,
      body: {
        error: {
          code: 'Forbidden',
          message: `Access denied to first party service.\r\nCaller: name=${service};${caller}\r\nVault: kv-one;location=westeurope`,
          innererror: { code: 'AccessDenied' },
        },
      },
    });
    await makeVault(sim, 'kv-two', { accessPolicies: [allKeys(sim, service)] });
    const url = URL_OF_KEYS.replace('kv-one', 'kv-two');
    expect((await send(sim, 'GET', url, undefined, { as: service })).status).toBe(200);
  });
});

describe('the door of a vault', () => {
  it.each(['GET', 'POST'])('answers a %s without a token with the challenge', async (method) => {
    const sim = await scene();
    await makeVault(sim);
    const response = await sim.fetch('https://kv-one.vault.azure.net/keys/k/create', {
      method,
      ...(method === 'POST' ? { body: 'this is not even JSON' } : {}),
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer authorization="https://login.microsoftonline.com/${sim.tenantId}", resource="https://vault.azure.net"`,
    );
    expect(await response.json()).toEqual({
      error: {
        code: 'Unauthorized',
        message: 'AKV10000: Request is missing a Bearer or PoP token.',
      },
    });
  });

  it('refuses a token for somebody else', async () => {
    const sim = await scene();
    await makeVault(sim);
    const answer = await send(sim, 'GET', URL_OF_KEYS, undefined, {
      scope: 'https://management.azure.com/.default',
    });
    expect(answer).toMatchObject({
      status: 401,
      body: { error: { code: 'Unauthorized' } },
    });
    expect(answer.body.error.message).toMatch(
      /^AKV10022: Invalid audience\. Expected https:\/\/vault\.azure\.net, found: https:\/\/management\.azure\.com\/?\.$/,
    );
    expect(answer.headers.has('www-authenticate')).toBe(true);
  });

  it('refuses a token of another tenant', async () => {
    const other = '11111111-2222-4333-8444-555555555555';
    const sim = await scene({
      world: {
        tenants: [{ displayName: 'home' }, { tenantId: other }],
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }] },
          { name: 'guest', tenantId: other },
        ],
      },
    });
    await makeVault(sim);
    const answer = await send(sim, 'GET', URL_OF_KEYS, undefined, { as: 'guest' });
    expect(answer).toMatchObject({
      status: 401,
      body: {
        error: {
          code: 'Unauthorized',
          message: `AKV10032: Invalid issuer. Expected one of https://sts.windows.net/${sim.tenantId}/, found https://sts.windows.net/${other}/.`,
        },
      },
    });
  });

  it('refuses what is no token, or not signed by Entra ID', async () => {
    const sim = await scene();
    await makeVault(sim);
    const ask = async (authorization: string): Promise<string> => {
      const response = await sim.fetch(URL_OF_KEYS, { headers: { authorization } });
      expect(response.status).toBe(401);
      return ((await response.json()) as { error: { message: string } }).error.message;
    };
    expect(await ask('Bearer sim-nonsense')).toBe(
      'The token is not a JSON Web Token (simulator wording)',
    );
    const token = await sim.credential().getToken('https://vault.azure.net/.default');
    const [head, , signature] = (token?.token ?? '').split('.');
    const forged = btoa(JSON.stringify({ aud: 'https://vault.azure.net' })).replaceAll('=', '');
    expect(await ask(`Bearer ${head}.${forged}.${signature}`)).toBe(
      'AKV10046: Unable to resolve the key used for signature validation.',
    );
  });

  it('is not there for a vault that does not exist', async () => {
    const sim = await scene();
    await expect(keyClient(sim, 'kv-none').getKey('k')).rejects.toMatchObject({
      statusCode: 404,
      code: 'VaultNotFound',
      message:
        'There is no vault at kv-none.vault.azure.net, or it is deleted: on Azure this host name would not resolve (simulator wording)',
    });
  });
});

describe('access policies decide', () => {
  it('and an Owner has none by being Owner', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { accessPolicies: [] });
    await expect(keyClient(sim).createRsaKey('k')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message: `The user, group or application 'appid=${appIdOf(sim, 'owner')};oid=${objectId(sim)};iss=https://sts.windows.net/${sim.tenantId}/' does not have keys create permission on key vault 'kv-one;location=westeurope'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
      details: { error: { innerError: { code: 'AccessDenied' } } },
    });
  });

  const operations: readonly [string, string, string][] = [
    ['get', 'GET', '/keys/k'],
    ['list', 'GET', '/keys'],
    ['list', 'GET', '/keys/k/versions'],
    ['create', 'POST', '/keys/k/create'],
    ['update', 'PATCH', '/keys/k'],
    ['delete', 'DELETE', '/keys/k'],
    ['rotate', 'POST', '/keys/k/rotate'],
    ['getrotationpolicy', 'GET', '/keys/k/rotationpolicy'],
    ['setrotationpolicy', 'PUT', '/keys/k/rotationpolicy'],
    ['encrypt', 'POST', '/keys/k/encrypt'],
    ['decrypt', 'POST', '/keys/k/decrypt'],
    ['wrapKey', 'POST', '/keys/k/wrapkey'],
    ['unwrapKey', 'POST', '/keys/k/unwrapkey'],
    ['sign', 'POST', '/keys/k/sign'],
    ['verify', 'POST', '/keys/k/verify'],
    ['import', 'PUT', '/keys/k'],
    ['backup', 'POST', '/keys/k/backup'],
    ['restore', 'POST', '/keys/restore'],
    ['release', 'POST', '/keys/k/release'],
    ['list', 'GET', '/deletedkeys'],
    ['get', 'GET', '/deletedkeys/k'],
    ['recover', 'POST', '/deletedkeys/k/recover'],
    ['purge', 'DELETE', '/deletedkeys/k'],
  ];
  it.each(operations)('%s for %s %s, and nothing else', async (permission, method, path) => {
    const sim = await scene();
    const url = `https://kv-one.vault.azure.net${path}?api-version=2025-07-01`;
    const every = [...new Set(operations.map(([word]) => word))];
    const others = every.filter((word) => word !== permission);
    const policy = allKeys(sim, 'stranger');
    const body = method === 'GET' || method === 'DELETE' ? undefined : {};
    await makeVault(sim, 'kv-one', {
      accessPolicies: [{ ...policy, permissions: { keys: others } }],
    });
    const refused = await send(sim, method, url, body, { as: 'stranger' });
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain(`does not have keys ${permission} permission`);
    await management(sim).vaults.updateAccessPolicy(GROUP, 'kv-one', 'replace', {
      properties: { accessPolicies: [{ ...policy, permissions: { keys: [permission] } }] },
    });
    expect((await send(sim, method, url, body, { as: 'stranger' })).status).not.toBe(403);
  });

  it('for groups, whose number Azure prints', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', {
      accessPolicies: [{ ...allKeys(sim, 'team'), permissions: { keys: ['list'] } }],
    });
    expect((await send(sim, 'GET', URL_OF_KEYS, undefined, { as: 'member' })).status).toBe(200);
    const refused = await send(
      sim,
      'GET',
      'https://kv-one.vault.azure.net/keys/k?api-version=2025-07-01',
      undefined,
      { as: 'member' },
    );
    expect(refused.body.error.message).toContain(
      `oid=${objectId(sim, 'member')};numgroups=1;iss=https://sts.windows.net/`,
    );
  });

  it('through one application only where they say so', async () => {
    const sim = await scene();
    const policy = allKeys(sim, 'stranger');
    await makeVault(sim, 'kv-one', {
      accessPolicies: [{ ...policy, applicationId: '99999999-9999-4999-8999-999999999999' }],
    });
    expect((await send(sim, 'GET', URL_OF_KEYS, undefined, { as: 'stranger' })).status).toBe(403);
    await makeVault(sim, 'kv-one', {
      accessPolicies: [{ ...policy, applicationId: appIdOf(sim, 'stranger') }],
    });
    expect((await send(sim, 'GET', URL_OF_KEYS, undefined, { as: 'stranger' })).status).toBe(200);
  });
});

describe('roles decide', () => {
  it('and access policies are ignored', async () => {
    const sim = await scene();
    const vault = await makeVault(sim, 'kv-one', { enableRbacAuthorization: true });
    await expect(keyClient(sim).createRsaKey('k')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message:
        'Caller is not authorized to perform action on resource.\r\n' +
        'If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\n' +
        `Caller: appid=${appIdOf(sim, 'owner')};oid=${objectId(sim)};iss=https://sts.windows.net/${sim.tenantId}/\r\n` +
        "Action: 'Microsoft.KeyVault/vaults/keys/create/action'\r\n" +
        `Resource: '/subscriptions/${sim.subscriptionId}/resourcegroups/${GROUP}/providers/microsoft.keyvault/vaults/kv-one/keys/k'\r\n` +
        'Assignment: (not found)\r\nDenyAssignmentId: null\r\n' +
        "DecisionReason: 'DeniedWithNoValidRBAC' \r\nVault: kv-one;location=westeurope\r\n",
      details: { error: { innerError: { code: 'ForbiddenByRbac' } } },
    });
    await assign(sim, 'owner', CRYPTO_OFFICER, vault.id ?? '');
    expect((await keyClient(sim).createRsaKey('k')).name).toBe('k');
    await (await keyClient(sim).beginDeleteKey('k', { intervalInMs: 1 })).pollUntilDone();
    await keyClient(sim).purgeDeletedKey('k');
  });

  it('on one key alone', async () => {
    const sim = await scene();
    const vault = await makeVault(sim);
    await keyClient(sim).createRsaKey('k');
    await keyClient(sim).createRsaKey('other');
    await management(sim).vaults.update(GROUP, 'kv-one', {
      properties: { enableRbacAuthorization: true },
    });
    await assign(sim, 'stranger', CRYPTO_USER, `${vault.id}/keys/k`);
    const client = keyClient(sim, 'kv-one', 'stranger');
    expect((await client.getKey('k')).name).toBe('k');
    await expect(client.getKey('other')).rejects.toMatchObject({ statusCode: 403 });
    await expect(client.createRsaKey('k')).rejects.toMatchObject({ statusCode: 403 });
    expect((await send(sim, 'GET', URL_OF_KEYS, undefined, { as: 'stranger' })).status).toBe(403);
  });

  it('after they have spread, when the latency is realistic', async () => {
    const sim = await scene({ latency: 'realistic', world: people });
    const vault = await makeVault(sim, 'kv-one', { enableRbacAuthorization: true });
    await assign(sim, 'owner', CRYPTO_OFFICER, vault.id ?? '');
    expect((await send(sim, 'GET', URL_OF_KEYS)).status).toBe(403);
    await sim.clock.advance({ minutes: 10 });
    expect((await send(sim, 'GET', URL_OF_KEYS)).status).toBe(200);
  });

  it('no more once the vault was deleted, even when it is recovered', async () => {
    const sim = await scene();
    const vault = await makeVault(sim, 'kv-one', { enableRbacAuthorization: true });
    await assign(sim, 'owner', CRYPTO_OFFICER, vault.id ?? '');
    expect((await send(sim, 'GET', URL_OF_KEYS)).status).toBe(200);
    await management(sim).vaults.delete(GROUP, 'kv-one');
    await management(sim).vaults.createOrUpdate(GROUP, 'kv-one', {
      location: 'westeurope',
      properties: {
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'standard' },
        createMode: 'recover',
      },
    });
    expect((await send(sim, 'GET', URL_OF_KEYS)).status).toBe(403);
  });
});

describe('the firewall', () => {
  it.each([
    ['AzureServices', 'is not a trusted service.'],
    ['None', 'was ignored because bypass is set to None'],
  ] as const)(
    'with bypass %s stops clients whose address is not in a rule',
    async (bypass, why) => {
      const sim = await scene();
      await makeVault(sim, 'kv-one', {
        networkAcls: { defaultAction: 'Deny', bypass, ipRules: [{ value: '198.51.100.0/24' }] },
      });
      await expect(keyClient(sim).getKey('k')).rejects.toMatchObject({
        statusCode: 403,
        code: 'Forbidden',
        message: `Client address is not authorized and caller ${why}\r\nClient address: 203.0.113.1\r\nCaller: appid=${appIdOf(sim, 'owner')};oid=${objectId(sim)};iss=https://sts.windows.net/${sim.tenantId}/\r\nVault: kv-one;location=westeurope`,
        details: { error: { innerError: { code: 'ForbiddenByFirewall' } } },
      });
    },
  );

  it.each(['203.0.113.1', '203.0.113.0/24', '0.0.0.0/0'])(
    'lets them through for %s',
    async (value) => {
      const sim = await scene();
      await makeVault(sim, 'kv-one', {
        networkAcls: { defaultAction: 'Deny', ipRules: [{ value }] },
      });
      expect((await send(sim, 'GET', URL_OF_KEYS)).status).toBe(200);
    },
  );

  it('stops everyone from outside when public access is off', async () => {
    const sim = await scene();
    await makeVault(sim, 'kv-one', { publicNetworkAccess: 'Disabled' });
    await expect(keyClient(sim).getKey('k')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
      message: `Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\nCaller: appid=${appIdOf(sim, 'owner')};oid=${objectId(sim)};iss=https://sts.windows.net/${sim.tenantId}/\r\nVault: kv-one;location=westeurope`,
      details: { error: { innerError: { code: 'ForbiddenByConnection' } } },
    });
  });
});
