/**
 * The `if` of a policy rule, as data: the part of Azure's policy language that definitions about keys and protection
 * need. What is not here is refused by name when a definition or an assignment is written.
 */
import { notSimulated } from '../errors.ts';
import { isObject, type Json, type JsonObject, objectAt, own } from '../json.ts';
import type { ServiceMode } from './definition.ts';

/** What a rule is held against: the resource as the request would have it. */
export interface PolicySubject {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly apiVersion: string;
  /** Location, kind, tags, identity, sku and properties. */
  readonly content: JsonObject;
  /** The service whose definitions look at it; absent: those of Resource Manager. */
  readonly mode?: ServiceMode;
}

/** Stands for a resource where nothing is looked at. */
export const NOTHING: PolicySubject = Object.freeze({
  id: '',
  type: '',
  name: '',
  apiVersion: '',
  content: {},
});

/** One condition that was looked at, as refusals tell of it. */
export type EvaluatedExpression = {
  readonly result: 'True' | 'False';
  readonly expressionKind: 'Field' | 'Value';
  readonly expression: string;
  readonly path?: string;
  readonly expressionValue?: Json;
  readonly targetValue: Json;
  readonly operator: string;
};

/** Values of an assignment's parameters, by name. */
export type PolicyParameters = Readonly<Record<string, Json | undefined>>;

/** What came of a rule. */
export interface RuleOutcome {
  readonly matches: boolean;
  readonly expressions: readonly EvaluatedExpression[];
}

type Test = (value: Json | undefined, target: Json) => boolean;

const OPERATORS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['equals', same],
  ['notEquals', (value, target) => !same(value, target)],
  ['in', (value, target) => listOf(target).some((one) => same(value, one))],
  ['notIn', (value, target) => !listOf(target).some((one) => same(value, one))],
  ['like', (value, target) => isLike(value, target)],
  ['notLike', (value, target) => !isLike(value, target)],
  ['contains', (value, target) => isString(value) && lower(value).includes(lower(target))],
  ['notContains', (value, target) => !(isString(value) && lower(value).includes(lower(target)))],
  [
    'exists',
    (value, target) => (value !== undefined && value !== null) === (lower(target) === 'true'),
  ],
  ['less', (value, target) => order(value, target) < 0],
  ['lessOrEquals', (value, target) => order(value, target) <= 0],
  ['greater', (value, target) => order(value, target) > 0],
  ['greaterOrEquals', (value, target) => order(value, target) >= 0],
]);

/** Members that a field names as they stand; everything else of a type is under `properties`. */
const TOP_LEVEL = ['sku', 'kind', 'identity', 'plan', 'zones', 'managedBy'];
const CALL = /^\[\s*(parameters|field)\('([^']*)'\)\s*\]$/;
const CONCAT = /^\[\s*concat\((.*)\)\s*\]$/i;
/** One argument of `concat` and what ends it: text, in which an apostrophe is written twice, or a parameter. */
const ARGUMENT = /\s*(?:'((?:[^']|'')*)'|parameters\('([^']*)'\))\s*(,|$)/y;
const API_VERSION = /^\[\s*requestContext\(\)\.apiVersion\s*\]$/i;

/** Whether the condition holds of the subject, and which of its parts decided. */
export function evaluateCondition(
  condition: Json | undefined,
  subject: PolicySubject,
  parameters: PolicyParameters,
): RuleOutcome {
  if (!isObject(condition)) throw notSimulated('a policy condition that is no object');
  const { allOf, anyOf, not } = condition;
  if (allOf !== undefined) {
    const parts = listOf(allOf).map((part) => evaluateCondition(part, subject, parameters));
    const failed = parts.find(({ matches }) => !matches);
    return (
      failed ?? { matches: true, expressions: parts.flatMap(({ expressions }) => expressions) }
    );
  }
  if (anyOf !== undefined) {
    const parts = listOf(anyOf).map((part) => evaluateCondition(part, subject, parameters));
    const met = parts.find(({ matches }) => matches);
    return met ?? { matches: false, expressions: parts.flatMap(({ expressions }) => expressions) };
  }
  if (not !== undefined) {
    const { matches, expressions } = evaluateCondition(not, subject, parameters);
    return { matches: !matches, expressions };
  }
  return leaf(condition, subject, parameters);
}

function leaf(
  condition: JsonObject,
  subject: PolicySubject,
  parameters: PolicyParameters,
): RuleOutcome {
  const [operator, test, given] = operatorOf(condition);
  const target = resolveValue(given, subject, parameters) ?? null;
  const name = condition['field'];
  const field = isString(name) ? fieldOf(name, subject) : undefined;
  const value = field ? field.value : resolveValue(condition['value'], subject, parameters);
  const matches = test(value, target);
  const expression: EvaluatedExpression = {
    result: matches ? 'True' : 'False',
    expressionKind: field ? 'Field' : 'Value',
    expression: String(field ? name : condition['value']),
    ...(field ? { path: field.path } : {}),
    ...(value === undefined ? {} : { expressionValue: value }),
    targetValue: target,
    operator: operator.charAt(0).toUpperCase() + operator.slice(1),
  };
  return { matches, expressions: [expression] };
}

