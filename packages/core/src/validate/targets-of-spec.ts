import { parseArmId, sameId } from '../azure/arm-id.ts';
import { normaliseRegion } from '../plan/names.ts';
import type {
  ClusterFacts,
  ContainerGroupFacts,
  DiskEncryptionSetFacts,
  KeyFacts,
  VaultFacts,
} from '../rules/facts.ts';
import type {
  ClusterSpec,
  CmkSpec,
  ContainerGroupSpec,
  DiskEncryptionSetSpec,
} from '../spec/types.ts';
import { identityIdOfSpec } from './identity-of-spec.ts';

/** A disk encryption set that the spec creates, and where it stands. */
export interface CreatedDiskEncryptionSet {
  /** `clusters[0].create.diskEncryptionSet.create`. */
  readonly path: string;
  readonly set: Extract<DiskEncryptionSetSpec, { readonly create: unknown }>['create'];
}

/** The disk encryption sets to create, in the order of the clusters. Of an existing one only the id is known. */
export function createdDiskEncryptionSets({
  clusters = [],
}: CmkSpec): readonly CreatedDiskEncryptionSet[] {
  return clusters.flatMap((cluster, index) => {
    const { set, path } = setOfCluster(cluster, index);
    return 'create' in set ? [{ path: `${path}.create`, set: set.create }] : [];
  });
}

/** The container groups, each with the key that it names or the workspace's. */
export function containerGroupsOfSpec(
  spec: CmkSpec,
  key: KeyFacts,
): readonly ContainerGroupFacts[] {
  return (spec.containerGroups ?? []).map((group) => ({
    name: group.name,
    ...keyOfGroup(group, key),
    ...(group.identity ? { identityId: identityIdOfSpec(spec, group.identity) } : {}),
  }));
}

/** The disk encryption sets to create. The vault's region is known when it is the workspace's vault and is created. */
export function diskEncryptionSetsOfSpec(
  spec: CmkSpec,
  vault: VaultFacts,
): readonly DiskEncryptionSetFacts[] {
  return createdDiskEncryptionSets(spec).map(({ set }) => {
    const isWorkspaceVault =
      set.vaultId === undefined ? set.keyIdentifier === undefined : sameId(set.vaultId, vault.id);
    return {
      name: set.name,
      subscriptionId: spec.subscriptionId,
      location: normaliseRegion(spec.location),
      ...(isWorkspaceVault && vault.state ? { vaultLocation: vault.state.location } : {}),
      ...(set.identity ? { identityId: identityIdOfSpec(spec, set.identity) } : {}),
    };
  });
}

/** The clusters. Of an existing one neither region nor version is known. */
export function clustersOfSpec({ clusters = [], location }: CmkSpec): readonly ClusterFacts[] {
  return clusters.map((cluster): ClusterFacts => {
    if ('existing' in cluster) {
      const name = parseArmId(cluster.existing)?.name ?? cluster.existing;
      return { name, when: 'existing', disks: ['data'] };
    }
    const { name, kubernetesVersion } = cluster.create;
    return {
      name,
      location: normaliseRegion(location),
      when: 'creation',
      disks: ['os', 'data'],
      ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    };
  });
}

function setOfCluster(
  cluster: ClusterSpec,
  index: number,
): { readonly set: DiskEncryptionSetSpec; readonly path: string } {
  return 'existing' in cluster
    ? { set: cluster.diskEncryptionSet, path: `clusters[${index}].diskEncryptionSet` }
    : {
        set: cluster.create.diskEncryptionSet,
        path: `clusters[${index}].create.diskEncryptionSet`,
      };
}

function keyOfGroup(
  { key: own }: ContainerGroupSpec,
  key: KeyFacts,
): Pick<ContainerGroupFacts, 'vaultBaseUrl' | 'keyName' | 'keyVersion' | 'planned'> {
  if (own && 'vaultBaseUrl' in own) {
    return { vaultBaseUrl: own.vaultBaseUrl, keyName: own.keyName, keyVersion: own.keyVersion };
  }
  return {
    ...(key.vaultUri === undefined ? {} : { vaultBaseUrl: key.vaultUri }),
    ...(key.name === undefined ? {} : { keyName: key.name }),
    ...(key.version === undefined ? { planned: true } : { keyVersion: key.version }),
  };
}
