import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { rules, textProblem } from '../../src/spec/grammar.ts';
import { readingsOf } from '../../src/spec/readings.ts';
import { sampleTexts } from '../../src/spec/sample-texts.ts';
import { cmkSpecSchema } from '../../src/spec/schema.ts';
import { badValues, withValue } from './bad-values.ts';
import { fullSpec, smallSpec } from './sample-specs.ts';

test.for(Object.entries(rules))('%s has two different good texts', ([, rule]) => {
  const [one = '', two = '', ...others] = sampleTexts(rule);
  expect(one).not.toBe(two);
  expect(others).toEqual([]);
  expect([textProblem(rule, one), textProblem(rule, two)]).toEqual([undefined, undefined]);
});

const isForm = (value: unknown): boolean => v.safeParse(cmkSpecSchema, value).success;

const isCountWrong = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Object.keys(value).length > 15 || JSON.stringify(value).includes(':[]'));

describe('readingsOf', () => {
  test('is the value itself when its form is right', () => {
    expect(readingsOf(fullSpec)).toEqual([fullSpec]);
    expect(readingsOf(smallSpec)).toEqual([smallSpec]);
  });

  test.for(badValues)('puts something good in the place of %s: %j', ([path, value]) => {
    // As JSON: what is undefined is left out.
    const input: unknown = JSON.parse(JSON.stringify(withValue(path, value)));
    const readings = readingsOf(input);
    if (isForm(input)) expect(readings).toEqual([input]);
    // Too many or too few of something is no reason to read it otherwise.
    else if (isCountWrong(value)) expect(readings).toEqual([input]);
    else for (const reading of readings) expect(isForm(reading)).toBe(true);
  });

  test('differ in what cannot be read, and in nothing else', () => {
    const vault = { create: { name: '9', purgeProtection: 'yes', retentionDays: 30 } };
    const readings = readingsOf({ ...fullSpec, vault });
    const vaults = readings.map((reading) =>
      'create' in reading.vault ? reading.vault.create : {},
    );
    expect(new Set(vaults.map((each) => ('name' in each ? each.name : '')))).toEqual(
      new Set(sampleTexts(rules.vaultName)),
    );
    expect(
      new Set(vaults.map((each) => ('purgeProtection' in each ? each.purgeProtection : 'absent'))),
    ).toEqual(new Set(['absent', true, false]));
    for (const reading of readings) {
      expect(reading).toMatchObject({ vault: { create: { retentionDays: 30 } } });
      expect({ ...reading, vault }).toEqual({ ...fullSpec, vault });
    }
  });

  test('take a name that nobody knows for any member that is not there', () => {
    const workspace = { name: 'mlw-churn', encrypton: { identity: { create: { name: 'id' } } } };
    const readings = readingsOf({ ...smallSpec, workspace });
    expect(readings.some((reading) => reading.workspace.encryption?.identity !== undefined)).toBe(
      true,
    );
    expect(readings.some((reading) => reading.workspace.encryption === undefined)).toBe(true);
    expect(readings.every(isForm)).toBe(true);
  });

  test('take what is not JSON for anything', () => {
    const workspace = { name: 'mlw-churn', highBusinessImpact: 1n };
    const seen = readingsOf({ ...smallSpec, workspace }).map(
      (reading) => reading.workspace.highBusinessImpact,
    );
    expect(new Set(seen)).toEqual(new Set([undefined, true, false]));
  });

  test('are few, of the form of a spec, and never fail', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true }), (input) => {
        const readings = readingsOf(input);
        expect(readings.length).toBeLessThanOrEqual(96);
        expect(readings.every(isForm)).toBe(true);
      }),
    );
  });
});
