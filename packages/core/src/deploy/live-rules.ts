import { CmkError, type Hop } from '../errors/cmk-error.ts';
import type { Plan } from '../plan/types.ts';
import { type ChainFacts, evaluate, sentenceOf, type WorkspaceFacts } from '../rules/index.ts';
import { issueOfFinding } from '../validate/issue-of-finding.ts';

/** The workspace that the plan makes, as facts, so far as the plan knows it. */
export function plannedWorkspace(plan: Plan): WorkspaceFacts | undefined {
  const step = plan.steps.find((each) => each.kind === 'workspace.ensure');
  if (!step) return undefined;
  const key = plan.steps.find((each) => each.kind === 'key.ensure' || each.kind === 'key.read');
  const { keyIdentifier, architecture, vaultId, identityId } = step.encryption;
  const planned =
    key?.kind === 'key.ensure'
      ? `${key.vaultUrl}/keys/${key.key.name}`
      : (key?.keyIdentifier ?? '');
  return {
    name: step.name,
    subscriptionId: plan.subscriptionId,
    location: step.location,
    kind: step.workspaceKind ?? 'Default',
    highBusinessImpact: step.highBusinessImpact,
    encryption: {
      architecture,
      vaultId,
      keyIdentifier: typeof keyIdentifier === 'string' ? keyIdentifier : planned,
      ...(identityId === undefined ? {} : { identityId }),
    },
  };
}

/**
 * Judges live facts by the documented rules, before anything that takes long is started. `undefined` when every rule
 * that must hold does, or its breach was accepted when the plan was made.
 *
 * @param about Only findings about these parts of the facts, for example `vault.`.
 */
export function refuseByRules(
  plan: Plan,
  hop: Hop,
  what: string,
  facts: ChainFacts,
  about: readonly string[],
): CmkError | undefined {
  const findings = evaluate(facts, { edition: plan.edition }).filter(
    ({ rule, level, violation }) =>
      level === 'must' &&
      !plan.accepted.includes(rule.id) &&
      about.some((part) => violation.path.startsWith(part)),
  );
  const [first] = findings;
  if (first === undefined) return undefined;
  const issues = findings.map((finding) => issueOfFinding(finding));
  return new CmkError({
    code: 'CMK_RULE_VIOLATED',
    hop,
    ruleId: first.rule.id,
    message: `${what} breaks ${issues.map(({ code }) => code).join(', ')}: ${sentenceOf(first.rule, first.violation, first.edition)}`,
    reason: 'Azure would refuse it later, often minutes into an operation.',
    fix: first.rule.fix,
    retryable: false,
    issues,
  });
}
