/** The disks of computes: never under the customer's key. Kept with the compute, shown by no answer. */
import type { Json, JsonObject } from '../../kernel/json.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { ComputeKindName } from './compute-kinds.ts';

/** Subscriptions that have a cluster whose temporary disks are not encrypted, by id. */
const PLAIN_CLUSTERS = 'subscriptionsWithPlainClusters';

/** What is known of the disks of a compute. */
export interface ComputeDisks {
  /** `hidden.disks` of the compute. */
  readonly disks: JsonObject | undefined;
  readonly effects: Effects;
}

/**
 * Operating system disks are under Microsoft's keys. Temporary disks are encrypted, also under Microsoft's keys, in a
 * workspace with high business impact; on clusters only in a subscription that never had a cluster without.
 */
export function disksOf(
  context: UnitContext,
  kind: ComputeKindName,
  workspace: StoredResource,
): ComputeDisks {
  if (kind === 'AKS') return { disks: undefined, effects: {} };
  const isHighImpact = workspace.properties['hbiWorkspace'] === true;
  const isCluster = kind === 'AmlCompute';
  const { subscriptionId } = context.subscription;
  const hadPlain = context.document(PLAIN_CLUSTERS, subscriptionId) !== undefined;
  const isEncrypted = isHighImpact && !(isCluster && hadPlain);
  const value: Json = { since: context.iso };
  return {
    disks: {
      osDisk: { encryptedUnder: 'microsoftManagedKey', ephemeral: isCluster },
      temporaryDisk: { encryptedUnder: isEncrypted ? 'microsoftManagedKey' : 'nothing' },
    },
    effects:
      isCluster && !isEncrypted && !hadPlain
        ? { documents: [{ table: PLAIN_CLUSTERS, key: subscriptionId, value }] }
        : {},
  };
}

/**
 * Of the serverless compute that a job without a compute of its own is for: the document on hubs alone speaks of it. The
 * nodes and their disks go when they are not needed.
 */
export function serverlessDisks(workspace: StoredResource): JsonObject | undefined {
  if (workspace.kind !== 'Hub' && workspace.kind !== 'Project') return undefined;
  return {
    osDisk: { encryptedUnder: 'microsoftManagedKey', ephemeral: true },
    temporaryDisk: { encryptedUnder: 'microsoftManagedKey' },
  };
}
