import { CmkError } from '../../errors/cmk-error.ts';
import type { FoundResource } from './resource-ensure.ts';

/**
 * Why a workspace cannot use a storage account, as documented: it needs blobs and files of a standard account without a
 * hierarchical namespace. Azure finds out minutes into the making of the workspace.
 */
export function unfitStorage({ id, resource }: FoundResource): CmkError | undefined {
  const { sku, properties } = resource;
  const isHierarchical = (properties as { readonly isHnsEnabled?: unknown })?.isHnsEnabled === true;
  const isPremium = /^premium/i.test(sku?.name ?? '');
  if (!isPremium && !isHierarchical) return undefined;
  const what = isPremium ? `is of the SKU ${sku?.name}` : 'has a hierarchical namespace';
  return new CmkError({
    code: 'CMK_STORAGE_UNFIT',
    hop: 'storage',
    message: `Storage account ${id} ${what}.`,
    reason: 'A workspace needs a standard storage account without a hierarchical namespace.',
    fix: 'Name another account, or let the plan create one.',
    retryable: false,
    docs: 'https://learn.microsoft.com/azure/machine-learning/how-to-manage-workspace-cli',
  });
}
