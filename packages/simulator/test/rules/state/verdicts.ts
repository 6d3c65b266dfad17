/** What a rule says of a state. */
import {
  type ChainFacts,
  type Edition,
  evaluate,
  rules,
  type RuleId,
} from '@azureml-cmk/core/rules';
import { expect } from 'vitest';

function judged(ruleId: RuleId, facts: ChainFacts, edition: Edition): readonly string[] {
  const rule = rules.find(({ id }) => id === ruleId);
  if (!rule) throw new TypeError(`no rule ${ruleId}`);
  // A rule that says nothing of a state asserts nothing.
  expect(rule.check(facts, edition), `${ruleId} does not apply`).toBeDefined();
  return evaluate(facts, { edition, rules: [rule] }).map(({ violation }) => violation.path);
}

export function expectHolds(ruleId: RuleId, facts: ChainFacts, edition: Edition = 'current'): void {
  expect(judged(ruleId, facts, edition)).toEqual([]);
}

export function expectBroken(
  ruleId: RuleId,
  facts: ChainFacts,
  edition: Edition = 'current',
): void {
  expect(judged(ruleId, facts, edition)).not.toEqual([]);
}
