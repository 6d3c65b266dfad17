import { isRef } from '../references.ts';
import { type BuiltInRole, builtInRoles } from '../roles.ts';
import type {
  Described,
  DescribedCluster,
  DescribedDiskEncryptionSet,
  DescribedRoleAssignment,
  DescribedStorageClass,
  DescribedWorkspace,
} from './description.ts';
import { identityPrincipal } from './identities.ts';

/** Every cluster reads the disk encryption sets that its disks name; each pair once. */
export function describeRoleAssignments(
  clusters: readonly DescribedCluster[],
  storageClasses: readonly DescribedStorageClass[],
): readonly DescribedRoleAssignment[] {
  const assignments = new Map<string, DescribedRoleAssignment>();
  const add = (
    cluster: DescribedCluster,
    set: DescribedDiskEncryptionSet,
    principal: DescribedRoleAssignment['principal'],
    serves: string,
  ): void => {
    const first = `grant.${cluster.stepId}`;
    const known = assignments.get(first);
    if (known?.scope === set) {
      assignments.set(first, { ...known, serves: [...known.serves, serves] });
      return;
    }
    const stepId = known ? `${first}@${set.stepId}` : first;
    assignments.set(stepId, {
      stepId,
      title: `Let ${principal.title} read disk encryption set ${set.name}`,
      scope: set,
      principal,
      role: builtInRoles.reader,
      reason: {
        ruleId: 'CMK-063',
        text: `disks of cluster ${cluster.name} name the disk encryption set`,
      },
      serves: [...(assignments.get(stepId)?.serves ?? []), serves],
    });
  };
  for (const cluster of clusters) {
    if (!cluster.creation) continue;
    const { diskEncryptionSet, identity } = cluster.creation;
    add(cluster, diskEncryptionSet, identityPrincipal(identity), cluster.stepId);
  }
  for (const { cluster, diskEncryptionSet, stepId } of storageClasses) {
    const principal = {
      id: { from: cluster.stepId, output: 'principalId' },
      title: `the identity of cluster ${cluster.name}`,
      type: 'ServicePrincipal' as const,
    };
    add(cluster, diskEncryptionSet, principal, stepId);
  }
  return [...assignments.values()];
}

/**
 * What the user-assigned identity of a workspace needs on the resources that the workspace works with. For a
 * system-assigned one Azure ML makes these assignments itself.
 */
export function describeWorkspaceRoles(
  workspace: DescribedWorkspace,
): readonly DescribedRoleAssignment[] {
  const { primaryIdentity, storage, containerRegistry, applicationInsights, vault } = workspace;
  if (!primaryIdentity) return [];
  const principal = identityPrincipal(primaryIdentity);
  const { contributor, storageBlobDataContributor, keyVaultAdministrator } = builtInRoles;
  // Of a vault that exists it is not known how it gives access: where policies decide, the role gives nothing.
  const goesByRoles = isRef(vault.accessModel) || vault.accessModel === 'rbac';
  const needed: readonly (readonly [Described | undefined, string, readonly BuiltInRole[]])[] = [
    [storage, 'storage account', [contributor, storageBlobDataContributor]],
    [containerRegistry, 'container registry', [contributor]],
    [applicationInsights, 'Application Insights component', [contributor]],
    [vault, 'vault', goesByRoles ? [contributor, keyVaultAdministrator] : [contributor]],
  ];
  return needed.flatMap(([scope, noun, roles]) =>
    roles.flatMap((role, index): readonly DescribedRoleAssignment[] =>
      scope === undefined
        ? []
        : [
            {
              stepId: `role.${scope.stepId}${index === 0 ? '' : '.data'}`,
              title: `Give ${principal.title} access to ${index === 0 ? '' : 'the data of '}${noun} ${scope.name}`,
              scope,
              principal,
              role,
              reason: {
                text: 'the workspace works with it as this identity; Azure ML assigns roles to a system-assigned one only',
                ...(scope === vault ? { ruleId: 'CMK-044' as const } : {}),
              },
              serves: [workspace.stepId],
            },
          ],
    ),
  );
}
