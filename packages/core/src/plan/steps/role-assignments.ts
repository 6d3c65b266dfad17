import { isRef } from '../references.ts';
import type { DescribedRoleAssignment, Description } from '../resolve/description.ts';
import { may, type StepDraft, type StepUnit } from './unit.ts';

/** Lets the workspace's user-assigned identity work with what the workspace uses. */
export const workspaceRoleSteps: StepUnit = (description) =>
  description.roleAssignments.filter((one) => isForWorkspace(one, description)).map(assignment);

/** Lets clusters read their disk encryption sets. */
export const clusterRoleSteps: StepUnit = (description) =>
  description.roleAssignments.filter((one) => !isForWorkspace(one, description)).map(assignment);

function isForWorkspace({ serves }: DescribedRoleAssignment, { workspace }: Description): boolean {
  return serves.includes(workspace.stepId);
}

function assignment({
  stepId,
  title,
  scope,
  principal,
  role,
  reason,
}: DescribedRoleAssignment): StepDraft {
  return {
    kind: 'role.assign',
    id: stepId,
    title,
    hop: 'access',
    scope: scope.id,
    principalId: principal.id,
    role,
    dependsOn: [scope.stepId, ...(isRef(principal.id) ? [principal.id.from] : [])],
    reasons: [reason],
    permissions: may(scope.id, 'Microsoft.Authorization/roleAssignments/write'),
    reversible: true,
    resourceId: scope.id,
  };
}
