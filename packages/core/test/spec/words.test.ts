import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationDays, parseInstant } from '../../src/spec/iso8601.ts';
import { pathText, shown } from '../../src/spec/issue.ts';
import { editDistance, nearest } from '../../src/spec/nearest.ts';
import { cloudOfRegion, regions } from '../../src/spec/regions.ts';

describe('nearest', () => {
  test.each([
    ['westeurop', 'westeurope'],
    ['west europe', 'westeurope'],
    ['weseturope', 'westeurope'],
    ['eastusa', 'eastus'],
    ['germany', undefined],
    ['x', undefined],
    ['a'.repeat(1000), undefined],
  ])('%s -> %s', (word, meant) => {
    expect(nearest(word, regions.public)).toBe(meant);
  });

  test('the distance is a metric', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });
});

describe('regions', () => {
  test('each is one cloud’s, without regard to case and spaces', () => {
    for (const [cloud, names] of Object.entries(regions)) {
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(cloudOfRegion(` ${name.toUpperCase()}`)).toBe(cloud);
    }
    expect(cloudOfRegion('West Europe')).toBe('public');
    expect(cloudOfRegion('atlantis')).toBeUndefined();
  });
});

describe('ISO 8601', () => {
  test.each([
    ['P7D', 7],
    ['P1Y', 365],
    ['P3M', 90],
    ['PT48H', 2],
    ['P1Y10D', 375],
    ['P1DT12H', 1.5],
    ['P', undefined],
    ['PT', undefined],
    ['P1W', undefined],
    ['-P7D', undefined],
    ['P1.5D', undefined],
    ['7D', undefined],
  ])('duration %s: %s days', (text, days) => {
    expect(durationDays(text)).toBe(days);
  });

  test.each([
    '2026-13-01T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01',
    '2026-01-01T00:00:00',
  ])('instant %s is none', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  test('every instant that JavaScript prints is one', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(parseInstant(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
    expect(parseInstant('2028-02-29T12:00:00+02:00')).toBe(Date.UTC(2028, 1, 29, 10));
  });
});

describe('what issues show', () => {
  test('paths', () => {
    expect(pathText([])).toBe('');
    expect(pathText(['workspace', 'identity', 'identities', 0])).toBe(
      'workspace.identity.identities[0]',
    );
    expect(pathText(['tags', 'cost center'])).toBe('tags["cost center"]');
    expect(pathText(['tags', 'x'.repeat(100)]).length).toBeLessThan(80);
  });

  test('values', () => {
    expect(shown('a\nb')).toBe('"a\\nb"');
    expect(shown([1, 2])).toBe('a list of 2');
    expect(shown({ password: 'x' })).toBe('an object');
    expect(shown('a'.repeat(200))).toHaveLength(82);
    expect(shown('Aa1'.repeat(20))).toBe('(60 characters that look like a secret)');
    expect(shown('abcdef12-0000-4000-8000-34567890abcd')).toContain('abcdef12');
  });
});
