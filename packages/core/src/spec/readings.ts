/**
 * What a spec that is broken in places could mean. Each reading has what can be read as it was written, and something
 * good in the place of what cannot: what is true of all readings is true whatever was meant.
 */
import { type Node, required } from './form-issues.ts';
import { numberProblem, textProblem } from './grammar.ts';
import { type Path, pathText } from './issue.ts';
import { isJsonObject, type Json, type JsonObject, plainJson } from './plain-json.ts';
import { sampleTexts } from './sample-texts.ts';
import { cmkSpecSchema } from './schema.ts';
import type { CmkSpec } from './types.ts';

/** How often the meanings of several broken places are combined anew. */
const combinations = 4;
/** The most readings, however many things the broken places could mean. */
const readingsMax = 96;

/** A member that is left out. */
type Absent = undefined;

interface Reading {
  /** Which one this is, from 0. */
  readonly index: number;
  /** After how many readings the broken places are combined anew. */
  readonly period: number;
  /** Paths of what is not JSON, and so is not in the JSON. */
  readonly gaps: ReadonlySet<string>;
  /** How many broken places there were so far. */
  broken: number;
  /** The most things that one of them could mean. */
  meanings: number;
}

/**
 * The readings of a value that is meant to be a spec, each of a spec's form. One, the value itself, when its form is
 * right; none when nothing of it can be read.
 */
export function readingsOf(input: unknown): readonly CmkSpec[] {
  const { json, issues } = plainJson(input);
  // What was cut off could have said anything.
  if (!isJsonObject(json) || issues.some(({ code }) => code === 'SPEC-LIMIT')) return [];
  const gaps = new Set(issues.map(({ path }) => path));
  const node = cmkSpecSchema as unknown as Node;
  const readings: CmkSpec[] = [];
  let [period, count] = [1, 1];
  for (let index = 0; index < count; index += 1) {
    const reading: Reading = { index, period, gaps, broken: 0, meanings: 1 };
    readings.push(read(node, json, [], reading) as unknown as CmkSpec);
    period = reading.meanings;
    count = Math.min(period * (reading.broken > 1 ? combinations : 1), readingsMax);
  }
  return readings;
}

function read(node: Node, json: Json | Absent, path: Path, reading: Reading): Json | Absent {
  const { wrapped } = node;
  if (node.type === 'exact_optional' && wrapped) {
    if (json === undefined && !reading.gaps.has(pathText(path))) return undefined;
    return readable(wrapped, json) ? read(wrapped, json, path, reading) : guess(node, reading);
  }
  if (!readable(node, json)) return guess(node, reading);
  const option = node.type === 'union' ? alternative(node, json as JsonObject) : node;
  if (!option) return guess(node, reading);
  if (Array.isArray(json)) {
    const { item } = option;
    const list: readonly Json[] = json;
    return list.map((each, index) =>
      item ? (read(item, each, [...path, index], reading) ?? null) : each,
    );
  }
  if (!isJsonObject(json)) return json;
  return option.type === 'strict_object'
    ? members(option, json, path, reading)
    : texts(option, json);
}

/** Whether the value itself is right, whatever is in it. */
function readable(node: Node, json: Json | Absent): boolean {
  switch (node.type) {
    case 'strict_object':
    case 'record':
      return isJsonObject(json);
    case 'union':
      return isJsonObject(json) && alternative(node, json) !== undefined;
    case 'array':
      return Array.isArray(json);
    case 'picklist':
      return (node.options ?? []).some((option) => option === json);
    case 'literal':
      return json === node.literal;
    default:
      if (typeof json === 'string') {
        return node.type === 'string' && !(node.rule && textProblem(node.rule, json));
      }
      if (typeof json === 'number') {
        return node.type === 'number' && !(node.range && numberProblem(node.range, json));
      }
      return typeof json === node.type;
  }
}

function members(node: Node, json: JsonObject, path: Path, reading: Reading): Json {
  const entries = node.entries ?? {};
  // A name that nobody knows may be meant for any member that is not there.
  const isMisnamed = Object.keys(json).some((name) => !Object.hasOwn(entries, name));
  const value: Record<string, Json> = {};
  for (const [name, entry] of Object.entries(entries)) {
    const given = Object.hasOwn(json, name) ? json[name] : undefined;
    const member =
      given === undefined && isMisnamed
        ? guess(entry, reading)
        : read(entry, given, [...path, name], reading);
    if (member !== undefined) value[name] = member;
  }
  return value;
}

/** The entries of a table that are right: no rule asks for the others. */
function texts({ key, value }: Node, json: JsonObject): Json {
  const isRight = ([name, text]: readonly [string, Json | undefined]): boolean =>
    (!key || readable(key, name)) && (!value || readable(value, text));
  return Object.fromEntries(Object.entries(json).filter(isRight));
}

/** The one alternative that is meant; `undefined` when that cannot be told. */
function alternative(node: Node, json: JsonObject): Node | undefined {
  const options = (node.options ?? []) as readonly Node[];
  const firsts = options.map((option) => required(option)[0] ?? '');
  const [first = ''] = firsts;
  if (firsts.every((name) => name === first)) {
    return options.find(({ entries }) => entries?.[first]?.literal === json[first]);
  }
  const chosen = options.filter((_, index) => Object.hasOwn(json, firsts[index] ?? ''));
  const hinted = options.filter((option) =>
    required(option).some((name) => Object.hasOwn(json, name)),
  );
  const [only, ...others] = chosen.length > 0 ? chosen : hinted;
  return others.length > 0 ? undefined : only;
}

/** One of the things that a broken place could mean: another one in every reading. */
function guess(node: Node, reading: Reading): Json | Absent {
  const all = meaningsOf(node);
  const { index, period, broken } = reading;
  reading.broken += 1;
  reading.meanings = Math.max(reading.meanings, all.length);
  return all[(index + Math.floor(index / period) * broken) % all.length];
}

/** Good values of a kind, which differ in all that a rule could look at. */
function meaningsOf(node: Node): readonly (Json | Absent)[] {
  switch (node.type) {
    case 'exact_optional':
      return [undefined, ...(node.wrapped ? meaningsOf(node.wrapped) : [])];
    case 'strict_object':
      return objectsOf(node);
    case 'record':
      return [{}];
    case 'array': {
      const lists = node.item ? meaningsOf(node.item).map((item) => [item ?? null]) : [];
      return (node.count?.min ?? 0) > 0 ? lists : [[], ...lists];
    }
    case 'union':
      return (node.options as readonly Node[]).flatMap(meaningsOf);
    case 'picklist':
      return node.options as readonly (string | number)[];
    case 'literal':
      return [node.literal ?? null];
    case 'boolean':
      return [true, false];
    case 'number':
      return node.range ? [node.range.min, node.range.max] : [0, 1];
    default:
      return node.rule ? sampleTexts(node.rule) : [];
  }
}

/** Objects in which every member has each of its meanings at least once. */
function objectsOf({ entries = {} }: Node): readonly Json[] {
  const choices = Object.entries(entries).map(
    ([name, entry]) => [name, meaningsOf(entry)] as const,
  );
  const count = Math.max(1, ...choices.map(([, meanings]) => meanings.length));
  return Array.from({ length: count }, (_, index) => {
    const value: Record<string, Json> = {};
    for (const [name, meanings] of choices) {
      const member = meanings[index % meanings.length];
      if (member !== undefined) value[name] = member;
    }
    return value;
  });
}
