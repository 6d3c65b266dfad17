/** What the rules say of a spec that cannot be read in one place. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CmkSpec } from '../../src/spec/types.ts';
import { validateSpec } from '../../src/validate/validate.ts';
import { arbitrarySpec } from '../spec/arbitrary-spec.ts';
import { badValues } from '../spec/bad-values.ts';
import { fullSpec } from '../spec/sample-specs.ts';

const asOf = '2026-09-01T00:00:00Z';

type Steps = readonly (string | number)[];

const stepsOf = (path: string): Steps =>
  path
    .split(/\.|\[|\]\.?/)
    .filter((step) => step !== '')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));

function pathsOf(value: unknown, at: Steps = []): readonly Steps[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Object.entries(value).flatMap(([name, member]) =>
    pathsOf(member, [...at, Array.isArray(value) ? Number(name) : name]),
  );
  return at.length === 0 ? inner : [at, ...inner];
}

function replaced(value: unknown, [step, ...rest]: Steps, by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (index === step ? replaced(item, rest, by) : item));
  }
  const members = (value ?? {}) as Record<string, unknown>;
  return { ...members, [step]: replaced(members[step], rest, by) };
}

/** The broken rules, each with its place. */
const rulesBroken = (input: unknown): readonly string[] =>
  validateSpec(input, { asOf }).flatMap(({ code, severity, path }) =>
    code.startsWith('CMK-') ? [`${severity} ${code} ${path}`] : [],
  );

/** A spec of every cloud that breaks any of the rules, in any of the places. */
const ruleBreakers: readonly (readonly [path: string, value: unknown])[] = [
  ['vault.create.purgeProtection', false],
  ['key.create.size', 2048],
  ['key.create.enabled', false],
  ['key.create.expiry', '2026-08-01T00:00:00Z'],
  ['cosmosDbPrincipalObjectId', 'a232010e-820c-4083-83bb-3ace5fc29d0b'],
  ['clusters[0].create.kubernetesVersion', '1.20'],
  ['location', 'germanycentral'],
];

const isThere = (spec: unknown, steps: Steps): boolean => {
  let at = spec;
  for (const step of steps.slice(0, -1)) at = (at as Record<string, unknown> | undefined)?.[step];
  return typeof at === 'object' && at !== null;
};

const breakingSpec = fc
  .tuple(arbitrarySpec, fc.subarray([...ruleBreakers]))
  .map(([spec, breakers]) =>
    breakers.reduce<unknown>(
      (broken, [path, value]) =>
        isThere(broken, stepsOf(path)) ? replaced(broken, stepsOf(path), value) : broken,
      spec,
    ),
  ) as fc.Arbitrary<CmkSpec>;

/** No member takes one of these, whatever it is. */
const neverGood = fc.constantFrom<unknown>(null, 1e99, 1n, [[]]);

describe('a spec that cannot be read in one place', { timeout: 60_000 }, () => {
  test('is said to break no rule but those that it breaks', () => {
    fc.assert(
      fc.property(breakingSpec, fc.nat(), neverGood, (spec, at, bad) => {
        const paths = pathsOf(spec);
        const path = paths[at % paths.length] ?? [];
        const input = replaced(spec, path, bad);
        expect(validateSpec(input, { asOf }).some(({ code }) => code.startsWith('SPEC-'))).toBe(
          true,
        );
        expect(rulesBroken(spec)).toEqual(expect.arrayContaining([...rulesBroken(input)]));
      }),
      { numRuns: 150 },
    );
  });

  test('is said to break no rule but those that it breaks, in two places', () => {
    fc.assert(
      fc.property(breakingSpec, fc.nat(), fc.nat(), (spec, one, two) => {
        const paths = pathsOf(spec);
        const input = [one, two].reduce<unknown>((broken, at) => {
          const path = paths[at % paths.length] ?? [];
          return isThere(broken, path) ? replaced(broken, path, null) : broken;
        }, spec);
        expect(rulesBroken(spec)).toEqual(expect.arrayContaining([...rulesBroken(input)]));
      }),
      { numRuns: 150 },
    );
  });
});

const everythingBroken = ruleBreakers
  .filter(([path]) => path !== 'location')
  .reduce<unknown>((spec, [path, value]) => replaced(spec, stepsOf(path), value), fullSpec);

describe('the rules that the other places break', () => {
  test('are all told of the whole spec', () => {
    expect(rulesBroken(everythingBroken)).toEqual([
      'error CMK-002 vault.create.purgeProtection',
      'warning CMK-011 key.create.size',
      'error CMK-012 key.create.enabled',
      'error CMK-012 key.create.expiry',
      'error CMK-014 cosmosDbPrincipalObjectId',
      'note CMK-062 containerGroups[1].key.vaultBaseUrl',
      'error CMK-064 clusters[0].create.kubernetesVersion',
    ]);
  });

  test.for(badValues)('are told beside %s: %j', ([path, value]) => {
    const input = replaced(everythingBroken, stepsOf(path), value);
    const told = rulesBroken(input);
    for (const rule of rulesBroken(everythingBroken)) {
      const place = rule.split(' ')[2] ?? '';
      if (place.startsWith(path)) continue;
      expect(told, `${path} hides ${rule}`).toContain(rule);
    }
  });

  test.for(pathsOf(everythingBroken).map((path) => [path]))('are told beside %j', ([path = []]) => {
    const told = rulesBroken(replaced(everythingBroken, path, null));
    for (const rule of rulesBroken(everythingBroken)) {
      const place = stepsOf(rule.split(' ')[2] ?? '');
      if (path.every((step, index) => place[index] === step)) continue;
      expect(told, `${path.join('.')} hides ${rule}`).toContain(rule);
    }
  });
});
