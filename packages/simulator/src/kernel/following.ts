/**
 * Resources that take newer versions of their key by themselves: each notes down when it looks for one, so that a timer
 * of another instant is an old one, whatever was switched on and off meanwhile.
 */
import type { JsonObject } from './json.ts';
import type { Effects, UnitContext } from './resource-type.ts';
import type { StoredResource } from './resource.ts';

/** How often a service looks, and the name of the timer by which it does. */
export interface Following {
  readonly handler: string;
  readonly everyMs: number;
}

/** A resource with the instant at which it looks, and the timer that is to be filed. */
export interface Followed {
  readonly resource: StoredResource;
  readonly timers: NonNullable<Effects['timers']>;
}

/** A resource as it is written: one that begins to follow its key looks after a while, one that does already when it would. */
export function following(
  context: UnitContext,
  resource: StoredResource,
  follows: boolean,
  how: Following,
): Followed {
  const { followsAt, ...hidden } = resource.hidden ?? {};
  if (follows === (followsAt !== undefined)) return { resource, timers: [] };
  if (follows) return looksAgain(context, resource, how);
  return { resource: { ...resource, hidden }, timers: [] };
}

/** A resource that has looked, and looks again. */
export function looksAgain(
  context: UnitContext,
  resource: StoredResource,
  { handler, everyMs }: Following,
): Followed {
  const followsAt = context.now + everyMs;
  const { subscriptionId } = context.subscription;
  const payload: JsonObject = { subscriptionId, id: resource.id };
  return {
    resource: { ...resource, hidden: { ...resource.hidden, followsAt } },
    timers: [{ dueAt: followsAt, handler, payload }],
  };
}

/** Whether a timer is the one that the resource waits for. */
export function isFollowDue(context: UnitContext, { hidden }: StoredResource): boolean {
  return hidden?.['followsAt'] === context.now;
}
