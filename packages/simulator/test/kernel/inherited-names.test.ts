/** Every object of JavaScript inherits members by names such as `constructor`: a request that uses one is no hit in a table. */
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const MANAGEMENT = 'https://management.azure.com';
const HERE = 'westeurope';
const NAMES = ['constructor', '__proto__', 'toString', 'valueOf'];

async function ask(sim: Simulator, method: string, url: string, body?: string) {
  const origin = new URL(url).origin;
  const token = await sim.credential().getToken(`${origin}/.default`);
  const response = await sim.fetch(url, {
    method,
    headers: { authorization: `Bearer ${token!.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as never) };
}

/** A group, and what writes into it. */
async function scene() {
  const sim = createSimulator();
  const subscription = `${MANAGEMENT}/subscriptions/${sim.subscriptionId}`;
  const group = `${subscription}/resourceGroups/rg`;
  await ask(sim, 'PUT', `${group}?api-version=2025-04-01`, JSON.stringify({ location: HERE }));
  const put = (type: string, name: string, version: string, body: object | string) =>
    ask(
      sim,
      'PUT',
      `${group}/providers/${type}/${name}?api-version=${version}`,
      typeof body === 'string' ? body : JSON.stringify(body),
    );
  const get = (path: string) => ask(sim, 'GET', `${subscription}${path}`);
  return { sim, put, get };
}

const refusal = (code: string, text: string | RegExp) => ({
  error: { code, message: expect.stringMatching(text) as string },
});

describe.each(NAMES)('the name %s', (name) => {
  it('is no SKU and no location of a search service', async () => {
    const { put, get } = await scene();
    const type = 'Microsoft.Search/searchServices';
    const made = await put(type, 'service', '2023-11-01', { location: HERE, sku: { name } });
    expect(made.status).toBe(400);
    expect(JSON.stringify(made.body)).toMatch(/The SKU '.*' is not one of free, basic/);
    const path = `/providers/Microsoft.Search/locations/${HERE}/usages/${name}`;
    expect((await get(`${path}?api-version=2023-11-01`)).status).toBe(404);
  });

  it('is no SKU and no location of a storage account', async () => {
    const { put } = await scene();
    const type = 'Microsoft.Storage/storageAccounts';
    const body = { kind: 'StorageV2', location: HERE, sku: { name } };
    expect(await put(type, 'account', '2023-05-01', body)).toMatchObject({
      status: 400,
      body: refusal('InvalidValuesForRequestParameters', /Allowed: Standard_LRS/),
    });
    const paired = { ...body, location: name, sku: { name: 'Standard_GRS' } };
    const made = await put(type, 'account', '2023-05-01', paired);
    expect(made.status).toBe(400);
    expect(JSON.stringify(made.body)).not.toContain('native code');
  });

  it('is no capability and no location of a Cosmos DB account', async () => {
    const { put } = await scene();
    const body = (location: string) => ({
      location,
      properties: {
        databaseAccountOfferType: 'Standard',
        locations: [{ locationName: location }],
        capabilities: [{ name }],
      },
    });
    const type = 'Microsoft.DocumentDB/databaseAccounts';
    const made = await put(type, 'account', '2023-11-15', body(HERE));
    expect(JSON.stringify(made.body)).toContain('"EnabledApiTypes":"Sql"');
    const elsewhere = await put(type, 'other', '2023-11-15', body(name));
    expect(elsewhere.status).toBe(400);
  });

  it('is no kind of permission of a vault, and no change of its policies', async () => {
    const { sim, put } = await scene();
    const entry = (permissions: string) =>
      `[{"tenantId":"${sim.tenantId}","objectId":"44444444-4444-4444-8444-444444444444","permissions":${permissions}}]`;
    const vault = (policies: string) =>
      `{"location":"${HERE}","properties":{"tenantId":"${sim.tenantId}","sku":{"family":"A","name":"standard"},"accessPolicies":${policies}}}`;
    const type = 'Microsoft.KeyVault/vaults';
    const wrong = await put(type, 'vault-a', '2023-07-01', vault(entry(`{"${name}":["get"]}`)));
    expect(wrong.status).toBe(400);
    await put(type, 'vault-b', '2023-07-01', vault('[]'));
    const change = `{"properties":{"accessPolicies":${entry('{"keys":["get"]}')}}}`;
    const at = `vault-b/accessPolicies/${name}`;
    expect(await put(type, at, '2023-07-01', change)).toMatchObject({
      status: 400,
      body: {
        error: { message: expect.stringContaining('one of add, replace, remove') as string },
      },
    });
  });

  it('is a parameter of a policy only where one is so called', async () => {
    const { sim } = await scene();
    const at = `${MANAGEMENT}/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization`;
    const version = 'api-version=2023-04-01';
    const definition = (effect: string) => `{"properties":{"mode":"All","parameters":{"${name}":{
      "type":"String","allowedValues":["deny","audit"]}},"policyRule":{
      "if":{"field":"type","equals":"x"},"then":{"effect":"${effect}"}}}}`;
    const url = `${at}/policyDefinitions/named?${version}`;
    // One that is not declared is an unknown one, as any other.
    const undeclared = (what: string, effect = `[parameters('${what}')]`) =>
      definition(effect)
        .replace(`"${name}":`, '"some":')
        .replace('"equals":"x"', `"equals":"[concat('x', parameters('${what}'))]"`);
    for (const effect of [undefined, 'deny']) {
      const unknown = await ask(sim, 'PUT', url, undeclared('other', effect));
      expect((await ask(sim, 'PUT', url, undeclared(name, effect))).status).toBe(unknown.status);
    }
    await ask(sim, 'DELETE', url);
    expect((await ask(sim, 'PUT', url, definition(`[parameters('${name}')]`))).status).toBe(201);
    const policyDefinitionId = `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization/policyDefinitions/named`;
    const assignment = `${at}/policyAssignments/one?${version}`;
    const body = JSON.stringify({ properties: { policyDefinitionId } });
    expect(await ask(sim, 'PUT', assignment, body)).toMatchObject({
      status: 400,
      body: refusal('MissingPolicyParameter', `parameter '${name}'`),
    });
  });

  it('is a tag like any other', async () => {
    const { put, get } = await scene();
    const type = 'Microsoft.ManagedIdentity/userAssignedIdentities';
    await put(type, 'plain', '2023-01-31', { location: HERE });
    await put(type, 'tagged', '2023-01-31', `{"location":"${HERE}","tags":{"${name}":"x"}}`);
    const filter = encodeURIComponent(`tagName eq '${name}' and tagValue eq 'x'`);
    const found = await get(`/resources?api-version=2021-04-01&$filter=${filter}`);
    expect(found.body).toMatchObject({ value: [{ name: 'tagged' }] });
  });

  it('is no parameter of the endpoint for managed identities', async () => {
    const sim = createSimulator();
    const url = `http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com`;
    const tell = async (query: string) => {
      const answer = await sim.fetch(url + query, { headers: { metadata: 'true' } });
      return [answer.status, await answer.text()];
    };
    expect(await tell(`&${name}=x`)).toEqual(await tell(''));
  });

  it('is no header of an answer', async () => {
    const sim = createSimulator();
    const answer = await sim.httpClient.sendRequest({
      method: 'GET',
      url: `${MANAGEMENT}/subscriptions?api-version=2021-04-01`,
      headers: new Headers() as never,
      timeout: 0,
      withCredentials: false,
      requestId: 'r',
    });
    expect([answer.headers.has(name), answer.headers.get(name)]).toEqual([false, undefined]);
  });
});
