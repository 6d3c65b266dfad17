/** The documented rules as Resource Manager's units meet them: what breaks one is refused in Azure's words. */
import { evaluate, refusalFor } from '@azureml-cmk/core/rules';
import { Refusal } from '../kernel/errors.ts';
import type { RulePort } from '../kernel/ports.ts';
import { factsOf } from './facts-of-store.ts';
import type { FactSources } from './key-use.ts';

/** The rules over a simulator's store. */
export function createRulePort(sources: FactSources): RulePort {
  return {
    enforce: (stage, subject) => {
      const facts = factsOf(sources, subject);
      const { edition } = sources.settings;
      const [finding] = evaluate(facts, { edition, stage });
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
