import { describe, expect, test } from 'vitest';
import { specCodes } from '../../src/spec/codes.ts';
import { parseSpec } from '../../src/spec/parse-spec.ts';
import { badValues, withValue } from './bad-values.ts';
import { fullSpec, idOf, otherSubscriptionId, smallSpec } from './sample-specs.ts';

describe('good specs', () => {
  test.each([
    ['small', smallSpec],
    ['full', fullSpec],
  ])('%s', (_, spec) => {
    expect(parseSpec(spec)).toEqual({ ok: true, spec, issues: [] });
  });

  test('the result is a frozen copy, and undefined members are as if absent', () => {
    const input = { ...structuredClone(smallSpec), tags: undefined };
    const result = parseSpec(input);
    expect(result.ok && Object.isFrozen(result.spec.vault)).toBe(true);
    expect(result.ok && 'tags' in result.spec).toBe(false);
    expect(Object.isFrozen(input.vault)).toBe(false);
  });

  test('a subnet of another subscription is a warning, not an error', () => {
    const subnetId = idOf('Microsoft.Network/virtualNetworks', 'v/subnets/s', otherSubscriptionId);
    const result = parseSpec({
      ...smallSpec,
      workspace: { name: 'mlw-churn', privateEndpoint: { name: 'pe-mlw', subnetId } },
    });
    expect(result.ok).toBe(true);
    expect(result.issues).toMatchObject([
      { code: 'SPEC-CONFLICT', severity: 'warning', path: 'workspace.privateEndpoint.subnetId' },
    ]);
  });
});

test('takes the $schema that an editor reads', () => {
  const result = parseSpec({ $schema: 'spec.schema.json', ...smallSpec });
  expect(result).toMatchObject({ ok: true, spec: { $schema: 'spec.schema.json' } });
});

describe('bad values, one at a time', () => {
  test.each(badValues)('%s = %j: %s', (path, value, code, message) => {
    const result = parseSpec(withValue(path, value));
    expect(result.ok).toBe(false);
    const issue = result.issues.find((each) => each.code === code && message.test(each.message));
    expect(issue, JSON.stringify(result.issues, null, 2)).toBeDefined();
    expect(issue!.fix).not.toBe('');
  });

  test('every code is shown by one of them', () => {
    const shown = new Set(badValues.map(([, , code]) => code));
    const elsewhere = ['SPEC-SYNTAX', 'SPEC-JSON', 'SPEC-LIMIT', 'SPEC-PROPERTY', 'SPEC-TEXT'];
    expect(
      Object.keys(specCodes)
        .filter((code) => !shown.has(code as never))
        .sort(),
    ).toEqual(elsewhere.sort());
  });
});

describe('all issues at once', () => {
  test('form and coherence, in one answer', () => {
    const result = parseSpec({
      formatVersion: 1,
      tenantId: 'x',
      subscriptionId: 5,
      resourceGrup: 'rg',
      location: 'westerope',
      vault: { create: { name: '9', retention: 1 } },
      key: { create: { name: 'k', type: 'RSA-HSM' } },
      workspace: {},
      clusters: [{ create: { name: 'aks', nodeCount: 0 } }],
    });
    expect(result.issues.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'SPEC-PROPERTY resourceGrup',
      'SPEC-GUID tenantId',
      'SPEC-TYPE subscriptionId',
      'SPEC-MISSING resourceGroup',
      'SPEC-PROPERTY vault.create.retention',
      'SPEC-NAME vault.create.name',
      'SPEC-MISSING workspace.name',
      'SPEC-MISSING clusters[0].create.diskEncryptionSet',
      'SPEC-RANGE clusters[0].create.nodeCount',
      'SPEC-REGION location',
      'SPEC-CONFLICT key.create.type',
    ]);
    expect(result.issues[0]).toEqual({
      code: 'SPEC-PROPERTY',
      severity: 'error',
      path: 'resourceGrup',
      message: 'The spec has no member resourceGrup. Did you mean resourceGroup?',
      expected: expect.stringContaining('resourceGroup'),
      fix: 'Rename it to resourceGroup, or remove it.',
    });
  });

  test('null is not taken for absent', () => {
    const result = parseSpec({ ...smallSpec, tags: null });
    expect(result.issues).toMatchObject([
      { code: 'SPEC-TYPE', path: 'tags', fix: 'Leave it out, or give it a value.' },
    ]);
  });

  test('a text with control characters is refused', () => {
    const workspace = { name: 'mlw-churn', description: 'a\u0000b' };
    expect(parseSpec({ ...smallSpec, workspace }).issues).toMatchObject([
      { code: 'SPEC-TEXT', path: 'workspace.description' },
    ]);
  });
});

