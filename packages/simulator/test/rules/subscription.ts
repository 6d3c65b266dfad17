/** A subscription as the facts describe it, once everything stands that must stand before the write. */
import type { PlayedWorld } from './world-of-facts.ts';

const TYPES = {
  cosmosDb: 'Microsoft.DocumentDB/databaseAccounts',
  search: 'Microsoft.Search/searchServices',
  storage: 'Microsoft.Storage/storageAccounts',
} as const;

/** Sets quotas and the state of the subscription. */
export function settleSubscription({ sim, facts, subscriptionId, location }: PlayedWorld): void {
  for (const { service, limit } of facts.quota ?? []) {
    sim.quota.set(TYPES[service], location, limit, subscriptionId);
  }
  const { subscriptionState: state } = facts;
  if (state === undefined) return;
  const snapshot = sim.snapshot();
  const subscriptions = (snapshot.tables['subscriptions'] ?? []).map(
    ([id, entry]): [string, typeof entry] =>
      id.toLowerCase() === subscriptionId.toLowerCase()
        ? [id, { ...(entry as object), state }]
        : [id, entry],
  );
  sim.restore({ ...snapshot, tables: { ...snapshot.tables, subscriptions } });
}
