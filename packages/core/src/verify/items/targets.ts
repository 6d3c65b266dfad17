import type { PostureItem } from '../posture.ts';
import { at, evidenceAt, evidenceOf, type Json, type Reading, textAt } from '../reader.ts';
import type { ClusterReading, TargetReading, Targets } from './read-targets.ts';
import { keyShown, type ShownKey } from './shown-key.ts';
import { keyIdOf, underKey, unknownItem } from './under-key.ts';

const GROUP_KEY = 'properties.encryptionProperties';

/** How a container group shows its key. */
export const containerGroupKey: ShownKey = {
  evidence: [
    `${GROUP_KEY}.vaultBaseUrl`,
    `${GROUP_KEY}.keyName`,
    `${GROUP_KEY}.keyVersion`,
    `${GROUP_KEY}.identity`,
  ],
  keyOf: (body) =>
    keyIdOf(
      textAt(body, `${GROUP_KEY}.vaultBaseUrl`),
      textAt(body, `${GROUP_KEY}.keyName`),
      textAt(body, `${GROUP_KEY}.keyVersion`),
    ),
};

const ROTATION = 'properties.rotationToLatestKeyVersionEnabled';
const TAKEN_AT = 'properties.lastKeyRotationTimestamp';

/** How a disk encryption set shows its key. */
export const diskEncryptionSetKey: ShownKey = {
  evidence: ['properties.activeKey.keyUrl', TAKEN_AT],
  keyOf: (body) => textAt(body, 'properties.activeKey.keyUrl'),
  followsKey: (body) => at(body, ROTATION) === true,
  takenAt: TAKEN_AT,
};

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
      ...keyShown(reading, containerGroupKey),
      ruleIds: ['CMK-060', 'CMK-068'],
    };
  });
  const sets = diskEncryptionSets.map(({ name, id, reading }): PostureItem => {
    const what = `Disk encryption set ${name}: the key of the disks that name it`;
    if (!reading.ok) return unknownItem('diskEncryptionSet', what, id, reading, ['CMK-063']);
    const shown = keyShown(reading, diskEncryptionSetKey);
    return {
      place: 'diskEncryptionSet',
      what,
      where: id,
      ...shown,
      evidence: [...shown.evidence, evidenceAt(reading, ROTATION)],
      ruleIds: ['CMK-063'],
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
    return set?.reading.ok ? diskEncryptionSetKey.keyOf(set.reading.value) : undefined;
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

/** Disks on hosts are made with their machines. */
const AFTER_ROTATION =
  'Where it is under the key, a new version reaches it with an upgrade of the node image, or when its pool is scaled to zero; the version before is needed until then.';

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
    note: `${
      isEncryptedAtHost
        ? 'A piece of the disk of the host, which encrypts it; Azure does not show with whose key.'
        : 'A piece of the disk of the host; Azure does not show whether the disk encryption set reaches it.'
    } Managed OS disks leave no doubt. ${AFTER_ROTATION}`,
  };
}
