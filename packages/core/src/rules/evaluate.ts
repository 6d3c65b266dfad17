import type { ChainFacts } from './facts.ts';
import { rules as allRules } from './registry.gen.ts';
import {
  defaultEdition,
  type Edition,
  type Level,
  levelIn,
  type Refusal,
  type Rule,
  type Stage,
  type Violation,
} from './types.ts';

/** One violation of one rule, and how hard it is judged. */
export interface Finding {
  readonly rule: Rule;
  readonly level: Level;
  readonly edition: Edition;
  readonly violation: Violation;
  /** The facts it was found in: a refusal's text is made from them. */
  readonly facts: ChainFacts;
}

/** What is evaluated, and by which documents. */
export interface EvaluateOptions {
  /** Default `current`. */
  readonly edition?: Edition;
  /** Only what Azure refuses at this stage: `must` findings with a refusal there. Default: every finding. */
  readonly stage?: Stage;
  /** Default: every rule. */
  readonly rules?: readonly Rule[];
}

/** What a rule says about facts; `notApplicable` when they do not tell. */
export type AssessmentResult = 'holds' | 'broken' | 'notApplicable';

/** One rule's verdict, for a report. */
export interface Assessment {
  readonly rule: Rule;
  /** The hardest level of its violations, else the rule's own level in the edition. */
  readonly level: Level;
  readonly result: AssessmentResult;
  /** Empty unless broken. */
  readonly violations: readonly Violation[];
}

/**
 * Judges facts by the documented rules. Pure: the same facts give the same findings, in the order of the rules' ids.
 *
 * @example
 * ```ts
 * import { evaluate, type ChainFacts, sentenceOf } from '@azureml-cmk/core/rules';
 *
 * const facts: ChainFacts = {
 *   asOf: '2026-08-01T00:00:00Z',
 *   cloud: 'public',
 *   cosmosDbApplicationIds: [],
 *   clusters: [{ name: 'aks', kubernetesVersion: '1.19', when: 'creation', disks: ['os'] }],
 * };
 * for (const { rule, level, violation, edition } of evaluate(facts, { edition: 'current' })) {
 *   console.log(rule.id, level, sentenceOf(rule, violation, edition));
 * }
 * ```
 */
export function evaluate(facts: ChainFacts, options: EvaluateOptions = {}): readonly Finding[] {
  const { edition = defaultEdition, stage, rules = allRules } = options;
  const findings = rules.flatMap((rule) => findingsOf(rule, facts, edition) ?? []);
  if (stage === undefined) return findings;
  return findings.filter(
    (finding) => finding.level === 'must' && refusalFor(finding, stage) !== undefined,
  );
}

/** Every rule that the edition knows, with its verdict. A rule that does not hold in the edition is left out. */
export function assess(
  facts: ChainFacts,
  edition: Edition = defaultEdition,
  rules: readonly Rule[] = allRules,
): readonly Assessment[] {
  return rules.flatMap((rule): readonly Assessment[] => {
    const level = levelIn(rule, edition);
    if (level === undefined) return [];
    const findings = findingsOf(rule, facts, edition);
    if (findings === undefined) {
      return [{ rule, level, result: 'notApplicable', violations: [] }];
    }
    return [
      {
        rule,
        level: hardest(findings) ?? level,
        result: findings.length === 0 ? 'holds' : 'broken',
        violations: findings.map((finding) => finding.violation),
      },
    ];
  });
}

/** How Azure refuses a finding at a stage; `undefined` when it does not. */
export function refusalFor({ rule, violation, facts }: Finding, stage: Stage): Refusal | undefined {
  return rule.refusals?.find(
    (refusal) => refusal.stage === stage && (refusal.when?.(violation, facts) ?? true),
  );
}

/** `undefined`: the rule does not hold in the edition or does not apply to the facts. */
function findingsOf(rule: Rule, facts: ChainFacts, edition: Edition): Finding[] | undefined {
  const level = levelIn(rule, edition);
  if (level === undefined) return undefined;
  if (rule.appliesTo.some((section) => facts[section] === undefined)) return undefined;
  return rule
    .check(facts, edition)
    ?.map((violation) => ({ rule, level: violation.level ?? level, edition, violation, facts }));
}

function hardest(findings: readonly Finding[]): Level | undefined {
  const order: readonly Level[] = ['must', 'should', 'note'];
  return order.find((level) => findings.some((finding) => finding.level === level));
}
