/** Reads the inference targets of a description: what their rows and the consumers of keys are made of. */
import { armId, parseArmId } from '../../azure/arm-id.ts';
import { apiVersions } from '../../plan/api-versions.ts';
import type { CmkSpec } from '../../spec/types.ts';
import { type Json, type Reader, type Reading, textAt } from '../reader.ts';

const CONTAINER_GROUP_API_VERSION = '2023-05-01';
const CLUSTER_API_VERSION = '2025-05-01';

/** An inference target as it was read. */
export interface TargetReading {
  readonly name: string;
  readonly id: string;
  readonly reading: Reading<Json>;
}

/** A cluster and, for one that exists already, the StorageClass that its data disks are to be of. */
export interface ClusterReading extends TargetReading {
  readonly storageClass?: string;
  /** The set that the description names for it. */
  readonly diskEncryptionSetId: string;
}

/** Everything of the inference targets that was read. */
export interface Targets {
  readonly containerGroups: readonly TargetReading[];
  readonly clusters: readonly ClusterReading[];
  readonly diskEncryptionSets: readonly TargetReading[];
}

/** Reads container groups, clusters and their disk encryption sets. */
export async function readTargets(reader: Reader, spec: CmkSpec): Promise<Targets> {
  const own = (type: string, name: string): string =>
    armId(spec.subscriptionId, spec.resourceGroup, type, name);
  const read = async (
    id: string,
    apiVersion: string,
    hop: 'containerGroup' | 'managedCluster' | 'diskEncryptionSet',
  ) => ({
    name: parseArmId(id)?.name ?? id,
    id,
    reading: await reader.resource(id, apiVersion, hop),
  });
  const containerGroups = Promise.all(
    (spec.containerGroups ?? []).map(({ name }) =>
      read(
        own('Microsoft.ContainerInstance/containerGroups', name),
        CONTAINER_GROUP_API_VERSION,
        'containerGroup',
      ),
    ),
  );
  const clusters = Promise.all(
    (spec.clusters ?? []).map(async (cluster): Promise<ClusterReading> => {
      const set =
        'create' in cluster ? cluster.create.diskEncryptionSet : cluster.diskEncryptionSet;
      const id =
        'create' in cluster
          ? own('Microsoft.ContainerService/managedClusters', cluster.create.name)
          : cluster.existing;
      return {
        ...(await read(id, CLUSTER_API_VERSION, 'managedCluster')),
        diskEncryptionSetId:
          'existing' in set
            ? set.existing
            : own('Microsoft.Compute/diskEncryptionSets', set.create.name),
        ...('create' in cluster ? {} : { storageClass: cluster.storageClass }),
      };
    }),
  );
  // The sets that clusters really name come before those of the description.
  const setIds = (await clusters).flatMap(({ reading, diskEncryptionSetId }) => [
    (reading.ok ? textAt(reading.value, 'properties.diskEncryptionSetID') : undefined) ??
      diskEncryptionSetId,
  ]);
  const unique = [...new Map(setIds.map((id) => [id.toLowerCase(), id])).values()];
  return {
    containerGroups: await containerGroups,
    clusters: await clusters,
    diskEncryptionSets: await Promise.all(
      unique.map((id) => read(id, apiVersions.diskEncryptionSet, 'diskEncryptionSet')),
    ),
  };
}
