/** How many accounts a subscription has in a region, and how many it may have. */
import { Refusal } from '../../kernel/errors.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import { regionUsages, usageRow } from '../../kernel/region-usages.ts';
import type { Effects, Route, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
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

/** Accounts that are being made, by subscription, region and name: they show nowhere, and count. */
const BEING_MADE = 'storageAccountsBeingMade';

/** Counts an account that is being made, or no more. */
export function countBeingMade(
  { id, location = '', name }: Pick<StoredResource, 'id' | 'location' | 'name'>,
  isBeingMade: boolean,
): NonNullable<Effects['documents']> {
  const subscriptionId = id.split('/')[2] ?? '';
  const key = beingMadeKey(subscriptionId, normalizeLocation(location), name);
  return [{ table: BEING_MADE, key, value: isBeingMade ? true : undefined }];
}

const beingMadeKey = (subscriptionId: string, location: string, name = ''): string =>
  `${subscriptionId}|${location}|${name}`.toLowerCase();

function accountsIn(context: UnitContext, location: string) {
  const { subscriptionId } = context.subscription;
  const stored = context
    .resources(STORAGE_ACCOUNTS, `/subscriptions/${subscriptionId}`)
    .filter((account) => normalizeLocation(account.location ?? '') === location).length;
  const used =
    stored + context.documents(BEING_MADE, beingMadeKey(subscriptionId, location)).length;
  return { used, max: context.quota(STORAGE_ACCOUNTS, location) ?? DEFAULT_ACCOUNTS_PER_REGION };
}
