import * as refuse from './gateway-errors.ts';
import type { StoredResource } from './resource.ts';

/** Conditions in request headers. */
export interface Conditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** Refuses a write whose conditions are not met. What has no entity tag matches none but `*`. */
export function checkConditions(existing: StoredResource | undefined, input: Conditions): void {
  const { ifMatch, ifNoneMatch } = input;
  if (ifMatch !== undefined && !matches(ifMatch, existing)) throw refuse.preconditionFailed();
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, existing)) {
    throw refuse.preconditionFailed();
  }
}

/** Commas between quoted tags; there may be commas within them. */
const TAGS = /(?:W\/)?"[^"]*"|[^\s,]+/g;

/** Whether a condition, `*` or a list of entity tags, names what is there. */
function matches(condition: string, existing: StoredResource | undefined): boolean {
  if (!existing) return false;
  const tags = condition.match(TAGS) ?? [];
  return tags.some((tag) => tag === '*' || tag === existing.etag);
}
