/** Locks: what may not be deleted or changed, whoever asks. */
import { scopeLocked } from './gateway-errors.ts';
import type { ResourceStore } from './resource.ts';
import type { World } from './world.ts';

/** One lock, as the lock unit files it. */
export interface Lock {
  /** Id of what is locked; empty for the tenant root. */
  readonly scope: string;
  readonly level: 'CanNotDelete' | 'ReadOnly';
}

/** Table of {@link Lock}, by the lower-cased id of the lock. */
export const LOCKS = 'locks';

/** Refuses what a lock forbids: of its own, of what it lies in and, when it is to be deleted, of what lies in it. */
export function checkLocks(
  world: World,
  store: ResourceStore,
  id: string,
  verb: 'write' | 'delete',
): void {
  if (!world.first(LOCKS)) return;
  const target = `${id.toLowerCase()}/`;
  const scopes = world
    .range<Lock>(LOCKS, '')
    .filter(([lockId, { scope, level }]) => {
      const locked = `${scope.toLowerCase()}/`;
      const isAbove = target.startsWith(locked);
      const stands =
        verb === 'delete' ? isAbove || locked.startsWith(target) : isAbove && level === 'ReadOnly';
      // One that went with what it locked locks nothing.
      return stands && store.get(lockId) !== undefined;
    })
    .map(([, { scope }]) => scope);
  if (scopes.length > 0) throw scopeLocked(id, verb, [...new Set(scopes)]);
}
