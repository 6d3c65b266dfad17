import { describe, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const COSMOS_DB = 'a232010e-820c-4083-83bb-3ace5fc29d0b';
const GRAPH = 'https://graph.microsoft.com';

const world = () =>
  createSimulator({
    now: '2026-01-01T00:00:00Z',
    world: {
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }] },
        { name: 'alice', kind: 'user' },
        { name: "o'hara" },
        { name: 'blind', readsDirectory: false },
      ],
    },
  });

interface GraphBody {
  readonly [member: string]: unknown;
  readonly value: readonly unknown[];
  readonly error: { readonly code: string; readonly message: string };
}

async function get(sim: Simulator, path: string, name?: string) {
  const token = await sim.credential(name).getToken(`${GRAPH}/.default`);
  const response = await sim.fetch(`${GRAPH}/v1.0/${path}`, {
    headers: { authorization: `Bearer ${token!.token}` },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as GraphBody,
  };
}

describe('a service principal', () => {
  const principalOf = (sim: Simulator) => sim.principals.find(({ appId }) => appId === COSMOS_DB)!;

  test('is found by application id: key, filter and service principal name', async () => {
    const sim = world();
    const { objectId } = principalOf(sim);
    const byKey = await get(sim, `servicePrincipals(appId='${COSMOS_DB}')?$select=id`);
    expect(byKey).toMatchObject({ status: 200, body: { id: objectId } });
    expect(Object.keys(byKey.body)).toEqual(['@odata.context', 'id']);
    expect(byKey.body['@odata.context']).toBe(
      'https://graph.microsoft.com/v1.0/$metadata#servicePrincipals(id)/$entity',
    );
    for (const filter of [
      `appId eq '${COSMOS_DB}'`,
      `servicePrincipalNames/any(c:c eq '${COSMOS_DB}')`,
      `displayName eq 'Azure Cosmos DB'`,
    ]) {
      const { body } = await get(sim, `servicePrincipals?$filter=${encodeURIComponent(filter)}`);
      expect(body.value, filter).toEqual([
        expect.objectContaining({
          id: objectId,
          appId: COSMOS_DB,
          servicePrincipalType: 'Application',
        }),
      ]);
    }
  });

  test('is found by object id', async () => {
    const sim = world();
    const { objectId } = principalOf(sim);
    const { body } = await get(sim, `servicePrincipals/${objectId}`);
    expect(body).toMatchObject({
      id: objectId,
      displayName: 'Azure Cosmos DB',
      accountEnabled: true,
    });
  });

  test('with an apostrophe in its name is found by it doubled', async () => {
    const filter = encodeURIComponent("displayName eq 'o''hara'");
    const { body } = await get(world(), `servicePrincipals?$filter=${filter}`);
    expect(body.value).toHaveLength(1);
  });

  test('that does not exist is 404 by key and an empty list by filter', async () => {
    const sim = world();
    const nobody = '00000000-0000-4000-8000-000000000009';
    for (const path of [`servicePrincipals(appId='${nobody}')`, `servicePrincipals/${nobody}`]) {
      const { status, body } = await get(sim, path);
      expect(status).toBe(404);
      expect(body.error).toMatchObject({
        code: 'Request_ResourceNotFound',
        message: `Resource '${nobody}' does not exist or one of its queried reference-property objects are not present.`,
      });
    }
    const { body } = await get(sim, `servicePrincipals?$filter=appId eq '${nobody}'`);
    expect(body.value).toEqual([]);
  });

  test('that is a user is none', async () => {
    const sim = world();
    const alice = sim.principals.find(({ kind }) => kind === 'user')!;
    expect((await get(sim, `servicePrincipals/${alice.objectId}`)).status).toBe(404);
  });

  test('of another tenant is not shown', async () => {
    const other = '11111111-1111-4111-8111-111111111111';
    const sim = createSimulator({
      world: {
        tenants: [{ tenantId: '22222222-2222-4222-8222-222222222222' }, { tenantId: other }],
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }] },
          { name: 'stranger', tenantId: other },
        ],
      },
    });
    const stranger = sim.principals.find(({ displayName }) => displayName === 'stranger')!;
    expect((await get(sim, `servicePrincipals(appId='${stranger.appId}')`)).status).toBe(404);
    expect((await get(sim, `servicePrincipals/${stranger.objectId}`)).status).toBe(404);
    expect((await get(sim, `servicePrincipals/${stranger.objectId}`, 'stranger')).status).toBe(200);
  });
});

describe('permission', () => {
  test('without it, 403 with the recorded words', async () => {
    const { status, body, headers } = await get(
      world(),
      `servicePrincipals(appId='${COSMOS_DB}')`,
      'blind',
    );
    expect(status).toBe(403);
    expect(body.error).toMatchObject({
      code: 'Authorization_RequestDenied',
      message: 'Insufficient privileges to complete the operation.',
      innerError: { date: '2026-01-01T00:00:00' },
    });
    expect(headers.get('x-cmk-simulator-evidence')).toBe('recorded');
  });

  test('a token of another service is refused', async () => {
    const sim = world();
    const token = await sim.credential().getToken('https://management.azure.com/.default');
    const response = await sim.fetch(`${GRAPH}/v1.0/me`, {
      headers: { authorization: `Bearer ${token!.token}` },
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      error: {
        code: 'InvalidAuthenticationToken',
        message: 'Access token validation failure. Invalid audience.',
      },
    });
    const without = await sim.fetch(`${GRAPH}/v1.0/me`);
    expect(await without.json()).toMatchObject({ error: { message: 'Access token is empty.' } });
  });
});

test('/me is the user, and nothing for an application', async () => {
  const sim = world();
  const alice = sim.principals.find(({ kind }) => kind === 'user')!;
  expect((await get(sim, 'me', 'alice')).body).toMatchObject({
    id: alice.objectId,
    userPrincipalName: alice.userPrincipalName,
  });
  const { status, body } = await get(sim, 'me');
  expect(status).toBe(400);
  expect(body.error).toMatchObject({
    code: 'BadRequest',
    message: '/me request is only valid with delegated authentication flow.',
  });
});

test.for([
  ['users', 'GET /v1.0/users'],
  [
    "servicePrincipals?$filter=startswith(displayName,'a')",
    "the $filter 'startswith(displayName,'a')'",
  ],
  ['servicePrincipals?$top=1', "the query option '$top'"],
  ['servicePrincipals/x/owners', 'GET /v1.0/servicePrincipals/x/owners'],
])('%s is not simulated and says so', async ([path, what]) => {
  const { status, body } = await get(world(), path!);
  expect(status).toBe(501);
  expect(body.error.code).toBe('NotSimulated');
  expect(body.error.message).toContain(what);
  expect(body.error.message).toMatch(/ of Microsoft Graph is not simulated \(simulator wording\)$/);
});
