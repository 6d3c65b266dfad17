import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '../../src');

/** Everything that is resolved while a module is loaded, in a fresh process. */
function resolvedBy(file: string): readonly string[] {
  const script = `
    import { registerHooks } from 'node:module';
    const seen = [];
    registerHooks({ resolve(specifier, context, next) { seen.push(specifier); return next(specifier, context); } });
    await import(${JSON.stringify(pathToFileURL(join(source, file)).href)});
    console.log(JSON.stringify(seen));
  `;
  const output = execFileSync(
    process.execPath,
    ['--conditions=source', '--input-type=module', '-e', script],
    {
      encoding: 'utf8',
    },
  );
  return JSON.parse(output) as readonly string[];
}

describe.each([
  'deploy/deploy.ts',
  'deploy/execute.ts',
  'verify/verify-chain.ts',
  'verify/render/render-posture.ts',
  'errors/index.ts',
])('%s', (file) => {
  it('loads no Azure package before it is needed', () => {
    const seen = resolvedBy(file);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.filter((specifier) => specifier.startsWith('@azure/'))).toEqual([]);
  });
});

it('describing and planning load nothing of how a plan is deployed or a chain read back', () => {
  const seen = resolvedBy('index.ts');
  expect(seen).toContain('./verify/verify.ts');
  expect(seen.filter((specifier) => /\/(?:execute|verify-chain)\.ts$/.test(specifier))).toEqual([]);
});
