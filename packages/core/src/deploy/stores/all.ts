import type { StoreKind } from '../../rules/index.ts';
import { aiServicesAccount } from './ai-services-account.ts';
import { containerRegistry } from './container-registry.ts';
import { databricksWorkspace } from './databricks-workspace.ts';
import { searchService } from './search-service.ts';
import { storageAccount } from './storage-account.ts';
import type { StoreKindUnit } from './store-kind.ts';

/** How each kind of store is made and put under a key. */
export const storeKinds: Readonly<Record<StoreKind, StoreKindUnit>> = Object.freeze({
  storageAccount,
  containerRegistry,
  searchService,
  aiServicesAccount,
  databricksWorkspace,
});
