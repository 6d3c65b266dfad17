import type { StoreKind } from '../../rules/index.ts';
import { storageAccount } from './storage-account.ts';
import type { StoreKindUnit } from './store-kind.ts';

/** How each kind of store is made and put under a key. */
export const storeKinds: Readonly<Record<StoreKind, StoreKindUnit>> = Object.freeze({
  storageAccount,
});
