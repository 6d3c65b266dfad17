import type { StorageAccount } from '@azure/arm-storage';

import { differing, failedState, refuseImmutable, tagAttributes, verdict } from '../differences.ts';
import { absent, defineStep, type StepUnit } from '../step-unit.ts';
import { drive, readAtRest } from '../waiting.ts';

interface FoundStorage {
  readonly id: string;
  readonly location: string;
  readonly sku: string | undefined;
  readonly isHierarchical: boolean;
  readonly httpsOnly: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly provisioningState: string | undefined;
}

function storageOf(account: StorageAccount): FoundStorage {
  const {
    id = '',
    location,
    sku,
    isHnsEnabled,
    enableHttpsTrafficOnly,
    tags,
    provisioningState,
  } = account;
  return {
    id,
    location,
    sku: sku?.name,
    isHierarchical: isHnsEnabled ?? false,
    httpsOnly: enableHttpsTrafficOnly ?? true,
    tags: tags ?? {},
    provisioningState,
  };
}

/** Makes the storage account of the workspace. */
export const ensureStorage: StepUnit<'storage.ensure', FoundStorage> = defineStep({
  kind: 'storage.ensure',
  read: ({ name }, context) =>
    readAtRest(context, `Storage account ${name} is being made`, async () => {
      const client = await context.clients.storage();
      const { resourceGroup } = context.plan.spec;
      return storageOf(
        await client.storageAccounts.getProperties(resourceGroup, name, {
          abortSignal: context.signal,
        }),
      );
    }),
  compare({ name, location, sku, tags }, account) {
    if (!account) return absent;
    const fixed = differing([
      ['location', location, account.location, 'region'],
      ['isHnsEnabled', false, account.isHierarchical],
    ]);
    return (
      refuseImmutable('storage', `Storage account ${name}`, fixed) ??
      verdict([
        ...failedState(account.provisioningState),
        ...differing([
          ['sku', sku, account.sku],
          ['supportsHttpsTrafficOnly', true, account.httpsOnly],
          ...tagAttributes(tags, account.tags),
        ]),
      ])
    );
  },
  async write({ name, location, sku, tags }, account, context) {
    const client = await context.clients.storage();
    const { resourceGroup } = context.plan.spec;
    const wanted = {
      sku: { name: sku },
      tags: { ...account?.tags, ...tags },
      enableHttpsTrafficOnly: true,
    };
    if (account) {
      return storageOf(await client.storageAccounts.update(resourceGroup, name, wanted));
    }
    const poller = client.storageAccounts.create(resourceGroup, name, {
      ...wanted,
      kind: 'StorageV2',
      location,
      minimumTlsVersion: 'TLS1_2',
      allowBlobPublicAccess: false,
    });
    await drive(context, `Storage account ${name} is being made`, poller);
    return storageOf(await client.storageAccounts.getProperties(resourceGroup, name));
  },
  outputs: (_, { id }) => ({ id }),
});
