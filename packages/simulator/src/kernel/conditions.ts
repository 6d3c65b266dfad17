import * as refuse from './gateway-errors.ts';
import type { StoredResource } from './resource.ts';

/** Conditions in request headers. */
export interface Conditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** Refuses a write whose conditions are not met. */
export function checkConditions(existing: StoredResource | undefined, input: Conditions): void {
  const { ifMatch, ifNoneMatch } = input;
  if (ifNoneMatch === '*' && existing) throw refuse.preconditionFailed();
  if (ifMatch === undefined) return;
  if (!existing) throw refuse.preconditionFailed();
  if (ifMatch !== '*' && existing.etag !== undefined && ifMatch !== existing.etag) {
    throw refuse.preconditionFailed();
  }
}
