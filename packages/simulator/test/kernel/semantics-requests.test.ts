/** ARM-004, ARM-029, ARM-041: names, conditions and ids that requests bring along. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { checkConditions } from '../../src/kernel/conditions.ts';
import { Refusal } from '../../src/kernel/errors.ts';
import { checkResourceName } from '../../src/kernel/resource-name.ts';
import type { StoredResource } from '../../src/kernel/resource.ts';

const MANAGEMENT = 'https://management.azure.com';

async function scene() {
  const sim = createSimulator({ now: '2026-03-01T10:00:00Z' });
  const group = `${MANAGEMENT}/subscriptions/${sim.subscriptionId}/resourceGroups/rg`;
  await ask(sim, 'PUT', `${group}?api-version=2021-04-01`, { location: 'westeurope' });
  const of = (type: string, name: string, version: string) =>
    `${group}/providers/${type}/${name}?api-version=${version}`;
  return {
    sim,
    identity: (name: string) =>
      of('Microsoft.ManagedIdentity/userAssignedIdentities', name, '2023-01-31'),
    registry: (name: string) => of('Microsoft.ContainerRegistry/registries', name, '2023-07-01'),
    vault: (name: string) => of('Microsoft.KeyVault/vaults', name, '2023-07-01'),
    component: (name: string) => of('Microsoft.Insights/components', name, '2020-02-02'),
  };
}

async function ask(
  sim: Simulator,
  method: string,
  url: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
) {
  const token = await sim.credential().getToken(`${MANAGEMENT}/.default`);
  const response = await sim.fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token!.token}`,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const error = text === '' ? undefined : (JSON.parse(text) as { error?: { code: string } }).error;
  return { status: response.status, code: error?.code, headers: response.headers };
}

const HERE = { location: 'westeurope' };

describe('ARM-029: a condition', () => {
  it('is kept by what has no entity tag', async () => {
    const { sim, identity } = await scene();
    const put = (headers: Readonly<Record<string, string>>) =>
      ask(sim, 'PUT', identity('id-one'), HERE, headers);
    const failed = { status: 412, code: 'PreconditionFailed' };
    expect(await put({ 'if-match': '*' })).toMatchObject(failed);
    expect(await put({ 'if-match': '"x"' })).toMatchObject(failed);
    expect(await put({ 'if-none-match': '*' })).toMatchObject({ status: 201 });
    expect(await put({ 'if-none-match': '*' })).toMatchObject(failed);
    expect(await put({ 'if-match': '*' })).toMatchObject({ status: 200 });
    expect(await put({ 'if-match': '"x"' })).toMatchObject(failed);
    const remove = (name: string) =>
      ask(sim, 'DELETE', identity(name), undefined, { 'if-match': '"x"' });
    expect(await remove('id-one')).toMatchObject(failed);
    expect(await remove('id-none')).toMatchObject({ status: 204 });
    const patch = await ask(sim, 'PATCH', identity('id-none'), {}, { 'if-match': '"x"' });
    expect(patch).toMatchObject({ status: 404 });
  });

  const stored = (etag: string | undefined) => ({ etag }) as unknown as StoredResource;
  const passes = (existing: StoredResource | undefined, conditions: object): boolean => {
    try {
      checkConditions(existing, conditions);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal);
      return false;
    }
  };

  it.each([
    ['"a"', '"a"', true],
    ['"a"', '"b", "a"', true],
    ['"a"', '"b","c"', false],
    ['"a,b"', '"x", "a,b"', true],
    ['W/"a"', 'W/"a"', true],
    ['"a"', 'W/"a"', false],
    ['"a"', '*', true],
    [undefined, '"a"', false],
    [undefined, '*', true],
    ['bare', 'bare', true],
  ])('of %s reads %s', (etag, condition, isMatch) => {
    expect(passes(stored(etag), { ifMatch: condition })).toBe(isMatch);
    expect(passes(stored(etag), { ifNoneMatch: condition })).toBe(!isMatch);
    expect(passes(undefined, { ifMatch: condition })).toBe(false);
    expect(passes(undefined, { ifNoneMatch: condition })).toBe(true);
  });

  it('finds a tag wherever it stands in a list', () => {
    const tag = fc.stringMatching(/^[^"]*$/).map((text) => `"${text}"`);
    fc.assert(
      fc.property(fc.array(tag), tag, fc.array(tag), (before, wanted, after) => {
        const condition = [...before, wanted, ...after].join(', ');
        expect(passes(stored(wanted), { ifMatch: condition })).toBe(true);
      }),
    );
  });
});

describe('ARM-041: the client’s own id of a request', () => {
  it('is told when the client asks for that, and by Key Vault always', async () => {
    const { sim, identity, vault } = await scene();
    const id = 'x-ms-client-request-id';
    const told = async (url: string, more: Readonly<Record<string, string>> = {}) =>
      (await ask(sim, 'GET', url, undefined, { [id]: 'mine', ...more })).headers.get(id);
    expect(await told(identity('none'))).toBeNull();
    expect(await told(identity('none'), { 'x-ms-return-client-request-id': 'false' })).toBeNull();
    expect(await told(identity('none'), { 'x-ms-return-client-request-id': 'true' })).toBe('mine');
    expect(await told(vault('kv-none'))).toBe('mine');
    expect(await told(vault('').replace('/vaults/?', '/vaults?'))).toBe('mine');
  });
});

describe('ARM-004: a name', () => {
  it.each(['a<b', 'a>b', 'a%b', 'a&b', 'a:b', 'a\\b', 'a?b', 'a/b', 'a\u0007b'])(
    '%j is none of a resource',
    (name) => {
      expect(() => {
        checkResourceName(name);
      }).toThrow(expect.objectContaining({ data: expect.objectContaining({ status: 400 }) }));
    },
  );

  it('is as long as every type lets it be', () => {
    checkResourceName('a'.repeat(260));
    expect(() => {
      checkResourceName('a'.repeat(261));
    }).toThrow('has 261 characters and may have 260.');
  });

  it('is refused over the wire too', async () => {
    const { sim, component } = await scene();
    const url = component(encodeURIComponent('a&b'));
    const body = { ...HERE, kind: 'web', properties: { Application_Type: 'web' } };
    expect(await ask(sim, 'PUT', url, body)).toMatchObject({
      status: 400,
      code: 'InvalidResourceName',
    });
  });

  it('is looked at after its type has, whose words come first', async () => {
    const { sim, registry } = await scene();
    const body = { ...HERE, sku: { name: 'Basic' }, properties: {} };
    const refused = await ask(sim, 'PUT', registry(encodeURIComponent('a<b')), body);
    expect(refused.status).toBe(400);
    expect(refused.code).not.toBe('InvalidResourceName');
  });
});
