/**
 * The `if` of a policy rule, as data: Azure's policy language as far as it is played. What is not is refused by name when
 * a definition or an assignment is written.
 */
import { notSimulated } from '../errors.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { wordOf } from '../read-json.ts';
import { resolved } from './expression.ts';
import { fieldOf } from './fields.ts';
import { OPERATORS, type Test } from './operators.ts';
import {
  NOTHING,
  type PolicyParameters,
  type PolicySubject,
  type RuleScope,
  scopeOf,
} from './rule-scope.ts';

export { NOTHING, type PolicyParameters, type PolicySubject } from './rule-scope.ts';

/** One condition that was looked at, as refusals tell of it. */
export type EvaluatedExpression = {
  readonly result: 'True' | 'False';
  readonly expressionKind: 'Field' | 'Value' | 'Count';
  readonly expression: string;
  readonly path?: string;
  readonly expressionValue?: Json;
  readonly targetValue: Json;
  readonly operator: string;
};

/** What came of a rule. */
export interface RuleOutcome {
  readonly matches: boolean;
  readonly expressions: readonly EvaluatedExpression[];
}

/** Members that the counts of one rule look at, at most; Azure lets those of values look at 100. */
const COUNTED_MAX = 100_000;

/** What a condition says besides its operator. */
const SUBJECTS = ['field', 'value', 'count'] as const;

/** Whether the condition holds of the subject, and which of its parts decided. */
export function evaluateCondition(
  condition: Json | undefined,
  subject: PolicySubject,
  parameters: PolicyParameters,
): RuleOutcome {
  return evaluate(condition, scopeOf(subject, parameters));
}

/** A literal, or what an expression comes to. */
export function resolveValue(
  value: Json | undefined,
  subject: PolicySubject,
  parameters: PolicyParameters,
): Json | undefined {
  return resolved(value, scopeOf(subject, parameters));
}

function evaluate(condition: Json | undefined, scope: RuleScope): RuleOutcome {
  if (!isObject(condition)) throw notSimulated('a policy condition that is no object');
  const { allOf, anyOf, not } = condition;
  if (allOf !== undefined) {
    const parts = listOf(allOf).map((part) => evaluate(part, scope));
    const failed = parts.find(({ matches }) => !matches);
    return (
      failed ?? { matches: true, expressions: parts.flatMap(({ expressions }) => expressions) }
    );
  }
  if (anyOf !== undefined) {
    const parts = listOf(anyOf).map((part) => evaluate(part, scope));
    const met = parts.find(({ matches }) => matches);
    return met ?? { matches: false, expressions: parts.flatMap(({ expressions }) => expressions) };
  }
  if (not !== undefined) {
    const { matches, expressions } = evaluate(not, scope);
    return { matches: !matches, expressions };
  }
  return leaf(condition, scope);
}

function leaf(condition: JsonObject, scope: RuleScope): RuleOutcome {
  const [operator, test, given] = operatorOf(condition);
  const target = resolved(given, scope) ?? null;
  const targetValue = Array.isArray(target)
    ? listOf(target).map((one) => resolved(one, scope) ?? null)
    : target;
  const { about, isOfList, values } = lookedAt(condition, scope);
  // Of a list, every member has to be so; of an empty one it is.
  const matches = values.every((value) => test(value, targetValue));
  const told = isOfList ? values.map((value) => value ?? null) : values[0];
  const expression: EvaluatedExpression = {
    result: matches ? 'True' : 'False',
    ...about,
    ...(told === undefined ? {} : { expressionValue: told }),
    targetValue,
    operator,
  };
  return { matches, expressions: [expression] };
}

/** What a condition is about: a field, a value or a count. */
function lookedAt(
  condition: JsonObject,
  scope: RuleScope,
): {
  readonly about: Pick<EvaluatedExpression, 'expressionKind' | 'expression' | 'path'>;
  readonly isOfList: boolean;
  readonly values: readonly (Json | undefined)[];
} {
  const { count, value } = condition;
  if (count !== undefined) {
    const about = { expressionKind: 'Count' as const, expression: countedIn(count) };
    return { about, isOfList: false, values: [countOf(count, scope)] };
  }
  const name = resolved(condition['field'], scope);
  if (typeof name !== 'string') {
    const about = { expressionKind: 'Value' as const, expression: wordOf(value) };
    return { about, isOfList: false, values: [resolved(value, scope)] };
  }
  const { path, ...found } = fieldOf(name, scope);
  return { about: { expressionKind: 'Field', expression: name, path }, ...found };
}

const countedIn = (count: Json): string =>
  isObject(count) ? wordOf(count['field'] ?? count['value']) : '';

/** How many members of a list, or items of a value, are as `where` has it. */
function countOf(count: Json, scope: RuleScope): number {
  if (!isObject(count)) throw notSimulated('a count of a policy that is no object');
  const { field, value, name, where } = count;
  const isMet = (inner: RuleScope): boolean => {
    scope.counted.steps += 1;
    if (scope.counted.steps > COUNTED_MAX) {
      throw notSimulated(`a count of a policy over more than ${COUNTED_MAX} members`);
    }
    return where === undefined || evaluate(where, inner).matches;
  };
  if (typeof field === 'string') {
    const alias = field.toLowerCase();
    if (!alias.endsWith('[*]')) throw notSimulated(`the count of '${field}' in a policy`);
    return fieldOf(field, scope).values.filter((member) => {
      const members = [...scope.members, { alias, value: member ?? null }];
      return isMet({ ...scope, members });
    }).length;
  }
  const listed = resolved(value, scope);
  return listOf(listed).filter((one) => {
    const item = {
      name: typeof name === 'string' ? name : undefined,
      value: resolved(one, scope) ?? null,
    };
    return isMet({ ...scope, items: [...scope.items, item] });
  }).length;
}

function operatorOf(condition: JsonObject): readonly [string, Test, Json | undefined] {
  const entries = Object.entries(condition).filter(
    ([key]) => !SUBJECTS.some((subject) => subject === key),
  );
  const [key = '', given] = entries[0] ?? [];
  const found = OPERATORS.get(key.toLowerCase());
  if (!found || entries.length !== 1) {
    const told = entries.map(([one]) => one).join(', ');
    throw notSimulated(`the policy condition '${told}'`);
  }
  return [...found, given];
}

/** Refuses what {@link evaluateCondition} could not carry out, whatever it were held against. */
export function checkCondition(condition: Json | undefined): void {
  check(condition, scopeOf(NOTHING, {}));
}

function check(condition: Json | undefined, scope: RuleScope): void {
  if (!isObject(condition)) throw notSimulated('a policy condition that is no object');
  const { allOf, anyOf, not, count } = condition;
  for (const part of [...listOf(allOf), ...listOf(anyOf)]) check(part, scope);
  if (not !== undefined) check(not, scope);
  if (allOf !== undefined || anyOf !== undefined || not !== undefined) return;
  leaf(condition, scope);
  const where = isObject(count) ? count['where'] : undefined;
  if (where !== undefined) check(where, scope);
}

const listOf = (value: Json | undefined): readonly Json[] =>
  value !== undefined && Array.isArray(value) ? (value as readonly Json[]) : [];
