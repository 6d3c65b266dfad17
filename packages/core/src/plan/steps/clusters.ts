import { apiVersions } from '../api-versions.ts';
import type { Description, DescribedDiskEncryptionSet } from '../resolve/description.ts';
import {
  assignIdentityAction,
  grantsServing,
  may,
  providerStep,
  resourceGroupStep,
  type StepDraft,
  type StepUnit,
  why,
} from './unit.ts';

const type = 'Microsoft.ContainerService/managedClusters';

/** Makes new clusters; checks existing ones, whose identity is granted like a new one's. */
export const clusterSteps: StepUnit = (description) =>
  description.clusters.map((cluster): StepDraft => {
    const { creation } = cluster;
    const common = {
      id: cluster.stepId,
      hop: 'managedCluster' as const,
      reversible: true,
      resourceId: cluster.id,
    };
    if (!creation) {
      return {
        ...common,
        kind: 'resource.read',
        title: `Check cluster ${cluster.name}`,
        apiVersion: apiVersions.managedCluster,
        dependsOn: [],
        reasons: [why('its identity must read the disk encryption set', 'CMK-063')],
        permissions: may(cluster.id, `${type}/read`),
      };
    }
    const { identity, diskEncryptionSet: set, kubernetesVersion } = creation;
    return {
      ...common,
      kind: 'managedCluster.ensure',
      title: `Make cluster ${cluster.name} with disks under disk encryption set ${set.name}`,
      name: cluster.name,
      location: description.location,
      dnsPrefix: creation.dnsPrefix,
      ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
      diskEncryptionSetId: set.id,
      nodeSize: creation.nodeSize,
      nodeCount: creation.nodeCount,
      ...(creation.encryptionAtHost ? { encryptionAtHost: true } : {}),
      identityId: identity.id,
      tags: description.tags,
      dependsOn: [
        ...['Microsoft.ContainerService', 'Microsoft.Compute', 'Microsoft.Network'].map(
          providerStep,
        ),
        resourceGroupStep,
        identity.stepId,
        ...usableSet(description, cluster.stepId, set),
      ],
      reasons: [
        why('OS disks come under the key only when the cluster is made', 'CMK-063'),
        why('the Kubernetes version supports it', 'CMK-064'),
      ],
      permissions: [
        ...may(cluster.id, `${type}/read`, `${type}/write`),
        ...may(set.id, 'Microsoft.Compute/diskEncryptionSets/read'),
        ...may(identity.id, assignIdentityAction),
      ],
    };
  });

/** Renders the StorageClass manifests of existing clusters. */
export const storageClassSteps: StepUnit = (description) =>
  description.storageClasses.map(
    ({ stepId, name, cluster, diskEncryptionSet: set }): StepDraft => ({
      kind: 'storageClass.render',
      id: stepId,
      title: `Render StorageClass ${name} for cluster ${cluster.name}`,
      hop: 'managedCluster',
      name,
      diskEncryptionSetId: set.id,
      dependsOn: [cluster.stepId, ...usableSet(description, stepId, set)],
      reasons: [why('new volumes of this class come under the key; OS disks cannot', 'CMK-063')],
      permissions: [],
      reversible: true,
    }),
  );

/** A set that is there, may use its key, and may be read by the cluster. */
function usableSet(
  description: Description,
  stepId: string,
  set: DescribedDiskEncryptionSet,
): readonly string[] {
  const reader = description.roleAssignments.filter(
    (one) => one.scope === set && one.serves.includes(stepId),
  );
  return [
    set.stepId,
    ...grantsServing(description, set.stepId),
    ...reader.map((one) => one.stepId),
  ];
}
