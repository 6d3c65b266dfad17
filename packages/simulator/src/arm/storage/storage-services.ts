/**
 * `blobServices/default` and its three siblings: each account has one of each from the start, so they are never made
 * and never removed; a PUT changes what they say.
 */
import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { STORAGE_ACCOUNTS } from '../../kernel/storage-account.ts';
import { STORAGE_API_VERSIONS } from './storage-model.ts';

const DEFAULT = 'default';
const NO_CORS: JsonObject = { corsRules: [] };

/** What a service keeps deleted data for, when nobody has said. */
interface ServiceDefaults {
  readonly segment: string;
  readonly properties: JsonObject;
}

function storageService({ segment, properties }: ServiceDefaults): ResourceType {
  const type = `${STORAGE_ACCOUNTS}/${segment}`;
  const found = (context: UnitContext, accountId: string): StoredResource | undefined => {
    const account = context.resource(accountId);
    if (!account) return undefined;
    const id = `${account.id}/${segment}/${DEFAULT}`;
    return context.resource(id) ?? { id, type, name: DEFAULT, properties };
  };
  return defineResourceType({
    type,
    apiVersions: STORAGE_API_VERSIONS,
    scope: 'group',
    find: (context, { parentId, name }) =>
      name.toLowerCase() === DEFAULT ? found(context, parentId) : undefined,
    list: (context, scope) => [found(context, scope) ?? []].flat(),
    derive: withAccountSku,
    put: (_context, { address, body, existing }) => {
      if (!existing) {
        throw new Refusal({
          status: 400,
          code: 'InvalidValuesForRequestParameters',
          message: `Values for request parameters are invalid: ${segment}. An account has one alone, named '${DEFAULT}'; got '${address.name}'.`,
          evidence: 'assumed',
        });
      }
      const given = objectAt(body, 'properties');
      return { done: { ...existing, properties: { ...existing.properties, ...given } } };
    },
    present: ({ id, name, sku, properties: shown }) => ({ sku, id, name, type, properties: shown }),
  });
}

/** A service with the SKU of its account. */
function withAccountSku(context: UnitContext, service: StoredResource): StoredResource {
  const sku = context.resource(service.id.split('/').slice(0, -2).join('/'))?.sku;
  return sku === undefined ? service : { ...service, sku };
}

/** Blobs: versions, soft delete and the change feed. */
export const blobServices: ResourceType = storageService({
  segment: 'blobServices',
  properties: {
    cors: NO_CORS,
    deleteRetentionPolicy: { allowPermanentDelete: false, enabled: false },
  },
});

/** Files: soft delete of shares, and SMB. */
export const fileServices: ResourceType = storageService({
  segment: 'fileServices',
  properties: {
    protocolSettings: { smb: {} },
    cors: NO_CORS,
    shareDeleteRetentionPolicy: { enabled: true, days: 7 },
  },
});

/** Queues: CORS alone. */
export const queueServices: ResourceType = storageService({
  segment: 'queueServices',
  properties: { cors: NO_CORS },
});

/** Tables: CORS alone. */
export const tableServices: ResourceType = storageService({
  segment: 'tableServices',
  properties: { cors: NO_CORS },
});
