/** Reads the workspace's key and what became of it: versions that replaced others, and whether it was taken away. */
import type { DeletedKey, KeyProperties, KeyVaultKey } from '@azure/keyvault-keys';

import { parseKeyIdentifier } from '../azure/key-identifier.ts';
import type { ChainFacts, KeyState, Place, RevocationFacts } from '../rules/index.ts';
import { keyFactsOf } from './facts-of-azure.ts';
import {
  type KeyLoss,
  type KeyVersion,
  revocationOf,
  rotationOf,
  type VersionUse,
} from './key-versions.ts';
import { isConfirmed } from './items/managed-stores.ts';
import type { PostureItem } from './posture.ts';
import { type Json, type Reader, type Reading, textAt } from './reader.ts';

/** What is known of the key before its versions are read. */
export interface KnownKey {
  /** The workspace's, with or without a version. */
  readonly keyIdentifier: string;
  /** The version that the workspace names, or the newest. */
  readonly key: Reading<KeyVaultKey>;
  readonly workspace: Json;
  readonly items: readonly PostureItem[];
  readonly asOfMs: number;
}

/** What is known of the key's versions; absent: not to be told. */
export interface KeyLife extends Pick<ChainFacts, 'rotation' | 'revocation'> {
  /** What keeps a version that is in use from being used, whichever the workspace names. */
  readonly hindrance?: Pick<KeyState, 'enabled' | 'expires'>;
  /** The key that was deleted, as far as its vault still tells. */
  readonly deleted?: KeyState;
}

/** Disks show the key of their disk encryption set, which has a row of its own. */
const SHOWN_ELSEWHERE: readonly Place[] = ['kubernetesOsDisk', 'kubernetesDataDisk'];

/** The version that the workspace names, or the current one. */
export function readKeyVersion(
  reader: Reader,
  keyIdentifier: string,
): Promise<Reading<KeyVaultKey>> {
  return reader.read(`getKey ${keyIdentifier}`, 'key', async () => {
    const id = parseKeyIdentifier(keyIdentifier);
    if (!id) throw new Error('The key identifier of the workspace cannot be parsed.');
    const client = await reader.clients.keys(id.vaultUrl);
    const version = id.version === undefined ? {} : { version: id.version };
    return client.getKey(id.name, { abortSignal: reader.signal, ...version });
  });
}

/** The facts; nothing more is asked of a vault that has refused the key already. */
export async function keyLifeOf(reader: Reader, known: KnownKey): Promise<KeyLife> {
  const { key, asOfMs, items, keyIdentifier } = known;
  const id = parseKeyIdentifier(keyIdentifier);
  if (!id || (!key.ok && key.error?.code === 'CMK_KEY_ACCESS_DENIED')) return {};
  if (!key.ok && key.isMissing) {
    const deleted = await readDeleted(reader, id.vaultUrl, id.name);
    const deletedAtMs = deleted?.properties.deletedOn?.getTime();
    if (!deleted || deletedAtMs === undefined) return {};
    const { state } = keyFactsOf(deleted);
    return {
      ...(state ? { deleted: { ...state, deletedOn: new Date(deletedAtMs).toISOString() } } : {}),
      ...revocation({ deletedAtMs }, items, asOfMs),
    };
  }
  const versions = await readVersions(reader, id.vaultUrl, id.name);
  if (!versions.ok) return {};
  const uses = usesOf(known, id.vaultUrl, id.name);
  const rotation = rotationOf(versions.value, uses, asOfMs);
  const version = versionOfMetadata(items, versions.value);
  return {
    hindrance: hindranceOf(versions.value, uses, asOfMs),
    ...(rotation === undefined ? {} : { rotation }),
    ...(version === undefined ? {} : revocation({ version }, items, asOfMs)),
  };
}

function readVersions(
  reader: Reader,
  vaultUrl: string,
  name: string,
): Promise<Reading<readonly KeyVersion[]>> {
  return reader.read(`listPropertiesOfKeyVersions ${vaultUrl}/keys/${name}`, 'key', async () => {
    const client = await reader.clients.keys(vaultUrl);
    const options = { abortSignal: reader.signal };
    const listed = await Array.fromAsync(client.listPropertiesOfKeyVersions(name, options));
    return listed.flatMap(versionOf);
  });
}

