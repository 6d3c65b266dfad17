import { regionUsages, usageRow } from '../../kernel/region-usages.ts';
import type { Route } from '../../kernel/resource-type.ts';
import { STORAGE_ACCOUNTS } from '../../kernel/storage-account.ts';

/** Accounts in a region, as documented, where a world sets no other quota. */
const DEFAULT_ACCOUNTS_PER_REGION = 250;

export const storageUsages: Route = regionUsages('Microsoft.Storage', (context, location) => {
  const accounts = context
    .resources(STORAGE_ACCOUNTS, `/subscriptions/${context.subscription.subscriptionId}`)
    .filter((account) => account.location === location);
  const limit = context.quota(STORAGE_ACCOUNTS, location) ?? DEFAULT_ACCOUNTS_PER_REGION;
  return [usageRow('StorageAccounts', 'Storage Accounts', accounts.length, limit)];
});
