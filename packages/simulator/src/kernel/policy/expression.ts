/** Expressions in rules, `[concat(parameters('prefix'), '*')]`: read, then worked out in a scope. */
import { notSimulated } from '../errors.ts';
import { isObject, type Json, own } from '../json.ts';
import { wordOf } from '../read-json.ts';
import { fieldOf, memberAt } from './fields.ts';
import { same } from './operators.ts';
import type { RuleScope } from './rule-scope.ts';

type Value = Json | undefined;
type Work = (scope: RuleScope) => Value;

/** Parts of an expression: a string, in which an apostrophe is written twice, a number, a name, a sign. */
const TOKEN = /\s*(?:'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)|([A-Za-z_]\w*)|([()[\],.]))/y;
const MAX_DEPTH = 32;

/** Whether a value is to be worked out; `[[` stands for a bracket. */
export const isExpression = (value: Value): value is string =>
  typeof value === 'string' && value.startsWith('[') && !value.startsWith('[[');

/** What an expression comes to; anything else stands for itself. 501 for what is not played. */
export function resolved(value: Value, scope: RuleScope): Value {
  if (!isExpression(value)) return value;
  return new Reader(value).read()(scope);
}

/** Functions of values alone, by name in lower case. What is not there yet, or of another kind, comes to nothing. */
const FUNCTIONS: ReadonlyMap<string, (...values: Value[]) => Value> = new Map<
  string,
  (...values: Value[]) => Value
>([
  ['concat', concat],
  ['tolower', (text) => (typeof text === 'string' ? text.toLowerCase() : undefined)],
  ['toupper', (text) => (typeof text === 'string' ? text.toUpperCase() : undefined)],
  ['length', (value) => sizeOf(value)],
  ['empty', (value) => sizeOf(value) === 0],
  ['contains', (holder, sought = null) => has(holder, sought)],
  ['first', (value) => endOf(value, 0)],
  ['last', (value) => endOf(value, -1)],
  [
    'split',
    (text, by) => (typeof text === 'string' && typeof by === 'string' ? text.split(by) : undefined),
  ],
  [
    'replace',
    (text, from, to) =>
      typeof text === 'string' && typeof from === 'string' && typeof to === 'string'
        ? text.replaceAll(from, to)
        : undefined,
  ],
  ['string', (value) => wordOf(value ?? null)],
  ['int', wholeNumber],
  ['equals', (left, right = null) => same(left, right)],
  ['not', (value) => value !== true],
  ['and', (...values) => values.every((value) => value === true)],
  ['or', (...values) => values.some((value) => value === true)],
  ['if', (condition, then, otherwise) => (condition === true ? then : otherwise)],
  ['createarray', (...values) => values.map((value) => value ?? null)],
  // What tokens of external evaluation claim: a definition that asks for it is not assigned here.
  ['claims', () => ({})],
]);

const WITHOUT_ARGUMENTS: ReadonlySet<string> = new Set(['claims', 'createarray']);

/** Whether a rule asks what a token of external evaluation claims. */
export const asksForClaims = (rule: Json): boolean => /\bclaims\s*\(/i.test(JSON.stringify(rule));

class Reader {
  readonly #text: string;
  readonly #pattern = new RegExp(TOKEN);
  #token: readonly (string | undefined)[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#pattern.lastIndex = 1;
    this.#next();
  }

  read(): Work {
    const work = this.#value(0);
    const isEnd = this.#sign === ']' && this.#text.slice(this.#pattern.lastIndex).trim() === '';
    if (!isEnd) throw this.#unknown();
    return work;
  }

  #value(depth: number): Work {
    if (depth > MAX_DEPTH) throw this.#unknown();
    const [, text, number, name] = this.#token;
    this.#next();
    if (text !== undefined) return () => text.replaceAll("''", "'");
    if (number !== undefined) return () => Number(number);
    if (name === undefined) throw this.#unknown();
    if (this.#sign !== '(') return this.#word(name);
    return this.#members(this.#call(name, this.#arguments(depth)), depth);
  }

  #word(name: string): Work {
    const found = new Map<string, Json>([
      ['true', true],
      ['false', false],
      ['null', null],
    ]).get(name.toLowerCase());
    if (found === undefined) throw this.#unknown();
    return () => found;
  }

  #arguments(depth: number): readonly Work[] {
    this.#takes('(');
    const given: Work[] = [];
    if (this.#sign !== ')') given.push(this.#value(depth + 1));
    while (this.#sign === ',') {
      this.#next();
      given.push(this.#value(depth + 1));
    }
    this.#takes(')');
    return given;
  }

  #call(name: string, given: readonly Work[]): Work {
    const [first] = given;
    const textOf = (scope: RuleScope): string => wordOf(first?.(scope) ?? '');
    switch (name.toLowerCase()) {
      case 'parameters':
        return (scope) => own(scope.parameters, textOf(scope));
      case 'field':
        return (scope) => fieldValue(textOf(scope), scope);
      case 'current':
        return (scope) => currentOf(first ? textOf(scope) : undefined, scope);
      case 'requestcontext':
        return ({ subject }) => ({ apiVersion: subject.apiVersion });
    }
    const work = FUNCTIONS.get(name.toLowerCase());
    const isOfNothing = given.length === 0 && !WITHOUT_ARGUMENTS.has(name.toLowerCase());
    if (!work || isOfNothing) throw this.#unknown();
    return (scope) => work(...given.map((one) => one(scope)));
  }

  /** `.name` and `[0]` behind a call. */
  #members(call: Work, depth: number): Work {
    let of = call;
    for (let level = depth; this.#sign === '.' || this.#sign === '['; level += 1) {
      if (level > MAX_DEPTH) throw this.#unknown();
      of = this.#sign === '.' ? this.#named(of) : this.#keyed(of, level);
    }
    return of;
  }

  #named(of: Work): Work {
    this.#next();
    const name = this.#token[3];
    if (name === undefined) throw this.#unknown();
    this.#next();
    return (scope) => memberAt(of(scope), name);
  }

  #keyed(of: Work, depth: number): Work {
    this.#next();
    const key = this.#value(depth + 1);
    this.#takes(']');
    return (scope) => {
      const [holder, at] = [of(scope), key(scope)];
      if (typeof at !== 'number') return memberAt(holder, wordOf(at));
      return Array.isArray(holder) ? (holder as readonly Json[])[at] : undefined;
    };
  }

  get #sign(): string | undefined {
    return this.#token[4];
  }

  #takes(sign: string): void {
    if (this.#sign !== sign) throw this.#unknown();
    this.#next();
  }

  #next(): void {
    const found = this.#pattern.exec(this.#text);
    if (!found) {
      // Behind the end there is nothing more.
      this.#token = [];
      this.#pattern.lastIndex = this.#text.length;
    } else this.#token = found;
  }

  #unknown(): Error {
    return notSimulated(`the policy expression '${this.#text}'`);
  }
}

