/**
 * The key of its storage account that a workspace keeps a copy of, in its own vault. A key that is regenerated is another
 * one; the workspace has the old one until it is told to look again.
 */
import { Refusal } from '../../kernel/errors.ts';
import { objectAt, stringAt } from '../../kernel/json.ts';
import { STORAGE_ACCOUNTS, storageAccountKey } from '../../kernel/storage-account.ts';
import type {
  ActionAnswer,
  ActionRequest,
  Effects,
  OperationResult,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { badRequest } from './bad-request.ts';
import { keepSecret, readCredential } from './credential-secrets.ts';
import { busy, checkNotBusy, DIAGNOSE_STYLE } from './workspace-operations.ts';
import { checkWhole } from './workspace-whole.ts';

/** Member of what is hidden of a workspace: where the copy is. */
export const STORAGE_KEY = 'storageKey';

/** Milliseconds. */
const RESYNC_MS = 30_000;

/** The end of making a workspace. One whose identity the vault does not let in stands without a copy. */
export function keepKeys(context: UnitContext, { resource }: RunningOperation): OperationResult {
  if (!resource) throw new TypeError('a workspace was removed while it was being made');
  const free = busy(resource.id, false);
  try {
    const { workspace, documents } = withStorageKey(context, resource);
    return { resource: workspace, effects: { documents: [...free, ...documents] } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { resource, effects: { documents: free } };
  }
}

/** `POST resyncKeys`: 202, and nothing at the Location URL once it is done. */
export function resyncKeys(context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  checkNotBusy(context, resource.id);
  return {
    operation: { handler: 'resyncKeys', style: DIAGNOSE_STYLE, durationMs: RESYNC_MS },
    effects: { documents: busy(resource.id, true) },
  };
}

/** The workspace has the key that its account has now. */
export function finishResync(
  context: UnitContext,
  { resource }: RunningOperation,
): OperationResult {
  if (!resource) throw new TypeError('a workspace was removed while its keys were read');
  checkWhole(context, resource.id, ['storageAccount', 'keyVault']);
  try {
    const { workspace, documents } = withStorageKey(context, resource);
    return {
      effects: { put: [workspace], documents: [...busy(resource.id, false), ...documents] },
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw badRequest(`the vault of the workspace does not take its keys: ${error.text}`);
  }
}

/** The copy that a workspace has; nobody saw what is told when the vault does not give it: nothing here. */
export function storageKeyOf(context: UnitContext, workspace: StoredResource): string | undefined {
  try {
    return readCredential(context, workspace, objectAt(workspace.hidden, STORAGE_KEY));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return undefined;
  }
}

/** Nothing is kept for one without an account. */
function withStorageKey(
  context: UnitContext,
  workspace: StoredResource,
): { readonly workspace: StoredResource; readonly documents: NonNullable<Effects['documents']> } {
  const account = context.resource(stringAt(workspace.properties, 'storageAccount') ?? '');
  if (account?.type !== STORAGE_ACCOUNTS) return { workspace, documents: [] };
  const key = storageAccountKey(context, account, 'key1');
  const { hidden, documents } = keepSecret(context, workspace, account.id, key);
  return {
    workspace: { ...workspace, hidden: { ...workspace.hidden, [STORAGE_KEY]: hidden } },
    documents,
  };
}
