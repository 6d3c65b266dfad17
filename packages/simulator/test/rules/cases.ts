/** Every example of every rule, at every write that the rule speaks about, in every edition in which it refuses. */
import {
  type Edition,
  editions,
  evaluate,
  levelIn,
  refusalFor,
  type Rule,
  type RuleExample,
  rules,
  type Stage,
} from '@azureml-cmk/core/rules';
import { ruleExamples } from '@azureml-cmk/core/rules/examples';
import { type Write, writeOf } from './play.ts';

/** One play of a good example. */
export interface GoodCase {
  readonly rule: Rule;
  readonly example: RuleExample;
  readonly edition: Edition;
  readonly write: Write;
  readonly title: string;
}

/** One play of a bad example. */
export interface BadCase extends GoodCase {
  readonly stage: Stage;
}

/** A grant to an application id is accepted; that it gives nothing shows when the workspace is made. */
export const GRANTS_RULE = 'CMK-014';
const WORKSPACE_STAGE: Stage = 'workspace.create.operation';

/** Rules that show on the wire. */
export const played: readonly Rule[] = rules.filter(
  ({ id, refusals = [] }) => refusals.length > 0 || id === GRANTS_RULE,
);

function examplesOf(rule: Rule, kind: 'good' | 'bad'): readonly RuleExample[] {
  return ruleExamples[rule.id]?.[kind] ?? [];
}

function editionsOf(rule: Rule, example: RuleExample): readonly Edition[] {
  return (example.editions ?? editions).filter((edition) => levelIn(rule, edition) !== undefined);
}

/** The stages at which what an example breaks is refused in an edition. */
function stagesOf(rule: Rule, { facts }: RuleExample, edition: Edition): readonly Stage[] {
  const findings = evaluate(facts, { edition, rules: [rule] }).filter(
    ({ level }) => level === 'must',
  );
  if (rule.id === GRANTS_RULE) return findings.length > 0 ? [WORKSPACE_STAGE] : [];
  const all = [...new Set((rule.refusals ?? []).map(({ stage }) => stage))];
  return all.filter((stage) =>
    findings.some((finding) => refusalFor(finding, stage) !== undefined),
  );
}

export const badCases: readonly BadCase[] = played.flatMap((rule) =>
  examplesOf(rule, 'bad').flatMap((example) =>
    editionsOf(rule, example).flatMap((edition) =>
      stagesOf(rule, example, edition).map((stage) => ({
        rule,
        example,
        edition,
        stage,
        write: writeOf(stage),
        title: `${rule.id} ${edition}: ${example.name} (${stage})`,
      })),
    ),
  ),
);

/** The writes that a good example must get through: of what is new its creation, of what exists its change. */
function writesOf(rule: Rule, { facts }: RuleExample): readonly Write[] {
  const isNewCluster = facts.clusters?.every(({ when }) => when === 'creation') === true;
  const writes = (rule.refusals ?? [{ stage: WORKSPACE_STAGE }]).map(({ stage }): Write => {
    const write = writeOf(stage);
    if (write === 'workspace.update' && !facts.previousWorkspace) return 'workspace.create';
    if (write === 'managedCluster.update' && isNewCluster) return 'managedCluster.create';
    return write;
  });
  return [...new Set(writes)];
}

export const goodCases: readonly GoodCase[] = played.flatMap((rule) =>
  examplesOf(rule, 'good').flatMap((example) =>
    editionsOf(rule, example).flatMap((edition) =>
      writesOf(rule, example).map((write) => ({
        rule,
        example,
        edition,
        write,
        title: `${rule.id} ${edition}: ${example.name} (${write})`,
      })),
    ),
  ),
);
