import type { StoreKind } from '../rules/facts.ts';
import type { StoreEncryptionSpec } from '../spec/store-types.ts';
import type { CmkSpec } from '../spec/types.ts';

/** A store that the spec puts under a key by itself. */
export interface EncryptedStore {
  readonly store: StoreKind;
  readonly name: string;
  readonly encryption: StoreEncryptionSpec;
}

/** The stores under a key by themselves, those of the workspace first. */
export function storesOfSpec(spec: CmkSpec): readonly EncryptedStore[] {
  const { storage } = spec.workspace;
  const ofStorage = storage && 'create' in storage ? storage.create : undefined;
  const listed = (store: StoreKind, stores: CmkSpec['storageAccounts'] = []) =>
    stores.map((one): EncryptedStore => ({ store, name: one.name, encryption: one }));
  return [
    ...(ofStorage?.encryption
      ? [
          {
            store: 'storageAccount' as const,
            name: ofStorage.name,
            encryption: ofStorage.encryption,
          },
        ]
      : []),
    ...listed('storageAccount', spec.storageAccounts),
  ];
}
