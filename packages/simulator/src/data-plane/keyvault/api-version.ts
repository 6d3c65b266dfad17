/** Versions of the data plane: `7.0` to `7.6` with previews, then dates. */
import type { Settings } from '../../kernel/settings.ts';
import { missingApiVersion, unknownApiVersion } from './vault-errors.ts';

/** From before the numbers. */
const OLD = '2016-10-01';

/** Those that documents, recordings or clients name, oldest first. */
const KNOWN: readonly string[] = [
  OLD,
  '7.0-preview',
  '7.0',
  '7.1-preview',
  '7.1',
  '7.2-preview',
  '7.2',
  '7.3-preview',
  '7.3',
  '7.4-preview.1',
  '7.4',
  '7.5-preview.1',
  '7.5',
  '7.6-preview.1',
  '7.6-preview.2',
  '7.6',
  '2025-06-01-preview',
  '2025-07-01',
  '2026-01-01-preview',
  '2026-04-01',
];

const NUMBERED = /^7\.[0-6](?:-preview(?:\.\d)?)?$/;
const DATED = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:-preview(?:\.\d)?)?$/;

/** What a version is served as. */
export interface CheckedVersion {
  readonly apiVersion: string;
  /** For the ledger, when the version is not a known one. */
  readonly note?: string;
}

const CHECKED: ReadonlyMap<string, CheckedVersion> = new Map(
  KNOWN.map((apiVersion) => [apiVersion, { apiVersion }]),
);

/**
 * The version that a client sent. There is no default. A well-formed one between the oldest and the newest is served as
 * the nearest before it, unless only known ones are.
 */
export function checkApiVersion(
  version: string | undefined,
  unknown: Settings['apiVersions'],
): CheckedVersion {
  if (version === undefined || version === '') throw missingApiVersion();
  const known = CHECKED.get(version);
  if (known) return known;
  const isWellFormed = NUMBERED.test(version) || DATED.test(version);
  const nearest = KNOWN.findLast((one) => compare(one, version) <= 0);
  const isTooNew = compare(version, KNOWN.at(-1) ?? '') > 0;
  if (!isWellFormed || nearest === undefined || isTooNew || unknown === 'strict') {
    throw unknownApiVersion(version);
  }
  return {
    apiVersion: nearest,
    note: `api-version ${version} of vaults is not known; served as ${nearest}`,
  };
}

/** Whether a version is `first` or later; a preview has what its version has. */
export function isSince(apiVersion: string, first: string): boolean {
  return compare(withoutPreview(apiVersion), first) >= 0;
}

const withoutPreview = (version: string): string => version.replace(/-preview.*$/, '');

/** Negative when `one` is older. The oldest is a date, and numbers come before all other dates. */
function compare(one: string, other: string): number {
  const [left, right] = [one, other].map(rank);
  if (left !== right) return (left ?? 0) - (right ?? 0);
  const [start, end] = [withoutPreview(one), withoutPreview(other)];
  if (start !== end) return start < end ? -1 : 1;
  // A preview is older than its version, and a first preview than a second.
  const [before, after] = [one, other].map((version) => version.slice(start.length) || '~');
  return (before ?? '') < (after ?? '') ? -1 : before === after ? 0 : 1;
}

const rank = (version: string): number =>
  withoutPreview(version) <= OLD ? 0 : version.startsWith('7.') ? 1 : 2;
