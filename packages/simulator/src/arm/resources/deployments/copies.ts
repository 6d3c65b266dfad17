/** Copy loops: of properties, variables and outputs. */
import { isObject, type Json, type JsonObject, stringAt } from '../../../kernel/json.ts';
import { evaluateDeep, type Scope, type TemplateFunction } from '../template/evaluate.ts';
import { TemplateError } from '../template/template-error.ts';

/** Documented: turns of one loop at most. */
const COPY_COUNT_MAX_INCLUSIVE = 800;

/** How often a loop turns. */
export function copyCount(copy: JsonObject, scope: Scope): number {
  const count = evaluateDeep(copy['count'], scope);
  if (
    Number.isInteger(count) &&
    typeof count === 'number' &&
    count >= 0 &&
    count <= COPY_COUNT_MAX_INCLUSIVE
  )
    return count;
  throw new TemplateError(
    `the 'count' of a copy loop must be an integer from 0 to ${COPY_COUNT_MAX_INCLUSIVE}.`,
  );
}

/** A scope within one turn of a loop; without a name it is the loop of the resource. */
export function inTurn(scope: Scope, name: string, index: number, isUnnamed = true): Scope {
  const outer = scope.functions.get('copyindex');
  const copyIndex: TemplateFunction = (args, functionName) => {
    const [first, second] = args;
    const asked = typeof first === 'string' ? first : undefined;
    const isThis = asked === undefined ? isUnnamed : asked.toLowerCase() === name.toLowerCase();
    if (!isThis && outer) return outer(args, functionName);
    if (!isThis) throw notInLoop(asked);
    const offset = asked === undefined ? first : second;
    return index + (typeof offset === 'number' ? offset : 0);
  };
  return { ...scope, functions: new Map([...scope.functions, ['copyindex', copyIndex]]) };
}

/** MicrosoftDocs/azure-docs#56353; for a loop of another name nobody reports the words. */
const notInLoop = (name: string | undefined): TemplateError =>
  name === undefined
    ? new TemplateError(
        "The template function 'copyIndex' is not expected at this location. The function can only be used in a resource with copy specified. Please see https://aka.ms/arm-copy for usage details.",
        'reported',
      )
    : new TemplateError(`The template function 'copyIndex' stands in no loop '${name}'.`);

/** `copyIndex` where nothing is copied. */
export const noLoop: TemplateFunction = ([name]) => {
  throw notInLoop(typeof name === 'string' ? name : undefined);
};

/** Everything in a value worked out, with the loops in it turned: `copy: [{name, count, input}]`. */
export function evaluateBody(value: Json | undefined, scope: Scope): Json {
  scope.work.step();
  if (Array.isArray(value)) return value.map((item: Json) => evaluateBody(item, scope));
  if (!isObject(value)) return evaluateDeep(value, scope);
  const body: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (key === 'copy' && isCopyList(member)) {
      body.push(...member.map((copy) => turned(copy, scope)));
    } else body.push([String(evaluateDeep(key, scope)), evaluateBody(member, scope)]);
  }
  return Object.fromEntries(body);
}

function isCopyList(value: Json | undefined): value is readonly JsonObject[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one: Json) => isObject(one) && 'input' in one && 'count' in one)
  );
}

function turned(copy: JsonObject, scope: Scope): [string, Json] {
  const name = stringAt(copy, 'name') ?? '';
  return [name, turnsOf(copy, name, scope)];
}

/** What each turn of a loop comes to. */
export function turnsOf(copy: JsonObject, name: string, scope: Scope): readonly Json[] {
  return Array.from({ length: copyCount(copy, scope) }, (_, index) =>
    evaluateBody(
      copy['input'],
      inTurn(scope, name, index, scope.functions.get('copyindex') === noLoop),
    ),
  );
}
