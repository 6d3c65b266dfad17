import { isRef } from '../references.ts';
import { builtInRoles } from '../roles.ts';
import { may, type StepDraft, type StepUnit, why } from './unit.ts';

/** Lets clusters read their disk encryption sets. */
export const roleAssignmentSteps: StepUnit = ({ roleAssignments }) =>
  roleAssignments.map(({ stepId, cluster, diskEncryptionSet: set, principal }): StepDraft => ({
    kind: 'role.assign',
    id: stepId,
    title: `Let ${principal.title} read disk encryption set ${set.name}`,
    hop: 'access',
    scope: set.id,
    principalId: principal.id,
    role: builtInRoles.reader,
    dependsOn: [set.stepId, ...(isRef(principal.id) ? [principal.id.from] : [])],
    reasons: [why(`disks of cluster ${cluster.name} name the disk encryption set`, 'CMK-063')],
    permissions: may(set.id, 'Microsoft.Authorization/roleAssignments/write'),
    reversible: true,
    resourceId: set.id,
  }));
