/** Names of all kinds: those of what is there, and those that break what reads them carelessly. */
import fc from 'fast-check';

export const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** What every object of JavaScript has without being given it: in a careless table, a hit. */
export const INHERITED = Object.getOwnPropertyNames(Object.prototype);

const NASTY_NAMES = [
  ...INHERITED,
  'prototype',
  '..',
  '.',
  '%2e%2e',
  '..%2f..%2f',
  '%',
  '%zz',
  '%00',
  '%E0%A4%A',
  'a%2Fb',
  ' ',
  '+',
  "'; drop",
  '|',
  'null',
  'undefined',
  '0',
  '💥',
  '\ud800',
  'ﬀ',
  'İ',
  'x'.repeat(5000),
];

export const name = fc.oneof(
  {
    weight: 6,
    arbitrary: pick(
      'mine-kv',
      'mine-rg',
      'mine-id',
      'mine-net',
      'minestore',
      'theirs-kv',
      'theirs-rg',
      'new-one',
      'default',
      '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
    ),
  },
  { weight: 2, arbitrary: pick(...NASTY_NAMES) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);
