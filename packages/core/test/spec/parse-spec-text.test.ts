import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { jsonMistake } from '../../src/spec/json-syntax.ts';
import { parseSpecText } from '../../src/spec/parse-spec-text.ts';
import { fullSpec, smallSpec } from './sample-specs.ts';

const oneIssue = async (text: string, format: 'json' | 'yaml'): Promise<string> => {
  const { issues } = await parseSpecText(text, format);
  expect(issues.map(({ code }) => code)).toEqual(['SPEC-SYNTAX']);
  return issues[0]!.message;
};

describe('parseSpecText', () => {
  test('reads JSON and YAML, with or without a byte order mark', async () => {
    expect(await parseSpecText(JSON.stringify(fullSpec), 'json')).toEqual({
      ok: true,
      spec: fullSpec,
      issues: [],
    });
    expect(await parseSpecText(`\ufeff${JSON.stringify(smallSpec)}`, 'json')).toMatchObject({
      ok: true,
    });
    expect(await parseSpecText(stringify(fullSpec), 'yaml')).toEqual({
      ok: true,
      spec: fullSpec,
      issues: [],
    });
  });

  test.each([
    ['{"a": 1,\n "b": }', 'The text is not JSON: line 2, column 7: a value is expected.'],
    [
      '{"a": 1,}',
      'The text is not JSON: line 1, column 9: a member name in double quotes is expected.',
    ],
    ['', 'The text is not JSON: line 1, column 1: a value is expected.'],
    ['{"a":1} x', 'The text is not JSON: line 1, column 9: the text should end here.'],
    ['{"a":1,\n"a":2}', 'The text is not JSON: line 2, column 1: this member is already there.'],
    ['[1 2]', 'The text is not JSON: line 1, column 4: "," or "]" is expected.'],
    [
      '{"password": "hunter2',
      'The text is not JSON: line 1, column 14: this text does not end or holds a character that must be escaped.',
    ],
  ])('JSON %j', async (text, message) => {
    expect(await oneIssue(text, 'json')).toBe(message);
  });

  test('YAML: every mistake with line and column', async () => {
    const { issues } = await parseSpecText(
      'formatVersion: 1\nlocation: a\nlocation: b\ntags: [x\n',
      'yaml',
    );
    expect(issues.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The text is not YAML: line 3, column 1: Map keys must be unique/),
      expect.stringMatching(/^The text is not YAML: line 5, column 1: /),
    ]);
  });

  test('YAML: an unknown tag, a second document and an alias bomb are refused', async () => {
    expect(await oneIssue('location: !secret abc', 'yaml')).toContain('Unresolved tag');
    expect((await parseSpecText('a: 1\n---\nb: 2\n', 'yaml')).issues[0]).toMatchObject({
      code: 'SPEC-SYNTAX',
    });
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef']) {
      bomb.push(`${to}: &${to} [${Array.from({ length: 9 }, () => `*${from}`).join(', ')}]`);
    }
    expect(await oneIssue(bomb.join('\n'), 'yaml')).toContain('alias');
  });

  test('YAML: an unquoted version is a number, and the fix says so', async () => {
    const text = stringify(fullSpec).replace(
      'kubernetesVersion: 1.31.2',
      'kubernetesVersion: 1.30',
    );
    const { issues } = await parseSpecText(text, 'yaml');
    expect(issues).toMatchObject([
      {
        code: 'SPEC-TYPE',
        path: 'clusters[0].create.kubernetesVersion',
        received: '1.3',
        fix: 'Put it in quotes: without them 1.30 is the number 1.3, and long digits are rounded.',
      },
    ]);
  });

  test('what is no text, no format, or too long', async () => {
    expect((await parseSpecText(undefined as never, 'json')).issues).toMatchObject([
      { code: 'SPEC-TYPE' },
    ]);
    expect((await parseSpecText('{}', 'toml' as never)).issues).toMatchObject([
      { code: 'SPEC-VALUE', message: 'There is no format "toml".' },
    ]);
    expect((await parseSpecText(' '.repeat(1_000_001), 'yaml')).issues).toMatchObject([
      { code: 'SPEC-LIMIT' },
    ]);
  });

  test('never throws, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'{}[]:,-&*!|>"\'\n a1') })),
        fc.constantFrom('json' as const, 'yaml' as const),
        async (text, format) => {
          const result = await parseSpecText(text, format);
          expect(result.ok).toBe(false);
          expect(result.issues.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('jsonMistake', () => {
  const agrees = (text: string): boolean => {
    try {
      JSON.parse(text);
    } catch {
      return jsonMistake(text) !== undefined;
    }
    const mistake = jsonMistake(text);
    return mistake === undefined || mistake.reason === 'this member is already there';
  };

  test('agrees with JSON.parse about texts near to JSON', () => {
    const near = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom(...'{}[]":, \\e0.-u'))
      .map(([text, at, character]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + character + text.slice(place + 1);
      });
    fc.assert(fc.property(fc.oneof(fc.json(), near, fc.string()), agrees), { numRuns: 2000 });
  });

  test('ends on texts that are nested deeply', () => {
    expect(jsonMistake('['.repeat(100_000))).toEqual({
      offset: 501,
      reason: 'nested deeper than 500 levels',
    });
  });
});
