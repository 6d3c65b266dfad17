import { Refusal } from '../../kernel/errors.ts';
import { isObject, type JsonObject, mergePatch, objectAt, stringAt } from '../../kernel/json.ts';
import { systemPrincipalOf } from '../../kernel/managed-identity.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { checkKey, KEY_TIMER, secure } from './storage-security.ts';
import { endpointsOf, SKUS } from './storage-model.ts';

const TYPE = 'Microsoft.Storage/storageAccounts';
/** What creating one takes, milliseconds; the recorded `Retry-After` is 17 seconds. */
const CREATE_MS = 17_000;
const CREATE_SECONDS = CREATE_MS / 1000;
const NAME = /^[a-z0-9]{3,24}$/;

/** Storage accounts, encrypted under Microsoft's key or, through an identity that may use it, under a customer's. */
export const storageAccounts: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: [
    '2019-06-01',
    '2021-09-01',
    '2022-09-01',
    '2023-01-01',
    '2023-05-01',
    '2024-01-01',
    '2025-01-01',
    '2025-06-01',
    '2025-08-01',
    '2026-09-01',
  ],
  scope: 'group',
  checkName,
  put: (context, request) => {
    const { address, body, existing } = request;
    if (existing) return update(context, request, existing);
    if (context.document('storageAccountNames', address.name) !== undefined) {
      throw new Refusal({
        status: 409,
        code: 'StorageAccountAlreadyTaken',
        message: `The storage account named ${address.name} is already taken.`,
        evidence: 'documented',
      });
    }
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
      effects: {
        ...made.effects,
        documents: [{ table: 'storageAccountNames', key: address.name, value: address.id }],
      },
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
  remove: (_context, { existing }) => ({
    removed: true,
    effects: {
      documents: [{ table: 'storageAccountNames', key: existing.name, value: undefined }],
      removePrincipals: [systemPrincipalOf(existing) ?? []].flat(),
    },
  }),
  actions: {
    'POST listKeys': (context, { resource }) => ({
      status: 200,
      body: {
        keys: ['key1', 'key2'].map((keyName) => ({
          creationTime: stringAt(objectAt(resource.properties, 'keyCreationTime'), keyName),
          keyName,
          value: `sim-${context.namedGuid(resource.id, keyName)}`,
          permissions: 'FULL',
        })),
      },
    }),
  },
  operations: {
    create: (_context, { input }) => ({
      resource: input['account'] as unknown as StoredResource,
    }),
  },
  timers: {
    [KEY_TIMER]: checkKey,
  },
  // A creation that failed leaves nothing behind, not even its name.
  failed: (_context, { resourceId }) => ({
    documents: [
      {
        table: 'storageAccountNames',
        key: resourceId.split('/').pop() ?? '',
        value: undefined,
      },
    ],
  }),
  present: ({ id, name, location, tags, kind, sku, identity, managedBy, properties }) => ({
    sku,
    kind,
    id,
    name,
    type: TYPE,
    location,
    tags: tags ?? {},
    ...(identity === undefined ? {} : { identity }),
    ...(managedBy === undefined ? {} : { managedBy }),
    properties,
  }),
});

function create(context: UnitContext, id: string, name: string, body: JsonObject): StoredResource {
  const sku = SKUS[stringAt(body['sku'], 'name') ?? ''];
  if (!sku) {
    throw new Refusal({
      status: 400,
      code: 'InvalidValuesForRequestParameters',
      message: `Values for request parameters are invalid: sku. Allowed: ${Object.keys(SKUS).join(', ')}.`,
      evidence: 'assumed',
    });
  }
  const given = objectAt(body, 'properties');
  const created = { key1: context.iso, key2: context.iso };
  const enabled = { keyType: 'Account', enabled: true, lastEnabledTime: context.iso };
  const location = String(body['location']);
  return {
    id,
    type: TYPE,
    name,
    location,
    tags: readTags(body['tags']) ?? {},
    kind: stringAt(body, 'kind') ?? 'StorageV2',
    sku,
    properties: {
      keyCreationTime: created,
      privateEndpointConnections: [],
      minimumTlsVersion: stringAt(given, 'minimumTlsVersion') ?? 'TLS1_0',
      allowBlobPublicAccess: given['allowBlobPublicAccess'] ?? false,
      networkAcls: mergePatch(
        {
          bypass: 'AzureServices',
          virtualNetworkRules: [],
          ipRules: [],
          defaultAction: 'Allow',
        },
        objectAt(given, 'networkAcls'),
      ),
      ...(given['publicNetworkAccess'] === undefined
        ? {}
        : { publicNetworkAccess: given['publicNetworkAccess'] }),
      ...(given['isHnsEnabled'] === undefined ? {} : { isHnsEnabled: given['isHnsEnabled'] }),
      supportsHttpsTrafficOnly: given['supportsHttpsTrafficOnly'] ?? true,
      encryption: { services: { file: enabled, blob: enabled }, keySource: 'Microsoft.Storage' },
      accessTier: given['accessTier'] ?? 'Hot',
      provisioningState: 'Succeeded',
      creationTime: context.iso,
      primaryEndpoints: endpointsOf(name),
      primaryLocation: location,
      statusOfPrimary: 'available',
    },
  };
}

function update(context: UnitContext, request: WriteRequest, existing: StoredResource) {
  const { body } = request;
  const { encryption: _encryption, ...given } = objectAt(body, 'properties');
  const tags = readTags(body['tags']) ?? existing.tags ?? {};
  const sku = SKUS[stringAt(body['sku'], 'name') ?? ''] ?? existing.sku;
  const properties = mergePatch(existing.properties, given);
  const { account, effects } = secure(context, request, {
    ...existing,
    tags,
    ...(sku ? { sku } : {}),
    ...(isObject(properties) ? { properties } : {}),
  });
  return { done: account, status: 200, effects };
}

function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw new Refusal({
    status: 400,
    code: 'AccountNameInvalid',
    message: `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`,
    evidence: 'documented',
  });
}
