/** Works out expressions and what contains them. */
import { isObject, type Json } from '../../../kernel/json.ts';
import { wordOf } from '../../../kernel/read-json.ts';
import { findName } from './find-name.ts';
import { pureFunctions } from './functions.ts';
import { type Expression, readTemplateString } from './parse-expression.ts';
import { specialForms } from './special-forms.ts';
import { badCall, FunctionNotPlayed, TemplateError } from './template-error.ts';
import type { Work } from './work.ts';

/** A function of the template language: its arguments are worked out before. */
export type TemplateFunction = (args: readonly Json[], name: string) => Json;

/** What is known where an expression stands. */
export interface Scope {
  /** By lower-cased name: what depends on the place, as `parameters` and `reference`. */
  readonly functions: ReadonlyMap<string, TemplateFunction>;
  /** Of a lower-cased name that is in no list: `listKeys`. */
  readonly findFunction?: (name: string) => TemplateFunction | undefined;
  /** What `lambdaVariables` tells, by lower-cased name. */
  readonly lambdaVariables?: ReadonlyMap<string, Json>;
  /** What the template has cost so far. */
  readonly work: Work;
}

/** Functions of Azure that nothing here plays. */
const NOT_PLAYED: ReadonlySet<string> = new Set([
  'cidrhost',
  'cidrsubnet',
  'deployer',
  'externalinput',
  'managementgroup',
  'managementgroupresourceid',
  'parsecidr',
  'pickzones',
  'providers',
  'references',
]);

/** The value of an expression. */
export function evaluate(expression: Expression, scope: Scope): Json {
  const { work } = scope;
  work.enter();
  try {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'member':
        return memberOf(expression, scope);
      case 'call':
        return work.weighed(call(expression, scope));
    }
  } finally {
    work.leave();
  }
}

function call({ name, args }: Extract<Expression, { kind: 'call' }>, scope: Scope): Json {
  const key = name.toLowerCase();
  const special = specialForms.get(key);
  if (special) return special(args, scope, evaluate);
  const ofPlace = scope.functions.get(key);
  const pure = ofPlace ? undefined : pureFunctions.get(key);
  const run = ofPlace ?? pure ?? scope.findFunction?.(key);
  if (!run) throw NOT_PLAYED.has(key) ? new FunctionNotPlayed(name) : unknownFunction(name);
  const values = args.map((argument) => evaluate(argument, scope));
  if (!pure) return run(values, name);
  for (const value of values) scope.work.step(scope.work.lengthOf(value));
  try {
    return pure(values, name);
  } catch (error) {
    // A text beyond what a string can hold, a date beyond what a date can be.
    if (error instanceof RangeError) throw badCall(name, 'the result is out of range');
    throw error;
  }
}

/** Whether a name is one of a function that has a meaning, perhaps not here. */
export function isFunction(name: string, scope: Scope): boolean {
  const key = name.toLowerCase();
  return (
    specialForms.has(key) ||
    scope.functions.has(key) ||
    pureFunctions.has(key) ||
    scope.findFunction?.(key) !== undefined ||
    NOT_PLAYED.has(key)
  );
}

/** The refusal of a function that there is not: as the evaluator in Azure/bicep says it. */
export const unknownFunction = (name: string): TemplateError =>
  new TemplateError(
    `The template function '${name}' is not valid. Please see https://aka.ms/arm-functions for usage details.`,
    'reported',
  );

/** To read a character of an expression takes as long as to handle so many of a value. */
const READING_FACTOR = 8;

/** A value with every expression in it worked out, names of members too. */
export function evaluateDeep(value: Json | undefined, scope: Scope): Json {
  const isRead = typeof value === 'string' && value.startsWith('[');
  scope.work.step(isRead ? value.length * READING_FACTOR : 0);
  if (typeof value === 'string') {
    const read = readTemplateString(value);
    return 'text' in read ? read.text : evaluate(read.expression, scope);
  }
  if (Array.isArray(value)) return value.map((item: Json) => evaluateDeep(item, scope));
  if (!isObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      nameOf(name, scope),
      evaluateDeep(member, scope),
    ]),
  );
}

function nameOf(name: string, scope: Scope): string {
  const evaluated = evaluateDeep(name, scope);
  if (typeof evaluated === 'string') return evaluated;
  throw new TemplateError(`The language expression '${name}' must be a text: it names a property.`);
}

/** Every expression in a value. */
export function* expressionsIn(value: Json | undefined): Generator<Expression, undefined> {
  if (typeof value === 'string') {
    const read = readTemplateString(value);
    if ('expression' in read) yield read.expression;
  } else if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) yield* expressionsIn(item);
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      yield* expressionsIn(name);
      yield* expressionsIn(member);
    }
  }
}

function memberOf(
  { of, at, isOptional }: Extract<Expression, { kind: 'member' }>,
  scope: Scope,
): Json {
  const target = evaluate(of, scope);
  if (isOptional && target === null) return null;
  const key = evaluate(at, scope);
  if (Array.isArray(target)) return itemOf(target, key, isOptional);
  if (isObject(target) && typeof key === 'string') {
    const name = findName(target, key);
    if (name !== undefined) return target[name] ?? null;
    if (isOptional) return null;
    // Azure-Samples/azureai-foundry-finetuning-raft#42.
    throw new TemplateError(
      `The language expression property '${key}' doesn't exist, available properties are '${Object.keys(target).join(', ')}'.`,
      'reported',
    );
  }
  throw new TemplateError(
    `The language expression property '${wordOf(key)}' can't be evaluated: it is asked of ${kindOf(target)}.`,
  );
}

function itemOf(items: readonly Json[], key: Json, isOptional: boolean): Json {
  if (typeof key !== 'number') {
    throw new TemplateError(
      `The language expression property '${wordOf(key)}' can't be evaluated, property name must be an integer.`,
    );
  }
  const item = items[key];
  if (item !== undefined) return item;
  if (isOptional) return null;
  // Azure/data-management-zone#286.
  throw new TemplateError(
    `The language expression property array index '${key}' is out of bounds.`,
    'reported',
  );
}

/** What a value is, in words. */
function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
