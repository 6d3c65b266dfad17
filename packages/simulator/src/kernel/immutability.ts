/** What protects the blobs of a container from change: a policy of retention and legal holds, as its resource keeps them. */
import { type Json, type JsonObject, objectAt, stringAt } from './json.ts';
import type { StoredResource } from './resource.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Why a blob, or a container, is not to be changed or to go. */
export type Protection = 'policy' | 'legalHold';

/** The policy of a container; `undefined`: it has none. */
export function immutabilityPolicyOf({ properties }: StoredResource): JsonObject | undefined {
  const policy = objectAt(properties, 'immutabilityPolicy');
  return policy['properties'] === undefined ? undefined : policy;
}

export const isLocked = (policy: JsonObject): boolean =>
  stringAt(policy['properties'], 'state') === 'Locked';

export const daysOf = (policy: JsonObject): number =>
  Number(objectAt(policy, 'properties')['immutabilityPeriodSinceCreationInDays'] ?? 0);

export function hasLegalHold({ properties }: StoredResource): boolean {
  return legalHoldTags(properties).length > 0;
}

/** The tags of the legal holds of a container, each with who set it and when. */
export function legalHoldTags(properties: JsonObject): readonly Json[] {
  const { tags } = objectAt(properties, 'legalHold');
  return Array.isArray(tags) ? (tags as readonly Json[]) : [];
}

/** Why a blob that was made at an instant is not written over; documented: under a policy it never is. */
export function protectionFromChange(container: StoredResource): Protection | undefined {
  if (hasLegalHold(container)) return 'legalHold';
  return immutabilityPolicyOf(container) ? 'policy' : undefined;
}

/** Why a blob is not deleted now; documented: under a policy it is when its own time is over. */
export function protectionFromDeletion(
  container: StoredResource,
  madeAt: number,
  now: number,
): Protection | undefined {
  if (hasLegalHold(container)) return 'legalHold';
  const policy = immutabilityPolicyOf(container);
  return policy && now < madeAt + daysOf(policy) * DAY_MS ? 'policy' : undefined;
}
