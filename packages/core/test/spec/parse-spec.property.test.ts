import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { Issue } from '../../src/errors/cmk-error.ts';
import { specCodes } from '../../src/spec/codes.ts';
import { parseSpec } from '../../src/spec/parse-spec.ts';
import { cmkSpecSchema } from '../../src/spec/schema.ts';
import { arbitrarySpec } from './arbitrary-spec.ts';
import { fullSpec } from './sample-specs.ts';

/** The members and indexes of a path, or `undefined` when it is not written as one. */
function parts(path: string): readonly (string | number)[] | undefined {
  const found: (string | number)[] = [];
  let rest = path;
  while (rest !== '') {
    const match = /^(?:\.?([A-Za-z_$][\w$]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\])/.exec(rest);
    if (!match) return undefined;
    found.push(match[1] ?? (match[2] === undefined ? JSON.parse(match[3]!) : Number(match[2])));
    rest = rest.slice(match[0].length);
  }
  return found;
}

/** A path exists in the input, or its last part is a member that is missing there. */
function expectPlace(input: unknown, { path }: Issue): void {
  const steps = parts(path);
  expect(steps, path).toBeDefined();
  let at: unknown = input;
  for (const [index, step] of steps!.entries()) {
    const isLast = index === steps!.length - 1;
    if (typeof at !== 'object' || at === null) {
      expect.fail(`${path} leads through something that is no object`);
    }
    if (!isLast && !Object.hasOwn(at, step)) {
      // Only a shortened name of a member may not be found again.
      expect(String(step)).toMatch(/…|redacted/);
      return;
    }
    at = (at as Record<string, unknown>)[step];
  }
}

function expectWellFormed(input: unknown, issues: readonly Issue[]): void {
  for (const issue of issues) {
    expect(Object.keys(specCodes)).toContain(issue.code);
    expect(issue.message).not.toBe('');
    // Outside of what it quotes, and of members that happen to be called so.
    const named = issue.path.split(/[.[\]]/);
    const words = issue.message.replace(/"(?:[^"\\]|\\.)*"/g, '');
    expect(named.reduce((text, name) => text.replace(name, ''), words)).not.toMatch(
      /undefined|\[object/,
    );
    expect(issue.fix).not.toBe('');
    // 80 characters, each of which may be escaped.
    expect((issue.received ?? '').length).toBeLessThanOrEqual(82 * 6);
    expectPlace(input, issue);
  }
}

describe('parseSpec', () => {
  test('takes every valid spec and gives it back as it was', () => {
    fc.assert(
      fc.property(arbitrarySpec, (spec) => {
        const result = parseSpec(spec);
        expect(result.issues).toEqual([]);
        expect(result.ok && result.spec).toEqual(spec);
      }),
      { numRuns: 300 },
    );
  });

  test('never throws, whatever it is given, and says why it refuses', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
      stringUnit: 'binary',
      maxDepth: 4,
    });
    fc.assert(
      fc.property(anything, (input) => {
        const result = parseSpec(input);
        expect(result.ok).toBe(false);
        expect(result.issues.length).toBeGreaterThan(0);
        expectWellFormed(input, result.issues);
      }),
      { numRuns: 500 },
    );
  });

  test('finds a place for everything that is wrong in a spec with one part replaced', () => {
    const paths = pathsOf(fullSpec);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
        const input = replaced(fullSpec, path, value);
        const result = parseSpec(input);
        expectWellFormed(input, result.issues);
        // The walk and valibot's own parser must agree about the form.
        const formIsRight = v.safeParse(cmkSpecSchema, input).success;
        if (!formIsRight) expect(result.ok).toBe(false);
        if (result.ok) expect(formIsRight).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('misses every member that is needed and taken out', () => {
    const members = pathsOf(fullSpec).filter((path) => typeof path.at(-1) === 'string');
    for (const path of members) {
      const input = replaced(fullSpec, path, undefined);
      const result = parseSpec(input);
      expectWellFormed(input, result.issues);
      if (v.safeParse(cmkSpecSchema, JSON.parse(JSON.stringify(input))).success) continue;
      const codes = result.issues.map(({ code }) => code);
      expect(result.ok).toBe(false);
      expect(codes.some((code) => code === 'SPEC-MISSING' || code === 'SPEC-CHOICE')).toBe(true);
    }
  });
});

type Steps = readonly (string | number)[];

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
  const members = value as Record<string, unknown>;
  return { ...members, [step]: replaced(members[step], rest, by) };
}
