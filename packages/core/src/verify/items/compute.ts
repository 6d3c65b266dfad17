import { isHubOrProjectKind } from '../../rules/index.ts';
import type { Evidence, PostureItem, Under } from '../posture.ts';
import { evidenceAt, type Json, textAt } from '../reader.ts';

/** What a row of a disk adds to what every one has. */
type Disk = Pick<PostureItem, 'place' | 'what' | 'under' | 'evidence' | 'ruleIds' | 'note'>;

type TemporaryDisk = { readonly under: Under; readonly note: string };

const OS_DISK =
  'Always under a key of Microsoft; Azure has no property for it. Deleted when the nodes are scaled down.';
const CLUSTER_ENCRYPTED =
  'High business impact is on: encrypted with keys of the system for the time of a job, if the subscription had no compute cluster before; otherwise a support request turns it on.';
const INSTANCE_ENCRYPTED = 'High business impact is on: encrypted with keys of Microsoft.';
const NOT_ENCRYPTED = 'High business impact is off: the temporary disk is not encrypted.';
const ONLY_WITH_IMPACT =
  ' One how-to article says: encrypted only with high business impact, which is off.';
const DISAGREE =
  'The document on hubs says both that it is encrypted and that this takes high business impact, which is off.';

/**
 * Disks of Azure ML compute: never under the customer's key, whatever the workspace is under. Clusters are those of
 * workspaces, serverless compute is what hubs and jobs without a compute use.
 */
export function computeDisks(
  workspace: { readonly request: string; readonly value: Json },
  id: string,
): readonly PostureItem[] {
  const hbi = evidenceAt(workspace, 'properties.hbiWorkspace');
  const isEncrypted = hbi.value === 'true';
  const isHub = isHubOrProjectKind(textAt(workspace.value, 'kind') ?? 'Default');
  const temporary = (note: string): TemporaryDisk =>
    isEncrypted ? { under: 'platform', note } : { under: 'none', note: NOT_ENCRYPTED };
  const clusters = isHub ? [] : clusterDisks(temporary(CLUSTER_ENCRYPTED), hbi);
  const instances = instanceDisks(isHub, temporary(INSTANCE_ENCRYPTED), hbi);
  return [...clusters, ...instances, ...serverlessDisks(isHub)].map((disk) => ({
    ...disk,
    where: id,
  }));
}

function clusterDisks(temporary: TemporaryDisk, hbi: Evidence): readonly Disk[] {
  return [
    {
      place: 'clusterOsDisk',
      what: 'Compute cluster: OS disk',
      under: 'platform',
      evidence: [],
      ruleIds: ['CMK-070', 'CMK-067'],
      note: hbi.value === 'true' ? OS_DISK : `${OS_DISK}${ONLY_WITH_IMPACT}`,
    },
    {
      place: 'clusterTemporaryDisk',
      what: 'Compute cluster: temporary disk',
      ...temporary,
      evidence: [hbi],
      ruleIds: ['CMK-071', 'CMK-033'],
    },
  ];
}

function instanceDisks(isHub: boolean, temporary: TemporaryDisk, hbi: Evidence): readonly Disk[] {
  const ruleIds = [isHub ? 'CMK-053' : 'CMK-072'];
  const isOpen = isHub && temporary.under === 'none';
  return [
    {
      place: 'instanceOsDisk',
      what: 'Compute instance: OS disk',
      under: 'platform',
      evidence: [],
      ruleIds,
      note: 'Always under a key of Microsoft; Azure has no property for it.',
    },
    {
      place: 'instanceTemporaryDisk',
      what: 'Compute instance: temporary disk',
      ...(isOpen ? { under: 'unknown', note: DISAGREE } : temporary),
      evidence: [hbi],
      ruleIds,
    },
  ];
}

/** Only the document on hubs speaks of serverless compute. */
function serverlessDisks(isHub: boolean): readonly Disk[] {
  const elsewhere = isHub ? '' : ' Told by the document on hubs and projects.';
  return [
    {
      place: 'serverlessOsDisk',
      what: 'Serverless compute: OS disk',
      under: 'platform',
      evidence: [],
      ruleIds: ['CMK-053'],
      note: `${OS_DISK}${elsewhere}`,
    },
    {
      place: 'serverlessTemporaryDisk',
      what: 'Serverless compute: temporary disk',
      under: 'platform',
      evidence: [],
      ruleIds: ['CMK-053'],
      note: `Encrypted with keys of the system, for the time of a job.${elsewhere}`,
    },
  ];
}
