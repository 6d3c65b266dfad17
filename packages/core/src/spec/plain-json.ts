/** Makes plain JSON of any value at all, naming what is not JSON. Never throws and never hangs. */
import type { Issue } from '../errors/cmk-error.ts';
import { textLengthMax } from './grammar.ts';
import { type Path, specIssue } from './issue.ts';

/** Plain JSON: what `JSON.parse` can give. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** An object of plain JSON. */
export interface JsonObject {
  readonly [member: string]: Json;
}

/** Nesting of the deepest spec is 7. */
const depthMax = 32;
/** Values of any kind; the largest spec has a few thousand. */
const valuesMax = 20_000;
/** Values that are not JSON and named one by one; what comes after them is counted as one. */
const notJsonNamedMax = 200;
/** Characters of one text: anything longer is cut off here and refused by its own rule. */
const textKeptMax = 4 * textLengthMax;

interface State {
  readonly issues: Issue[];
  /** The objects on the way from the top. */
  readonly above: Set<object>;
  values: number;
  notJson: number;
}

/** The JSON of a value; members that are not JSON are left out and named in the issues. */
export function plainJson(input: unknown): { json: Json | undefined; issues: readonly Issue[] } {
  const state: State = { issues: [], above: new Set(), values: 0, notJson: 0 };
  const json = copy(input, [], state);
  return { json, issues: state.issues };
}

/** Whether a value is an object of plain JSON. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function copy(value: unknown, path: Path, state: State): Json | undefined {
  state.values += 1;
  if (state.values > valuesMax) {
    if (state.values === valuesMax + 1) {
      state.issues.push(
        specIssue('SPEC-LIMIT', [], {
          message: `The input has more than ${valuesMax} values.`,
          expected: `at most ${valuesMax} values`,
          fix: 'Describe one workspace in one spec.',
        }),
      );
    }
    return undefined;
  }
  if (typeof value === 'string') return value.slice(0, textKeptMax);
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'object') return copyObject(value, path, state);
  if (value === undefined) return notJson(path, state, 'nothing');
  return notJson(path, state, typeof value === 'number' ? String(value) : `a ${typeof value}`);
}

function copyObject(value: object, path: Path, state: State): Json | undefined {
  if (state.above.has(value)) return notJson(path, state, 'a reference to what it is part of');
  if (path.length >= depthMax) {
    state.issues.push(
      specIssue('SPEC-LIMIT', path.slice(0, 4), {
        message: `The input is nested deeper than ${depthMax} levels.`,
        expected: `at most ${depthMax} levels`,
        fix: 'Remove what does not belong into a spec.',
      }),
    );
    return undefined;
  }
  state.above.add(value);
  try {
    return Array.isArray(value) ? copyArray(value, path, state) : copyMembers(value, path, state);
  } catch {
    // A getter or a proxy threw.
    return notJson(path, state, 'an object that cannot be read');
  } finally {
    state.above.delete(value);
  }
}

function copyArray(value: readonly unknown[], path: Path, state: State): Json {
  const items: Json[] = [];
  // A sparse array may claim four thousand million items.
  const length = Math.min(value.length, valuesMax + 1);
  for (let index = 0; index < length && state.values <= valuesMax; index += 1) {
    // A place is kept for what is not JSON, so that the indexes of the others stay right.
    items.push(copy(value[index], [...path, index], state) ?? null);
  }
  return items;
}

function copyMembers(value: object, path: Path, state: State): Json | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    return notJson(path, state, 'an instance of a class');
  }
  const members: Record<string, Json> = {};
  for (const name of Object.keys(value)) {
    if (name === '__proto__') {
      state.issues.push(
        specIssue('SPEC-PROPERTY', [...path, name], {
          message: 'A member must not be named "__proto__".',
          fix: 'Remove the member.',
        }),
      );
      continue;
    }
    const member = (value as Record<string, unknown>)[name];
    // Languages without "absent" write undefined for it.
    if (member === undefined) continue;
    const json = copy(member, [...path, name], state);
    if (json !== undefined) members[name] = json;
    if (state.values > valuesMax) break;
  }
  return members;
}

function notJson(path: Path, state: State, received: string): undefined {
  state.notJson += 1;
  if (state.notJson > notJsonNamedMax) {
    if (state.notJson === notJsonNamedMax + 1) {
      state.issues.push(
        specIssue('SPEC-LIMIT', [], {
          message: `More than ${notJsonNamedMax} values are not plain JSON.`,
          expected: 'plain JSON',
          fix: 'Give plain JSON data.',
        }),
      );
    }
    return undefined;
  }
  state.issues.push({
    ...specIssue('SPEC-JSON', path, {
      message: `This is not plain JSON: ${received}.`,
      expected: 'texts, finite numbers, true, false, lists and plain objects',
      fix: 'Give plain JSON data.',
    }),
    received,
  });
  return undefined;
}
