import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { evaluate, type RotationFacts } from '../../src/rules/index.ts';
import {
  type KeyVersion,
  revocationOf,
  rotationOf,
  type VersionUse,
} from '../../src/verify/key-versions.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-09-01T00:00:00Z');
const hours = (count: number): number => START + count * HOUR;

const version = (name: string, madeAt: number, more: Partial<KeyVersion> = {}): KeyVersion => ({
  version: name,
  madeAtMs: hours(madeAt),
  changedAtMs: hours(madeAt),
  isEnabled: true,
  ...more,
});
const OFF = { isEnabled: false };
const isBroken = (rotation: RotationFacts | undefined, asOfMs: number): boolean | undefined =>
  rotation &&
  evaluate({
    asOf: new Date(asOfMs).toISOString(),
    cloud: 'public',
    cosmosDbApplicationIds: [],
    rotation,
  }).some(({ rule }) => rule.id === 'CMK-020');

describe('a version that was replaced', () => {
  const [one, two, three] = [version('1', 0), version('2', 10), version('3', 20)];

  it.each<[string, readonly KeyVersion[], readonly VersionUse[], number, boolean | undefined]>([
    ['is not there', [one], [{ version: '1' }], 100, undefined],
    ['was used by nobody that is known', [{ ...one, ...OFF }, two], [], 100, undefined],
    ['is on, whoever still uses it', [one, two], [{ version: '1' }], 100, false],
    ['is off and still used', [{ ...one, ...OFF }, two], [{ version: '1' }], 1000, true],
    ['is off a day before anybody can be done', [{ ...one, ...OFF }, two], [{}], 33, true],
    [
      'is off, and nobody says since when',
      [{ ...one, ...OFF }, two],
      [{ version: '2' }],
      99,
      undefined,
    ],
    [
      'is off a day after the last one left',
      [{ ...one, ...OFF }, two],
      [{ version: '2', takenByMs: hours(12) }, {}],
      36,
      false,
    ],
    [
      'is off, and one may have left it less than a day ago',
      [{ ...one, ...OFF }, two],
      [{ version: '2', takenByMs: hours(12) }, {}],
      35,
      undefined,
    ],
    [
      'is off long since, and the one after it is on and used',
      [{ ...one, ...OFF }, two, three],
      [{ version: '2', takenByMs: hours(11) }],
      60,
      false,
    ],
    [
      'is off, two versions ago, and still used',
      [{ ...one, ...OFF }, two, three],
      [{ version: '1' }, {}],
      1000,
      true,
    ],
    [
      'is off, and is one that the vault does not list',
      [{ ...one, ...OFF }, two],
      [{ version: 'x' }],
      99,
      true,
    ],
    [
      'is off, and nothing tells whether it came before the other',
      [
        { ...one, ...OFF },
        { ...two, madeAtMs: one.madeAtMs },
      ],
      [{ version: '2' }],
      1,
      undefined,
    ],
  ])('%s', (_, versions, uses, asOf, expected) => {
    expect(isBroken(rotationOf(versions, uses, hours(asOf)), hours(asOf))).toBe(expected);
  });

  it('is judged by what really happened, or not at all', () => {
    // A history: versions made in order, and for each user the instants at which it took each; then only what Azure shows of it.
    const history = fc
      .record({
        gaps: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 5 }),
        users: fc.array(
          fc.record({
            delays: fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 5, maxLength: 5 }),
            tells: fc.constantFrom('all', 'version', 'nothing'),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        offFrom: fc.integer({ min: 1, max: 4 }),
        later: fc.integer({ min: 0, max: 120 }),
      })
      .map(({ gaps, users, offFrom, later }) => {
        const made = gaps.map((_, index) =>
          gaps.slice(0, index).reduce((sum, gap) => sum + gap, 0),
        );
        const asOf = (made.at(-1) ?? 0) + later;
        const versions = made.map((at, index) =>
          version(`${index}`, at, { isEnabled: index >= Math.min(offFrom, made.length - 1) }),
        );
        const taken = users.map(({ delays, tells }) => {
          // Whoever names no version is documented to take a new one within the hour.
          const at = made.map(
            (when, index) =>
              when + (tells === 'nothing' ? Math.min(1, delays[index] ?? 0) : (delays[index] ?? 0)),
          );
          return { tells, at: at.map((when, index) => Math.max(when, ...at.slice(0, index))) };
        });
        return { asOf, versions, taken };
      });
    const judged: (boolean | undefined)[] = [];
    fc.assert(
      fc.property(history, ({ asOf, versions, taken }) => {
        const current = taken.map(({ at }) => at.findLastIndex((when) => when <= asOf));
        fc.pre(current.every((index) => index >= 0));
        const uses = taken.map(({ at, tells }, user): VersionUse => {
          const index = current[user] ?? 0;
          if (tells === 'nothing') return {};
          return tells === 'version'
            ? { version: `${index}` }
            : { version: `${index}`, takenByMs: hours(at[index] ?? 0) };
        });
        const said = isBroken(rotationOf(versions, uses, hours(asOf)), hours(asOf));
        const isTooEarly = versions.some(({ isEnabled }, index) => {
          if (isEnabled || index === versions.length - 1) return false;
          return taken.some(({ at }) => {
            const left = Math.min(...at.slice(index + 1));
            return left > asOf || left + 24 > asOf;
          });
        });
        if (said !== undefined) expect(said).toBe(isTooEarly);
        judged.push(said);
      }),
      { numRuns: 500 },
    );
    // Of 500 histories about 150 are found too early and 120 not: the property does not hold by saying nothing.
    for (const verdict of [true, false]) {
      expect(judged.filter((said) => said === verdict).length).toBeGreaterThan(50);
    }
  });
});

describe('a key that was lost', () => {
  const serving = [{ service: 'cosmosDb', isServing: true }] as const;

  it.each<[string, Parameters<typeof revocationOf>[0], number | undefined]>([
    ['was not', { version: version('1', 0) }, undefined],
    [
      'counts from the last change of a disabled version',
      { version: version('1', 0, { isEnabled: false, changedAtMs: hours(5) }) },
      5,
    ],
    ['counts from its expiry', { version: version('1', 0, { expiresAtMs: hours(7) }) }, 7],
    [
      'does not count from an expiry to come',
      { version: version('1', 0, { expiresAtMs: hours(11) }) },
      undefined,
    ],
    ['counts from its deletion', { deletedAtMs: hours(3) }, 3],
    [
      'counts from what came first',
      {
        version: version('1', 0, {
          isEnabled: false,
          changedAtMs: hours(5),
          expiresAtMs: hours(4),
        }),
      },
      4,
    ],
  ])('%s', (_, loss, since) => {
    expect(revocationOf(loss, serving, hours(10))).toEqual(
      since === undefined
        ? undefined
        : { revokedAt: new Date(hours(since)).toISOString(), stores: serving },
    );
    expect(revocationOf(loss, [], hours(10))).toBeUndefined();
  });
});
