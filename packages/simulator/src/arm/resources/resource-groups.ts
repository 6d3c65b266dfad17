import { Refusal } from '../../kernel/errors.ts';
import { resourceGroupBeingDeleted, resourceGroupNotFound } from '../../kernel/gateway-errors.ts';
import { isObject, type JsonObject } from '../../kernel/json.ts';
import { defineResourceType, type ResourceType } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { exportedTemplate, exportTemplate } from './export-template.ts';
import { movePlanOf, moveResources, validateMoveResources } from './move-resources.ts';

/** Characters at most. */
const NAME_MAX_CHARACTERS = 90;
/** What deleting a group takes, milliseconds. */
const DELETE_MS = 30_000;
/** Recorded: an answer of 2015-11-01 has no `type`; the document of 2018-05-01 is the first that describes one. */
const TYPE_SINCE = '2018-05-01';
const ALLOWED = /[\p{L}\p{N}\-_().]/u;

/** Resource groups: `Microsoft.Resources/resourceGroups`. */
export const resourceGroups: ResourceType = defineResourceType({
  type: 'Microsoft.Resources/resourceGroups',
  apiVersions: [
    '2015-11-01',
    '2016-09-01',
    '2018-05-01',
    '2019-10-01',
    '2020-06-01',
    '2020-10-01',
    '2021-04-01',
    '2022-09-01',
    '2023-07-01',
    '2024-03-01',
    '2024-11-01',
    '2025-03-01',
    '2025-04-01',
  ],
  scope: 'group',
  filterFields: { name: ({ name }) => name, location: ({ location }) => location },
  checkName,
  locationRefusals: {
    notAvailable: (given, regions) =>
      new Refusal({
        status: 400,
        code: 'LocationNotAvailableForResourceGroup',
        message: `The provided location '${given}' is not available for resource group. List of available regions is '${regions.join(',')}'.`,
        // cloud-barista/cb-spider#527.
        evidence: 'reported',
        failureCause: 'gateway',
      }),
    changed: (given, stored) =>
      new Refusal({
        status: 409,
        code: 'InvalidResourceGroupLocation',
        message: `Invalid resource group location '${given}'. The Resource group already exists in location '${stored}'.`,
        // Azure/azure-cli#22242, with the status in microsoft/bedrock#100.
        evidence: 'reported',
        failureCause: 'gateway',
      }),
  },
  put: (_context, { address, body, existing }) => ({
    done: group(address.id, address.name, body, existing),
  }),
  patch: (_context, { address, body, existing }) => ({
    done: group(
      address.id,
      address.name,
      { location: existing?.location, tags: existing?.tags, ...body },
      existing,
    ),
  }),
  remove: (_context, { existing }) => ({
    pending: { ...existing, properties: { ...existing.properties, provisioningState: 'Deleting' } },
    operation: {
      handler: 'delete',
      durationMs: DELETE_MS,
      style: {
        path: 'operationresults',
        headers: ['location'],
        status: 202,
        body: 'none',
        retryAfterSeconds: 15,
        instant: 200,
      },
    },
  }),
  actions: {
    'POST moveResources': moveResources,
    'POST validateMoveResources': validateMoveResources,
    'POST exportTemplate': exportTemplate,
  },
  readsBodies: ['exporttemplate'],
  operations: {
    export: exportedTemplate,
    delete: (_context, { resourceId }) => ({ cascade: resourceId, removed: true }),
    move: (_context, operation) => ({ move: movePlanOf(operation) }),
  },
  failed: (_context, { resource }) => ({
    put: resource
      ? [{ ...resource, properties: { ...resource.properties, provisioningState: 'Succeeded' } }]
      : [],
  }),
  inProgress: (_context, { name }) => resourceGroupBeingDeleted(name),
  missing: (_context, { resourceGroup }) => {
    checkName(resourceGroup);
    return resourceGroupNotFound(resourceGroup);
  },
  present: ({ id, name, location, tags, managedBy, properties }, apiVersion) => ({
    id,
    name,
    ...(apiVersion >= TYPE_SINCE ? { type: 'Microsoft.Resources/resourceGroups' } : {}),
    location,
    ...(tags === undefined ? {} : { tags }),
    ...(managedBy === undefined ? {} : { managedBy }),
    properties,
  }),
});

function group(
  id: string,
  name: string,
  body: JsonObject,
  existing: StoredResource | undefined,
): StoredResource {
  const tags = readTags(body['tags']);
  const managedBy = existing?.managedBy ?? body['managedBy'];
  if (!isObject(body['properties'] ?? {})) {
    throw new Refusal({
      status: 400,
      code: 'InvalidRequestContent',
      message: "The request content was invalid: 'properties' must be an object.",
      evidence: 'assumed',
      failureCause: 'gateway',
    });
  }
  return {
    id: existing?.id ?? id,
    name: existing?.name ?? name,
    type: 'Microsoft.Resources/resourceGroups',
    location: String(existing?.location ?? body['location']),
    ...(tags === undefined ? {} : { tags }),
    ...(typeof managedBy === 'string' ? { managedBy } : {}),
    properties: { provisioningState: 'Succeeded' },
  };
}

function checkName(name: string): void {
  const bad = [...new Set([...name].filter((character) => !ALLOWED.test(character)))];
  if (bad.length > 0) {
    throw new Refusal({
      status: 400,
      code: 'InvalidResourceGroup',
      message: `The provided resource group name '${name}' has these invalid characters: '${bad.join('')}'. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.`,
      evidence: 'recorded',
      failureCause: 'gateway',
    });
  }
  if (name.length > NAME_MAX_CHARACTERS || name.endsWith('.')) {
    throw new Refusal({
      status: 400,
      code: 'InvalidResourceGroup',
      message: `The provided resource group name '${name}' is invalid: at most ${NAME_MAX_CHARACTERS} characters, and it cannot end with a period.`,
      evidence: 'assumed',
      failureCause: 'gateway',
    });
  }
}
