/**
 * What a Databricks workspace keeps beside the root of its file system: disks of its clusters, and what its service
 * keeps. Each has a key of its own, which the documents do not speak of; a description sets none of them.
 */
import type { Place } from '../../rules/index.ts';
import type { PostureItem } from '../posture.ts';
import { at, evidenceOf, type Json, type Reading, textAt } from '../reader.ts';
import { followsNewest } from './shown-key.ts';
import { keyIdOf, underKey } from './under-key.ts';

interface Part {
  readonly place: Place;
  readonly content: string;
  readonly path: string;
  /** What else to show. */
  readonly also: readonly string[];
}

const ENTITIES = 'properties.encryption.entities';

const parts: readonly Part[] = [
  {
    place: 'databricksManagedDisk',
    content: 'managed disks of its clusters',
    path: `${ENTITIES}.managedDisk`,
    also: ['properties.diskEncryptionSetId'],
  },
  {
    place: 'databricksManagedServices',
    content: 'notebooks, queries and secrets that its service keeps',
    path: `${ENTITIES}.managedServices`,
    also: [],
  },
];

function keyOf(body: Json, path: string): string | undefined {
  const key = `${path}.keyVaultProperties`;
  return textAt(body, `${path}.keySource`)?.toLowerCase() === 'microsoft.keyvault'
    ? keyIdOf(
        textAt(body, `${key}.keyVaultUri`),
        textAt(body, `${key}.keyName`),
        textAt(body, `${key}.keyVersion`),
      )
    : undefined;
}

/** The rows of one workspace. */
export function databricksParts(
  title: string,
  where: string,
  reading: Extract<Reading<Json>, { readonly ok: true }>,
): readonly PostureItem[] {
  return parts.map(({ place, content, path, also }): PostureItem => {
    const key = `${path}.keyVaultProperties`;
    const keyIdentifier = keyOf(reading.value, path);
    const follows = at(reading.value, `${path}.rotationToLatestKeyVersionEnabled`) === true;
    return {
      place,
      what: `${title}: ${content}`,
      where,
      ...underKey(keyIdentifier),
      evidence: evidenceOf(reading, [
        `${path}.keySource`,
        `${key}.keyVaultUri`,
        `${key}.keyName`,
        `${key}.keyVersion`,
        `${path}.rotationToLatestKeyVersionEnabled`,
        ...also,
      ]),
      ruleIds: [],
      ...(keyIdentifier === undefined
        ? {
            note: 'The key of the root of its file system does not reach it: set one on Databricks.',
          }
        : {}),
      ...(keyIdentifier !== undefined && follows ? { note: followsNewest } : {}),
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
  const keyIdentifier = keyOf(body, `${ENTITIES}.managedDisk`);
  if (setId === undefined || keyIdentifier === undefined) return undefined;
  const principalId = textAt(body, 'properties.managedDiskIdentity.principalId');
  return { setId, keyIdentifier, ...(principalId === undefined ? {} : { principalId }) };
}
