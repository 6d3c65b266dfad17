/** `Microsoft.CognitiveServices/deletedAccounts`: soft-deleted accounts, until they are restored or purged. */
import { forgetStore } from '../../kernel/encrypted-store.ts';
import { type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import {
  defineResourceType,
  type Effects,
  type ResourceType,
  type Route,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { refused } from './account-errors.ts';
import { ACCOUNT_API_VERSIONS } from './account-versions.ts';

/** Documented: an account can be restored for 48 hours. */
const RETENTION_MS = 48 * 60 * 60 * 1000;
const RETENTION_ENDED = 'Microsoft.CognitiveServices/accounts.retentionEnded';
/** Table of {@link DeletedAccount}, by lower-cased id of the account. */
const DELETED = 'cognitiveServicesDeletedAccounts';
/** Table of the ids of accounts by the name of their host, which is one namespace in all of Azure. */
export const SUBDOMAINS = 'cognitiveServicesSubdomains';
const PROVIDER = '/subscriptions/{subscriptionId}/providers/Microsoft.CognitiveServices';
const ONE = `${PROVIDER}/locations/{location}/resourceGroups/{resourceGroup}/deletedAccounts/{name}`;

/** A soft-deleted account. */
interface DeletedAccount {
  readonly resource: StoredResource;
  /** Epoch milliseconds. */
  readonly deletedAt: number;
}

/** What was soft-deleted under this id. */
export const deletedAccount = (context: UnitContext, id: string): DeletedAccount | undefined =>
  context.document<DeletedAccount>(DELETED, id.toLowerCase());

/** Keeps an account that is removed. */
export function keepDeleted(context: UnitContext, resource: StoredResource): Effects {
  const value: DeletedAccount = { resource, deletedAt: context.now };
  const { subscriptionId } = context.subscription;
  return {
    documents: [
      { table: DELETED, key: resource.id.toLowerCase(), value: value as unknown as Json },
      // Nothing looks at the key of what is deleted; one that comes back has to be able to use it.
      ...forgetStore(context, resource.id),
    ],
    timers: [
      {
        dueAt: context.now + RETENTION_MS,
        handler: RETENTION_ENDED,
        payload: { subscriptionId, id: resource.id, deletedAt: context.now },
      },
    ],
  };
}

/** An account that came back is no longer among the deleted. */
export const forgetDeleted = (id: string): NonNullable<Effects['documents']> => [
  { table: DELETED, key: id.toLowerCase(), value: undefined },
];

function purge({ resource }: DeletedAccount): Effects {
  const subdomain = stringAt(resource.properties, 'customSubDomainName');
  return {
    documents: [
      ...forgetDeleted(resource.id),
      ...(subdomain ? [{ table: SUBDOMAINS, key: subdomain.toLowerCase(), value: undefined }] : []),
    ],
  };
}

function present({ resource, deletedAt }: DeletedAccount): JsonObject {
  const [, , subscriptionId = '', , group = ''] = resource.id.split('/');
  const { name, kind, location = '', sku, identity, tags, properties } = resource;
  return {
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.CognitiveServices/locations/${location}/resourceGroups/${group}/deletedAccounts/${name}`,
    name,
    type: 'Microsoft.CognitiveServices/deletedAccounts',
    location,
    ...(kind === undefined ? {} : { kind }),
    ...(sku === undefined ? {} : { sku }),
    ...(identity === undefined ? {} : { identity }),
    ...(tags === undefined ? {} : { tags }),
    properties: {
      ...properties,
      deletionDate: new Date(deletedAt).toISOString(),
      scheduledPurgeDate: new Date(deletedAt + RETENTION_MS).toISOString(),
    },
  };
}

function mustFind(context: UnitContext, params: Readonly<Record<string, string>>): DeletedAccount {
  const { subscriptionId = '', resourceGroup = '', name = '', location = '' } = params;
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.CognitiveServices/accounts/${name}`;
  const found = deletedAccount(context, id);
  const isHere = found?.resource.location === normalizeLocation(location);
  if (found && isHere) return found;
  throw refused(
    `No account '${name}' of the group '${resourceGroup}' was deleted in '${location}'.`,
    'ResourceNotFound',
    404,
  );
}

const routes: readonly Route[] = [
  {
    method: 'GET',
    path: `${PROVIDER}/deletedAccounts`,
    action: 'Microsoft.CognitiveServices/deletedAccounts/read',
    handle: (context, { params }) => ({
      status: 200,
      body: {
        value: context
          .documents<DeletedAccount>(
            DELETED,
            `/subscriptions/${params['subscriptionId'] ?? ''}/`.toLowerCase(),
          )
          .map(([, deleted]) => present(deleted)),
      },
    }),
  },
  {
    method: 'GET',
    path: ONE,
    action: 'Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/read',
    handle: (context, { params }) => ({ status: 200, body: present(mustFind(context, params)) }),
  },
  {
    method: 'DELETE',
    path: ONE,
    action: 'Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/delete',
    handle: (context, { params }) => ({
      status: 200,
      effects: purge(mustFind(context, params)),
    }),
  },
];

/** The carrier of the routes and of the end of retention: `Microsoft.CognitiveServices/locations`. */
export const deletedAccounts: ResourceType = defineResourceType({
  type: 'Microsoft.CognitiveServices/locations',
  apiVersions: ACCOUNT_API_VERSIONS,
  scope: 'group',
  routes,
  timers: {
    [RETENTION_ENDED]: (context, payload) => {
      const found = deletedAccount(context, stringAt(payload, 'id') ?? '');
      return found && found.deletedAt === payload['deletedAt'] ? purge(found) : {};
    },
  },
});
