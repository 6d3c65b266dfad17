import type { StoreKind } from '../rules/facts.ts';
import type { StoreEncryptionSpec } from '../spec/store-types.ts';
import type { CmkSpec } from '../spec/types.ts';

/** A store that the spec puts under a key by itself. */
export interface EncryptedStore {
  readonly store: StoreKind;
  readonly name: string;
  readonly encryption: StoreEncryptionSpec;
}

/** What every store of a list says. */
type Listed = StoreEncryptionSpec & { readonly name: string };

/** The stores under a key by themselves, those of the workspace first. */
export function storesOfSpec(spec: CmkSpec): readonly EncryptedStore[] {
  const { storage, containerRegistry } = spec.workspace;
  const listed = (store: StoreKind, stores: readonly Listed[] = []) =>
    stores.map((one): EncryptedStore => ({ store, name: one.name, encryption: one }));
  return [
    ...(storage && 'create' in storage ? ofWorkspace('storageAccount', storage.create) : []),
    ...(containerRegistry && 'create' in containerRegistry
      ? ofWorkspace('containerRegistry', containerRegistry.create)
      : []),
    ...listed('storageAccount', spec.storageAccounts),
    ...listed('containerRegistry', spec.containerRegistries),
    ...listed('searchService', spec.searchServices),
    ...listed('aiServicesAccount', spec.aiServicesAccounts),
    ...listed('databricksWorkspace', spec.databricksWorkspaces),
  ];
}

function ofWorkspace(
  store: StoreKind,
  { name, encryption }: { readonly name: string; readonly encryption?: StoreEncryptionSpec },
): readonly EncryptedStore[] {
  return encryption ? [{ store, name, encryption }] : [];
}
