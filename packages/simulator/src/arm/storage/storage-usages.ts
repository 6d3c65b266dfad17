/** How many accounts a subscription has in a region, and how many it may have. */
import { Refusal } from '../../kernel/errors.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import { regionUsages, usageRow } from '../../kernel/region-usages.ts';
import type { Route, UnitContext } from '../../kernel/resource-type.ts';
import { STORAGE_ACCOUNTS } from '../../kernel/storage-account.ts';

/** Accounts in a region, as documented, where a world sets no other quota. */
const DEFAULT_ACCOUNTS_PER_REGION = 250;

export const storageUsages: Route = regionUsages('Microsoft.Storage', (context, location) => {
  const { used, max } = accountsIn(context, location);
  return [usageRow('StorageAccounts', 'Storage Accounts', used, max)];
});

/** Refuses one account more than a subscription may have in a region. */
export function checkAccountQuota(context: UnitContext, location: string): void {
  const { used, max } = accountsIn(context, location);
  if (used < max) return;
  throw new Refusal({
    status: 409,
    code: 'MaxStorageAccountsCountPerSubscriptionExceeded',
    message: `Subscription ${context.subscription.subscriptionId} already contains ${used} storage accounts with Standard Dns endpoints in location ${location} and the maximum allowed is ${max}.`,
    // microsoft/AzureTRE#3920; the code as in Azure/azure-sdk-for-cpp#3959.
    evidence: 'reported',
    ruleId: 'CMK-007',
  });
}

function accountsIn(context: UnitContext, location: string) {
  const used = context
    .resources(STORAGE_ACCOUNTS, `/subscriptions/${context.subscription.subscriptionId}`)
    .filter((account) => normalizeLocation(account.location ?? '') === location).length;
  return { used, max: context.quota(STORAGE_ACCOUNTS, location) ?? DEFAULT_ACCOUNTS_PER_REGION };
}
