import type { StoreKind } from '../rules/facts.ts';
import { storesInLists } from '../spec/store-lists.ts';
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
  const { storage, containerRegistry } = spec.workspace;
  return [
    ...(storage && 'create' in storage ? ofWorkspace('storageAccount', storage.create) : []),
    ...(containerRegistry && 'create' in containerRegistry
      ? ofWorkspace('containerRegistry', containerRegistry.create)
      : []),
    ...storesInLists(spec).map(([store, one]) => ({ store, name: one.name, encryption: one })),
  ];
}

function ofWorkspace(
  store: StoreKind,
  { name, encryption }: { readonly name: string; readonly encryption?: StoreEncryptionSpec },
): readonly EncryptedStore[] {
  return encryption ? [{ store, name, encryption }] : [];
}
