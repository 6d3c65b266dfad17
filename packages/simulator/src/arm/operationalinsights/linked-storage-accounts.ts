import { type Json, objectAt, stringAt } from '../../kernel/json.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { STORAGE_ACCOUNTS } from '../../kernel/storage-account.ts';
import { refused } from './workspace-errors.ts';

const TYPE = 'Microsoft.OperationalInsights/workspaces/linkedStorageAccounts';
/** What is kept in storage of the customer's own, under the key of that. */
const DATA_SOURCES = ['CustomLogs', 'AzureWatson', 'Query', 'Ingestion', 'Alerts'];
/** Documented: saved queries and alerts have one account each. */
const SINGLE: ReadonlySet<string> = new Set(['Query', 'Alerts']);
const KIND = 'StorageV2';

/**
 * Storage accounts of a workspace for what a customer's key of a cluster does not cover: saved queries and the queries of
 * alerts. None of it is saved here; which account would hold it, and whether it could, is told.
 */
export const linkedStorageAccounts: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: ['2020-08-01', '2023-09-01', '2025-02-01', '2025-07-01'],
  scope: 'group',
  // Documented: who links an account may write it, too.
  linkedAccess: [
    {
      property: 'properties.storageAccountIds.*',
      action: 'Microsoft.Storage/storageAccounts/write',
    },
  ],
  checkName: (name) => {
    if (sourceOf(name) !== undefined) return;
    throw refused(`'${name}' is none of ${DATA_SOURCES.join(', ')}.`);
  },
  put,
  remove: () => ({ removed: true }),
  present: ({ id, name, properties }) => ({ id, name, type: TYPE, properties }),
});

const sourceOf = (name: string): string | undefined =>
  DATA_SOURCES.find((one) => one.toLowerCase() === name.toLowerCase());

function put(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const workspace = context.resource(address.parentId);
  if (!workspace) throw new TypeError('the kernel answers for a workspace that is not there');
  const dataSourceType = sourceOf(address.name) ?? address.name;
  const given = objectAt(body, 'properties')['storageAccountIds'];
  const ids = Array.isArray(given) ? (given as readonly Json[]).map(String) : [];
  if (ids.length === 0) throw refused("'storageAccountIds' must have at least one id.");
  if (ids.length > 1 && SINGLE.has(dataSourceType)) {
    throw refused(`One storage account alone can be linked for ${dataSourceType}.`);
  }
  const storageAccountIds = ids.map((id) => linkable(context, id, workspace).id);
  return {
    done: {
      id: existing?.id ?? address.id,
      type: TYPE,
      name: dataSourceType,
      properties: { dataSourceType, storageAccountIds },
    },
    status: 200,
  };
}

/** Documented: a general-purpose v2 account in the region of the workspace. */
function linkable(context: UnitContext, id: string, workspace: StoredResource): StoredResource {
  const account = context.resource(id);
  if (account?.type !== STORAGE_ACCOUNTS) throw refused(`There is no storage account '${id}'.`);
  if (account.kind !== KIND) {
    throw refused(`The storage account '${account.name}' must be of the kind ${KIND}.`);
  }
  const [there, here] = [account, workspace].map((one) =>
    normalizeLocation(stringAt(one, 'location') ?? ''),
  );
  if (there !== here) {
    throw refused(
      `The storage account '${account.name}' is in '${there ?? ''}' and the workspace '${workspace.name}' in '${here ?? ''}': they must be in the same region.`,
    );
  }
  return account;
}
