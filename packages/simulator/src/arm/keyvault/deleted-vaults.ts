/** `Microsoft.KeyVault/deletedVaults`: soft-deleted vaults, until they are recovered or purged. */
import { isObject, type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import {
  defineResourceType,
  type Effects,
  type OperationStyle,
  type ResourceType,
  type Route,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import { type NamedVault, VAULT_CONTENTS, VAULTS_BY_NAME } from '../../kernel/vault-names.ts';
import { VAULT_API_VERSIONS, VAULT_SERVICE_HEADERS } from './api-versions.ts';
import { holderOf } from './name-availability.ts';
import { noDeletedVault, purgeIsProtected } from './vault-errors.ts';

/** Recorded: 4 to 25 s. */
const VAULT_PURGE_MS = 6_000;

/** Timer: the retention of a soft-deleted vault has ended; payload `{name, deletedAt}`. */
export const VAULT_RETENTION_ENDED = 'keyvault.vaultRetentionEnded';

/** A vault name that is held by a deleted vault. */
export type DeletedVault = Extract<NamedVault, { state: 'deleted' }>;

const PURGE: OperationStyle = {
  path: 'operationResults',
  headers: ['location'],
  status: 202,
  body: 'none',
  locationBody: 'status',
  running: 'NotStarted',
  instant: 200,
};

/** What the end of a vault's life takes with it: the name and all that lay in the vault. */
export function purgeEffects(context: UnitContext, name: string): Effects {
  const key = name.toLowerCase();
  return {
    documents: [
      { table: VAULTS_BY_NAME, key, value: undefined },
      ...context
        .documents(VAULT_CONTENTS, `${key}/`)
        .map(([content]) => ({ table: VAULT_CONTENTS, key: content, value: undefined })),
    ],
  };
}

/** Recorded without milliseconds. */
const seconds = (instant: number): string =>
  new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');

function present({ subscriptionId, resource, vaultId, deletedAt, purgeAt }: DeletedVault): Json {
  const location = resource.location ?? '';
  return {
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/locations/${location}/deletedVaults/${resource.name}`,
    name: resource.name,
    type: 'Microsoft.KeyVault/deletedVaults',
    properties: {
      vaultId,
      location,
      tags: resource.tags ?? {},
      deletionDate: seconds(deletedAt),
      scheduledPurgeDate: seconds(purgeAt),
      ...(resource.properties['enablePurgeProtection'] === true
        ? { purgeProtectionEnabled: true }
        : {}),
    },
  };
}

function deletedVault(
  context: UnitContext,
  params: Readonly<Record<string, string>>,
): DeletedVault {
  const holder = holderOf(context, params['name'] ?? '');
  const isHere =
    holder?.state === 'deleted' &&
    holder.subscriptionId.toLowerCase() === params['subscriptionId']?.toLowerCase() &&
    holder.resource.location === normalizeLocation(params['location'] ?? '');
  if (!isHere) throw noDeletedVault();
  return holder;
}

const ONE =
  '/subscriptions/{subscriptionId}/providers/Microsoft.KeyVault/locations/{location}/deletedVaults/{name}';

const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/subscriptions/{subscriptionId}/providers/Microsoft.KeyVault/deletedVaults',
    action: 'Microsoft.KeyVault/deletedVaults/read',
    handle: (context, { params }) => ({
      status: 200,
      body: {
        value: context
          .documents<NamedVault>(VAULTS_BY_NAME, '')
          .map(([, holder]) => holder)
          .filter(
            (holder): holder is DeletedVault =>
              holder.state === 'deleted' &&
              holder.subscriptionId.toLowerCase() === params['subscriptionId']?.toLowerCase(),
          )
          .map(present),
      },
    }),
  },
  {
    method: 'GET',
    path: ONE,
    action: 'Microsoft.KeyVault/locations/deletedVaults/read',
    handle: (context, { params }) => ({
      status: 200,
      body: present(deletedVault(context, params)),
    }),
  },
  {
    method: 'POST',
    path: `${ONE}/purge`,
    action: 'Microsoft.KeyVault/locations/deletedVaults/purge/action',
    // The scope is also the subject of the operation, so that two vaults can be purged at the same time.
    scope: ONE,
    handle: (context, { params }) => {
      const { resource, deletedAt } = deletedVault(context, params);
      if (resource.properties['enablePurgeProtection'] === true) {
        throw purgeIsProtected(resource.name);
      }
      return {
        operation: {
          handler: 'purge',
          style: PURGE,
          durationMs: VAULT_PURGE_MS,
          input: { name: resource.name, deletedAt },
        },
      };
    },
  },
];

/** Purges a vault that is still in the deletion it was in when the purge was set. */
function purgeOnce(context: UnitContext, input: JsonObject): Effects {
  const name = stringAt(input, 'name') ?? '';
  const holder = holderOf(context, name);
  const isSame = holder?.state === 'deleted' && holder.deletedAt === input['deletedAt'];
  return isSame ? purgeEffects(context, name) : {};
}

/** The carrier of the routes and of the purge: `Microsoft.KeyVault/locations`. */
export const deletedVaults: ResourceType = defineResourceType({
  type: 'Microsoft.KeyVault/locations',
  apiVersions: VAULT_API_VERSIONS,
  echoesClientRequestId: true,
  serviceHeaders: VAULT_SERVICE_HEADERS,
  scope: 'group',
  routes,
  operations: {
    purge: (context, { input }) => ({
      removed: true,
      effects: purgeOnce(context, input),
    }),
  },
  timers: {
    [VAULT_RETENTION_ENDED]: (context, payload) =>
      isObject(payload) ? purgeOnce(context, payload) : {},
  },
});
