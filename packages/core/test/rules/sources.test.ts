import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules, type RuleSource, type SourceDocument } from '../../src/rules/index.ts';

/** How the file of each document begins in a folder given as CMK_SOURCE_DOCUMENTS. */
const PREFIX: Readonly<Record<Exclude<SourceDocument, 'AZURE'>, string>> = {
  'HOWTO-B': '000',
  CONCEPT: '001',
  AISTUDIO: '002',
  ENC: '003',
  'HOWTO-A': '004',
};

const folder = process.env['CMK_SOURCE_DOCUMENTS'];

const cited = rules.flatMap((rule) =>
  [...rule.sources, ...(rule.contradictions ?? []).map(({ source }) => source)].map((source) => ({
    source,
    title: `${rule.id} ${source.document}${source.line === undefined ? '' : `:${source.line}`} "${source.anchor}"`,
  })),
);
const inDocuments = cited.filter(({ source }) => source.document !== 'AZURE');
const inAzure = cited.filter(({ source }) => source.document === 'AZURE');

describe('what a source must have', () => {
  it.each(inDocuments)('$title: a line and two to five words', ({ source }) => {
    expect(source.line).toBeGreaterThan(0);
    const words = source.anchor.split(/\s+/);
    expect(words.length).toBeGreaterThanOrEqual(2);
    expect(words.length).toBeLessThanOrEqual(5);
  });

  it.each(inAzure)('$title: a page or a thread', ({ source }) => {
    expect(source.anchor).toMatch(/^https:\/\/|^[\w.-]+\/[\w.-]+#\d+$/);
    expect(source.line).toBeUndefined();
  });
});

// Without the documents the tests are listed as skipped, and their name says what they need.
describe.skipIf(!folder)('every anchor stands on its line [needs CMK_SOURCE_DOCUMENTS]', () => {
  it.each(inDocuments)('$title', ({ source }) => {
    const lines = linesOf(source);
    expect(lines[(source.line ?? 0) - 1]).toContain(source.anchor);
  });

  it.each(inDocuments.filter(({ source }) => source.section !== undefined))(
    '$title: its section begins before it',
    ({ source }) => {
      const above = linesOf(source)
        .slice(0, source.line)
        .map((line) => line.replace(/^#+ /, '').trim());
      expect(above).toContain(source.section);
    },
  );
});

function linesOf({ document }: RuleSource): readonly string[] {
  if (!folder || document === 'AZURE') throw new Error('no document');
  const file = readdirSync(folder).find((name) => name.startsWith(PREFIX[document]));
  if (!file) throw new Error(`${folder} has no file that begins with ${PREFIX[document]}`);
  return readFileSync(join(folder, file), 'utf8').split('\n');
}
