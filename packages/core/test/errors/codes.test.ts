import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { errorCodes } from '../../src/errors/codes.ts';

const source = join(import.meta.dirname, '../../src');

/** Codes written as a string in the sources, the table itself left out: `'CMK_…'`. */
function codesInSources(): ReadonlySet<string> {
  const files = globSync('**/*.ts', { cwd: source }).filter(
    (file) => file !== join('errors', 'codes.ts'),
  );
  const found = files.flatMap((file) =>
    [...readFileSync(join(source, file), 'utf8').matchAll(/'(CMK_[A-Z_]+)'/g)].map(
      (match) => match[1] ?? '',
    ),
  );
  // The name of an environment variable, not a code.
  return new Set(
    found.filter((code) => code !== 'CMK_SOURCE_DOCUMENTS' && code !== 'CMK_CONFORMANCE_DATA'),
  );
}

describe('the table of codes', () => {
  const listed = errorCodes.map(({ code }) => code);

  it('has one row for each code that is thrown', () => {
    expect([...codesInSources()].filter((code) => !listed.includes(code))).toEqual([]);
  });

  it('has no row twice, and none that is never thrown', () => {
    expect(listed.filter((code, index) => listed.indexOf(code) !== index)).toEqual([]);
    const thrown = codesInSources();
    expect(listed.filter((code) => !thrown.has(code))).toEqual([]);
  });

  it('says what it means and what to do', () => {
    for (const { code, meaning, fix } of errorCodes) {
      expect(code).toMatch(/^CMK_[A-Z_]+$/);
      expect(meaning.length).toBeGreaterThan(10);
      expect(fix.length).toBeGreaterThan(10);
    }
  });
});
