/** How each kind of store shows the key that it is under, whoever the store belongs to. */
import { parseKeyIdentifier } from '../../azure/key-identifier.ts';
import type { StoreKind } from '../../rules/index.ts';
import type { PostureItem } from '../posture.ts';
import { evidenceOf, type Json, type Reading, textAt } from '../reader.ts';
import { keyIdOf, underKey } from './under-key.ts';

/** What a kind of store shows of its key. */
export interface ShownKey {
  /** The properties that prove it: the first is told always, the others when they are there. */
  readonly evidence: readonly string[];
  /** The key's identifier, with the version in use where that is shown; absent: a key of Microsoft's. */
  readonly keyOf: (body: Json) => string | undefined;
  /** Whether it takes new versions of its key by itself, although it shows the one in use. Absent: it does not. */
  readonly followsKey?: (body: Json) => boolean;
  /** Where the instant stands at which it took the version in use. Absent: it is not shown. */
  readonly takenAt?: string;
}

/** What a row adds whose store or disks take new versions of the key by themselves. */
const followsNewest =
  'It follows the newest version of the key; the version that is named is the one in use.';

/** Paths of vault, name and version of a key. */
type Parts = readonly [vault: string, name: string, version: string];

const partsAt = (key: string): Parts => [
  `${key}.keyVaultUri`,
  `${key}.keyName`,
  `${key}.keyVersion`,
];

const ENCRYPTION = 'properties.encryption';
const SOURCE = `${ENCRYPTION}.keySource`;
const KEY = `${ENCRYPTION}.keyVaultProperties`;
const PARTS = partsAt(KEY);
const SEARCH = 'properties.encryptionWithCmk';
const SEARCH_KEY = `${SEARCH}.serviceLevelEncryptionKey`;
const SEARCH_PARTS: Parts = [
  `${SEARCH_KEY}.keyVaultUri`,
  `${SEARCH_KEY}.keyVaultKeyName`,
  `${SEARCH_KEY}.keyVaultKeyVersion`,
];
const DBFS = 'properties.parameters.encryption.value';
const DBFS_PARTS: Parts = [`${DBFS}.keyvaulturi`, `${DBFS}.KeyName`, `${DBFS}.keyversion`];

const TAKEN_AT = `${KEY}.lastKeyRotationTimestamp`;

const isInVault = (body: Json, source: string): boolean =>
  textAt(body, source)?.toLowerCase() === 'microsoft.keyvault';

const keyAt = (body: Json, [vault, name, version]: Parts): string | undefined =>
  keyIdOf(textAt(body, vault), textAt(body, name), textAt(body, version));

const keyIn = (body: Json, source: string, parts: Parts): string | undefined =>
  isInVault(body, source) ? keyAt(body, parts) : undefined;

/** A key that stands at a path, with its source and its parts. */
export function shownKeyAt(path: string): ShownKey {
  const source = `${path}.keySource`;
  const parts = partsAt(`${path}.keyVaultProperties`);
  return { evidence: [source, ...parts], keyOf: (body) => keyIn(body, source, parts) };
}

/** Every kind of store. */
export const shownKeys: Readonly<Record<StoreKind, ShownKey>> = Object.freeze({
  storageAccount: {
    evidence: [SOURCE, ...PARTS, `${KEY}.currentVersionedKeyIdentifier`, TAKEN_AT],
    takenAt: TAKEN_AT,
    keyOf: (body) =>
      isInVault(body, SOURCE)
        ? (textAt(body, `${KEY}.currentVersionedKeyIdentifier`) ?? keyAt(body, PARTS))
        : undefined,
    followsKey: (body) => textAt(body, `${KEY}.keyVersion`) === undefined,
  },
  containerRegistry: {
    evidence: [
      `${ENCRYPTION}.status`,
      `${KEY}.keyIdentifier`,
      `${KEY}.versionedKeyIdentifier`,
      TAKEN_AT,
    ],
    takenAt: TAKEN_AT,
    keyOf: (body) =>
      textAt(body, `${ENCRYPTION}.status`)?.toLowerCase() === 'enabled'
        ? (textAt(body, `${KEY}.versionedKeyIdentifier`) ?? textAt(body, `${KEY}.keyIdentifier`))
        : undefined,
    followsKey: (body) => {
      const asked = parseKeyIdentifier(textAt(body, `${KEY}.keyIdentifier`) ?? '');
      return asked !== undefined && asked.version === undefined;
    },
  },
  searchService: {
    evidence: [`${SEARCH}.enforcement`, ...SEARCH_PARTS],
    keyOf: (body) => keyAt(body, SEARCH_PARTS),
  },
  aiServicesAccount: shownKeyAt(ENCRYPTION),
  databricksWorkspace: {
    evidence: [`${DBFS}.keySource`, ...DBFS_PARTS],
    keyOf: (body) => keyIn(body, `${DBFS}.keySource`, DBFS_PARTS),
  },
});

/** What a row says of the key of a store, and what proves it. */
export function keyShown(
  reading: Extract<Reading<Json>, { readonly ok: true }>,
  { keyOf, evidence, followsKey, takenAt }: ShownKey,
): Pick<
  PostureItem,
  'under' | 'keyIdentifier' | 'keyVersion' | 'keyTakenAt' | 'evidence' | 'note'
> {
  const key = underKey(keyOf(reading.value), takenAt && textAt(reading.value, takenAt));
  const follows = key.keyVersion !== undefined && followsKey?.(reading.value) === true;
  return {
    ...key,
    evidence: evidenceOf(reading, evidence),
    ...(follows ? { note: followsNewest } : {}),
  };
}
