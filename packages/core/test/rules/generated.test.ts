import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { differences } from '../../../../scripts/rules/differences.ts';
import { code, link, table } from '../../../../scripts/rules/markdown.ts';
import { scanRules } from '../../../../scripts/rules/scan.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

describe('registry and pages', () => {
  it('are what the generator writes', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=source', 'scripts/generate-rules.ts', '--check'],
      { cwd: root },
    );
    expect(stdout).toMatch(/^\d+ rules, all up to date/);
  });
});

describe('scanRules refuses', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rules-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A rule file and its examples. */
  function write(
    file: string,
    { id, name, good = 1, bad = 1 }: { id: string; name: string; good?: number; bad?: number },
  ): void {
    writeFileSync(
      join(folder, `${file}.ts`),
      `export const rule = { id: '${id}', name: '${name}' };`,
    );
    const lists = {
      good: Array.from({ length: good }, () => ({})),
      bad: Array.from({ length: bad }, () => ({})),
    };
    writeFileSync(
      join(folder, `${file}.examples.ts`),
      `export const examples = ${JSON.stringify(lists)};`,
    );
  }

  it('nothing when all is well', async () => {
    write('cmk-900-fine', { id: 'CMK-900', name: 'fine' });
    const units = await scanRules(folder);
    expect(units.map(({ file }) => file)).toEqual(['cmk-900-fine']);
  });

  it('a rule without its companion', async () => {
    writeFileSync(join(folder, 'cmk-900-alone.ts'), `export const rule = {};`);
    await expect(scanRules(folder)).rejects.toThrow(
      'cmk-900-alone.ts: its companion cmk-900-alone.examples.ts is missing',
    );
  });

  it('examples without their rule', async () => {
    writeFileSync(join(folder, 'cmk-900-alone.examples.ts'), `export const examples = {};`);
    await expect(scanRules(folder)).rejects.toThrow(
      'cmk-900-alone.examples.ts: its rule cmk-900-alone.ts is missing',
    );
  });

  it('a missing good or bad example', async () => {
    write('cmk-900-empty', { id: 'CMK-900', name: 'empty', good: 0, bad: 0 });
    await expect(scanRules(folder)).rejects.toThrow(/no good example\n.*no bad example/);
  });

  it('two rules of one id', async () => {
    write('cmk-900-one', { id: 'CMK-900', name: 'one' });
    write('cmk-900-two', { id: 'CMK-900', name: 'two' });
    await expect(scanRules(folder)).rejects.toThrow(
      'CMK-900: claimed by cmk-900-one.ts and cmk-900-two.ts',
    );
  });

  it.each(['cmk-90-short', 'cmk-900-Upper', 'cmk-900', 'cmk-900-under_score'])(
    'the bad name %s',
    async (file) => {
      write(file, { id: 'CMK-900', name: 'x' });
      await expect(scanRules(folder)).rejects.toThrow(
        `${file}.ts: bad name, rules are called cmk-NNN-kebab-case.ts`,
      );
    },
  );

  it('a name that is not the rule’s', async () => {
    write('cmk-900-one', { id: 'CMK-901', name: 'other' });
    await expect(scanRules(folder)).rejects.toThrow(
      'cmk-900-one.ts: bad name, the rule in it asks for cmk-901-other.ts',
    );
  });
});

describe('pages', () => {
  it('escape what would break a table or a code span', () => {
    expect(table(['a'], [['x|y\nz']])).toBe('| a |\n| --- |\n| x\\|y z |');
    expect(code('a')).toBe('`a`');
    expect(code('a `b`')).toBe('`` a `b` ``');
  });

  it('link pages and threads', () => {
    expect(link('https://x.y/z and more')).toBe('<https://x.y/z> and more');
    expect(link('MicrosoftDocs/azure-docs#108584')).toBe(
      '[MicrosoftDocs/azure-docs#108584](https://github.com/MicrosoftDocs/azure-docs/issues/108584)',
    );
  });

  it('show an example by what it changes', () => {
    expect(differences({ a: 1, b: { c: 2, d: 3 } }, { a: 1, b: { c: 4 } })).toEqual([
      { path: 'b.c', value: 4 },
      { path: 'b.d', value: undefined },
    ]);
    expect(differences({ a: [{ b: 1 }] }, { a: [{ b: 2 }] })).toEqual([
      { path: 'a[0].b', value: 2 },
    ]);
    expect(differences({ a: [1] }, { a: [] })).toEqual([{ path: 'a', value: [] }]);
  });
});
