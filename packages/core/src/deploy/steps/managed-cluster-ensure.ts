import type { ManagedCluster } from '@azure/arm-containerservice';

import { differing, failedState, refuseImmutable, tagAttributes, verdict } from '../differences.ts';
import {
  absent,
  defineStep,
  type Difference,
  type KnownStep,
  type StepContext,
  type StepUnit,
} from '../step-unit.ts';
import { drive, readAtRest } from '../waiting.ts';

/** A cluster as it is. */
export interface FoundCluster {
  readonly cluster: ManagedCluster;
  readonly provisioningState: string | undefined;
}

type ClusterStep = KnownStep<'managedCluster.ensure'>;

const POOL = 'nodepool1';

function bodyOf(step: ClusterStep): ManagedCluster {
  return {
    location: step.location,
    tags: { ...step.tags },
    identity: { type: 'UserAssigned', userAssignedIdentities: { [step.identityId]: {} } },
    dnsPrefix: step.dnsPrefix,
    ...(step.kubernetesVersion === undefined ? {} : { kubernetesVersion: step.kubernetesVersion }),
    diskEncryptionSetID: step.diskEncryptionSetId,
    agentPoolProfiles: [
      {
        name: POOL,
        mode: 'System',
        type: 'VirtualMachineScaleSets',
        osType: 'Linux',
        // Whether the disk encryption set reaches an ephemeral OS disk, which is on the host, Azure does not show.
        osDiskType: 'Managed',
        vmSize: step.nodeSize,
        count: step.nodeCount,
        ...(step.encryptionAtHost === true ? { enableEncryptionAtHost: true } : {}),
      },
    ],
  };
}

/** A pool keeps what it was made with. One that is gone, because others took its place, is nobody's business here. */
function hosts(
  step: ClusterStep,
  { agentPoolProfiles = [] }: ManagedCluster,
): readonly Difference[] {
  const pool = agentPoolProfiles.find(({ name }) => name === POOL);
  if (!pool || step.encryptionAtHost !== true) return [];
  return differing([
    [
      `agentPoolProfiles.${POOL}.enableEncryptionAtHost`,
      step.encryptionAtHost,
      pool.enableEncryptionAtHost ?? false,
    ],
  ]);
}

function readCluster(step: ClusterStep, context: StepContext): Promise<FoundCluster | undefined> {
  return readAtRest(context, `Cluster ${step.name} is being changed`, async () => {
    const client = await context.clients.clusters();
    const { resourceGroup } = context.plan.spec;
    const cluster = await client.managedClusters.get(resourceGroup, step.name, {
      abortSignal: context.signal,
    });
    return { cluster, provisioningState: cluster.provisioningState };
  });
}

/**
 * Makes a cluster whose OS and data disks are under the key. Versions and node counts of one that exists are left
 * alone: upgrades and autoscalers move them.
 */
export const ensureManagedCluster: StepUnit<'managedCluster.ensure', FoundCluster> = defineStep({
  kind: 'managedCluster.ensure',
  read: readCluster,
  compare(step, found) {
    if (!found) return absent;
    const { cluster } = found;
    const disks = differing([
      ['diskEncryptionSetID', step.diskEncryptionSetId, cluster.diskEncryptionSetID, 'caseless'],
    ]);
    const fixed = differing([
      ['location', step.location, cluster.location, 'region'],
      ['dnsPrefix', step.dnsPrefix, cluster.dnsPrefix, 'caseless'],
    ]);
    const what = `Cluster ${step.name}`;
    const refused = refuseImmutable('managedCluster', what, disks, {
      ruleId: 'CMK-063',
      fix: 'Make a cluster of another name, or describe the existing one with a StorageClass: its new data disks come under the key.',
    });
    return (
      refused ??
      refuseImmutable('managedCluster', what, fixed) ??
      refuseImmutable('managedCluster', what, hosts(step, cluster), {
        fix: 'Make a cluster of another name, or add a node pool with encryption at host and move the work there.',
      }) ??
      verdict([
        ...failedState(found.provisioningState),
        ...differing(tagAttributes(step.tags, cluster.tags)),
      ])
    );
  },
  async write(step, found, context) {
    const client = await context.clients.clusters();
    const { resourceGroup } = context.plan.spec;
    const what = `Cluster ${step.name} is being ${found ? 'changed' : 'made'}`;
    if (found && failedState(found.provisioningState).length === 0) {
      // A whole PUT would set the node count back to the description's.
      const tags = { ...found.cluster.tags, ...step.tags };
      await drive(
        context,
        what,
        client.managedClusters.updateTags(resourceGroup, step.name, { tags }),
      );
    } else {
      await drive(
        context,
        what,
        client.managedClusters.createOrUpdate(resourceGroup, step.name, bodyOf(step)),
      );
    }
    return (await readCluster(step, context)) as FoundCluster;
  },
  outputs: (_, { cluster }) => ({ id: cluster.id ?? '' }),
});
