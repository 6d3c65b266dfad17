/** The documented rules as Resource Manager's units meet them: what breaks one is refused in Azure's words. */
import { evaluate, refusalFor, type Rule, rules, type Stage } from '@azureml-cmk/core/rules';
import { Refusal } from '../kernel/errors.ts';
import type { RulePort } from '../kernel/ports.ts';
import { factsOf } from './facts-of-store.ts';
import type { FactSources } from './key-use.ts';

/** The rules that can refuse at each stage. */
const refusing: ReadonlyMap<Stage, readonly Rule[]> = new Map(
  Map.groupBy(
    rules.flatMap((rule) => {
      const stages = new Set(rule.refusals?.map(({ stage }) => stage));
      return [...stages].map((stage) => ({ stage, rule }));
    }),
    ({ stage }) => stage,
  )
    .entries()
    .map(([stage, found]) => [stage, found.map(({ rule }) => rule)] as const),
);

/** The rules over a simulator's store. */
export function createRulePort(sources: FactSources): RulePort {
  return {
    enforce: (stage, subject) => {
      const facts = factsOf(sources, subject);
      const { edition } = sources.settings;
      const [finding] = evaluate(facts, { edition, stage, rules: refusing.get(stage) ?? [] });
      const refusal = finding && refusalFor(finding, stage);
      if (!finding || !refusal) return;
      throw new Refusal({
        status: refusal.status,
        code: refusal.code,
        message: refusal.message(finding.violation, finding.facts),
        evidence: refusal.evidence,
        ruleId: finding.rule.id,
      });
    },
  };
}
