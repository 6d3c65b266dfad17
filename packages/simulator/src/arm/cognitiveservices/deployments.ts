import { notSimulated } from '../../kernel/errors.ts';
import { nestedResourcesExist } from '../../kernel/gateway-errors.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  mergePatch,
  objectAt,
  stringAt,
} from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { refused } from './account-errors.ts';
import { ACCOUNT_API_VERSIONS } from './account-versions.ts';

const TYPE = 'Microsoft.CognitiveServices/accounts/deployments';
/** Kinds of accounts that models are deployed to. */
const KINDS = ['AIServices', 'OpenAI'];
const FIRST_VERSION = '2021-10-01';
/** What a request sets besides the model. */
const GIVEN = ['raiPolicyName', 'versionUpgradeOption', 'spilloverDeploymentName', 'scaleSettings'];

/**
 * Models that are deployed to an account. Nothing answers behind them. Which models, versions and SKUs a region has, and
 * how much of a quota is left, only Azure knows: any model is taken that says its version, and the lists answer 501.
 */
export const modelDeployments: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: ACCOUNT_API_VERSIONS.filter((version) => version >= FIRST_VERSION),
  scope: 'group',
  needsLocation: false,
  put,
  patch: (context, { body, existing }) => {
    if (!existing) throw new TypeError('a PATCH needs a deployment that is there');
    const asked = isObject(body['sku'])
      ? mergePatch(existing.sku ?? {}, body['sku'])
      : existing.sku;
    const tags = readTags(body['tags']) ?? existing.tags;
    return {
      done: deployment(context, { ...existing, ...(tags ? { tags } : {}) }, readSku(asked)),
    };
  },
  remove: () => ({ removed: true }),
});

function put(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const account = context.resource(address.parentId);
  if (!KINDS.includes(account?.kind ?? '')) {
    throw refused(
      `Models are deployed to accounts of the kinds ${KINDS.join(' and ')}; '${account?.name ?? ''}' is of the kind ${account?.kind ?? ''}.`,
    );
  }
  const given = objectAt(body, 'properties');
  const kept = Object.fromEntries(
    GIVEN.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
  const tags = readTags(body['tags']) ?? existing?.tags;
  const asked: StoredResource = {
    id: existing?.id ?? address.id,
    type: TYPE,
    name: existing?.name ?? address.name,
    ...(tags ? { tags } : {}),
    properties: {
      versionUpgradeOption: 'OnceNewDefaultVersionAvailable',
      ...kept,
      model: readModel(given['model']),
      provisioningState: 'Succeeded',
    },
  };
  return { done: deployment(context, asked, readSku(body['sku'])) };
}

function deployment(context: UnitContext, asked: StoredResource, sku: JsonObject): StoredResource {
  const currentCapacity = sku['capacity'] ?? 1;
  return {
    ...asked,
    sku,
    etag: `"${context.guid()}"`,
    properties: { ...asked.properties, currentCapacity },
  };
}

function readModel(model: Json | undefined): JsonObject {
  const [format, name, version] = ['format', 'name', 'version'].map((one) => stringAt(model, one));
  if (!isObject(model) || !format || !name) {
    throw refused("A deployment needs 'properties.model' with a 'format' and a 'name'.");
  }
  if (!version) throw notSimulated(`the default version of the model '${name}'`);
  return model;
}

function readSku(sku: Json | undefined): JsonObject {
  const name = stringAt(sku, 'name');
  if (!isObject(sku) || !name) throw refused("A deployment needs a 'sku.name'.");
  const { capacity = 1 } = sku;
  if (!Number.isInteger(capacity) || Number(capacity) < 1) {
    throw refused("'sku.capacity' must be a whole number of at least 1.");
  }
  return { ...sku, capacity };
}

/** Documented: what is deployed to an account goes before it. */
export function mustHaveNoDeployments(context: UnitContext, account: StoredResource): void {
  const nested = context.resources(TYPE, account.id).map(({ id }) => id);
  if (nested.length > 0) throw nestedResourcesExist(nested);
}
