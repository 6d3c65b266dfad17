import type {
  DescribedCluster,
  DescribedDiskEncryptionSet,
  DescribedRoleAssignment,
  DescribedStorageClass,
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
    diskEncryptionSet: DescribedDiskEncryptionSet,
    principal: DescribedRoleAssignment['principal'],
  ): void => {
    const first = `grant.${cluster.stepId}`;
    const known = assignments.get(first);
    if (known?.diskEncryptionSet === diskEncryptionSet) return;
    const stepId = known ? `${first}@${diskEncryptionSet.stepId}` : first;
    assignments.set(stepId, { stepId, cluster, diskEncryptionSet, principal });
  };
  for (const cluster of clusters) {
    if (!cluster.creation) continue;
    const { diskEncryptionSet, identity } = cluster.creation;
    add(cluster, diskEncryptionSet, identityPrincipal(identity));
  }
  for (const { cluster, diskEncryptionSet } of storageClasses) {
    add(cluster, diskEncryptionSet, {
      id: { from: cluster.stepId, output: 'principalId' },
      title: `the identity of cluster ${cluster.name}`,
      type: 'ServicePrincipal',
    });
  }
  return [...assignments.values()];
}
