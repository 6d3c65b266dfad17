import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
/** Where every package that an example imports can be found. */
const home = join(root, 'packages', 'simulator');
const FENCE = /^[ \t]*(?:\* ?)?```ts\n(?<code>[^]*?)^[ \t]*(?:\* ?)?```/gm;

interface Example {
  /** `packages/core/src/x.ts:12`. */
  readonly at: string;
  readonly file: string;
  readonly text: string;
}

/** Every fenced `ts` block of documentation, from docstrings and pages. */
function examples(): Example[] {
  const files = globSync(
    ['packages/*/src/**/*.ts', 'packages/*/README.md', 'README.md', 'docs/**/*.md'],
    { cwd: root },
  ).sort();
  return files.flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    return [...source.matchAll(FENCE)].map((match, index) => {
      const line = source.slice(0, match.index).split('\n').length;
      const code = (match.groups?.['code'] ?? '').replaceAll(/^[ \t]*\* ?/gm, '');
      return {
        at: `${file}:${line}`,
        file: join(home, `example-${file.replaceAll(/\W+/g, '-')}-${index}.ts`),
        // A module of its own, whatever it holds.
        text: `${code}\nexport {};\n`,
      };
    });
  });
}

function compile(found: readonly Example[]): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), (file) =>
    ts.sys.readFile(file),
  ) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, isolatedDeclarations: false, declaration: false },
    root,
  );
  const files = ts.createCompilerHost(options);
  const texts = new Map(found.map(({ file, text }) => [file, text]));
  const host: ts.CompilerHost = {
    ...files,
    fileExists: (file) => texts.has(file) || files.fileExists(file),
    getSourceFile: (file, language) => {
      const text = texts.get(file);
      return text === undefined
        ? files.getSourceFile(file, language)
        : ts.createSourceFile(file, text, language);
    },
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return found.flatMap(({ at, file }) => {
    const source = program.getSourceFile(file);
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ messageText }) => `${at}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  });
}

it('compiles every example in docstrings and pages', { timeout: 60_000 }, () => {
  const found = examples();
  expect(found.length).toBeGreaterThan(10);
  expect(compile(found)).toEqual([]);
});

it('reports an example that does not compile', { timeout: 60_000 }, () => {
  const bad: Example = {
    at: 'page.md:1',
    file: join(home, 'example-bad.ts'),
    text: "import { nothing } from '@azureml-cmk/core';\nexport {};\n",
  };
  expect(compile([bad])).toEqual([
    expect.stringMatching(/^page\.md:1: Module '"@azureml-cmk\/core"' has no exported member/),
  ]);
});
