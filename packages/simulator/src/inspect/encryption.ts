/** What is encrypted at rest under which version of whose key, without what it says: for assertions. */
import {
  type DataKey,
  ENCRYPTED_STORES,
  type EncryptedStore,
  PREVIOUS_VERSION_NEEDED_MS,
  SEARCH_INDICES,
  type SearchIndex,
} from '../kernel/encrypted-store.ts';
import { BLOB_CONTAINERS, BLOBS, type StoredBlob } from '../kernel/blobs.ts';
import type { ResourceStore } from '../kernel/resource.ts';
import type { World } from '../kernel/world.ts';

/** A data key of a store. */
export interface SimulatorDataKey {
  /** Tells the data keys of a store apart: `1` is the first. */
  readonly id: string;
  /** Versioned identifier of the customer's key that wraps it: this version is still needed. */
  readonly wrappedBy: string;
  /** Virtual instant, ISO 8601. */
  readonly madeAt: string;
  /** Until when at least a version of before, which wraps it, has to stay enabled. Virtual instant, ISO 8601. */
  readonly neededUntil?: string;
  /** How many objects and indices it encrypts. */
  readonly objects: number;
}

/**
 * A store whose data is under a customer's key: what a workspace's metadata is kept in, and customers' own. Of these the
 * blobs of storage accounts alone are served; that the others have lost their key shows here.
 */
export interface SimulatorEncryptedStore {
  /** ARM id; of the workspace, when Microsoft keeps its metadata in a subscription of its own. */
  readonly id: string;
  /** The customer's key as the store names it: without a version it follows the newest. */
  readonly keyIdentifier: string;
  /** Object id of who uses the key. */
  readonly principalId: string;
  /** The one in use first. */
  readonly dataKeys: readonly SimulatorDataKey[];
  /** When it looks at the key again. Virtual instant, ISO 8601. */
  readonly looksAgainAt: string;
  /** Since when it has been without its key, and the code that the vault refused with; absent: it has it. */
  readonly lost?: { readonly since: string; readonly code: string };
  /** Names of the indices of a search service, in order; the names are the simulator's own. */
  readonly indices: readonly string[];
}

/** An object that is encrypted at rest: a job, a compute, a version of a model, a blob. */
export interface SimulatorEncryptedObject {
  readonly id: string;
  readonly type: string;
  /** ARM id, lower case, of the store that keeps it. */
  readonly store: string;
  /** Which of the store's data keys encrypts it. */
  readonly dataKey: string;
  /** Versioned identifier of the customer's key without which it cannot be read. */
  readonly keyVersion: string;
  /** Whether its store has the key now. */
  readonly isReadable: boolean;
}

/**
 * What is encrypted at rest under customers' keys. Reading it changes nothing.
 *
 * @example
 * ```ts
 * import { createSimulator } from '@azureml-cmk/simulator';
 *
 * const sim = createSimulator();
 * // After a rotation: which versions of the key are still needed, and until when.
 * for (const { id, dataKeys } of sim.encryption.stores()) {
 *   console.log(id, dataKeys.map(({ wrappedBy, neededUntil }) => [wrappedBy, neededUntil]));
 * }
 * console.log(sim.encryption.objects().filter(({ isReadable }) => !isReadable).length);
 * ```
 */
export interface SimulatorEncryption {
  /** Stores whose data is under a customer's key, in the order of their ids. */
  stores(): SimulatorEncryptedStore[];
  /** What they keep, in the order of the ids. */
  objects(): SimulatorEncryptedObject[];
}

/** Something encrypted, and where. */
interface Encrypted {
  readonly id: string;
  readonly type: string;
  /** Lower-case ARM id. */
  readonly store: string;
  readonly dataKey: string;
}

/** The view over a world. */
export function createEncryption(world: World, resources: ResourceStore): SimulatorEncryption {
  const known = (): EncryptedStore[] =>
    world.range<EncryptedStore>(ENCRYPTED_STORES, '').map(([, store]) => store);
  const encrypted = (): Encrypted[] => [...metadataOf(resources), ...blobsOf(world)];
  return {
    stores: () => {
      const objects = encrypted();
      return known().map((store) => shown(store, objects, indicesOf(world, store)));
    },
    objects: () => {
      const stores = new Map(known().map((store) => [store.id.toLowerCase(), store]));
      return encrypted().flatMap((object) => {
        const store = stores.get(object.store);
        const dataKey = store?.dataKeys.find(({ id }) => id === object.dataKey);
        if (!store || !dataKey) return [];
        return [{ ...object, keyVersion: dataKey.kid, isReadable: store.lost === undefined }];
      });
    },
  };
}

const metadataOf = (resources: ResourceStore): Encrypted[] =>
  resources
    .atRest('')
    .flatMap(({ id, type, sealed }) =>
      sealed ? [{ id, type, store: sealed.store, dataKey: sealed.dataKey }] : [],
    );

const blobsOf = (world: World): Encrypted[] =>
  world.range<StoredBlob>(BLOBS, '').map(([, { containerId, name, dataKey }]) => ({
    id: `${containerId}/blobs/${name}`,
    type: `${BLOB_CONTAINERS}/blobs`,
    store: containerId.toLowerCase().split('/blobservices/')[0] ?? '',
    dataKey,
  }));

function shown(
  { id, keyIdentifier, principalId, dataKeys, checkAt, lost }: EncryptedStore,
  objects: readonly Encrypted[],
  indices: readonly SearchIndex[],
): SimulatorEncryptedStore {
  const own = objects.filter(({ store }) => store === id.toLowerCase());
  const uses = (dataKey: DataKey): number =>
    own.filter((object) => object.dataKey === dataKey.id).length +
    indices.filter((index) => index.dataKey === dataKey.id).length;
  return {
    id,
    keyIdentifier,
    principalId,
    dataKeys: dataKeys.map((dataKey) => ({
      id: dataKey.id,
      wrappedBy: dataKey.kid,
      madeAt: iso(dataKey.madeAt),
      ...neededUntil(dataKey, dataKeys[0]),
      objects: uses(dataKey),
    })),
    looksAgainAt: iso(checkAt),
    ...(lost ? { lost: { since: iso(lost.since), code: lost.innerCode ?? lost.code } } : {}),
    indices: indices.map(({ name }) => name),
  };
}

/** A data key that was wrapped again needs no version of before. */
function neededUntil(
  { kid, supersededAt }: DataKey,
  inUse: DataKey,
): Pick<SimulatorDataKey, 'neededUntil'> {
  if (supersededAt === undefined || kid === inUse.kid) return {};
  return { neededUntil: iso(supersededAt + PREVIOUS_VERSION_NEEDED_MS) };
}

function indicesOf(world: World, { id }: EncryptedStore): SearchIndex[] {
  return world.range<SearchIndex>(SEARCH_INDICES, `${id.toLowerCase()}|`).map(([, index]) => index);
}

const iso = (instant: number): string => new Date(instant).toISOString();
