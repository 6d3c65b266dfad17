import { ASSIGNMENTS_BY_PRINCIPAL, assignmentKey } from './access.ts';
import type { VirtualClock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Quota } from './quota.ts';
import type { ResourceStore } from './resource.ts';
import type { Effects } from './resource-type.ts';
import type { World } from './world.ts';

/** Where effects go. */
export interface EffectTargets {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly directory: Directory;
  readonly store: ResourceStore;
  readonly quota: Quota;
}

/** Stores all of it; what can be refused is refused before anything is stored. */
export function applyEffects(effects: Effects | undefined, targets: EffectTargets): void {
  if (!effects) return;
  const { world, clock, directory, store, quota } = targets;
  for (const resource of effects.put ?? []) {
    quota.enforce(resource);
    store.enforce(resource);
  }
  // First, for they say where resources are to be stored.
  for (const { table, key, value } of effects.documents ?? []) {
    if (value === undefined) world.delete(table, key);
    else world.set(table, key, value);
  }
  for (const resource of effects.put ?? []) store.put(resource);
  for (const id of effects.remove ?? []) removeResource(id, targets);
  for (const principal of effects.principals ?? []) directory.addPrincipal(principal);
  for (const objectId of effects.removePrincipals ?? []) directory.removePrincipal(objectId);
  for (const timer of effects.timers ?? []) clock.schedule(timer);
}

/**
 * Removes a resource, and with it what Resource Manager hung on it and on its parts: roles, locks, policies. A role that
 * was left would count for the next resource of that name. What lies in a group is for its own types to remove.
 */
export function removeResource(
  id: string,
  { store, world }: Pick<EffectTargets, 'store' | 'world'>,
): void {
  const isGroup = !id.includes('/providers/');
  const below = isGroup ? [] : store.atRest(id);
  const hung = below.filter((one) => one.id.includes('/providers/', id.length));
  for (const gone of [id, ...hung.map((one) => one.id)]) {
    const principalId = store.peek(gone)?.properties['principalId'];
    store.remove(gone);
    world.delete(ASSIGNMENTS_BY_PRINCIPAL, assignmentKey(principalId, gone));
  }
}
