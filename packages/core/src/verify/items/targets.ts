import { armId, parseArmId } from '../../azure/arm-id.ts';
import { apiVersions } from '../../plan/api-versions.ts';
import type { CmkSpec } from '../../spec/types.ts';
import type { PostureItem } from '../posture.ts';
import {
  at,
  evidenceAt,
  evidenceOf,
  type Json,
  type Reader,
  type Reading,
  textAt,
} from '../reader.ts';
import { followsNewest } from './shown-key.ts';
import { keyIdOf, underKey, unknownItem } from './under-key.ts';

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

/** The key of a container group. */
export function containerGroupKeyOf(body: Json): string | undefined {
  return keyIdOf(
    textAt(body, 'properties.encryptionProperties.vaultBaseUrl'),
    textAt(body, 'properties.encryptionProperties.keyName'),
    textAt(body, 'properties.encryptionProperties.keyVersion'),
  );
}

/** The items of the inference targets. */
export function targetItems({
  containerGroups,
  clusters,
  diskEncryptionSets,
}: Targets): readonly PostureItem[] {
  const groups = containerGroups.map(({ name, id, reading }): PostureItem => {
    const what = `Container group ${name}: its data at rest`;
    if (!reading.ok)
      return unknownItem('containerGroup', what, id, reading, ['CMK-060', 'CMK-068']);
    return {
      place: 'containerGroup',
      what,
      where: id,
      ...underKey(containerGroupKeyOf(reading.value)),
      evidence: evidenceOf(reading, [
        'properties.encryptionProperties.vaultBaseUrl',
        'properties.encryptionProperties.keyName',
        'properties.encryptionProperties.keyVersion',
        'properties.encryptionProperties.identity',
      ]),
      ruleIds: ['CMK-060', 'CMK-068'],
    };
  });
  const sets = diskEncryptionSets.map(({ name, id, reading }): PostureItem => {
    const what = `Disk encryption set ${name}: the key of the disks that name it`;
    if (!reading.ok) return unknownItem('diskEncryptionSet', what, id, reading, ['CMK-063']);
    const rotation = evidenceAt(reading, 'properties.rotationToLatestKeyVersionEnabled');
    return {
      place: 'diskEncryptionSet',
      what,
      where: id,
      ...underKey(
        textAt(reading.value, 'properties.activeKey.keyUrl'),
        textAt(reading.value, 'properties.lastKeyRotationTimestamp'),
      ),
      evidence: [
        ...evidenceOf(reading, [
          'properties.activeKey.keyUrl',
          'properties.lastKeyRotationTimestamp',
        ]),
        rotation,
      ],
      ruleIds: ['CMK-063'],
      ...(rotation.value === 'true' ? { note: followsNewest } : {}),
    };
  });
  const disks = clusters.flatMap((cluster) => clusterDisks(cluster, diskEncryptionSets));
  return [...groups, ...sets, ...disks];
}

function clusterDisks(
  cluster: ClusterReading,
  sets: readonly TargetReading[],
): readonly PostureItem[] {
  const { name, id, reading, storageClass, diskEncryptionSetId } = cluster;
  const ruleIds = ['CMK-063', 'CMK-068'];
  if (!reading.ok) {
    return [
      unknownItem('kubernetesOsDisk', `Cluster ${name}: OS disks`, id, reading, ruleIds),
      unknownItem('kubernetesDataDisk', `Cluster ${name}: data disks`, id, reading, ruleIds),
    ];
  }
  const named = textAt(reading.value, 'properties.diskEncryptionSetID');
  const evidence = [evidenceAt(reading, 'properties.diskEncryptionSetID')];
  const pools = poolsOf(reading.value);
  const ephemeral = pools.filter(({ osDiskType }) => osDiskType?.toLowerCase() === 'ephemeral');
  const keyOfSet = (setId: string | undefined): string | undefined => {
    const set = sets.find((each) => each.id.toLowerCase() === setId?.toLowerCase());
    return set?.reading.ok ? textAt(set.reading.value, 'properties.activeKey.keyUrl') : undefined;
  };
  const isUnreadable = named !== undefined && keyOfSet(named) === undefined;
  const under = isUnreadable ? ({ under: 'unknown' } as const) : underKey(keyOfSet(named));
  const unreadable = isUnreadable ? { note: 'Its disk encryption set could not be read.' } : {};
  const os: PostureItem = {
    place: 'kubernetesOsDisk',
    what: `Cluster ${name}: OS disks`,
    where: id,
    ...under,
    evidence,
    ruleIds,
    ...unreadable,
  };
  const osDisks = [
    ...(pools.length > 0 && ephemeral.length === pools.length ? [] : [os]),
    ...ephemeral.map((pool) => ephemeralDisk(cluster, reading, pool)),
  ];
  if (storageClass === undefined) {
    return [
      ...osDisks,
      { ...os, place: 'kubernetesDataDisk', what: `Cluster ${name}: data disks` },
    ];
  }
  const key = keyOfSet(diskEncryptionSetId);
  return [
    ...osDisks,
    {
      place: 'kubernetesDataDisk',
      what: `Cluster ${name}: data disks of StorageClass ${storageClass}`,
      where: id,
      under: 'unknown',
      ...(key === undefined ? {} : { keyIdentifier: key }),
      evidence: [],
      ruleIds,
      note: 'New volumes of the class come under the key; whether the class is applied stands in the cluster, which is not read here.',
    },
  ];
}

/** A node pool, so far as disks are concerned. */
interface Pool {
  readonly index: number;
  readonly name: string;
  readonly osDiskType: string | undefined;
  readonly isEncryptedAtHost: boolean;
}

function poolsOf(cluster: Json): readonly Pool[] {
  const pools = at(cluster, 'properties.agentPoolProfiles');
  if (!Array.isArray(pools)) return [];
  return (pools as readonly unknown[]).map((pool, index) => ({
    index,
    name: textAt(pool, 'name') ?? `${index}`,
    osDiskType: textAt(pool, 'osDiskType'),
    isEncryptedAtHost: at(pool, 'enableEncryptionAtHost') === true,
  }));
}

/** Documents of Microsoft do not agree on the key of OS disks that are on the host, and no property shows it. */
function ephemeralDisk(
  { name, id }: ClusterReading,
  reading: Extract<Reading<Json>, { readonly ok: true }>,
  { index, name: pool, isEncryptedAtHost }: Pool,
): PostureItem {
  const path = `properties.agentPoolProfiles.${index}`;
  return {
    place: 'kubernetesOsDisk',
    what: `Cluster ${name}: ephemeral OS disks of pool ${pool}`,
    where: id,
    under: 'unknown',
    evidence: evidenceOf(reading, [`${path}.osDiskType`, `${path}.enableEncryptionAtHost`]),
    ruleIds: ['CMK-063', 'CMK-068'],
    note: isEncryptedAtHost
      ? 'A piece of the disk of the host, which encrypts it; Azure does not show with whose key. Managed OS disks leave no doubt.'
      : 'A piece of the disk of the host; Azure does not show whether the disk encryption set reaches it. Managed OS disks leave no doubt.',
  };
}
