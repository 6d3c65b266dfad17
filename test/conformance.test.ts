// The judge itself: that it sees a difference, whatever the data.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { judge } from '../conformance/lib/allow-list.ts';
import { type Answer, differences } from '../conformance/lib/compare.ts';
import { givenError, isOfRow, readErrors } from '../conformance/lib/errors-table.ts';
import { OpenApi } from '../conformance/lib/openapi.ts';
import { Rewriter } from '../conformance/lib/rewriter.ts';

const answer = (body: Answer['body'], rest: Partial<Answer> = {}): Answer => ({
  status: 200,
  headers: {},
  body,
  ...rest,
});

const texts = (recorded: Answer, given: Answer): string[] =>
  differences(recorded, given).map(({ about, text }) => `${about}: ${text}`);

describe('comparing answers', () => {
  test('ids and values may differ, null counts as absent', () => {
    const recorded = answer({ id: '/a', properties: { n: 1, gone: null }, tags: { a: 'b' } });
    expect(texts(recorded, answer({ id: '/b', properties: { n: 2 }, tags: {} }))).toEqual([]);
  });

  test('a missing, an added and a retyped member are differences', () => {
    const recorded = answer({ id: '/a', list: [{ a: 1, b: 'x' }, { a: 2 }] });
    const given = answer({ list: [{ a: 'one' }], extra: true });
    expect(texts(recorded, given)).toEqual([
      'shape: id: missing',
      'shape: list[].a: number ≠ string',
      'shape: extra: not recorded',
    ]);
  });

  test('status, state and telling headers are differences', () => {
    expect(texts(answer({}), answer({}, { status: 201 }))).toEqual(['status: 200 ≠ 201']);
    const [doing, done] = ['InProgress', 'Succeeded'].map((status) => answer({ status }));
    expect(texts(done!, doing!)).toEqual(['state: Succeeded ≠ InProgress']);
    const location =
      'https://management.azure.com/subscriptions/s/operationresults/one?api-version=1';
    expect(texts(answer({}, { headers: { location } }), answer({}))).toEqual([
      'header: location: /subscriptions/{s}/operationresults/{op}?api-version=1 ≠ none',
    ]);
    const other = location.replace('/one', '/other');
    expect(
      texts(answer({}, { headers: { location } }), answer({}, { headers: { location: other } })),
    ).toEqual([]);
  });

  test('an error is its code and the template of its message', () => {
    const error = (code: string, message: string): Answer =>
      answer({ error: { code, message } }, { status: 404 });
    const recorded = error('NotFound', "The vault 'a' was not found.");
    expect(texts(recorded, error('NotFound', "The vault 'b' was not found."))).toEqual([]);
    expect(texts(recorded, error('Gone', "The vault 'b' is gone."))).toEqual([
      'code: NotFound ≠ Gone',
      "message: “The vault '…' was not found.” ≠ “The vault '…' is gone.”",
    ]);
  });
});

test('what an id became is put into later requests', () => {
  const rewriter = new Rewriter();
  const [from, to] = ['a'.repeat(32), 'b'.repeat(32)];
  rewriter.learn(
    { key: { kid: `https://v/keys/k/${from}` } },
    { key: { kid: `https://v/keys/k/${to}` } },
  );
  expect(rewriter.text(`/keys/k/${from}/sign`)).toBe(`/keys/k/${to}/sign`);
  rewriter.learnOperations(
    { location: 'https://m/operations/<opaque>?t=1' },
    { location: 'https://m/operations/2' },
  );
  expect(rewriter.operation('https://m/operations/<opaque>?t=2')).toBe('https://m/operations/2');
  expect(rewriter.operation('https://m/operations/other')).toBeUndefined();
});

test('the allow-list can only shrink', () => {
  const allowed = [{ reason: 'known', names: ['a', 'b', 'c'] }];
  const { explained, unexplained, stale } = judge(['a', 'new'], allowed, new Set(['c']));
  expect([...explained]).toEqual([['a', 'known']]);
  expect(unexplained).toEqual(['new']);
  expect(stale).toEqual(['b']);
});

test('a row of the error table is known by its template', () => {
  const [row] = readErrors(
    "## kv-data\n\n| GET | `/keys/{name}` | 404 | KeyNotFound / Inner | Key '…' of {guid} is gone. | 3 | x#1 |\n",
  );
  const told = (message: string): boolean =>
    isOfRow(
      row!,
      givenError('GET', answer({ error: { code: 'KeyNotFound', message } }, { status: 404 })),
    );
  expect(told("Key 'one' of 1234 is gone.")).toBe(true);
  expect(told("Key 'one' of 1234 is here.")).toBe(false);
});

describe('published documents', () => {
  const root = mkdtempSync(join(tmpdir(), 'conformance-'));
  const folder = join(root, 'resource-manager', 'Microsoft.Vaults', 'stable', '2024-01-01');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'vaults.json'),
    JSON.stringify({
      info: { version: '2024-01-01' },
      paths: {
        '/subscriptions/{s}/providers/Microsoft.Vaults/vaults/{name}': {
          get: { responses: { 200: { schema: { $ref: '#/definitions/Vault' } } } },
        },
      },
      definitions: {
        Vault: {
          type: 'object',
          required: ['name', 'secret'],
          additionalProperties: false,
          properties: {
            name: { type: 'string' },
            secret: { type: 'string', 'x-ms-secret': true },
            tier: { type: 'string', enum: ['Standard'] },
            open: { type: 'string', enum: ['a'], 'x-ms-enum': { modelAsString: true } },
          },
        },
      },
    }),
  );
  const api = new OpenApi(root);
  const check = (body: Answer['body'], status = 200): unknown =>
    api.check(
      'GET',
      'https://management.azure.com/subscriptions/1/providers/microsoft.vaults/vaults/v?api-version=2024-06-01',
      answer(body, { status }),
    );
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  test('fits with what Azure itself is lenient about', () => {
    expect(check({ name: 'v', tier: 'standard', open: 'b', more: 1, secret: null })).toMatchObject({
      kind: 'fits',
    });
  });

  test('differs in type, in a required member, in a closed value, in status', () => {
    expect(check({ name: 1, tier: 'premium' })).toMatchObject({
      kind: 'differs',
      problems: ['/name must be string', '/tier must pass "enumWithoutCase" keyword validation'],
    });
    expect(check({})).toMatchObject({ problems: ["/ must have required property 'name'"] });
    expect(check({}, 202)).toMatchObject({ problems: ['status 202 is not listed'] });
  });
});
