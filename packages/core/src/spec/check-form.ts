/**
 * Compares JSON with a schema and names everything that is wrong. valibot's own parser stops at the first unknown
 * member and says of alternatives only that none fits; this walk says which one was meant and what is wrong in it.
 */
import type { GenericSchema } from 'valibot';
import type { Issue } from '../errors/cmk-error.ts';
import type { SpecCode } from './codes.ts';
import {
  allowed,
  choiceFix,
  inPlace,
  missing,
  type Node,
  required,
  textIssue,
  typeFix,
  unknownMember,
  words,
} from './form-issues.ts';
import { allowedNumber, numberProblem, textProblem } from './grammar.ts';
import { type Path, specIssue } from './issue.ts';
import { nearest } from './nearest.ts';
import { isJsonObject, type Json, type JsonObject } from './plain-json.ts';
import { wishesIn } from './wishes.ts';

/** Checks JSON against a schema. `value` holds what is right, with the wrong parts left out. */
export function checkForm(
  schema: GenericSchema,
  json: Json,
): { readonly value: unknown; readonly issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const value = walk(schema as unknown as Node, json, [], issues);
  return { value, issues };
}

function walk(node: Node, json: Json, path: Path, issues: Issue[]): unknown {
  switch (node.type) {
    case 'exact_optional':
      return node.wrapped && walk(node.wrapped, json, path, issues);
    case 'strict_object':
      return members(node, json, path, issues);
    case 'record':
      return table(node, json, path, issues);
    case 'array':
      return items(node, json, path, issues);
    case 'union':
      return alternative(node, json, path, issues);
    default:
      return leaf(node, json, path, issues);
  }
}

function members(node: Node, json: Json, path: Path, issues: Issue[]): unknown {
  if (!isJsonObject(json)) return wrongType('an object', json, path, issues);
  const entries = node.entries ?? {};
  for (const name of Object.keys(json)) {
    if (!Object.hasOwn(entries, name)) issues.push(...unknown(name, entries, json, path));
  }
  const value: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(entries)) {
    const member = Object.hasOwn(json, name) ? json[name] : undefined;
    if (member === undefined) {
      if (entry.type !== 'exact_optional') issues.push(missing(name, entry, path));
      continue;
    }
    const checked = walk(entry, member, [...path, name], issues);
    if (checked !== undefined) value[name] = checked;
  }
  return value;
}

/** A member that no spec has: a wish that no API of Azure takes, or a slip. */
function unknown(
  name: string,
  entries: Readonly<Record<string, Node>>,
  json: JsonObject,
  path: Path,
): readonly Issue[] {
  const wishes = wishesIn(name, json[name], path);
  return wishes.length > 0 ? wishes : [unknownMember(name, entries, json, path)];
}

function table(node: Node, json: Json, path: Path, issues: Issue[]): unknown {
  if (!isJsonObject(json)) return wrongType('an object', json, path, issues);
  const names = Object.keys(json);
  tooMany(names.length, 'entries', node, path, issues);
  const value: Record<string, unknown> = {};
  for (const name of names) {
    const at = [...path, name];
    const nameRule = node.key?.rule;
    const problem = nameRule && textProblem(nameRule, name);
    if (nameRule && problem) issues.push(textIssue(nameRule, problem, name, at));
    const text = json[name];
    const checked = node.value && text !== undefined ? walk(node.value, text, at, issues) : text;
    if (checked !== undefined) value[name] = checked;
  }
  return value;
}

function items(node: Node, json: Json, path: Path, issues: Issue[]): unknown {
  if (!Array.isArray(json)) return wrongType('a list', json, path, issues);
  const list: readonly Json[] = json;
  tooMany(list.length, 'items', node, path, issues);
  // Wrong items keep their place, so that the indexes of the others stay right.
  return list.map((item, index) => node.item && walk(node.item, item, [...path, index], issues));
}

function tooMany(length: number, what: string, node: Node, path: Path, issues: Issue[]): void {
  const { min = 0, max = Infinity } = node.count ?? {};
  if (length >= min && length <= max) return;
  const expected = min > 0 ? `${min} to ${max} ${what}` : `at most ${max} ${what}`;
  issues.push({
    ...specIssue('SPEC-RANGE', path, {
      message: `${inPlace(path)} has ${length} ${what}, ${length < min ? `at least ${min}` : `at most ${max}`} must be there.`,
      expected,
      fix: length < min ? `Add one.` : `Remove ${length - max} of them.`,
    }),
    received: `${length} ${what}`,
  });
}

