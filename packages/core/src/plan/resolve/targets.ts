import type { CmkSpec, DiskEncryptionSetSpec, Tags } from '../../spec/types.ts';
import {
  defaultContainerCpuCores,
  defaultContainerMemoryGiB,
  defaultNodeCount,
  defaultNodeSize,
} from '../defaults.ts';
import { clusterDnsPrefix, clusterIdentityName } from '../names.ts';
import type {
  DescribedCluster,
  DescribedContainerGroup,
  DescribedDiskEncryptionSet,
  DescribedKey,
  DescribedStorageClass,
} from './description.ts';
import type { Identities } from './identities.ts';
import { containerGroupKey, pinnedKey } from './keys.ts';
import { createRegistry, type Home, homeId, type Registry } from './registry.ts';
import type { Vaults } from './vaults.ts';

/** What targets are described in. */
export interface TargetSurroundings {
  readonly home: Home;
  readonly tags: Tags;
  readonly key: DescribedKey;
  readonly vaults: Vaults;
  readonly identities: Identities;
}

/** Describes the container groups. */
export function describeContainerGroups(
  specs: NonNullable<CmkSpec['containerGroups']>,
  { home, tags, key, vaults, identities }: TargetSurroundings,
): readonly DescribedContainerGroup[] {
  const registry = createRegistry<DescribedContainerGroup>('aci');
  for (const spec of specs) {
    const id = homeId(home, 'Microsoft.ContainerInstance/containerGroups', spec.name);
    registry.add(id, (entry) => ({
      ...entry,
      create: true,
      image: spec.image,
      cpu: spec.cpu ?? defaultContainerCpuCores,
      memoryGiB: spec.memoryGiB ?? defaultContainerMemoryGiB,
      ports: spec.ports ?? [],
      key: containerGroupKey(spec.key, key, vaults),
      ...(spec.identity ? { identity: identities.add(spec.identity) } : {}),
      tags: { ...tags, ...spec.tags },
    }));
  }
  return registry.all();
}

/** The clusters, and the disk encryption sets that they share. */
export interface DescribedClusters {
  readonly clusters: readonly DescribedCluster[];
  readonly storageClasses: readonly DescribedStorageClass[];
  readonly diskEncryptionSets: readonly DescribedDiskEncryptionSet[];
}

/** Describes the clusters and their disk encryption sets. */
export function describeClusters(
  specs: NonNullable<CmkSpec['clusters']>,
  around: TargetSurroundings,
): DescribedClusters {
  const sets = createRegistry<DescribedDiskEncryptionSet>('des');
  const clusters = createRegistry<DescribedCluster>('aks');
  const storageClasses = new Map<string, DescribedStorageClass>();
  for (const spec of specs) {
    if ('existing' in spec) {
      const diskEncryptionSet = addSet(sets, spec.diskEncryptionSet, around);
      const cluster = clusters.add(spec.existing, (entry) => ({ ...entry, create: false }));
      const name = spec.storageClass;
      const stepId = `${cluster.stepId}.storageClass.${name}`;
      storageClasses.set(stepId, { stepId, name, cluster, diskEncryptionSet });
      continue;
    }
    const { name, kubernetesVersion, nodeSize, nodeCount, encryptionAtHost } = spec.create;
    const diskEncryptionSet = addSet(sets, spec.create.diskEncryptionSet, around);
    const id = homeId(around.home, 'Microsoft.ContainerService/managedClusters', name);
    clusters.add(id, (entry) => ({
      ...entry,
      create: true,
      creation: {
        diskEncryptionSet,
        identity: around.identities.add({ create: { name: clusterIdentityName(name) } }),
        dnsPrefix: clusterDnsPrefix(name),
        ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
        nodeSize: nodeSize ?? defaultNodeSize,
        nodeCount: nodeCount ?? defaultNodeCount,
        encryptionAtHost: encryptionAtHost ?? false,
      },
    }));
  }
  return {
    clusters: clusters.all(),
    storageClasses: [...storageClasses.values()],
    diskEncryptionSets: sets.all(),
  };
}

function addSet(
  sets: Registry<DescribedDiskEncryptionSet>,
  spec: DiskEncryptionSetSpec,
  { home, key, vaults, identities }: TargetSurroundings,
): DescribedDiskEncryptionSet {
  if ('existing' in spec) {
    return sets.add(spec.existing, (entry) => ({ ...entry, create: false, autoRotate: false }));
  }
  const { create } = spec;
  return sets.add(homeId(home, 'Microsoft.Compute/diskEncryptionSets', create.name), (entry) => ({
    ...entry,
    create: true,
    key: pinnedKey(create, key, vaults),
    ...(create.identity ? { identity: identities.add(create.identity) } : {}),
    autoRotate: create.autoRotate ?? false,
  }));
}
