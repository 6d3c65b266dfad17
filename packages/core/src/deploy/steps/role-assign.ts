import {
  assignRole,
  type FoundAssignment,
  findRoleAssignment,
  type RoleGrant,
} from '../role-assignments.ts';
import { absent, defineStep, found as same, type KnownStep, type StepUnit } from '../step-unit.ts';

/** The principals of this step are managed identities. */
const grantOf = ({ scope, principalId, role }: KnownStep<'role.assign'>): RoleGrant => ({
  scope,
  principalId,
  roleId: role.id,
  principalType: 'ServicePrincipal',
});

/** Assigns a role at a scope. */
export const assignRoleStep: StepUnit<'role.assign', FoundAssignment> = defineStep({
  kind: 'role.assign',
  read: (step, context) => findRoleAssignment(context, grantOf(step)),
  compare: (_, assignment) => (assignment ? same : absent),
  write: (step, _, context) => assignRole(context, grantOf(step)),
  outputs: () => ({}),
});