/** The value of a field; of a list's members, the list of theirs. */
function fieldValue(name: string, scope: RuleScope): Value {
  const { values, isOfList } = fieldOf(name, scope);
  return isOfList || values.length !== 1 ? values.map((value) => value ?? null) : values[0];
}

/** What a count looks at now: an item by the name of its count, or what a member of a list has. */
function currentOf(name: string | undefined, scope: RuleScope): Value {
  const item = scope.items.findLast((one) => name === undefined || one.name === name);
  if (item) return item.value;
  return name === undefined ? undefined : fieldOf(name, scope).values[0];
}

const isText = (value: Value): value is string => typeof value === 'string';

/** Texts one after the other, or lists; a parameter that nobody has given yet is empty. */
function concat(...values: Value[]): Value {
  if (values.length > 0 && values.every((value) => Array.isArray(value))) {
    return values.flatMap((value) => value as readonly Json[]);
  }
  return values.map((value) => wordOf(value ?? '')).join('');
}

function wholeNumber(value: Value): number | undefined {
  const number = Math.trunc(Number(wordOf(value)));
  return Number.isNaN(number) ? undefined : number;
}

function sizeOf(value: Value): number {
  if (isText(value) || Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : 0;
}

function has(holder: Value, sought: Json): boolean {
  if (isText(holder)) return holder.includes(wordOf(sought));
  if (Array.isArray(holder)) return (holder as readonly Json[]).some((one) => same(one, sought));
  return memberAt(holder, wordOf(sought)) !== undefined;
}

function endOf(value: Value, at: 0 | -1): Value {
  if (isText(value)) return value.at(at) ?? '';
  return Array.isArray(value) ? (value as readonly Json[]).at(at) : undefined;
}
