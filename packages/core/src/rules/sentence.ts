import type { Rule, Violation } from './types.ts';

/** The sentence about one violation. The only place that makes it. */
export function sentenceOf(
  { statement }: Pick<Rule, 'statement'>,
  { path, expected, received }: Pick<Violation, 'path' | 'expected' | 'received'>,
): string {
  return `${statement} Expected ${expected} at ${path}, received ${received}.`;
}
