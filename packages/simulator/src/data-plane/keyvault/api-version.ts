/** Versions of the data plane: `7.0` to `7.6` with previews, then dates. */
import { missingApiVersion, unknownApiVersion } from './vault-errors.ts';

const NUMBERED = /^7\.[0-6](?:-preview(?:\.\d)?)?$/;
const DATED = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:-preview(?:\.\d)?)?$/;
const FIRST_DATE = '2025-06-01';
const LAST_DATE = '2026-04-01';
/** From before the numbers. */
const OLD = '2016-10-01';

/** The version that a client sent, when it is one. There is no default. */
export function checkApiVersion(version: string | undefined): string {
  if (version === undefined || version === '') throw missingApiVersion();
  const day = version.slice(0, 10);
  const isKnown =
    NUMBERED.test(version) ||
    version === OLD ||
    (DATED.test(version) && day >= FIRST_DATE && day <= LAST_DATE);
  if (!isKnown) throw unknownApiVersion(version);
  return version;
}

/** Whether a version is `first` or later: `7.x` before dates; a preview has what its version has. */
export function isSince(apiVersion: string, first: string): boolean {
  if (apiVersion === OLD) return false;
  if (/^\d{4}-/.test(apiVersion)) return apiVersion >= '2025';
  return Number.parseFloat(apiVersion) >= Number(first);
}
