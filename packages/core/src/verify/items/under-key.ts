import { parseKeyIdentifier } from '../../azure/key-identifier.ts';
import type { Place } from '../../rules/index.ts';
import type { PostureItem } from '../posture.ts';
import type { Reading } from '../reader.ts';

/** The part of an item that a key identifier decides, and the instant at which that version was taken, where it is shown. */
export function underKey(
  keyIdentifier: string | undefined,
  takenAt?: string,
): Pick<PostureItem, 'under' | 'keyIdentifier' | 'keyVersion' | 'keyTakenAt'> {
  if (keyIdentifier === undefined) return { under: 'microsoft' };
  const version = parseKeyIdentifier(keyIdentifier)?.version;
  return {
    under: 'customer',
    keyIdentifier,
    ...(version === undefined ? {} : { keyVersion: version }),
    // Services write instants with three digits or with seven.
    ...(version === undefined || takenAt === undefined || Number.isNaN(Date.parse(takenAt))
      ? {}
      : { keyTakenAt: new Date(takenAt).toISOString() }),
  };
}

/** The identifier of a key that is named by its parts. */
export function keyIdOf(
  vaultUri: string | undefined,
  name: string | undefined,
  version: string | undefined,
): string | undefined {
  if (vaultUri === undefined || name === undefined) return undefined;
  return [
    vaultUri.replace(/\/+$/, ''),
    'keys',
    name,
    ...(version === undefined ? [] : [version]),
  ].join('/');
}

/** An item about something that could not be read: unknown, with the reason. */
export function unknownItem(
  place: Place,
  what: string,
  where: string,
  reading: Extract<Reading<unknown>, { ok: false }>,
  ruleIds: readonly string[],
): PostureItem {
  return {
    place,
    what,
    where,
    under: 'unknown',
    evidence: [
      {
        request: reading.request,
        property: '',
        value: reading.isMissing ? 'not found' : 'not readable',
      },
    ],
    ruleIds,
    note: reading.reason,
  };
}
