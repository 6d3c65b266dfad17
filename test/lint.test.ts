import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** A source file, the rule that must report it (or nothing), and its text. */
const cases: readonly (readonly [file: string, rule: string | undefined, text: string])[] = [
  ['core/src/plan/date-now.ts', 'azureml-cmk(ambient)', 'export const at = Date.now();'],
  ['core/src/plan/new-date.ts', 'azureml-cmk(ambient)', 'export const at = new Date();'],
  ['core/src/plan/random.ts', 'azureml-cmk(ambient)', 'export const n = Math.random();'],
  [
    'simulator/src/kernel/uuid.ts',
    'azureml-cmk(ambient)',
    'export const id = crypto.randomUUID();',
  ],
  [
    'simulator/src/kernel/uuid-import.ts',
    'azureml-cmk(ambient)',
    "import { randomUUID } from 'node:crypto';\nexport const id = randomUUID();",
  ],
  [
    'simulator/src/kernel/random-export.ts',
    'azureml-cmk(ambient)',
    "export { randomBytes } from 'node:crypto';",
  ],
  [
    'simulator/src/kernel/random-builtin.ts',
    'azureml-cmk(ambient)',
    "const { randomBytes } = process.getBuiltinModule('node:crypto');\nexport const bytes = randomBytes(8);",
  ],
  [
    'core/src/plan/uuid-builtin.ts',
    'azureml-cmk(ambient)',
    "export const id = process.getBuiltinModule('node:crypto').randomUUID();",
  ],
  [
    'core/src/plan/hash-builtin.ts',
    undefined,
    "const { createHash } = process.getBuiltinModule('node:crypto');\nexport const hash = createHash('sha256');",
  ],
  [
    'core/src/plan/inherited.ts',
    undefined,
    'export const kind = (value: unknown): string => String(toString.call(value));',
  ],
  ['core/src/deploy/wait.ts', 'azureml-cmk(ambient)', 'setTimeout(() => undefined, 1000);'],
  ['simulator/src/arm/console.ts', 'eslint(no-console)', "console.log('hello');"],
  [
    'core/src/deploy/floating.ts',
    'typescript(no-floating-promises)',
    'export async function work(): Promise<void> {}\nwork();',
  ],
  [
    'simulator/src/arm/table.ts',
    'azureml-cmk(tables)',
    "export const PAIRS: Readonly<Partial<Record<string, string>>> = Object.freeze({ a: 'b' });",
  ],
  [
    'simulator/src/arm/inline.ts',
    'azureml-cmk(tables)',
    "export const pair = (name: string) => ({ a: 'b' } as Record<string, string>)[name];\nexport const other = (name: 'a') => ({ a: 'b' })[name];",
  ],
  [
    'simulator/src/arm/in.ts',
    'azureml-cmk(tables)',
    'export const has = (tag: string, tags: object): boolean => tag in tags;',
  ],
  [
    'simulator/src/arm/map.ts',
    undefined,
    "export const PAIRS: ReadonlyMap<string, string> = new Map([['a', 'b']]);\nexport const isError = (x: object): boolean => 'error' in x;",
  ],
  ['core/src/plan/parse.ts', undefined, "export const at = new Date('2026-01-01T00:00:00Z');"],
  ['core/src/deploy/clock.ts', undefined, 'export const now = (): Date => new Date();'],
  ['examples/src/hello.ts', undefined, 'console.log(Date.now());'],
];

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

describe('lint', () => {
  let folder: string;
  let diagnostics: readonly Diagnostic[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lint-'));
    for (const file of ['.oxlintrc.json', 'scripts/lint', 'package.json']) {
      cpSync(join(root, file), join(folder, file), { recursive: true });
    }
    // No packages here, so no types of Node: type-aware rules would give up over the missing ones.
    const tsconfig = readFileSync(join(root, 'tsconfig.base.json'), 'utf8');
    writeFileSync(join(folder, 'tsconfig.base.json'), tsconfig.replace('["node"]', '[]'));
    for (const name of ['core', 'simulator', 'examples']) {
      const project = join('packages', name, 'tsconfig.json');
      mkdirSync(dirname(join(folder, project)), { recursive: true });
      cpSync(join(root, project), join(folder, project));
    }
    for (const [file, , text] of cases) {
      const path = join(folder, 'packages', file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${text}\n`);
    }
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/oxlint/bin/oxlint'), '--type-aware', '--format', 'json'],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` },
      },
    );
    try {
      diagnostics = (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
    } catch {
      throw new Error(`oxlint did not answer with JSON: ${stdout}${stderr}`);
    }
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(cases)('%s: %s', (file, rule) => {
    const codes = diagnostics
      .filter(({ filename }) => filename.replaceAll('\\', '/').endsWith(`packages/${file}`))
      .map(({ code }) => code);
    expect(codes).toEqual(rule === undefined ? [] : expect.arrayContaining([rule]));
  });
});
