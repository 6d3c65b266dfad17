import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import config from '../.dependency-cruiser.mjs';

const root = join(import.meta.dirname, '..');
const fixture = join(root, 'test', 'fixtures', 'boundaries');

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** What a fixture file says about itself in its first lines: `// breaks <rule>`, or nothing. */
function expectation(file: string): readonly string[] {
  const text = readFileSync(join(fixture, file), 'utf8');
  return [...text.matchAll(/^\/\/ breaks (\S+)$/gm)].map((match) => match[1] ?? '').sort();
}

const files = readdirSync(fixture, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'))
  .sort();

describe('import boundaries', () => {
  let folder: string;
  let violations: readonly Violation[];

  beforeAll(() => {
    // A copy with real node_modules, so that packages resolve as they do in the repository.
    folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
    cpSync(fixture, folder, { recursive: true });
    for (const file of ['.dependency-cruiser.mjs', 'tsconfig.base.json', 'package.json']) {
      cpSync(join(root, file), join(folder, file));
    }
    for (const name of ['core', 'simulator', 'examples']) {
      const target = join(folder, 'packages', name);
      cpSync(join(root, 'packages', name, 'package.json'), join(target, 'package.json'));
      linkModules(
        join(root, 'packages', name, 'node_modules'),
        join(target, 'node_modules'),
        folder,
      );
    }
    const output = execFileSync(
      process.execPath,
      [
        join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
        '--config',
        '.dependency-cruiser.mjs',
        '--output-type',
        'json',
        'packages',
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    violations = (JSON.parse(output) as { summary: { violations: Violation[] } }).summary
      .violations;
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(files)('%s', (file) => {
    const reported = violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);
    expect([...new Set(reported)].sort()).toEqual(expectation(file));
  });

  test('every rule has a fixture that breaks it', () => {
    const covered = new Set(files.flatMap(expectation));
    const rules = config.forbidden?.map(({ name }) => name) ?? [];
    expect(rules.filter((name) => !covered.has(name ?? ''))).toEqual([]);
  });
});

/** Links every installed package, but the workspace's own ones to their fixture copies. */
function linkModules(from: string, to: string, folder: string): void {
  mkdirSync(join(to, '@azureml-cmk'), { recursive: true });
  for (const entry of readdirSync(from)) {
    if (entry.startsWith('.') || entry === '@azureml-cmk') continue;
    symlinkSync(join(from, entry), join(to, entry));
  }
  for (const name of ['core', 'simulator']) {
    symlinkSync(join(folder, 'packages', name), join(to, '@azureml-cmk', name));
  }
}
