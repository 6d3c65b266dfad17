/** Functions whose arguments are worked out only when needed, or more than once. */
import { isObject, type Json } from '../../../kernel/json.ts';
import { wordOf } from '../../../kernel/read-json.ts';
import { isTrue } from './functions/logic.ts';
import { compare } from './functions/compare.ts';
import type { Scope } from './evaluate.ts';
import type { Expression } from './parse-expression.ts';
import { badCall, TemplateError } from './template-error.ts';

type Evaluate = (expression: Expression, scope: Scope) => Json;
type SpecialForm = (args: readonly Expression[], scope: Scope, evaluate: Evaluate) => Json;

/** What a lambda is called with, in order. */
type Lambda = (...values: readonly Json[]) => Json;

/** Stands where the number of arguments was checked already. */
const NOTHING: Expression = { kind: 'call', name: 'null', args: [] };

/** By lower-cased name. */
export const specialForms: ReadonlyMap<string, SpecialForm> = new Map<string, SpecialForm>([
  [
    'if',
    (args, scope, evaluate) => {
      const [condition = NOTHING, yes = NOTHING, no = NOTHING] = exactly('if', 3, args);
      return evaluate(isTrue('if', evaluate(condition, scope)) ? yes : no, scope);
    },
  ],
  [
    'and',
    (args, scope, evaluate) =>
      atLeast('and', 2, args).every((one) => isTrue('and', evaluate(one, scope))),
  ],
  [
    'or',
    (args, scope, evaluate) =>
      atLeast('or', 2, args).some((one) => isTrue('or', evaluate(one, scope))),
  ],
  [
    'coalesce',
    (args, scope, evaluate) => {
      for (const one of atLeast('coalesce', 1, args)) {
        const value = evaluate(one, scope);
        if (value !== null) return value;
      }
      return null;
    },
  ],
  ['lambda', () => misplaced('lambda')],
  [
    'lambdavariables',
    (args, scope, evaluate) => {
      const name = evaluate(exactly('lambdaVariables', 1, args)[0] ?? NOTHING, scope);
      const value = scope.lambdaVariables?.get(wordOf(name).toLowerCase());
      if (value !== undefined) return value;
      throw new TemplateError(`The lambda variable '${wordOf(name)}' is not found.`);
    },
  ],
  ['map', overArray('map', (items, run) => items.map((item, index) => run(item, index)))],
  [
    'filter',
    overArray('filter', (items, run) =>
      items.filter((item, index) => isTrue('filter', run(item, index))),
    ),
  ],
  [
    'sort',
    overArray('sort', (items, run) =>
      items.toSorted((left, right) =>
        isTrue('sort', run(left, right)) ? -1 : isTrue('sort', run(right, left)) ? 1 : 0,
      ),
    ),
  ],
  [
    'reduce',
    (args, scope, evaluate) => {
      const [list = NOTHING, start = NOTHING, lambda = NOTHING] = exactly('reduce', 3, args);
      const run = readLambda('reduce', lambda, scope, evaluate);
      return arrayOf('reduce', evaluate(list, scope)).reduce(
        (left, item, index) => run(left, item, index),
        evaluate(start, scope),
      );
    },
  ],
  [
    'toobject',
    (args, scope, evaluate) => {
      const [list = NOTHING, key = NOTHING, value] = atLeast('toObject', 2, args);
      const keyOf = readLambda('toObject', key, scope, evaluate);
      const valueOf = value ? readLambda('toObject', value, scope, evaluate) : undefined;
      return Object.fromEntries(
        arrayOf('toObject', evaluate(list, scope)).map((item) => [
          wordOf(keyOf(item)),
          valueOf ? valueOf(item) : item,
        ]),
      );
    },
  ],
  [
    'mapvalues',
    (args, scope, evaluate) => {
      const [target = NOTHING, lambda = NOTHING] = exactly('mapValues', 2, args);
      const run = readLambda('mapValues', lambda, scope, evaluate);
      const object = evaluate(target, scope);
      if (!isObject(object)) throw badCall('mapValues', 'the first argument must be an object');
      return Object.fromEntries(
        Object.entries(object).map(([name, value]) => [name, run(value ?? null)]),
      );
    },
  ],
  [
    'groupby',
    overArray('groupBy', (items, run) => {
      const groups = Map.groupBy(items, (item) => wordOf(run(item)));
      return Object.fromEntries([...groups].toSorted(([left], [right]) => compare(left, right)));
    }),
  ],
]);

function overArray(name: string, work: (items: readonly Json[], run: Lambda) => Json): SpecialForm {
  return (args, scope, evaluate) => {
    const [list = NOTHING, lambda = NOTHING] = exactly(name, 2, args);
    const run = readLambda(name, lambda, scope, evaluate);
    return work(arrayOf(name, evaluate(list, scope)), run);
  };
}

/** `lambda('item', 'index', expression)`. */
function readLambda(
  name: string,
  expression: Expression,
  scope: Scope,
  evaluate: Evaluate,
): Lambda {
  const body = expression.kind === 'call' ? expression.args.at(-1) : undefined;
  if (expression.kind !== 'call' || expression.name.toLowerCase() !== 'lambda' || !body) {
    throw badCall(name, 'the last argument must be a lambda');
  }
  const names = expression.args
    .slice(0, -1)
    .map((one) => (one.kind === 'literal' ? String(one.value).toLowerCase() : misplaced('lambda')));
  return (...values) => {
    const lambdaVariables = new Map(scope.lambdaVariables);
    for (const [index, one] of names.entries()) lambdaVariables.set(one, values[index] ?? null);
    return evaluate(body, { ...scope, lambdaVariables });
  };
}

function misplaced(name: string): never {
  throw new TemplateError(`The template function '${name}' is not expected at this location.`);
}

function exactly(name: string, count: number, args: readonly Expression[]): readonly Expression[] {
  if (args.length === count) return args;
  throw badCall(name, `it takes ${count} argument(s), not ${args.length}`);
}

function atLeast(name: string, count: number, args: readonly Expression[]): readonly Expression[] {
  if (args.length >= count) return args;
  throw badCall(name, `it takes at least ${count} argument(s), not ${args.length}`);
}

function arrayOf(name: string, value: Json): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw badCall(name, 'the first argument must be an array');
}
