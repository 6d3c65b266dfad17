/** Stores of the description that are under a key by themselves, read back. */
import { armId } from '../../azure/arm-id.ts';
import { storeTypes } from '../../plan/stores.ts';
import type { Place, StoreKind } from '../../rules/index.ts';
import type { CmkSpec } from '../../spec/types.ts';
import type { PostureItem } from '../posture.ts';
import { evidenceOf, type Json, type Reader, type Reading, textAt } from '../reader.ts';
import { storageEvidence, storageKeyOf } from './managed-stores.ts';
import { underKey, unknownItem } from './under-key.ts';

/** A store as it was read. */
export interface StoreReading {
  readonly store: StoreKind;
  readonly name: string;
  readonly id: string;
  /** The vault that the description names for its key. */
  readonly vaultId?: string;
  readonly reading: Reading<Json>;
}

/** How one kind of store shows the key that it is under. */
interface ShownStore {
  readonly place: Place;
  readonly ruleIds: readonly string[];
  readonly evidence: readonly string[];
  readonly keyOf: (body: Json) => string | undefined;
  /** ARM id of the user-assigned identity that uses the key; absent: its own identity does. */
  readonly userOf: (body: Json) => string | undefined;
}

/** Every kind of store. */
export const shownStores: Readonly<Record<StoreKind, ShownStore>> = Object.freeze({
  storageAccount: {
    place: 'storageAccount',
    ruleIds: ['CMK-073'],
    evidence: storageEvidence,
    keyOf: storageKeyOf,
    userOf: (body) => textAt(body, 'properties.encryption.identity.userAssignedIdentity'),
  },
});

/** Reads the stores that have lists of their own in the description. */
export async function readStores(reader: Reader, spec: CmkSpec): Promise<readonly StoreReading[]> {
  const lists: readonly (readonly [StoreKind, CmkSpec['storageAccounts']])[] = [
    ['storageAccount', spec.storageAccounts],
  ];
  return Promise.all(
    lists.flatMap(([store, stores = []]) =>
      stores.map(async ({ name, vaultId }): Promise<StoreReading> => {
        const { namespace, type, apiVersion, hop } = storeTypes[store];
        const id = armId(spec.subscriptionId, spec.resourceGroup, `${namespace}/${type}`, name);
        const reading = await reader.resource(id, apiVersion, hop);
        return { store, name, id, ...(vaultId === undefined ? {} : { vaultId }), reading };
      }),
    ),
  );
}

/** The items of the stores. */
export function storeItems(stores: readonly StoreReading[]): readonly PostureItem[] {
  return stores.map(({ store, name, id, reading }): PostureItem => {
    const { place, ruleIds, evidence, keyOf } = shownStores[store];
    const { noun, content } = storeTypes[store];
    const what = `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${name}: ${content}`;
    if (!reading.ok) return unknownItem(place, what, id, reading, ruleIds);
    return {
      place,
      what,
      where: id,
      ...underKey(keyOf(reading.value)),
      evidence: evidenceOf(reading, evidence),
      ruleIds,
    };
  });
}
