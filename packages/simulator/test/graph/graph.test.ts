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
  ['devices', 'GET /v1.0/devices'],
  [
    'users?$filter=endswith(displayName,%27a%27)',
    "the $filter 'endswith(displayName,'a')' on users",
  ],
  ['groups?$filter=mailEnabled eq %27x%27', "the $filter 'mailEnabled eq 'x'' on groups"],
  ['servicePrincipals?$expand=owners', "the query option '$expand'"],
  ['applications/x/memberOf', 'GET /v1.0/applications/x/memberOf'],
  ['users/x/members', 'GET /v1.0/users/x/members'],
  ['servicePrincipals/x/owners', 'GET /v1.0/servicePrincipals/x/owners'],
])('%s is not simulated and says so', async ([path, what]) => {
  const { status, body } = await get(world(), path!);
  expect(status).toBe(501);
  expect(body.error.code).toBe('NotSimulated');
  expect(body.error.message).toContain(what);
  expect(body.error.message).toMatch(/ of Microsoft Graph is not simulated \(simulator wording\)$/);
});

/** Posts JSON as somebody. */
async function post(sim: Simulator, path: string, body: unknown, name?: string) {
  const token = await sim.credential(name).getToken(`${GRAPH}/.default`);
  const response = await sim.fetch(`${GRAPH}/v1.0/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token!.token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as GraphBody,
  };
}

const crowd = () =>
  createSimulator({
    now: '2026-01-01T00:00:00Z',
    world: {
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }] },
        { name: 'company', kind: 'group' },
        { name: 'team', kind: 'group', groups: ['company'] },
        { name: 'ann', kind: 'user', groups: ['team'] },
        { name: 'bob', kind: 'user' },
        { name: 'blind', readsDirectory: false, groups: ['team'] },
      ],
    },
  });
const idOf = (sim: Simulator, name: string): string =>
  sim.principals.find(({ displayName }) => displayName === name)!.objectId;
const ids = (value: readonly unknown[]) =>
  value.map((one) => (one as { id: string }).id).toSorted();

describe('users and groups', () => {
  test('are found by key and by filter', async () => {
    const sim = crowd();
    const ann = { id: idOf(sim, 'ann'), userPrincipalName: 'ann@simulator.invalid' };
    for (const path of [
      `users/${ann.id}`,
      'users/ann@simulator.invalid',
      'users/ANN@simulator.invalid',
    ]) {
      expect((await get(sim, path)).body).toMatchObject(ann);
    }
    for (const filter of [
      "userPrincipalName eq 'ann@simulator.invalid'",
      "startswith(displayName,'an')",
      "displayName eq 'nobody' or id eq '" + ann.id + "'",
    ]) {
      const { body } = await get(sim, `users?$filter=${encodeURIComponent(filter)}`);
      expect(body.value, filter).toEqual([expect.objectContaining(ann)]);
    }
    const { body } = await get(sim, "groups?$filter=displayName eq 'team'&$select=id");
    expect(body.value).toEqual([{ id: idOf(sim, 'team') }]);
    expect((await get(sim, `groups/${ann.id}`)).status).toBe(404);
  });

  test('are listed in pages', async () => {
    const sim = crowd();
    const first = await get(sim, 'users?$top=1&$select=id');
    expect(first.body.value).toHaveLength(1);
    const next = new URL(String(first.body['@odata.nextLink']));
    const second = await get(sim, next.href.replace(`${GRAPH}/v1.0/`, ''));
    expect(ids([...first.body.value, ...second.body.value])).toEqual(
      [idOf(sim, 'ann'), idOf(sim, 'bob')].toSorted(),
    );
    expect(second.body).not.toHaveProperty('@odata.nextLink');
    expect((await get(sim, 'users?$top=1000')).body.error.code).toBe('Request_UnsupportedQuery');
  });

  test('tell who is in which, directly and through groups', async () => {
    const sim = crowd();
    const [ann, team, company, blind] = ['ann', 'team', 'company', 'blind'].map((name) =>
      idOf(sim, name),
    );
    const listed = async (path: string) => ids((await get(sim, path)).body.value);
    expect(await listed(`users/${ann}/memberOf`)).toEqual([team]);
    expect(await listed(`users/${ann}/transitiveMemberOf`)).toEqual([team!, company!].toSorted());
    expect(await listed(`groups/${company}/members`)).toEqual([team]);
    expect(await listed(`groups/${company}/transitiveMembers`)).toEqual(
      [team!, ann!, blind!].toSorted(),
    );
    const { body } = await get(sim, `groups/${team}/members`);
    expect(body.value).toContainEqual(
      expect.objectContaining({ '@odata.type': '#microsoft.graph.user', id: ann }),
    );
    const { body: own } = await get(sim, 'me/memberOf', 'ann');
    expect(ids(own.value)).toEqual([team]);
  });

  test('answer what a service asks that reads of too many groups in a token', async () => {
    const sim = crowd();
    const [ann, team, company] = ['ann', 'team', 'company'].map((name) => idOf(sim, name));
    const all = await post(sim, `users/${ann}/getMemberObjects`, { securityEnabledOnly: true });
    expect((all.body.value as string[]).toSorted()).toEqual([team!, company!].toSorted());
    const some = await post(sim, `users/${ann}/checkMemberGroups`, { groupIds: [company, ann] });
    expect(some.body.value).toEqual([company]);
    const own = await post(sim, 'me/getMemberGroups', { securityEnabledOnly: false }, 'ann');
    expect(own.body.value).toHaveLength(2);
    const bad = await post(sim, `users/${ann}/getMemberObjects`, '{');
    expect(bad.status).toBe(400);
    expect(bad.body.error.message).toMatch(/\(simulator wording\)$/);
  });

  test('have no list or question named like what every object has', async () => {
    const sim = crowd();
    const path = `users/${idOf(sim, 'ann')}/constructor`;
    for (const answer of [await get(sim, path), await post(sim, path, {})]) {
      expect(answer.status).toBe(501);
      expect(answer.body.error.message).toContain('/constructor of Microsoft Graph');
    }
  });
});

describe('applications', () => {
  test('are those registered in the tenant: not managed identities, not Microsoft’s', async () => {
    const sim = crowd();
    const { body } = await get(sim, 'applications');
    expect(
      body.value.map((one) => (one as { displayName: string }).displayName).toSorted(),
    ).toEqual(['blind', 'owner']);
    const owner = sim.principals.find(({ displayName }) => displayName === 'owner')!;
    const byAppId = await get(sim, `applications(appId='${owner.appId}')`);
    expect(byAppId.body).toMatchObject({ appId: owner.appId, displayName: 'owner' });
    expect(byAppId.body['id']).not.toBe(owner.objectId);
    expect((await get(sim, `applications/${String(byAppId.body['id'])}`)).status).toBe(200);
    expect((await get(sim, `applications/${owner.objectId}`)).status).toBe(404);
  });
});

describe('directory objects', () => {
  test('of any kind are found by ids, as the Azure CLI asks for the names of assignees', async () => {
    const sim = crowd();
    const [owner, team, ann] = ['owner', 'team', 'ann'].map((name) => idOf(sim, name));
    const { body } = await post(sim, 'directoryObjects/getByIds', {
      ids: [owner, team, ann, '00000000-0000-4000-8000-000000000009'],
      types: ['user', 'group', 'servicePrincipal', 'directoryObjectPartnerReference'],
    });
    expect(body.value).toEqual([
      expect.objectContaining({ '@odata.type': '#microsoft.graph.servicePrincipal', id: owner }),
      expect.objectContaining({ '@odata.type': '#microsoft.graph.group', id: team }),
      expect.objectContaining({ '@odata.type': '#microsoft.graph.user', id: ann }),
    ]);
    const users = await post(sim, 'directoryObjects/getByIds', {
      ids: [owner, ann],
      types: ['user'],
    });
    expect(ids(users.body.value)).toEqual([ann]);
    expect((await get(sim, `directoryObjects/${team}`)).body).toMatchObject({
      displayName: 'team',
    });
    expect((await post(sim, 'directoryObjects/getByIds', {})).status).toBe(400);
  });

  test('are hidden from who may not read them, and oneself is not', async () => {
    const sim = crowd();
    for (const path of [
      'users',
      'groups',
      'applications',
      `directoryObjects/${idOf(sim, 'ann')}`,
    ]) {
      expect((await get(sim, path, 'blind')).body.error.code, path).toBe(
        'Authorization_RequestDenied',
      );
    }
  });
});

describe('the service principal of an application of Microsoft', () => {
  const CONTAINER_INSTANCE = '6bb8e274-af5d-4df2-98a3-4fd78b4cafd9';
  const bare = () => createSimulator({ world: { tenants: [{ firstParty: [] }] } });

  test('comes into a tenant when an administrator adds it, once', async () => {
    const sim = bare();
    expect((await get(sim, `servicePrincipals(appId='${CONTAINER_INSTANCE}')`)).status).toBe(404);
    const made = await post(sim, 'servicePrincipals', { appId: CONTAINER_INSTANCE });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      appId: CONTAINER_INSTANCE,
      displayName: 'Azure Container Instance Service',
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#servicePrincipals/$entity',
    });
    const found = await get(sim, `servicePrincipals(appId='${CONTAINER_INSTANCE}')`);
    expect(found.body['id']).toBe(made.body['id']);
    const again = await post(sim, 'servicePrincipals', { appId: CONTAINER_INSTANCE });
    expect(again.status).toBe(409);
    expect(again.body.error).toMatchObject({
      code: 'Request_MultipleObjectsWithSameKeyValue',
      message: `The service principal cannot be created, updated, or restored because the service principal name ${CONTAINER_INSTANCE} is already in use.`,
    });
  });

  test('does not come of an application that there is not', async () => {
    const appId = '00000000-0000-4000-8000-000000000009';
    const { status, body } = await post(bare(), 'servicePrincipals', { appId });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 'Request_BadRequest',
      message: `The appId '${appId}' of the service principal does not reference a valid application object.`,
      details: [{ code: 'NoBackingApplicationObject', target: 'appId' }],
    });
    const more = await post(bare(), 'servicePrincipals', { appId, tags: [] });
    expect(more.status).toBe(501);
    expect(more.body.error.message).toContain("creating a service principal with 'tags'");
  });
});

describe('an application', () => {
  const path = (sim: Simulator, appId?: string) =>
    `applications(appId='${appId ?? sim.principals.find(({ displayName }) => displayName === 'owner')?.appId ?? ''}')/federatedIdentityCredentials`;

  async function post(sim: Simulator, body: object) {
    const token = await sim.credential().getToken(`${GRAPH}/.default`);
    const response = await sim.fetch(`${GRAPH}/v1.0/${path(sim)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token!.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as GraphBody };
  }

  const credential = {
    name: 'pipeline',
    issuer: 'https://issuer.example.com',
    subject: 'repo:example',
    audiences: ['api://AzureADTokenExchange'],
  };

  test('takes the tokens of others for its own secret, once each', async () => {
    const sim = world();
    expect((await get(sim, path(sim))).body.value).toEqual([]);
    const made = await post(sim, credential);
    expect(made).toMatchObject({ status: 201, body: { ...credential, description: null } });
    expect((await get(sim, path(sim))).body.value).toEqual([
      { id: made.body['id'], ...credential, description: null },
    ]);
    const again = await post(sim, { ...credential, name: 'other' });
    expect([again.status, again.body.error.code]).toEqual([400, 'BadRequest']);
    expect(again.body.error.message).toBe(
      'The body of the request cannot be read: issuer and subject are those of a credential that is there already (simulator wording)',
    );
    const none = await post(sim, { ...credential, subject: 'another', audiences: [] });
    expect(none.body.error.message).toContain("'audiences' are required");
    for (let index = 0; index < 19; index += 1) {
      const next = await post(sim, { ...credential, subject: `another ${index}` });
      expect(next.status).toBe(201);
    }
    const full = await post(sim, { ...credential, subject: 'one too many' });
    expect(full.body.error.message).toContain('at most 20 federated credentials');
    expect((await get(sim, path(sim, COSMOS_DB))).status).toBe(404);
  });
});
