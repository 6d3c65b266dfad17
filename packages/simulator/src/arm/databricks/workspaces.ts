import { isObject, type JsonObject, mergePatch, objectAt, stringAt } from '../../kernel/json.ts';
import { privateLinkActions } from '../../kernel/private-link-resources.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { patchTags, readTags } from '../../kernel/tags.ts';
import { STORAGE_ACCOUNT_NAMES } from '../../kernel/storage-account.ts';
import { refused } from './databricks-errors.ts';
import { managedGroupId, removeManagedGroup } from './managed-group.ts';
import { checkServicesKey, SERVICES_KEY_TIMER } from './services-key.ts';
import { checkEncryption, checkEntityKeys } from './workspace-key.ts';
import { STYLE } from './operation-style.ts';
import { DATABRICKS_API_VERSIONS, WORKSPACE_TYPE } from './workspace-model.ts';
import { finishCreate, finishUpdate } from './workspace-operations.ts';
import { databricksLinkGroups } from './workspace-private-link.ts';
import { defaultParameters, typedParameters } from './workspace-parameters.ts';

const TYPE = WORKSPACE_TYPE;
/** Recorded: twelve polls a quarter of a minute apart. */
const WRITE_MS = 3 * 60_000;
const SKUS = ['standard', 'premium', 'trial'];
/** As the published examples, which name none, are answered. */
const DEFAULT_SKU = 'premium';
const GROUP_ID = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i;
/** Owner: what Azure Databricks has in the managed group. */
const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const KEPT = [
  'publicNetworkAccess',
  'requiredNsgRules',
  'defaultCatalog',
  'accessConnector',
  'defaultStorageFirewall',
  'enhancedSecurityCompliance',
  'uiDefinitionUri',
];

/** Azure Databricks workspaces; their DBFS root, disks and managed services can be under a customer's key. */
export const databricksWorkspaces: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: DATABRICKS_API_VERSIONS,
  scope: 'group',
  put: write,
  patch: (context, request) =>
    isObject(request.body['properties']) ? write(context, request) : patchTags(context, request),
  remove: (_context, { existing }) => ({
    pending: { ...existing, properties: { ...existing.properties, provisioningState: 'Deleting' } },
    operation: {
      handler: 'delete',
      durationMs: WRITE_MS,
      style: { ...STYLE, headers: ['location'], status: 202, body: 'none', instant: 200 },
    },
  }),
  operations: {
    create: finishCreate,
    update: finishUpdate,
    delete: (context, { resource }) => ({
      removed: true,
      ...(resource ? { effects: removeManagedGroup(context, resource) } : {}),
    }),
  },
  actions: privateLinkActions(databricksLinkGroups),
  privateLinkGroups: databricksLinkGroups,
  timers: { [SERVICES_KEY_TIMER]: checkServicesKey },
  present: ({ id, name, type, location, sku, tags, properties, systemData }, apiVersion) => ({
    properties,
    id,
    name,
    type,
    sku,
    location,
    ...(tags === undefined ? {} : { tags }),
    ...(systemData === undefined || apiVersion <= LAST_WITHOUT_SYSTEM_DATA
      ? {}
      : { systemData: { ...systemData } }),
  }),
});

/** Recorded without, although its document has it. */
const LAST_WITHOUT_SYSTEM_DATA = '2021-04-01-preview';

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const given = objectAt(body, 'properties');
  const skuName = stringAt(body['sku'], 'name') ?? stringAt(existing?.sku, 'name') ?? DEFAULT_SKU;
  if (!SKUS.includes(skuName.toLowerCase())) {
    throw refused(`The SKU '${skuName}' is not one of ${SKUS.join(', ')}.`);
  }
  const groupId = groupOf(context, stringAt(given, 'managedResourceGroupId'), existing);
  const by = { oid: context.caller.objectId, applicationId: context.caller.appId };
  const before: JsonObject = existing?.properties ?? {
    authorizations: [
      { principalId: context.namedGuid('databricks', 'authorization'), roleDefinitionId: OWNER },
    ],
    createdBy: by,
    createdDateTime: context.iso,
  };
  const kept = Object.fromEntries(
    KEPT.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
  const encryption = given['encryption'] ?? before['encryption'];
  const { encryption: _encryption, ...rest } = mergePatch(before, kept) as JsonObject;
  const workspace: StoredResource = {
    id: existing?.id ?? address.id,
    type: TYPE,
    name: existing?.name ?? address.name,
    location: existing?.location ?? String(body['location']),
    ...tagsOf(body, existing),
    sku: { name: skuName },
    properties: {
      managedResourceGroupId: groupId,
      ...rest,
      ...(isObject(encryption) ? { encryption } : {}),
      updatedBy: by,
    },
  };
  // One whose creation failed is made anew.
  const wasMade = isObject(before['parameters']);
  const parameters = mergePatch(
    wasMade ? objectAt(before, 'parameters') : defaultParameters(context),
    typedParameters(objectAt(given, 'parameters')),
  ) as JsonObject;
  checkEncryption(workspace, parameters, before['storageAccountIdentity'] !== undefined);
  checkEntityKeys(workspace, existing);
  const storageName = stringAt(objectAt(parameters, 'storageAccountName'), 'value') ?? '';
  if (!wasMade && context.document(STORAGE_ACCOUNT_NAMES, storageName) !== undefined) {
    throw refused(`The storage account name '${storageName}' is taken.`, 'Conflict', 409);
  }
  const provisioningState = existing ? 'Updating' : 'Accepted';
  // What is asked for shows when it is done; until then a workspace shows what it has.
  const shown = existing
    ? { ...existing, properties: { ...existing.properties, provisioningState } }
    : { ...workspace, properties: { ...workspace.properties, provisioningState } };
  const status = existing ? 200 : 201;
  return {
    pending: shown,
    operation: {
      handler: wasMade ? 'update' : 'create',
      durationMs: WRITE_MS,
      input: { workspace: workspace as unknown as JsonObject, parameters },
      style: { ...STYLE, status, instant: status },
    },
  };
}

/** The managed group: its own for each workspace, and for good. */
function groupOf(
  context: UnitContext,
  given: string | undefined,
  existing: StoredResource | undefined,
): string {
  const kept = existing && managedGroupId(existing);
  const id = given ?? kept ?? '';
  if (!GROUP_ID.test(id)) {
    throw refused("'properties.managedResourceGroupId' must be the id of a resource group.");
  }
  if (kept !== undefined && kept.toLowerCase() !== id.toLowerCase()) {
    throw refused('The managed resource group of a workspace cannot be changed.');
  }
  if (kept === undefined && context.resource(id)) {
    throw refused(`The managed resource group '${id}' is there already.`, 'Conflict', 409);
  }
  return kept ?? id;
}

function tagsOf(body: JsonObject, existing: StoredResource | undefined) {
  const tags = readTags(body['tags']) ?? existing?.tags;
  return tags === undefined ? {} : { tags };
}
