/**
 * What a Databricks workspace keeps beside the root of its file system: disks of its clusters, and what its service
 * keeps. Each has a key of its own, which the documents do not speak of; a description sets none of them.
 */
import type { Place } from '../../rules/index.ts';
import type { PostureItem } from '../posture.ts';
import { at, type Json, type Reading, textAt } from '../reader.ts';
import { keyShown, type ShownKey, shownKeyAt } from './shown-key.ts';

interface Part {
  readonly place: Place;
  readonly content: string;
  readonly key: ShownKey;
}

const ENTITIES = 'properties.encryption.entities';

function keyOfEntity(entity: string, also: readonly string[] = []): ShownKey {
  const path = `${ENTITIES}.${entity}`;
  const follows = `${path}.rotationToLatestKeyVersionEnabled`;
  const shown = shownKeyAt(path);
  return {
    ...shown,
    evidence: [...shown.evidence, follows, ...also],
    followsKey: (body) => at(body, follows) === true,
  };
}

const managedDisk = keyOfEntity('managedDisk', ['properties.diskEncryptionSetId']);

const parts: readonly Part[] = [
  {
    place: 'databricksManagedDisk',
    content: 'managed disks of its clusters',
    key: managedDisk,
  },
  {
    place: 'databricksManagedServices',
    content: 'notebooks, queries and secrets that its service keeps',
    key: keyOfEntity('managedServices'),
  },
];

/** The rows of one workspace. */
export function databricksParts(
  title: string,
  where: string,
  reading: Extract<Reading<Json>, { readonly ok: true }>,
): readonly PostureItem[] {
  return parts.map(({ place, content, key }): PostureItem => {
    const shown = keyShown(reading, key);
    return {
      place,
      what: `${title}: ${content}`,
      where,
      ...shown,
      ruleIds: [],
      ...(shown.under === 'microsoft'
        ? {
            note: 'The key of the root of its file system does not reach it: set one on Databricks.',
          }
        : {}),
    };
  });
}

/** The disk encryption set that a workspace made for disks of its clusters, the key, and who uses it. */
export function managedDiskUse(
  body: Json,
):
  | { readonly setId: string; readonly keyIdentifier: string; readonly principalId?: string }
  | undefined {
  const setId = textAt(body, 'properties.diskEncryptionSetId');
  const keyIdentifier = managedDisk.keyOf(body);
  if (setId === undefined || keyIdentifier === undefined) return undefined;
  const principalId = textAt(body, 'properties.managedDiskIdentity.principalId');
  return { setId, keyIdentifier, ...(principalId === undefined ? {} : { principalId }) };
}
