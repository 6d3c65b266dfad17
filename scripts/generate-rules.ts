// Writes what follows from the rules: the registry, the pages, and the page of error codes.
//   node --conditions=source scripts/generate-rules.ts           writes
//   node --conditions=source scripts/generate-rules.ts --check   exits 1 when a file is not what it would write
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ErrorCodeRow, renderErrors } from './rules/render-errors.ts';
import { renderExamples, renderRegistry } from './rules/render-registry.ts';
import { type RuleUnit, scanRules } from './rules/scan.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const rulesFolder = join(root, 'packages/core/src/rules');
const registryFile = join(rulesFolder, 'registry.gen.ts');
const examplesFile = join(rulesFolder, 'examples.gen.ts');
const pagesFolder = join(root, 'docs/rules');
const errorCodes = join(root, 'packages/core/src/errors/codes.ts');

const isCheck = process.argv.includes('--check');
const stale: string[] = [];

/** Writes a file, or in check mode notes that it is not up to date. */
function emit(file: string, text: string): void {
  const current = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (current === text) return;
  stale.push(relative(root, file));
  if (isCheck) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Removes the page of a rule that is gone, or in check mode notes it. */
function drop(file: string): void {
  stale.push(relative(root, file));
  if (!isCheck) rmSync(file);
}

async function emitPages(units: readonly RuleUnit[]): Promise<void> {
  const { renderPages } = await import('./rules/render-pages.ts');
  const pages = renderPages(units);
  for (const [name, text] of pages) emit(join(pagesFolder, name), text);
  for (const name of readdirSync(pagesFolder)) {
    if (!pages.has(name)) drop(join(pagesFolder, name));
  }
}

async function emitErrors(): Promise<void> {
  if (!existsSync(errorCodes)) return;
  const { errorCodes: rows } = (await import(pathToFileURL(errorCodes).href)) as {
    readonly errorCodes: readonly ErrorCodeRow[];
  };
  emit(join(root, 'docs/errors.md'), renderErrors(rows));
}

const units = await scanRules(rulesFolder);
emit(registryFile, renderRegistry(units));
emit(examplesFile, renderExamples(units));
// The pages evaluate the rules through the registry, so a stale one must be written first.
if (!isCheck || stale.length === 0) await emitPages(units);
await emitErrors();

if (isCheck && stale.length > 0) {
  console.error(
    `not what scripts/generate-rules.ts writes, run it and commit:\n  ${stale.join('\n  ')}`,
  );
  process.exitCode = 1;
} else {
  console.log(
    isCheck
      ? `${units.length} rules, all up to date`
      : `${units.length} rules, ${stale.length} written`,
  );
}
