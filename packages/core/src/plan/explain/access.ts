import { isRef } from '../references.ts';
import type { GrantStep, Plan, Reason, RoleAssignmentStep, Value } from '../types.ts';
import { wrap } from './wrap.ts';

/** What each part of the `grants` of a spec means. */
const grantNames = {
  deployer: 'whoever deploys on the key',
  workspace: "the workspace's service on the key",
  workspaceIdentity: "the workspace's user-assigned identity on what the workspace uses",
  containerGroups: 'container groups on their key',
  diskEncryptionSets: 'disk encryption sets on their key',
  clusters: 'clusters on their disk encryption set',
  stores: 'stores on their key',
} as const;

/** Every grant of the plan, and those that were left to you. */
export function accessLines(plan: Plan): readonly string[] {
  const lines = plan.steps.flatMap((step) => {
    if (step.kind === 'access.grant') return grantLines(step, plan);
    if (step.kind === 'role.assign') return roleLines(step, plan);
    return [];
  });
  const { grants = {} } = plan.spec;
  const left = Object.entries(grantNames)
    .filter(([name]) => grants[name as keyof typeof grantNames] === false)
    .map(([, meaning]) => meaning);
  if (left.length === 0) return lines;
  return [
    ...lines,
    wrap(`Not granted by this plan, because the spec says that you did: ${left.join('; ')}.`, '  '),
  ];
}

function grantLines(step: GrantStep, plan: Plan): readonly string[] {
  const how = isRef(step.accessModel)
    ? `by role ${step.role.name} or by access policy, as the vault is set`
    : step.accessModel === 'rbac'
      ? `by role ${step.role.name}`
      : 'by access policy';
  return [
    wrap(`${step.title}${objectId(step.principalId, plan)}`, '  * ', '    '),
    wrap(`${step.keyPermissions.join(', ')}: ${how}`, '      '),
    ...reasonLines(step.reasons),
  ];
}

function roleLines(step: RoleAssignmentStep, plan: Plan): readonly string[] {
  return [
    wrap(`${step.title}${objectId(step.principalId, plan)}`, '  * ', '    '),
    wrap(`by role ${step.role.name}`, '      '),
    ...reasonLines(step.reasons),
  ];
}

function objectId(principalId: Value<string>, { steps }: Plan): string {
  if (!isRef(principalId)) return ` (object id ${principalId})`;
  const source = steps.find((step) => step.id === principalId.from);
  return source ? ` (object id: step ${steps.indexOf(source) + 1})` : '';
}

/** `because …`, with the rule that asks for it. */
function reasonLines(reasons: readonly Reason[]): readonly string[] {
  return reasons.map(({ ruleId, text }) =>
    wrap(ruleId === undefined ? text : `${text} [${ruleId}]`, '      because '),
  );
}
