/** How many accounts a subscription has in a region, and how many it may have. */
import { normalizeLocation } from '../../kernel/regions.ts';
import type { Route } from '../../kernel/resource-type.ts';
import { STORAGE_ACCOUNTS } from '../../kernel/storage-account.ts';

/** Accounts in a region, as documented, where a world sets no other quota. */
const DEFAULT_ACCOUNTS_PER_REGION = 250;

export const storageUsages: Route = {
  method: 'GET',
  path: '/subscriptions/{subscriptionId}/providers/Microsoft.Storage/locations/{location}/usages',
  action: 'Microsoft.Storage/locations/usages/read',
  handle: (context, { params }) => {
    const location = normalizeLocation(params['location'] ?? '');
    const accounts = context
      .resources(STORAGE_ACCOUNTS, `/subscriptions/${context.subscription.subscriptionId}`)
      .filter((account) => account.location === location);
    return {
      status: 200,
      body: {
        value: [
          {
            unit: 'Count',
            currentValue: accounts.length,
            limit: context.quota(STORAGE_ACCOUNTS, location) ?? DEFAULT_ACCOUNTS_PER_REGION,
            name: { value: 'StorageAccounts', localizedValue: 'Storage Accounts' },
          },
        ],
      },
    };
  },
};
