/**
 * Conditions of role assignments: the language in which an assignment says for which requests it counts. Parsed when an
 * assignment is written and evaluated when access is decided.
 */
import { notSimulated } from './errors.ts';
import { matchesWildcard } from './wildcard.ts';

/** What a condition is held against. Attributes by source and name, as `Request|Microsoft.Authorization/…:PrincipalId`. */
export interface ConditionSubject {
  /** Lower case. */
  readonly action: string;
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

/** Whether a condition is fulfilled. */
export type RoleCondition = (subject: ConditionSubject) => boolean;

/** A condition that cannot be read. */
export class ConditionSyntaxError extends Error {
  constructor(found: string | undefined) {
    super(found === undefined ? 'the condition ends too early' : `'${found}' is not expected`);
    this.name = 'ConditionSyntaxError';
  }
}

const TOKEN =
  /\s*(&&|\|\||!|[(){},]|'(?:[^'\\]|\\.)*'|@[A-Za-z]+\[[^\]]*\]|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|-?\d+(?:\.\d+)?|[A-Za-z][A-Za-z]*(?::[A-Za-z]+)?)/iy;
/** In a set of GUIDs nothing is quoted. */
const GUID = /^[0-9a-f]{8}-/i;
const MAX_DEPTH = 64;

/** Compares one value of an attribute with one that the condition gives. */
const COMPARISONS: ReadonlyMap<string, (value: string, given: string) => boolean> = new Map([
  ['stringequals', (value: string, given: string) => value === given],
  ['stringequalsignorecase', same],
  ['stringstartswith', (value: string, given: string) => value.startsWith(given)],
  ['stringlike', (value: string, given: string) => matchesWildcard(given, value)],
  ['guidequals', same],
  ['boolequals', same],
  ['numericequals', (value: string, given: string) => Number(value) === Number(given)],
  ['numericlessthan', (value: string, given: string) => Number(value) < Number(given)],
  ['numericlessthanequals', (value: string, given: string) => Number(value) <= Number(given)],
  ['numericgreaterthan', (value: string, given: string) => Number(value) > Number(given)],
  ['numericgreaterthanequals', (value: string, given: string) => Number(value) >= Number(given)],
]);

/** Reads a condition. Throws {@link ConditionSyntaxError}, or 501 for an operator that is not played. */
export function parseRoleCondition(text: string): RoleCondition {
  const parser = new Parser(tokensOf(text));
  const condition = parser.either(0);
  parser.end();
  return condition;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const token = pattern.exec(text)?.[1];
    if (token !== undefined) tokens.push(token);
    else if (text.slice(at).trim() === '') break;
    else throw new ConditionSyntaxError(text.slice(at).trim().slice(0, 20));
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw new ConditionSyntaxError(this.#tokens[this.#at]);
  }

  either(depth: number): RoleCondition {
    const parts = [this.#both(depth)];
    while (this.#takes('||') || this.#takes('or')) parts.push(this.#both(depth));
    return (subject) => parts.some((part) => part(subject));
  }

  #both(depth: number): RoleCondition {
    const parts = [this.#one(depth)];
    while (this.#takes('&&') || this.#takes('and')) parts.push(this.#one(depth));
    return (subject) => parts.every((part) => part(subject));
  }

  #one(depth: number): RoleCondition {
    if (depth > MAX_DEPTH) throw new ConditionSyntaxError('(');
    if (this.#takes('!') || this.#takes('not')) {
      const inner = this.#one(depth + 1);
      return (subject) => !inner(subject);
    }
    if (this.#takes('(')) {
      const inner = this.either(depth + 1);
      this.#needs(')');
      return inner;
    }
    if (this.#takes('actionmatches')) {
      const patterns = this.#set().map((pattern) => pattern.toLowerCase());
      return ({ action }) => patterns.some((pattern) => matchesWildcard(pattern, action));
    }
    if (this.#takes('suboperationmatches')) {
      this.#set();
      return () => false;
    }
    if (this.#takes('exists')) {
      const name = this.#attribute(this.#next());
      return ({ attributes }) => (attributes.get(name)?.length ?? 0) > 0;
    }
    return this.#comparison();
  }

  #comparison(): RoleCondition {
    const name = this.#attribute(this.#next());
    const operator = this.#next();
    const [, quantifier = '', plain = ''] = /^(?:(ForA\w+):)?(\w+)$/i.exec(operator) ?? [];
    const word = plain.toLowerCase();
    const isNegated = word.includes('not');
    const compare = COMPARISONS.get(word.replace('not', ''));
    if (!compare) throw notSimulated(`the operator '${operator}' of a role assignment's condition`);
    const given = this.#tokens[this.#at] === '{' ? this.#set() : [this.#literal()];
    const test = (value: string, one: string): boolean => compare(value, one) !== isNegated;
    const quantify = quantified(quantifier);
    return ({ attributes }) => {
      const values = attributes.get(name);
      return values !== undefined && quantify(values, given, test);
    };
  }

  #set(): string[] {
    this.#needs('{');
    const values = [this.#literal()];
    while (this.#takes(',')) values.push(this.#literal());
    this.#needs('}');
    return values;
  }

  #literal(): string {
    const token = this.#next();
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll(/\\(.)/g, '$1');
    if (GUID.test(token) || /^[-\d]/.test(token) || /^(?:true|false)$/i.test(token)) return token;
    throw new ConditionSyntaxError(token);
  }

  #attribute(token: string): string {
    const [, source, name] = /^@([A-Za-z]+)\[([^\]]*)\]$/.exec(token) ?? [];
    if (source === undefined || name === undefined) throw new ConditionSyntaxError(token);
    return `${source}|${name}`.toLowerCase();
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new ConditionSyntaxError(undefined);
    this.#at += 1;
    return token;
  }

  #takes(word: string): boolean {
    if (this.#tokens[this.#at]?.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #needs(word: string): void {
    if (!this.#takes(word)) throw new ConditionSyntaxError(this.#tokens[this.#at]);
  }
}

type Quantify = (
  values: readonly string[],
  given: readonly string[],
  test: (value: string, one: string) => boolean,
) => boolean;

function quantified(quantifier: string): Quantify {
  switch (quantifier.toLowerCase()) {
    case '':
    case 'foranyofanyvalues':
      return (values, given, test) => values.some((value) => given.some((one) => test(value, one)));
    case 'forallofanyvalues':
      return (values, given, test) =>
        values.every((value) => given.some((one) => test(value, one)));
    case 'foranyofallvalues':
      return (values, given, test) =>
        values.some((value) => given.every((one) => test(value, one)));
    case 'forallofallvalues':
      return (values, given, test) =>
        values.every((value) => given.every((one) => test(value, one)));
    default:
      throw new ConditionSyntaxError(quantifier);
  }
}

function same(value: string, given: string): boolean {
  return value.toLowerCase() === given.toLowerCase();
}
