/** Ids of rules that plans, reports and errors cite: each has a rule and so a page, or is known to have none yet. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/rules/index.ts';

const packages = join(import.meta.dirname, '../../..');

/** Without a rule file yet. The list may only shrink: an id that gets its rule has to go from here. */
const WITHOUT_RULE: readonly string[] = [];

describe('cited rules', () => {
  it('are there, or on the list of those to come', () => {
    const files = globSync('{core,simulator}/src/**/*.ts', { cwd: packages });
    expect(files.length).toBeGreaterThan(100);
    const cited = new Set(
      files.flatMap((file) => readFileSync(join(packages, file), 'utf8').match(/CMK-\d{3}/g) ?? []),
    );
    const known = new Set<string>(rules.map(({ id }) => id));
    expect([...cited].filter((id) => !known.has(id)).sort()).toEqual(WITHOUT_RULE);
  });
});
