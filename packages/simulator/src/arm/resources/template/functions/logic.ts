import type { Json } from '../../../../kernel/json.ts';
import { badCall } from '../template-error.ts';
import { integer, type Pure, taking, type FunctionTable, functionTable } from './arguments.ts';
import { compare, isSame } from './compare.ts';

/** A value where only true or false may stand. */
export function isTrue(name: string, value: Json): boolean {
  if (typeof value === 'boolean') return value;
  throw badCall(name, 'a condition must be true or false');
}

/** A comparison of two integers or two texts. */
const ordered = (accepts: (order: number) => boolean): Pure =>
  taking(2, 2, ([left, right], name) => {
    if (typeof left === 'string' && typeof right === 'string') return accepts(compare(left, right));
    if (typeof left === 'number' && typeof right === 'number') return accepts(left - right);
    throw badCall(name, 'both arguments must be integers, or both strings');
  });

export const logicFunctions: FunctionTable = functionTable({
  true: taking(0, 0, () => true),
  false: taking(0, 0, () => false),
  null: taking(0, 0, () => null),
  not: taking(1, 1, ([value = null], name) => !isTrue(name, value)),
  xor: taking(
    2,
    2,
    ([left = null, right = null], name) => isTrue(name, left) !== isTrue(name, right),
  ),
  equals: taking(2, 2, ([left, right]) => isSame(left, right)),
  less: ordered((order) => order < 0),
  lessOrEquals: ordered((order) => order <= 0),
  greater: ordered((order) => order > 0),
  greaterOrEquals: ordered((order) => order >= 0),
  bool: taking(1, 1, ([value], name) => {
    if (typeof value === 'boolean') return value;
    if (typeof value === 'number') return value !== 0;
    const word = typeof value === 'string' ? value.toLowerCase() : '';
    if (word === 'true' || word === '1') return true;
    if (word === 'false' || word === '0') return false;
    throw badCall(name, 'the argument is neither true nor false');
  }),
  add: taking(2, 2, (args, name) => integer(args, 0, name) + integer(args, 1, name)),
  sub: taking(2, 2, (args, name) => integer(args, 0, name) - integer(args, 1, name)),
  mul: taking(2, 2, (args, name) => integer(args, 0, name) * integer(args, 1, name)),
  div: taking(2, 2, (args, name) => Math.trunc(integer(args, 0, name) / divisor(args, name))),
  mod: taking(2, 2, (args, name) => integer(args, 0, name) % divisor(args, name)),
  int: taking(1, 1, ([value], name) => {
    if (typeof value === 'number') return Math.trunc(value);
    if (typeof value === 'string' && /^\s*-?\d+\s*$/.test(value)) return Number(value);
    throw badCall(name, 'the argument is no integer');
  }),
  float: taking(1, 1, ([value], name) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw badCall(name, 'the argument is no number');
  }),
  min: taking(1, Infinity, (args, name) =>
    integers(args, name).reduce((left, right) => Math.min(left, right)),
  ),
  max: taking(1, Infinity, (args, name) =>
    integers(args, name).reduce((left, right) => Math.max(left, right)),
  ),
  range: taking(2, 2, (args, name) => {
    const [start, count] = [integer(args, 0, name), integer(args, 1, name)];
    if (count < 0 || count > RANGE_MAX_ITEMS) {
      throw badCall(name, `the count must be between 0 and ${RANGE_MAX_ITEMS}`);
    }
    return Array.from({ length: count }, (_, index) => start + index);
  }),
});

/** Documented. */
const RANGE_MAX_ITEMS = 10_000;

function divisor(args: readonly Json[], name: string): number {
  const value = integer(args, 1, name);
  if (value === 0) throw badCall(name, 'nothing can be divided by 0');
  return value;
}

function integers(args: readonly Json[], name: string): readonly number[] {
  const [only] = args;
  const all: readonly Json[] = args.length === 1 && Array.isArray(only) ? only : args;
  if (all.length === 0) throw badCall(name, 'there must be a value');
  return all.map((_, index) => integer(all, index, name));
}
