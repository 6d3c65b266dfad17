/** The grammar of template expressions: what stands between `[` and `]`. */
import { ExpressionUnread } from './template-error.ts';

/** An expression, read. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'member';
      readonly of: Expression;
      /** A literal for `.name`. */
      readonly at: Expression;
      /** `.?name` and `[?at]`: null where there is nothing. */
      readonly isOptional: boolean;
    };

/** Documented: characters of an expression at most. */
const EXPRESSION_MAX_CHARACTERS = 24_576;
/** Deeper, and work on it would exhaust the stack. */
const DEPTH_MAX = 256;

type TokenKind =
  | 'Identifier'
  | 'StringLiteral'
  | 'Integer'
  | 'LeftParenthesis'
  | 'RightParenthesis'
  | 'LeftSquareBracket'
  | 'RightSquareBracket'
  | 'Comma'
  | 'Dot'
  | 'Question'
  | 'EndOfData';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const SIGNS: ReadonlyMap<string, TokenKind> = new Map([
  ['(', 'LeftParenthesis'],
  [')', 'RightParenthesis'],
  ['[', 'LeftSquareBracket'],
  [']', 'RightSquareBracket'],
  [',', 'Comma'],
  ['.', 'Dot'],
  ['?', 'Question'],
]);
const END: Token = { kind: 'EndOfData', text: '' };
const TOKEN = /\s*(?:('(?:[^']|'')*')|(-?\d+)(?![\w$])|([A-Za-z_$][\w$]*)|([()[\],.?]))/y;

/** What a string of a template is: an expression, or the text that it stands for. */
export function readTemplateString(text: string): { text: string } | { expression: Expression } {
  if (text.startsWith('[[')) return { text: text.slice(1) };
  if (!isExpression(text)) return { text };
  return { expression: parseExpression(text.slice(1, -1)) };
}

/** Whether a string of a template is an expression. */
function isExpression(text: string): boolean {
  return text.startsWith('[') && text.endsWith(']') && !text.startsWith('[[');
}

/** A text as a string of a template that stands for it. */
export function escapeTemplateString(text: string): string {
  return text.startsWith('[') && (text.startsWith('[[') || text.endsWith(']')) ? `[${text}` : text;
}

/** Reads an expression, without its brackets. */
export function parseExpression(text: string): Expression {
  if (text.length > EXPRESSION_MAX_CHARACTERS) {
    throw new ExpressionUnread(
      `The language expression has ${text.length} characters; the limit is ${EXPRESSION_MAX_CHARACTERS}.`,
    );
  }
  return new Parser(text).read();
}

/** Every call in an expression, the outer ones first. */
export function* callsIn(
  expression: Expression,
): Generator<Extract<Expression, { readonly kind: 'call' }>, undefined> {
  if (expression.kind === 'call') {
    yield expression;
    for (const argument of expression.args) yield* callsIn(argument);
  }
  if (expression.kind === 'member') {
    yield* callsIn(expression.of);
    yield* callsIn(expression.at);
  }
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = this.#split();
  }

  read(): Expression {
    const expression = this.#expression(0);
    this.#expect('EndOfData');
    return expression;
  }

  #split(): Token[] {
    const tokens: Token[] = [];
    const pattern = new RegExp(TOKEN);
    while (this.#text.slice(pattern.lastIndex).trim() !== '') {
      const from = pattern.lastIndex;
      const found = pattern.exec(this.#text);
      if (!found) {
        const rest = this.#text.slice(from);
        const at = from + rest.length - rest.trimStart().length;
        const why =
          this.#text[at] === "'"
            ? `the string constant at position '${at}' is not terminated. String constants must be enclosed within a pair of single quotes.`
            : `the string character '${this.#text[at] ?? ''}' at position '${at}' is not expected.`;
        // Azure/azure-api-management-devops-resource-kit#561.
        throw new ExpressionUnread(
          `The language expression '${this.#text}' is not valid: ${why}`,
          'reported',
        );
      }
      const [, string, integer, identifier, sign = ''] = found;
      if (string !== undefined) {
        tokens.push({ kind: 'StringLiteral', text: string.slice(1, -1).replaceAll("''", "'") });
      } else if (integer !== undefined) tokens.push({ kind: 'Integer', text: integer });
      else if (identifier !== undefined) tokens.push({ kind: 'Identifier', text: identifier });
      else tokens.push({ kind: SIGNS.get(sign) ?? 'EndOfData', text: sign });
    }
    return tokens;
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? END;
  }

  #takes(kind: TokenKind): boolean {
    if (this.#next.kind !== kind) return false;
    this.#at += 1;
    return true;
  }

  #expect(kind: TokenKind): Token {
    const token = this.#next;
    if (token.kind !== kind) {
      // Azure/azure-cnab-quickstarts#33.
      throw new ExpressionUnread(
        `Unable to parse language expression '${this.#text}': expected token '${kind}' and actual '${token.kind}'.`,
        'reported',
      );
    }
    this.#at += 1;
    return token;
  }

  #expression(depth: number): Expression {
    if (depth > DEPTH_MAX) {
      throw new ExpressionUnread(
        `The language expression '${this.#text.slice(0, 40)}…' is nested deeper than ${DEPTH_MAX} levels.`,
      );
    }
    let expression = this.#primary(depth);
    for (let members = depth; ; members += 1) {
      if (this.#takes('Dot')) {
        const isOptional = this.#takes('Question');
        const at: Expression = { kind: 'literal', value: this.#expect('Identifier').text };
        expression = { kind: 'member', of: expression, at, isOptional };
      } else if (this.#takes('LeftSquareBracket')) {
        const isOptional = this.#takes('Question');
        const at = this.#expression(members + 1);
        this.#expect('RightSquareBracket');
        expression = { kind: 'member', of: expression, at, isOptional };
      } else return expression;
      if (members > DEPTH_MAX) {
        throw new ExpressionUnread(
          `The language expression '${this.#text.slice(0, 40)}…' reaches deeper than ${DEPTH_MAX} members.`,
        );
      }
    }
  }

  #primary(depth: number): Expression {
    const { kind, text } = this.#next;
    if (this.#takes('StringLiteral')) return { kind: 'literal', value: text };
    if (this.#takes('Integer')) return { kind: 'literal', value: this.#integer(text) };
    if (kind !== 'Identifier') {
      throw new ExpressionUnread(
        `Unable to parse language expression '${this.#text}': expected token 'Identifier' and actual '${kind}'.`,
        'reported',
      );
    }
    this.#at += 1;
    let name = text;
    // A function of the template's own: `contoso.uniqueName()`.
    while (this.#takes('Dot')) name += `.${this.#expect('Identifier').text}`;
    this.#expect('LeftParenthesis');
    const args: Expression[] = [];
    if (!this.#takes('RightParenthesis')) {
      do args.push(this.#expression(depth + 1));
      while (this.#takes('Comma'));
      this.#expect('RightParenthesis');
    }
    return { kind: 'call', name, args };
  }

  #integer(text: string): number {
    const value = Number(text);
    if (Number.isSafeInteger(value)) return value;
    throw new ExpressionUnread(`The integer '${text}' in '${this.#text}' is out of range.`);
  }
}
