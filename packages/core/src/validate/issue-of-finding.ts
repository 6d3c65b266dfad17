import type { Issue } from '../errors/cmk-error.ts';
import type { Finding } from '../rules/evaluate.ts';
import { sentenceOf } from '../rules/sentence.ts';
import type { Level } from '../rules/types.ts';

const SEVERITY: Readonly<Record<Level, Issue['severity']>> = {
  must: 'error',
  should: 'warning',
  note: 'note',
};

/** A broken rule as an issue of the input. `path`: where in the input, when it is called otherwise there. */
export function issueOfFinding(
  { rule, level, edition, violation }: Pick<Finding, 'rule' | 'level' | 'edition' | 'violation'>,
  path: string = violation.path,
): Issue {
  return {
    code: rule.id,
    severity: SEVERITY[level],
    path,
    message: sentenceOf(rule, { ...violation, path }, edition),
    received: violation.received,
    expected: violation.expected,
    fix: rule.fix,
    docs: `docs/rules/${rule.id}.md`,
  };
}