function versionOf(properties: KeyProperties): readonly KeyVersion[] {
  const { version, enabled, createdOn, updatedOn = createdOn, expiresOn } = properties;
  if (version === undefined || createdOn === undefined || updatedOn === undefined) return [];
  return [
    {
      version,
      madeAtMs: createdOn.getTime(),
      changedAtMs: updatedOn.getTime(),
      isEnabled: enabled !== false,
      ...(expiresOn === undefined ? {} : { expiresAtMs: expiresOn.getTime() }),
    },
  ];
}

/** The key as it was when it was deleted; `undefined` when its vault does not say. */
async function readDeleted(
  reader: Reader,
  vaultUrl: string,
  name: string,
): Promise<DeletedKey | undefined> {
  const deleted = await reader.read(`getDeletedKey ${vaultUrl}/keys/${name}`, 'key', async () => {
    const client = await reader.clients.keys(vaultUrl);
    return client.getDeletedKey(name, { abortSignal: reader.signal });
  });
  return deleted.ok ? deleted.value : undefined;
}

/** The workspace itself, and every row under the same key. */
function usesOf(
  { keyIdentifier, workspace, items }: KnownKey,
  vaultUrl: string,
  name: string,
): readonly VersionUse[] {
  const use = (version: string | undefined, takenBy = ''): VersionUse => {
    const takenByMs = Date.parse(takenBy);
    return {
      ...(version === undefined ? {} : { version }),
      ...(Number.isNaN(takenByMs) ? {} : { takenByMs }),
    };
  };
  const rows = items.filter(({ keyIdentifier: shown = '', place }) => {
    const key = parseKeyIdentifier(shown);
    const isSame = key?.vaultUrl === vaultUrl && key.name.toLowerCase() === name.toLowerCase();
    return isSame && !SHOWN_ELSEWHERE.includes(place);
  });
  return [
    // It names its version since it was last changed, or longer.
    use(parseKeyIdentifier(keyIdentifier)?.version, textAt(workspace, 'systemData.lastModifiedAt')),
    ...rows.map(({ keyVersion, keyTakenAt }) => use(keyVersion, keyTakenAt)),
  ];
}

/** Who names no version uses the newest, so a workspace can name one that is well while its stores use one that is not. */
function hindranceOf(
  versions: readonly KeyVersion[],
  uses: readonly VersionUse[],
  asOfMs: number,
): Pick<KeyState, 'enabled' | 'expires'> {
  const newest = newestOf(versions);
  const inUse = uses.flatMap((use) => {
    const used =
      use.version === undefined ? newest : versions.find(({ version }) => version === use.version);
    return used ? [used] : [];
  });
  const expired = inUse.flatMap(({ expiresAtMs = Number.POSITIVE_INFINITY }) =>
    expiresAtMs <= asOfMs ? [expiresAtMs] : [],
  );
  return {
    ...(inUse.every(({ isEnabled }) => isEnabled) ? {} : { enabled: false }),
    ...(expired.length === 0 ? {} : { expires: new Date(Math.min(...expired)).toISOString() }),
  };
}

const newestOf = (versions: readonly KeyVersion[]): KeyVersion | undefined =>
  versions.toSorted((one, other) => one.madeAtMs - other.madeAtMs).at(-1);

/** The version that Azure Cosmos DB uses: the one it names, else the newest. */
function versionOfMetadata(
  items: readonly PostureItem[],
  versions: readonly KeyVersion[],
): KeyVersion | undefined {
  const named = items.find(({ place }) => place === 'cosmosDb')?.keyVersion;
  return named === undefined
    ? newestOf(versions)
    : versions.find(({ version }) => version === named);
}

function revocation(
  loss: KeyLoss,
  items: readonly PostureItem[],
  asOfMs: number,
): Pick<ChainFacts, 'revocation'> {
  const facts = revocationOf(loss, servingOf(items), asOfMs);
  return facts === undefined ? {} : { revocation: facts };
}

/** Only Azure Cosmos DB shows whether it still takes requests. */
function servingOf(items: readonly PostureItem[]): RevocationFacts['stores'] {
  return items
    .filter(({ place }) => place === 'cosmosDb')
    .flatMap(({ evidence }) =>
      evidence
        .filter(({ property }) => property === 'properties.customerManagedKeyStatus')
        .map(({ value }) => ({ service: 'cosmosDb' as const, isServing: isConfirmed(value) })),
    );
}