function alternative(node: Node, json: Json, path: Path, issues: Issue[]): unknown {
  const options = (node.options ?? []) as readonly Node[];
  const firsts = options.map((option) => required(option)[0] ?? '');
  if (!isJsonObject(json)) {
    return wrongType(`an object with ${words(firsts)}`, json, path, issues, choiceFix(firsts));
  }
  const [first = ''] = firsts;
  if (firsts.every((name) => name === first)) return byValue(first, options, json, path, issues);

  const chosen = options.filter((_, index) => Object.hasOwn(json, firsts[index] ?? ''));
  const [only] = chosen;
  if (chosen.length === 1 && only) return walk(only, json, path, issues);
  if (chosen.length > 1) {
    const both = firsts.filter((name) => Object.hasOwn(json, name));
    issues.push(
      specIssue('SPEC-CHOICE', path, {
        message: `${inPlace(path)} has ${both.join(' and ')}, which exclude each other.`,
        expected: `one of ${firsts.join(', ')}`,
        fix: `Keep ${words(both)}.`,
      }),
    );
    return undefined;
  }
  const [hinted, ...others] = options.filter((option) =>
    required(option).some((name) => Object.hasOwn(json, name)),
  );
  if (hinted && others.length === 0) return walk(hinted, json, path, issues);
  for (const name of Object.keys(json)) {
    const known = Object.assign({}, ...options.map((option) => option.entries)) as Record<
      string,
      Node
    >;
    if (!Object.hasOwn(known, name)) issues.push(...unknown(name, known, json, path));
  }
  issues.push(
    specIssue('SPEC-CHOICE', path, {
      message: `${inPlace(path)} needs ${words(firsts)}.`,
      expected: `one of ${firsts.join(', ')}`,
      fix: choiceFix(firsts),
    }),
  );
  return undefined;
}

/** Alternatives that are told apart by the value of one member, such as `type`. */
function byValue(
  name: string,
  options: readonly Node[],
  json: JsonObject,
  path: Path,
  issues: Issue[],
): unknown {
  const given = Object.hasOwn(json, name) ? json[name] : undefined;
  const option = options.find(({ entries }) => entries?.[name]?.literal === given);
  if (option) return walk(option, json, path, issues);
  const values = options.map(({ entries }) => entries?.[name]?.literal ?? '');
  const picklist: Node = { type: 'picklist', options: values.map(String) };
  if (given === undefined) issues.push(missing(name, picklist, path));
  else walk(picklist, given, [...path, name], issues);
  return undefined;
}

function leaf(node: Node, json: Json, path: Path, issues: Issue[]): unknown {
  if (node.type === 'picklist' || node.type === 'literal') return listed(node, json, path, issues);
  if (typeof json !== node.type) {
    return wrongType(allowed(node), json, path, issues, typeFix(node.type, json));
  }
  const { rule, range } = node;
  if (rule && typeof json === 'string') {
    const problem = textProblem(rule, json);
    if (problem) {
      issues.push(textIssue(rule, problem, json, path));
      return undefined;
    }
  }
  if (range && typeof json === 'number') {
    const problem = numberProblem(range, json);
    if (problem) {
      const expected = allowedNumber(range);
      issues.push(
        specIssue('SPEC-RANGE', path, {
          message: `${json} cannot be ${range.what}: ${problem.because}.`,
          received: json,
          expected,
          fix: `Give ${expected}.`,
        }),
      );
      return undefined;
    }
  }
  return json;
}

function listed(node: Node, json: Json, path: Path, issues: Issue[]): unknown {
  const values = node.literal === undefined ? (node.options ?? []) : [node.literal];
  if (values.some((value) => value === json)) return json;
  const expected = allowed(node);
  const code: SpecCode = path.at(-1) === 'formatVersion' ? 'SPEC-VERSION' : 'SPEC-VALUE';
  const texts = values.filter((value) => typeof value === 'string');
  const meant = typeof json === 'string' ? nearest(json, texts) : undefined;
  const issue = specIssue(code, path, {
    message: '',
    received: json,
    expected,
    fix: meant ? `Write ${JSON.stringify(meant)}.` : `Write ${expected}.`,
  });
  const hint = meant ? ` Did you mean ${JSON.stringify(meant)}?` : '';
  issues.push({
    ...issue,
    message: `${inPlace(path)} takes ${expected}, not ${issue.received}.${hint}`,
  });
  return undefined;
}

function wrongType(
  expected: string,
  json: Json,
  path: Path,
  issues: Issue[],
  fix: string = `Give ${expected}.`,
): undefined {
  const issue = specIssue('SPEC-TYPE', path, { message: '', received: json, expected, fix });
  issues.push({
    ...issue,
    message: `${inPlace(path)} takes ${expected}, not ${issue.received}.`,
    fix: json === null ? 'Leave it out, or give it a value.' : fix,
  });
  return undefined;
}
