import { isAfter } from './compare.ts';
import { defineRule, type Rule } from './types.ts';

export const rule: Rule = defineRule({
  id: 'CMK-084',
  name: 'resync-keys',
  statement:
    'After access keys of the storage account are regenerated the workspace takes them over again.',
  class: 'report',
  sources: [
    {
      document: 'ENC',
      section: 'Azure Blob storage',
      line: 36,
      anchor: 'regenerating the access keys',
    },
    {
      document: 'AZURE',
      anchor: 'https://learn.microsoft.com/azure/machine-learning/how-to-change-storage-access-key',
    },
  ],
  holds: [{ from: 'enc', level: 'note' }],
  appliesTo: ['workspace', 'storageAccounts'],
  check: ({ workspace, storageAccounts = [] }) => {
    const syncedAt = workspace?.keysSyncedAt;
    const known = storageAccounts.flatMap(({ name, keyRegeneratedAt }, index) =>
      keyRegeneratedAt === undefined ? [] : [{ name, keyRegeneratedAt, index }],
    );
    if (syncedAt === undefined || known.length === 0) return undefined;
    return known
      .filter(({ keyRegeneratedAt }) => isAfter(keyRegeneratedAt, syncedAt))
      .map(({ name, keyRegeneratedAt, index }) => ({
        path: `storageAccounts[${index}].keyRegeneratedAt`,
        expected: `keys as the workspace has them since ${syncedAt}`,
        received: `a key of ${name} regenerated at ${keyRegeneratedAt}`,
      }));
  },
  fix: 'Run `az ml workspace sync-keys --name <workspace>`.',
});
