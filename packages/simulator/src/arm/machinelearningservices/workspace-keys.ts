/**
 * The keys that a workspace keeps copies of, in its own vault: one of its storage account, and the passwords of its
 * registry's admin user. What is regenerated is another one; the workspace has the old one until it is told to look again.
 */
import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { registryPasswords } from '../../kernel/registry-passwords.ts';
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

/** Likewise, of the registry; none while its admin user was off. */
const REGISTRY_KEY = 'registryPasswords';

/** Milliseconds. */
const RESYNC_MS = 30_000;

/** The end of making a workspace. One whose identity the vault does not let in stands without a copy. */
export function keepKeys(context: UnitContext, { resource }: RunningOperation): OperationResult {
  if (!resource) throw new TypeError('a workspace was removed while it was being made');
  const free = busy(resource.id, false);
  try {
    const { workspace, documents } = withKeys(context, resource);
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
    const { workspace, documents } = withKeys(context, resource);
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

/** The copy of the passwords of its registry that a workspace has; `undefined`: it has none. */
export function registryPasswordsOf(
  context: UnitContext,
  workspace: StoredResource,
): readonly JsonObject[] | undefined {
  const hidden = objectAt(workspace.hidden, REGISTRY_KEY);
  try {
    return JSON.parse(readCredential(context, workspace, hidden)) as readonly JsonObject[];
  } catch (error) {
    if (error instanceof Refusal || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A workspace with copies of the keys that there are now. Throws what the vault says. */
export function withKeys(
  context: UnitContext,
  workspace: StoredResource,
): { readonly workspace: StoredResource; readonly documents: NonNullable<Effects['documents']> } {
  const kept = [
    [STORAGE_KEY, 'storageAccount', storageKey],
    [REGISTRY_KEY, 'containerRegistry', passwords],
  ] as const;
  const hidden: Record<string, JsonObject> = {};
  const documents = kept.flatMap(([member, property, read]) => {
    const source = context.resource(stringAt(workspace.properties, property) ?? '');
    const value = source && read(context, source);
    if (!source || value === undefined) return [];
    const copy = keepSecret(context, workspace, source.id, value);
    hidden[member] = copy.hidden;
    return copy.documents;
  });
  return { workspace: { ...workspace, hidden: { ...workspace.hidden, ...hidden } }, documents };
}

/** The same when a change brings another registry. One whose identity the vault does not let in goes without a copy. */
export function withNewRegistry(
  context: UnitContext,
  workspace: StoredResource,
  previous: StoredResource,
): ReturnType<typeof withKeys> {
  const [after, before] = [workspace, previous].map(({ properties }) =>
    stringAt(properties, 'containerRegistry')?.toLowerCase(),
  );
  if (after === before) return { workspace, documents: [] };
  const { [REGISTRY_KEY]: _others, ...hidden } = workspace.hidden ?? {};
  const bare = { ...workspace, hidden };
  try {
    return withKeys(context, bare);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { workspace: bare, documents: [] };
  }
}

function storageKey(context: UnitContext, account: StoredResource): string | undefined {
  return account.type === STORAGE_ACCOUNTS
    ? storageAccountKey(context, account, 'key1')
    : undefined;
}

function passwords(context: UnitContext, registry: StoredResource): string | undefined {
  return registry.properties['adminUserEnabled'] === true
    ? JSON.stringify(registryPasswords(context, registry))
    : undefined;
}
