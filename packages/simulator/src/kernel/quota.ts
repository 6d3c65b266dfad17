import type { ResourceStore, StoredResource } from './resource.ts';
import { quotaExceeded } from './gateway-errors.ts';
import type { World } from './world.ts';

const QUOTA = 'quota';

/** How many resources of a type a subscription may have in a region. Nothing set: no limit is enforced. */
export class Quota {
  readonly #world: World;
  readonly #store: ResourceStore;

  constructor(world: World, store: ResourceStore) {
    this.#world = world;
    this.#store = store;
  }

  /** Sets a limit, 0 or more; `undefined` takes it away. */
  set(subscriptionId: string, type: string, location: string, limit: number | undefined): void {
    const key = `${subscriptionId}|${type}|${location}`.toLowerCase();
    if (limit === undefined) {
      this.#world.delete(QUOTA, key);
      return;
    }
    if (!Number.isInteger(limit) || limit < 0) {
      throw new RangeError(`a quota is a whole number of at least 0; got ${String(limit)}`);
    }
    this.#world.set(QUOTA, key, limit);
  }

  get(subscriptionId: string, type: string, location: string): number | undefined {
    return this.#world.get<number>(QUOTA, `${subscriptionId}|${type}|${location}`.toLowerCase());
  }

  /** Refuses a new resource that would go over its limit. */
  enforce(resource: StoredResource): void {
    const subscription = /^\/subscriptions\/[^/]+/i.exec(resource.id)?.[0];
    if (!subscription || resource.location === undefined || this.#store.get(resource.id)) return;
    const limit = this.get(
      subscription.slice('/subscriptions/'.length),
      resource.type,
      resource.location,
    );
    if (limit === undefined) return;
    const used = this.#store
      .ofType(resource.type, subscription)
      .filter((other) => other.location === resource.location).length;
    if (used >= limit) throw quotaExceeded(resource.type, resource.location, limit);
  }
}