function operatorOf(condition: JsonObject): readonly [string, Test, Json | undefined] {
  const entries = Object.entries(condition).filter(([key]) => key !== 'field' && key !== 'value');
  const [name = '', given] = entries[0] ?? [];
  const found = [...OPERATORS].find(([operator]) => lower(operator) === lower(name));
  if (!found || entries.length !== 1) {
    const told = entries.map(([key]) => key).join(', ');
    throw notSimulated(`the policy condition '${told}'`);
  }
  return [...found, given];
}

/** A literal, or one of the few functions that are played. */
export function resolveValue(
  value: Json | undefined,
  subject: PolicySubject,
  parameters: PolicyParameters,
): Json | undefined {
  if (!isString(value) || !value.startsWith('[') || value.startsWith('[[')) return value;
  if (API_VERSION.test(value)) return subject.apiVersion;
  const [, call, name = ''] = CALL.exec(value) ?? [];
  if (call === 'parameters') return own(parameters, name);
  if (call === 'field') return fieldOf(name, subject).value;
  const joined = concatenated(CONCAT.exec(value)?.[1], parameters);
  if (joined === undefined) throw notSimulated(`the policy expression '${value}'`);
  return joined;
}

/** What `concat` makes of texts and parameters; `undefined` when there is anything else. */
function concatenated(given: string | undefined, parameters: PolicyParameters): string | undefined {
  if (given === undefined) return undefined;
  const parts: string[] = [];
  let from = 0;
  for (let goesOn = true; goesOn;) {
    ARGUMENT.lastIndex = from;
    const found = ARGUMENT.exec(given);
    if (!found) return undefined;
    const [, text, name, end] = found;
    // What an assignment does not give is not there yet: a definition is being written.
    const part = name === undefined ? text?.replaceAll("''", "'") : (own(parameters, name) ?? '');
    if (!isString(part)) return undefined;
    parts.push(part);
    from = ARGUMENT.lastIndex;
    goesOn = end === ',';
  }
  return parts.join('');
}

/** A field by the name that rules give it: a common one, a tag, or an alias of the type. */
function fieldOf(
  name: string,
  { id, type, name: own, content }: PolicySubject,
): { readonly path: string; readonly value: Json | undefined } {
  const common = lower(name);
  if (common === 'type') return { path: 'type', value: type };
  if (common === 'name') return { path: 'name', value: own };
  if (common === 'id') return { path: 'id', value: id };
  if (common.startsWith('tags[')) {
    const tag = name.replace(/^tags\['?/i, '').replace(/'?\]$/, '');
    return { path: `tags['${tag}']`, value: memberAt(objectAt(content, 'tags'), tag) };
  }
  if (!common.startsWith(`${lower(type)}/`)) {
    // The alias of another type is nothing of this one.
    if (name.includes('/')) return { path: name, value: undefined };
    return { path: name, value: at(content, name) };
  }
  const alias = name.slice(type.length + 1);
  if (alias.includes('[*]')) throw notSimulated(`the policy alias '${name}'`);
  const top = TOP_LEVEL.includes(alias.split('.')[0] ?? '');
  const path = top ? alias : `properties.${alias}`;
  return { path, value: at(content, path) };
}

const at = (content: JsonObject, path: string): Json | undefined =>
  path.split('.').reduce<Json | undefined>(memberAt, content);

function memberAt(holder: Json | undefined, key: string): Json | undefined {
  if (!isObject(holder)) return undefined;
  return Object.entries(holder).find(([name]) => lower(name) === lower(key))?.[1];
}

/** Refuses what {@link evaluateCondition} could not carry out, whatever it were held against. */
export function checkCondition(condition: Json | undefined): void {
  if (!isObject(condition)) throw notSimulated('a policy condition that is no object');
  const { allOf, anyOf, not } = condition;
  for (const part of [...listOf(allOf), ...listOf(anyOf)]) checkCondition(part);
  if (not !== undefined) checkCondition(not);
  if (allOf !== undefined || anyOf !== undefined || not !== undefined) return;
  const name = condition['field'];
  if (isString(name) && name.includes('[*]')) throw notSimulated(`the policy alias '${name}'`);
  leaf(condition, NOTHING, {});
}

const isString = (value: unknown): value is string => typeof value === 'string';
const lower = (value: Json): string => String(value).toLowerCase();
const listOf = (value: Json | undefined): readonly Json[] =>
  value !== undefined && Array.isArray(value) ? (value as readonly Json[]) : [];

/** Azure compares words without case, and `false` with `'false'`. */
function same(value: Json | undefined, target: Json): boolean {
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

/** Numbers by size, anything else as text; what is not there is in no order. */
function order(value: Json | undefined, target: Json): number {
  if (value === undefined || value === null) return NaN;
  if (typeof value === 'number' && typeof target === 'number') return value - target;
  const [left, right] = [lower(value), lower(target)];
  return left < right ? -1 : left > right ? 1 : 0;
}
