import type { StoreKind } from '../rules/facts.ts';
import type { StoreEncryptionSpec } from './store-types.ts';
import type { CmkSpec } from './types.ts';

/** Which member of a spec lists which kind of store. */
export const storeLists = {
  storageAccount: 'storageAccounts',
  containerRegistry: 'containerRegistries',
  searchService: 'searchServices',
  aiServicesAccount: 'aiServicesAccounts',
  databricksWorkspace: 'databricksWorkspaces',
} as const;

/** What every store of a list says. */
export interface ListedStore extends StoreEncryptionSpec {
  readonly name: string;
}

/** The stores that have a list of their own, each with its kind. */
export function storesInLists(spec: CmkSpec): readonly (readonly [StoreKind, ListedStore])[] {
  const kinds = Object.keys(storeLists) as readonly StoreKind[];
  return kinds.flatMap((kind) => {
    const stores: readonly ListedStore[] = spec[storeLists[kind]] ?? [];
    return stores.map((store) => [kind, store] as const);
  });
}
