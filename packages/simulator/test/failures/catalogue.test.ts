import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { notReproduced } from './not-reproduced.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const FAILURES = 99;
const ids = Array.from(
  { length: FAILURES },
  (_, index) => `F${String(index + 1).padStart(2, '0')}`,
);

/** Names of tests: the first argument of `it` and `describe`, and of what `each` makes of them. */
const NAME =
  /(?:\b(?:it|describe)|\))\(\s*(?<quote>['"`])(?<name>(?:(?!\k<quote>)[^\\]|\\.)*)\k<quote>,/g;

const named = new Set(
  globSync('packages/{core,simulator}/test/**/*.test.ts', { cwd: ROOT }).flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(NAME)].flatMap(
      ({ groups }) => groups?.['name']?.match(/\bF\d{2}\b/g) ?? [],
    ),
  ),
);

describe('the catalogue of failures', () => {
  it.each(ids)('%s has a test that names it, or a reason to have none', (id) => {
    const reason = notReproduced.find((entry) => entry.id === id)?.why;
    expect(named.has(id) || reason !== undefined, `neither test nor reason for ${id}`).toBe(true);
  });

  it('has a reason for nothing that a test reproduces, and for each failure once', () => {
    const listed = notReproduced.map(({ id }) => id);
    expect(listed.filter((id) => named.has(id))).toEqual([]);
    expect(listed).toEqual([...new Set(listed)].toSorted((one, other) => one.localeCompare(other)));
    expect(listed.filter((id) => !ids.includes(id))).toEqual([]);
  });
});
