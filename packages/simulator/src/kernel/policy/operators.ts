/** How rules compare. Words compare without case, unless their operator says so. */
import { isObject, type Json } from '../json.ts';
import { wordOf } from '../read-json.ts';
import { memberAt } from './fields.ts';

/** Whether a value is as an operator wants it. */
export type Test = (value: Json | undefined, target: Json) => boolean;

const not =
  (test: Test): Test =>
  (value, target) =>
    !test(value, target);

const contains: Test = (value, target) => isString(value) && lower(value).includes(lower(target));
const isIn: Test = (value, target) => listOf(target).some((one) => same(value, one));
const hasKey: Test = (value, target) => memberAt(value, wordOf(target)) !== undefined;
const exists: Test = (value, target) =>
  (value !== undefined && value !== null) === (lower(target) === 'true');

/** By name in lower case; the name as refusals tell it. */
export const OPERATORS: ReadonlyMap<string, readonly [name: string, test: Test]> = new Map(
  (
    [
      ['Equals', same],
      ['NotEquals', not(same)],
      ['In', isIn],
      ['NotIn', not(isIn)],
      ['Like', isLike],
      ['NotLike', not(isLike)],
      ['Match', matches(false)],
      ['NotMatch', not(matches(false))],
      ['MatchInsensitively', matches(true)],
      ['NotMatchInsensitively', not(matches(true))],
      ['Contains', contains],
      ['NotContains', not(contains)],
      ['ContainsKey', hasKey],
      ['NotContainsKey', not(hasKey)],
      ['Exists', exists],
      ['Less', (value, target) => order(value, target) < 0],
      ['LessOrEquals', (value, target) => order(value, target) <= 0],
      ['Greater', (value, target) => order(value, target) > 0],
      ['GreaterOrEquals', (value, target) => order(value, target) >= 0],
    ] satisfies readonly (readonly [string, Test])[]
  ).map(([name, test]) => [name.toLowerCase(), [name, test]]),
);

const isString = (value: unknown): value is string => typeof value === 'string';
const lower = (value: Json): string => wordOf(value).toLowerCase();
const listOf = (value: Json): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : [];

/** Azure compares words without case, and `false` with `'false'`. */
export function same(value: Json | undefined, target: Json): boolean {
  if (value === undefined || value === null) return target === null;
  return isObject(value) || Array.isArray(value)
    ? JSON.stringify(value) === JSON.stringify(target)
    : lower(value) === lower(target);
}

/** One `*` stands for any run of characters. */
function isLike(value: Json | undefined, target: Json): boolean {
  const [before = '', after] = lower(target).split('*');
  if (!isString(value)) return false;
  const text = lower(value);
  if (after === undefined) return text === before;
  return (
    text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after)
  );
}

/** `#` stands for a digit, `?` for a letter, `.` for any character; everything else for itself. */
function matches(isInsensitive: boolean): Test {
  const asCompared = (text: string): readonly string[] => [
    ...(isInsensitive ? text.toLowerCase() : text),
  ];
  return (value, target) => {
    if (!isString(value) || !isString(target)) return false;
    const [given, pattern] = [asCompared(value), asCompared(target)];
    return given.length === pattern.length && pattern.every((one, at) => stands(one, given[at]));
  };
}

function stands(pattern: string, one = ''): boolean {
  if (pattern === '#') return /^\d$/.test(one);
  if (pattern === '?') return /^[a-z]$/i.test(one);
  return pattern === '.' || pattern === one;
}

/** Numbers by size, anything else as text; what is not there is in no order. */
function order(value: Json | undefined, target: Json): number {
  if (value === undefined || value === null) return NaN;
  if (typeof value === 'number' && typeof target === 'number') return value - target;
  const [left, right] = [lower(value), lower(target)];
  return left < right ? -1 : left > right ? 1 : 0;
}
