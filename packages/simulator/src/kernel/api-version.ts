import { invalidApiVersion, unsupportedApiVersion } from './gateway-errors.ts';
import type { ResourceType } from './resource-type.ts';
import type { Settings } from './settings.ts';

const FORM = /^\d{4}-\d{2}-\d{2}(?:-(?:preview|alpha|beta|rc|privatepreview))?$/;

/** The day of a version, without its suffix. */
const day = (version: string): string => version.slice(0, 10);

/** Whether a version is a day that there is, perhaps with a suffix. */
function isWellFormed(version: string): boolean {
  if (!FORM.test(version)) return false;
  const at = new Date(day(version));
  return Number.isFinite(at.getTime()) && at.toISOString().startsWith(day(version));
}

/**
 * Checks the api-version a client sent. A well-formed one between the oldest and the newest known is served as the
 * nearest (unless `strict`); the note says so. Outside or malformed is refused in Azure's way.
 */
export function checkApiVersion(
  type: ResourceType,
  version: string,
  regions: readonly string[],
  unknown: Settings['apiVersions'],
): { readonly note?: string } {
  const known = type.apiVersions;
  if (known.includes(version)) return {};
  if (!isWellFormed(version)) throw invalidApiVersion(version, known);
  const oldest = known[0];
  const newest = known[known.length - 1];
  const isBetween = oldest && newest && day(oldest) <= day(version) && day(version) <= day(newest);
  if (!isBetween || unknown === 'strict') {
    const name = type.type.split('/').slice(1).join('/');
    throw unsupportedApiVersion(name, version, regions[0] ?? '', known, regions);
  }
  return {
    note: `api-version ${version} of ${type.type} is not known; served as ${nearestVersion(known, version)}`,
  };
}

/** The newest of the known versions that is not after this one, else the oldest; the version itself when it is known. */
export function nearestVersion(known: readonly string[], version: string): string {
  if (known.includes(version)) return version;
  return known.findLast((candidate) => day(candidate) <= day(version)) ?? known[0] ?? version;
}
