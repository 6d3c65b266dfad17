/** Stores of the description that are under a key by themselves, read back. */
import { armId } from '../../azure/arm-id.ts';
import { storeTitle, storeTypes } from '../../plan/stores.ts';
import type { Place, StoreKind } from '../../rules/index.ts';
import { storesInLists } from '../../spec/store-lists.ts';
import type { CmkSpec } from '../../spec/types.ts';
import type { PostureItem } from '../posture.ts';
import { at, type Json, type Reader, type Reading, textAt } from '../reader.ts';
import { databricksParts } from './databricks.ts';
import { keyShown, shownKeys } from './shown-key.ts';
import { unknownItem } from './under-key.ts';

/** A store as it was read. */
export interface StoreReading {
  readonly store: StoreKind;
  readonly name: string;
  readonly id: string;
  /** The vault that the description names for its key. */
  readonly vaultId?: string;
  readonly reading: Reading<Json>;
}

/** How one kind of store is told in a report, and who uses its key. */
interface ShownStore {
  readonly place: Place;
  readonly ruleIds: readonly string[];
  /** ARM id of the user-assigned identity that uses the key; absent: its own identity does. */
  readonly userOf: (body: Json) => string | undefined;
  /** Where the object id of its own identity stands. */
  readonly ownPrincipal: string;
}

/** ARM id of the identity of a resource that has this client id. */
function userOfClient(body: Json, clientId: string | undefined): string | undefined {
  const users = Object.entries((at(body, 'identity.userAssignedIdentities') ?? {}) as Json);
  const isMeant = (user: unknown): boolean =>
    textAt(user, 'clientId')?.toLowerCase() === clientId?.toLowerCase();
  return clientId === undefined ? undefined : users.find(([, user]) => isMeant(user))?.[0];
}

/** Every kind of store. */
export const shownStores: Readonly<Record<StoreKind, ShownStore>> = Object.freeze({
  storageAccount: {
    place: 'storageAccount',
    ruleIds: ['CMK-073'],
    userOf: (body) => textAt(body, 'properties.encryption.identity.userAssignedIdentity'),
    ownPrincipal: 'identity.principalId',
  },
  containerRegistry: {
    place: 'containerRegistry',
    ruleIds: ['CMK-074'],
    userOf: (body) =>
      userOfClient(body, textAt(body, 'properties.encryption.keyVaultProperties.identity')),
    ownPrincipal: 'identity.principalId',
  },
  searchService: {
    place: 'searchService',
    ruleIds: [],
    userOf: (body) =>
      textAt(
        body,
        'properties.encryptionWithCmk.serviceLevelEncryptionKey.identity.userAssignedIdentity',
      ),
    ownPrincipal: 'identity.principalId',
  },
  aiServicesAccount: {
    place: 'aiServices',
    ruleIds: [],
    userOf: (body) =>
      userOfClient(body, textAt(body, 'properties.encryption.keyVaultProperties.identityClientId')),
    ownPrincipal: 'identity.principalId',
  },
  databricksWorkspace: {
    place: 'databricksDbfsRoot',
    ruleIds: ['CMK-077'],
    userOf: () => undefined,
    ownPrincipal: 'properties.storageAccountIdentity.principalId',
  },
});

/** Reads the stores that have lists of their own in the description. */
export async function readStores(reader: Reader, spec: CmkSpec): Promise<readonly StoreReading[]> {
  return Promise.all(
    storesInLists(spec).map(async ([store, { name, vaultId }]): Promise<StoreReading> => {
      const { namespace, type, apiVersion, hop } = storeTypes[store];
      const id = armId(spec.subscriptionId, spec.resourceGroup, `${namespace}/${type}`, name);
      const reading = await reader.resource(id, apiVersion, hop);
      return { store, name, id, ...(vaultId === undefined ? {} : { vaultId }), reading };
    }),
  );
}

/** The items of the stores. */
export function storeItems(stores: readonly StoreReading[]): readonly PostureItem[] {
  return stores.flatMap(({ store, name, id, reading }): readonly PostureItem[] => {
    const { place, ruleIds } = shownStores[store];
    const title = storeTitle({ store, name });
    const what = `${title}: ${storeTypes[store].content}`;
    if (!reading.ok) return [unknownItem(place, what, id, reading, ruleIds)];
    const own = { place, what, where: id, ...keyShown(reading, shownKeys[store]), ruleIds };
    return store === 'databricksWorkspace' ? [own, ...databricksParts(title, id, reading)] : [own];
  });
}
