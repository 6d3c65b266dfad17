import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateDeep } from '../../../src/arm/resources/template/evaluate.ts';
import {
  escapeTemplateString,
  type Expression,
  parseExpression,
} from '../../../src/arm/resources/template/parse-expression.ts';
import { TemplateError } from '../../../src/arm/resources/template/template-error.ts';
import { Work } from '../../../src/arm/resources/template/work.ts';
import { uniqueString } from '../../../src/arm/resources/template/hashes.ts';

const NOTHING = { functions: new Map(), work: new Work() };

const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/);
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5 },
    fc.record({
      kind: fc.constant('literal' as const),
      value: fc.oneof(fc.string(), fc.maxSafeInteger()),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.oneof(
        name,
        fc.tuple(name, name).map((both) => both.join('.')),
      ),
      args: fc.array(tie('expression'), { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('member' as const),
      of: tie('expression'),
      at: tie('expression'),
      isOptional: fc.boolean(),
    }),
  ),
}));

/** Writes an expression as it could have been read. */
function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'number'
        ? String(expression.value)
        : `'${expression.value.replaceAll("'", "''")}'`;
    case 'call':
      return `${expression.name}(${expression.args.map(printExpression).join(', ')})`;
    case 'member':
      return `${printExpression(expression.of)}[${expression.isOptional ? '?' : ''}${printExpression(expression.at)}]`;
  }
}

/** Without minus zero, which no text of an integer gives back. */
const readable = expression.filter((one) => !JSON.stringify(one).includes('null'));

describe('expressions of templates', () => {
  it('what is printed is read as it was', () => {
    fc.assert(
      fc.property(readable, (given) => {
        expect(parseExpression(printExpression(given))).toEqual(given);
      }),
    );
  });

  it('any text is read or refused with a reason', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        try {
          parseExpression(text);
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
    );
  });

  it('an escaped text stands for itself', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `[${text}]`),
        ),
        (text) => {
          expect(evaluateDeep(escapeTemplateString(text), NOTHING)).toBe(text);
        },
      ),
    );
  });

  it('depth is refused before it exhausts the stack', () => {
    const nested = `${'not('.repeat(5000)}true()${')'.repeat(5000)}`;
    expect(() => parseExpression(nested)).toThrow(TemplateError);
    expect(() => parseExpression(`a()${'.b'.repeat(5000)}`)).toThrow(TemplateError);
  });

  it('uniqueString gives 13 of 32 characters, and the same again', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (values) => {
        expect(uniqueString(values)).toMatch(/^[a-z2-7]{13}$/);
        expect(uniqueString(values)).toBe(uniqueString([values.join('-')]));
      }),
    );
  });
});