describe('hostile input', () => {
  test('prototype pollution: refused, and nothing is polluted', () => {
    const input: unknown = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1}',
    );
    const { issues } = parseSpec(input);
    const refused = issues.filter(({ code }) => code === 'SPEC-PROPERTY').map(({ path }) => path);
    expect(refused).toEqual(['__proto__', 'constructor', 'toString']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('inherited members do not count', () => {
    const result = parseSpec(Object.create(smallSpec));
    expect(result.issues).toMatchObject([{ code: 'SPEC-JSON', path: '' }]);
  });

  test('a cycle', () => {
    const input: Record<string, unknown> = { ...smallSpec };
    input['tags'] = { again: input };
    expect(parseSpec(input).issues).toMatchObject([
      { code: 'SPEC-JSON', path: 'tags.again', received: 'a reference to what it is part of' },
    ]);
  });

  test('values that are not JSON', () => {
    const location = new Date(0);
    const input = { ...smallSpec, location, tenantId: 1n, resourceGroup: Symbol('rg'), tags: NaN };
    expect(parseSpec(input).issues.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'SPEC-JSON tenantId',
      'SPEC-JSON resourceGroup',
      'SPEC-JSON location',
      'SPEC-JSON tags',
    ]);
  });

  test('objects that throw when they are read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const thrower = {
      get name(): string {
        throw new Error('no');
      },
    };
    expect(parseSpec(proxy).issues).toMatchObject([{ code: 'SPEC-JSON' }]);
    expect(parseSpec({ ...smallSpec, workspace: thrower }).issues).toMatchObject([
      { code: 'SPEC-JSON', path: 'workspace' },
    ]);
  });

  test('input without end', () => {
    let deep: unknown = {};
    for (let depth = 0; depth < 5000; depth += 1) deep = { tags: deep };
    expect(parseSpec(deep).issues).toContainEqual(expect.objectContaining({ code: 'SPEC-LIMIT' }));
    const wide = { ...smallSpec, containerGroups: Array.from({ length: 1e6 }, () => 0) };
    expect(parseSpec(wide).issues).toContainEqual(
      expect.objectContaining({
        code: 'SPEC-LIMIT',
        path: '',
        message: 'The input has more than 20000 values.',
      }),
    );
    const sparse: unknown[] = [];
    sparse.length = 2 ** 32 - 1;
    expect(parseSpec({ ...smallSpec, clusters: sparse }).ok).toBe(false);
  });

  test('a text of megabytes is shortened in the issue', () => {
    const [issue] = parseSpec({ ...smallSpec, resourceGroup: 'ü'.repeat(5e6) }).issues;
    expect(issue).toMatchObject({ code: 'SPEC-NAME', path: 'resourceGroup' });
    expect(issue!.received!.length).toBeLessThan(100);
  });

  test('nothing that looks like a secret is shown', () => {
    const key = `${'aB3'.repeat(28)}cd==`;
    const input = {
      ...smallSpec,
      clientSecret: 'hunter2hunter2',
      resourceGroup: key,
      location: 'Bearer abcdefghijklmnop.qrstuvwxyz',
      key: { existing: 'https://user:pa55w0rd@kv-a.vault.azure.net/keys/k?sig=abcdef' },
    };
    const text = JSON.stringify(parseSpec(input).issues);
    for (const secret of ['hunter2', key.slice(0, 20), 'abcdefghijklmnop', 'pa55w0rd', 'sig=abc']) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain('look like a secret');
  });
});
