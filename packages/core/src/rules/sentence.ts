import { type Edition, type Rule, statementOf, type Violation } from './types.ts';

/** The sentence about one violation, by an edition or by all. The only place that makes it. */
export function sentenceOf(
  rule: Pick<Rule, 'statement' | 'statementBy'>,
  { path, expected, received }: Pick<Violation, 'path' | 'expected' | 'received'>,
  edition?: Edition,
): string {
  return `${statementOf(rule, edition)} Expected ${expected} at ${path}, received ${received}.`;
}
