import { forgetStore } from '../../kernel/encrypted-store.ts';
import { Refusal } from '../../kernel/errors.ts';
import { isObject, type JsonObject, mergePatch, objectAt, stringAt } from '../../kernel/json.ts';
import { systemPrincipalsOf } from '../../kernel/managed-identity.ts';
import { privateLinkList } from '../../kernel/private-link-resources.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import {
  namedStorageAccount,
  STORAGE_ACCOUNTS,
  STORAGE_KEY_TIMER,
  storageAccountProperties,
} from '../../kernel/storage-account.ts';
import { withoutBlobs } from '../../kernel/blobs.ts';
import { readTags } from '../../kernel/tags.ts';
import { subnetsLetIn } from '../../kernel/linked-access.ts';
import { together } from '../../kernel/together.ts';
import { checkKept, checkKey, FOLLOWING, secure } from './storage-security.ts';
import { secondaryOf, withoutSecondary } from './geo-redundancy.ts';
import { listKeys, regenerateKey } from './storage-keys.ts';
import { kindAndSku } from './storage-kind.ts';
import { endpointsOf, STORAGE_API_VERSIONS } from './storage-model.ts';
import { checkFree, checkName, checkNameAvailability } from './storage-names.ts';
import { connectionsShown, storageLinkGroups } from './storage-private-link.ts';
import { checkAccountGoes } from './protected-containers.ts';
import { listAccountSas, listServiceSas } from './storage-sas.ts';
import { checkAccountQuota, countBeingMade, storageUsages } from './storage-usages.ts';

const TYPE = STORAGE_ACCOUNTS;
/** What creating one takes, milliseconds; the recorded `Retry-After` is 17 seconds. */
const CREATE_MS = 17_000;
const CREATE_SECONDS = CREATE_MS / 1000;

/** Storage accounts, encrypted under Microsoft's key or, through an identity that may use it, under a customer's. */
export const storageAccounts: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: STORAGE_API_VERSIONS,
  scope: 'group',
  linkedAccess: [subnetsLetIn('properties.networkAcls.virtualNetworkRules.*.id')],
  checkName,
  put: (context, request) => {
    const { address, body, existing } = request;
    if (existing) return update(context, request, existing);
    checkFree(context, address.name);
    checkAccountQuota(context, normalizeLocation(stringAt(body, 'location') ?? ''));
    const made = secure(context, request, create(context, address.id, address.name, body));
    return {
      operation: {
        handler: 'create',
        input: { account: made.account as unknown as JsonObject },
        durationMs: CREATE_MS,
        style: {
          path: 'asyncoperations',
          headers: ['location'],
          mark: { async: '', location: 'monitor=true' },
          status: 202,
          body: 'none',
          retryAfterSeconds: CREATE_SECONDS,
          instant: 200,
        },
      },
      effects: together(made.effects, {
        documents: [
          ...namedStorageAccount(address.name, address.id),
          ...countBeingMade(made.account, true),
        ],
      }),
    };
  },
  patch: (context, request) => {
    const { existing } = request;
    if (!existing) throw new Error('the kernel answers a PATCH of what is not there');
    return update(context, request, existing);
  },
  inProgress: () =>
    new Refusal({
      status: 409,
      code: 'StorageAccountOperationInProgress',
      message:
        'An operation is currently performing on this storage account that requires exclusive access.',
      evidence: 'reported',
    }),
  remove: (context, { existing }) => {
    checkAccountGoes(context, existing);
    return {
      removed: true,
      effects: {
        remove: partsOf(context, existing),
        documents: [
          ...namedStorageAccount(existing.name, undefined),
          ...withoutBlobs(context, existing.id),
          ...[existing.id, ...partsOf(context, existing)].flatMap((id) => forgetStore(context, id)),
        ],
        removePrincipals: systemPrincipalsOf(existing),
      },
    };
  },
  actions: {
    'POST listKeys': listKeys,
    'POST regenerateKey': regenerateKey,
    'POST ListAccountSas': listAccountSas,
    'POST ListServiceSas': listServiceSas,
    ...privateLinkList(storageLinkGroups),
  },
  privateLinkGroups: storageLinkGroups,
  routes: [checkNameAvailability, storageUsages],
  operations: {
    create: (_context, { input }) => {
      const account = input['account'] as unknown as StoredResource;
      return { resource: account, effects: { documents: countBeingMade(account, false) } };
    },
  },
  timers: { [FOLLOWING.handler]: checkKey, [STORAGE_KEY_TIMER]: checkKept },
  // A creation that failed leaves nothing behind, not even its name.
  failed: (context, { resourceId, input }) => ({
    documents: [
      ...namedStorageAccount(resourceId.split('/').pop() ?? '', undefined),
      ...countBeingMade(input['account'] as unknown as StoredResource, false),
      ...forgetStore(context, resourceId),
    ],
  }),
  present: (account) => {
    const { id, name, location, tags, kind, sku, identity, managedBy, properties } = account;
    return {
      sku,
      kind,
      id,
      name,
      type: TYPE,
      location,
      tags: tags ?? {},
      ...(identity === undefined ? {} : { identity }),
      ...(managedBy === undefined ? {} : { managedBy }),
      properties: { ...properties, privateEndpointConnections: connectionsShown(account) },
    };
  },
});

/** Ids of what lies inside an account, and goes with it. */
const partsOf = (context: UnitContext, account: StoredResource): string[] =>
  context.under(account.id).flatMap(({ id, type }) => (type.startsWith(`${TYPE}/`) ? id : []));

function create(context: UnitContext, id: string, name: string, body: JsonObject): StoredResource {
  const { kind, sku } = kindAndSku(body);
  const given = objectAt(body, 'properties');
  const location = String(body['location']);
  const defaults = storageAccountProperties(context, location);
  return {
    id,
    type: TYPE,
    name,
    location,
    tags: readTags(body['tags']) ?? {},
    kind,
    sku,
    properties: {
      ...defaults,
      ...chosen(given, [
        'minimumTlsVersion',
        'allowBlobPublicAccess',
        'allowSharedKeyAccess',
        'publicNetworkAccess',
        'isHnsEnabled',
        'supportsHttpsTrafficOnly',
        'accessTier',
      ]),
      networkAcls: mergePatch(objectAt(defaults, 'networkAcls'), objectAt(given, 'networkAcls')),
      primaryEndpoints: endpointsOf(context, name),
      ...secondaryOf(context, { name, location, sku: stringAt(sku, 'name') ?? '' }),
    },
  };
}

/** The members that were asked for. */
function chosen(given: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = given[name];
      return value === undefined || value === null ? [] : [[name, value]];
    }),
  );
}

function update(context: UnitContext, request: WriteRequest, existing: StoredResource) {
  const { body } = request;
  const { encryption: _encryption, ...given } = objectAt(body, 'properties');
  const tags = readTags(body['tags']) ?? existing.tags ?? {};
  const { kind, sku } = kindAndSku(body, existing);
  const merged = mergePatch(existing.properties, given);
  const { name, location = '' } = existing;
  const properties = {
    ...withoutSecondary(isObject(merged) ? merged : existing.properties),
    ...secondaryOf(context, { name, location, sku: stringAt(sku, 'name') ?? '' }),
  };
  const { account, effects } = secure(context, request, {
    ...existing,
    tags,
    kind,
    sku,
    properties,
  });
  return { done: account, status: 200, effects };
}
