/** What the versions of a key, and those who use them, tell of a rotation (CMK-020) and of a revocation (CMK-021). */
import {
  newVersionTakenMinutesMaxInclusive,
  previousVersionKeptHoursMinInclusive,
  type RevocationFacts,
  type RotationFacts,
} from '../rules/index.ts';

const MINUTE_MS = 60_000;
const KEPT_MS = previousVersionKeptHoursMinInclusive * 60 * MINUTE_MS;

/** A version of a key, as its vault lists it. */
export interface KeyVersion {
  readonly version: string;
  /** Epoch milliseconds. */
  readonly madeAtMs: number;
  /** Epoch milliseconds at which its attributes or tags were last changed. */
  readonly changedAtMs: number;
  readonly isEnabled: boolean;
  /** Epoch milliseconds. Absent: it does not expire. */
  readonly expiresAtMs?: number;
}

/** Somebody who uses a key. */
export interface VersionUse {
  /** Absent: it names none, and takes the newest by itself. */
  readonly version?: string;
  /** Epoch milliseconds by which it had taken that version. Absent: that is not shown. */
  readonly takenByMs?: number;
}

/**
 * What became of the versions that were replaced, so far as it can be told: `undefined` when nothing was replaced, when
 * nobody uses the key, or when a version was switched off and it cannot be told whether everybody was done with it.
 *
 * Nobody shows when it left a version. It was not before the next one was made, and not after it took the one it has.
 * Whoever names no version takes the newest within the documented hour. What lies between is not guessed.
 */
export function rotationOf(
  versions: readonly KeyVersion[],
  uses: readonly VersionUse[],
  asOfMs: number,
): RotationFacts | undefined {
  const inOrder = versions.toSorted((one, other) => one.madeAtMs - other.madeAtMs);
  if (inOrder.length < 2 || uses.length === 0) return undefined;
  // Vaults tell seconds: which of two versions of one second came first, no read can tell.
  if (new Set(inOrder.map(({ madeAtMs }) => madeAtMs)).size < inOrder.length) return undefined;
  const told = inOrder
    .slice(0, -1)
    .map((previous, index) => replaced(previous, inOrder.slice(index + 1), uses, asOfMs))
    .toReversed();
  const tooEarly = told.find((each) => each?.isTooEarly);
  if (tooEarly) return tooEarly.rotation;
  return told.includes(undefined) ? undefined : told[0]?.rotation;
}

/** One version that was replaced, and whether it was certainly switched off too early; `undefined`: not to be told. */
function replaced(
  { version: previousVersion, isEnabled }: KeyVersion,
  [next, ...newer]: readonly KeyVersion[],
  uses: readonly VersionUse[],
  asOfMs: number,
): { readonly rotation: RotationFacts; readonly isTooEarly: boolean } | undefined {
  if (isEnabled) {
    return { rotation: { previousVersion, isPreviousUsable: true }, isTooEarly: false };
  }
  const rotation = { previousVersion, isPreviousUsable: false };
  const nextMadeAtMs = next?.madeAtMs ?? asOfMs;
  const later = new Set([next, ...newer].map((each) => each?.version));
  const isLeft = ({ version }: VersionUse): boolean => version === undefined || later.has(version);
  if (!uses.every(isLeft)) return { rotation, isTooEarly: true };
  const switchedAt = (ms: number): RotationFacts => ({
    ...rotation,
    switchedAt: new Date(ms).toISOString(),
  });
  if (nextMadeAtMs + KEPT_MS > asOfMs) {
    return { rotation: switchedAt(nextMadeAtMs), isTooEarly: true };
  }
  const leftBy = uses.map(({ version, takenByMs }) =>
    version === undefined
      ? nextMadeAtMs + newVersionTakenMinutesMaxInclusive * MINUTE_MS
      : takenByMs,
  );
  const last = Math.max(...leftBy.map((ms) => ms ?? Number.POSITIVE_INFINITY));
  return last + KEPT_MS > asOfMs ? undefined : { rotation: switchedAt(last), isTooEarly: false };
}

/** How a key was lost. */
export interface KeyLoss {
  readonly version?: KeyVersion;
  /** Epoch milliseconds at which the whole key was deleted. Absent: it is there. */
  readonly deletedAtMs?: number;
}

/**
 * Since when a key cannot be used, by what its vault shows, and which stores still take requests. `undefined`: the vault
 * shows no such instant, or no store shows whether it does. That a permission was taken away has no instant to read.
 *
 * A disabled version counts from its last change, which can be later than the moment at which it was disabled.
 */
export function revocationOf(
  { version, deletedAtMs }: KeyLoss,
  stores: RevocationFacts['stores'],
  asOfMs: number,
): RevocationFacts | undefined {
  const since = [
    deletedAtMs,
    version?.isEnabled === false ? version.changedAtMs : undefined,
    version?.expiresAtMs,
  ].filter((ms): ms is number => ms !== undefined && ms <= asOfMs);
  if (since.length === 0 || stores.length === 0) return undefined;
  return { revokedAt: new Date(Math.min(...since)).toISOString(), stores };
}
