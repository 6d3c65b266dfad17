/** Disks and snapshots: two types that are much alike. */
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

export const DISKS = 'Microsoft.Compute/disks';
export const SNAPSHOTS = 'Microsoft.Compute/snapshots';
/** What is encrypted by sets, exported and copied. */
export const DISKS_AND_SNAPSHOTS: readonly string[] = [DISKS, SNAPSHOTS];

/** Those of the subscription. */
export function disksAndSnapshots(context: UnitContext): StoredResource[] {
  const scope = `/subscriptions/${context.subscription.subscriptionId}`;
  return DISKS_AND_SNAPSHOTS.flatMap((type) => context.resources(type, scope));
}

/** What one is called in a sentence. */
export const nounOf = ({ type }: Pick<StoredResource, 'type'>): 'disk' | 'snapshot' =>
  type === SNAPSHOTS ? 'snapshot' : 'disk';

/** SKUs whose snapshots are documented to be incremental and under the same key. */
const NEWER: ReadonlySet<string> = new Set(['UltraSSD_LRS', 'PremiumV2_LRS']);

/** Whether a SKU is one of Ultra Disks or Premium SSD v2. */
export const isNewerSku = (name: string | undefined): boolean => NEWER.has(name ?? '');
