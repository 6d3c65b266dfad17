/** Reads arguments of functions. */
import { isObject, type Json, type JsonObject } from '../../../../kernel/json.ts';
import { badCall } from '../template-error.ts';

export type Pure = (args: readonly Json[], name: string) => Json;

/** Functions by lower-cased name: case does not count in it. */
export type FunctionTable = ReadonlyMap<string, Pure>;

export const functionTable = (functions: Readonly<Record<string, Pure>>): FunctionTable =>
  new Map(Object.entries(functions).map(([name, run]) => [name.toLowerCase(), run]));

/** A function of a certain number of arguments. */
export function taking(least: number, most: number, run: Pure): Pure {
  return (args, name) => {
    if (args.length >= least && args.length <= most) return run(args, name);
    const count =
      least === most ? `${least}` : most === Infinity ? `at least ${least}` : `${least} to ${most}`;
    throw badCall(name, `it takes ${count} argument(s), not ${args.length}`);
  };
}

export function text(args: readonly Json[], at: number, name: string): string {
  const value = args[at];
  if (typeof value === 'string') return value;
  throw badCall(name, `argument ${at + 1} must be a string`);
}

export function integer(args: readonly Json[], at: number, name: string): number {
  const value = args[at];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw badCall(name, `argument ${at + 1} must be an integer`);
}

export function list(args: readonly Json[], at: number, name: string): readonly Json[] {
  const value = args[at];
  if (Array.isArray(value)) return value;
  throw badCall(name, `argument ${at + 1} must be an array`);
}

export function object(args: readonly Json[], at: number, name: string): JsonObject {
  const value = args[at];
  if (isObject(value)) return value;
  throw badCall(name, `argument ${at + 1} must be an object`);
}
