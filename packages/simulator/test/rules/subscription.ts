/** A subscription as the facts describe it, once everything stands that must stand before the write. */
import type { PlayedWorld } from './world-of-facts.ts';

const TYPES = {
  cosmosDb: 'Microsoft.DocumentDB/databaseAccounts',
  search: 'Microsoft.Search/searchServices',
  storage: 'Microsoft.Storage/storageAccounts',
} as const;

/** The service principal that makes managed resource groups. */
export const GROUP_MAKER = 'Azure Machine Learning';

/** Takes the role on the subscription away from the service, when the facts say that it has none. */
export async function settleGroupMaker(world: PlayedWorld): Promise<void> {
  const { sim, facts, clients, subscriptionId } = world;
  if (facts.groupMaker?.mayCreate !== false) return;
  const service = sim.principals.find(({ displayName }) => displayName === GROUP_MAKER);
  const { roleAssignments } = clients.authorization(subscriptionId);
  const filter = `principalId eq '${service?.objectId}'`;
  for await (const { id = '' } of roleAssignments.listForSubscription({ filter })) {
    await roleAssignments.deleteById(id);
  }
  await sim.clock.advance({ minutes: 10 });
}

/** Sets quotas and the state of the subscription. */
export function settleSubscription({ sim, facts, subscriptionId, location }: PlayedWorld): void {
  for (const { service, limit } of facts.quota ?? []) {
    sim.quota.set(TYPES[service], location, limit, subscriptionId);
  }
  const { subscriptionState: state } = facts;
  if (state === undefined) return;
  sim.subscriptionState.set(state, subscriptionId);
}
