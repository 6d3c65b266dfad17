import { isObject, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { checkChildName, childOperation, presentChild, registryOf } from './registry-children.ts';
import { refused } from './registry-errors.ts';
import { webhooksOf } from './registry-usages.ts';
import { REGISTRY_API_VERSIONS, REGISTRY_TYPE } from './registry-versions.ts';

const TYPE = `${REGISTRY_TYPE}/webhooks`;
/** Nobody measured them. Milliseconds. */
const WRITE_MS = 10_000;
const ACTIONS: readonly string[] = ['push', 'delete', 'quarantine', 'chart_push', 'chart_delete'];
const STATUSES: readonly string[] = ['enabled', 'disabled'];

/**
 * Webhooks of a registry. Nothing is pushed to one here and nobody is called, so they have no events and are not pinged;
 * where they would call, and with which headers, only `getCallbackConfig` tells.
 */
export const registryWebhooks: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: REGISTRY_API_VERSIONS,
  scope: 'group',
  checkName: checkChildName,
  put: write,
  patch: write,
  remove: (context, { existing }) => ({
    operation: childOperation(context, 'webhooks', 'delete', existing.location, WRITE_MS),
  }),
  actions: {
    'POST getCallbackConfig': (_context, { resource }) => ({
      status: 200,
      body: objectAt(resource.hidden, 'callback'),
    }),
    'POST listEvents': () => ({ status: 200, body: { value: [] } }),
  },
  operations: {
    write: (_context, { resource }) => {
      if (!resource) throw new TypeError('a webhook that is written is stored');
      const properties = { ...resource.properties, provisioningState: 'Succeeded' };
      return { resource: { ...resource, properties } };
    },
    delete: () => ({ removed: true }),
  },
  present: presentChild,
});

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const registry = registryOf(context, address.id);
  const given = objectAt(body, 'properties');
  const location = normalizeLocation(stringAt(body, 'location') ?? existing?.location ?? '');
  if (existing ? location !== existing.location : !context.regions.includes(location)) {
    throw refused('InvalidLocation', `'${location}' is no region that the webhook can be in.`);
  }
  const limit = webhooksOf(stringAt(registry.sku, 'name') ?? '');
  if (!existing && context.count(TYPE, registry.id, limit) >= limit) {
    throw refused(
      'QuotaExceeded',
      `The registry '${registry.name}' has ${limit} webhooks, which is as many as its SKU has.`,
      409,
    );
  }
  const before = existing?.properties ?? {};
  const pending: StoredResource = {
    id: existing?.id ?? address.id,
    type: TYPE,
    name: existing?.name ?? address.name,
    location,
    tags: readTags(body['tags']) ?? existing?.tags ?? {},
    properties: {
      status: choice('status', given['status'] ?? before['status'] ?? 'enabled', STATUSES),
      scope: given['scope'] ?? before['scope'] ?? '',
      actions: actionsOf(given['actions'] ?? before['actions']),
      provisioningState: existing ? 'Updating' : 'Creating',
    },
    hidden: { callback: callbackOf(given, objectAt(existing?.hidden, 'callback')) },
  };
  const what = existing ? 'update' : 'write';
  return { pending, operation: childOperation(context, 'webhooks', what, location, WRITE_MS) };
}

function actionsOf(value: unknown): readonly string[] {
  const actions = Array.isArray(value) ? value.map(String) : [];
  if (actions.length > 0) return actions.map((one) => choice('actions', one, ACTIONS));
  throw refused('InvalidParameter', "'actions' must have at least one.");
}

function choice(name: string, value: unknown, choices: readonly string[]): string {
  const found = choices.find((one) => one === value);
  if (found !== undefined) return found;
  throw refused('InvalidParameter', `'${name}' must be of ${choices.join(', ')}.`);
}

/** Where a webhook calls, and with which headers. */
function callbackOf(given: JsonObject, before: JsonObject): JsonObject {
  const serviceUri = stringAt(given, 'serviceUri') ?? stringAt(before, 'serviceUri');
  if (serviceUri === undefined || !/^https?:\/\/[^/]/i.test(serviceUri)) {
    throw refused('InvalidParameter', "'serviceUri' must be an http or https URL.");
  }
  const headers = given['customHeaders'] ?? before['customHeaders'];
  return { serviceUri, customHeaders: isObject(headers) ? headers : {} };
}
