/**
 * Shared private links of a service: endpoints in a network of Microsoft's through which it reaches resources, among them
 * the vault with its key. Each waits for the owner of what it leads to.
 */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import {
  defineResourceType,
  type Effects,
  type OperationPlan,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import {
  askedOf,
  decisionOn,
  type ServiceEndpoint,
  serviceEndpointId,
  withdrawnFrom,
} from '../../kernel/service-endpoint.ts';
import { SEARCH_API_VERSIONS } from './search-api-versions.ts';
import { refused } from './search-errors.ts';

const SHARED_LINKS = 'Microsoft.Search/searchServices/sharedPrivateLinkResources';
/** Milliseconds: some minutes, as documented. */
const WORK_MS = 3 * 60_000;
const FREE = 'free';

export const sharedPrivateLinkResources: ResourceType = defineResourceType({
  type: SHARED_LINKS,
  apiVersions: SEARCH_API_VERSIONS.filter((version) => version >= '2020-08-01'),
  scope: 'group',
  needsLocation: false,
  derive: withAnswer,
  put: write,
  remove: () => ({ operation: operation('delete', 204) }),
  operations: {
    write: (context, { resource }) => {
      if (!resource) throw new TypeError('a shared private link that is made is stored');
      const properties = { ...resource.properties, provisioningState: 'Succeeded' };
      return { resource: { ...resource, properties }, effects: asked(context, resource) };
    },
    delete: (context, { resource }) => ({
      removed: true,
      effects: resource ? unasked(context, [resource]) : {},
    }),
  },
  missing: (context, { name, names, subscriptionId, resourceGroup }) =>
    new Refusal({
      status: 404,
      code: 'ResourceNotFound',
      message: `Could not find sharedPrivateLinkResource '${name}' for searchService '${names[0] ?? ''}' in subscription '${subscriptionId}', resourceGroupName '${resourceGroup}'. RequestId: ${context.guid()}`,
      evidence: 'recorded',
    }),
  present: presentSharedLink,
});

/** The links of a service, each with what the owner of its target says. */
export function sharedLinksOf(context: UnitContext, serviceId: string): StoredResource[] {
  return context.resources(SHARED_LINKS, serviceId).map((link) => withAnswer(context, link));
}

/** What goes with a service: its links, and what they asked of others. */
export function removedWithService(context: UnitContext, serviceId: string): Effects {
  const links = context.resources(SHARED_LINKS, serviceId);
  return { remove: links.map(({ id }) => id), ...unasked(context, links) };
}

/** The body of a link, which a service shows too. */
export function presentSharedLink({ id, name, type, properties }: StoredResource): JsonObject {
  return { id, name, type, properties };
}

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const given = objectAt(body, 'properties');
  const service = context.resource(address.parentId);
  if (stringAt(service?.sku, 'name') === FREE) {
    throw refused('A service of the free tier has no shared private links.');
  }
  const targetId = stringAt(given, 'privateLinkResourceId') ?? '';
  const target = context.resource(targetId);
  if (!target) throw refused(`The resource '${targetId}' is not there.`);
  const before = existing && stringAt(existing.properties, 'privateLinkResourceId');
  if (before !== undefined && !same(before, targetId)) {
    throw refused('The resource that a shared private link leads to cannot be changed.');
  }
  const groups = context.privateLinkGroups(target).map(({ groupId }) => groupId);
  if (groups.length === 0) throw notSimulated(`a shared private link to ${target.type}`);
  const groupId = stringAt(given, 'groupId') ?? '';
  if (!groups.some((one) => same(one, groupId))) {
    throw refused(
      `'groupId' of a shared private link to this resource is one of ${groups.join(', ')}.`,
    );
  }
  return {
    pending: {
      id: existing?.id ?? address.id,
      type: SHARED_LINKS,
      name: existing?.name ?? address.name,
      properties: {
        privateLinkResourceId: targetId,
        groupId,
        requestMessage: stringAt(given, 'requestMessage') ?? '',
        resourceRegion: stringAt(given, 'resourceRegion') ?? null,
        status: 'Pending',
        provisioningState: 'Updating',
      },
    },
    operation: operation('write', 200),
  };
}

/** The target with the connection that a link asks for; what its owner has said of it stands. */
function asked(context: UnitContext, link: StoredResource): Effects {
  const description = stringAt(link.properties, 'requestMessage') ?? '';
  const state = { status: 'Pending', description, actionsRequired: 'None' } as const;
  return { put: askedOf(context, [endpointOf(context, link)], () => state) };
}

/** Targets without the connections of links. */
function unasked(context: UnitContext, links: readonly StoredResource[]): Effects {
  const endpoints = links.map((link) => endpointOf(context, link));
  return { put: withdrawnFrom(context, endpoints) };
}

/** A link with what the owner of its target says of it now. */
function withAnswer(context: UnitContext, link: StoredResource): StoredResource {
  if (link.properties['provisioningState'] !== 'Succeeded') return link;
  const { id, targetId } = endpointOf(context, link);
  const status = decisionOn(context.resource(targetId), id) ?? 'Disconnected';
  return { ...link, properties: { ...link.properties, status } };
}

const endpointOf = (context: UnitContext, { id, properties }: StoredResource): ServiceEndpoint => ({
  id: serviceEndpointId(context, 'Microsoft.Search', 'azssc-endpoints', id),
  targetId: stringAt(properties, 'privateLinkResourceId') ?? '',
});

function operation(handler: string, instant: 200 | 204): OperationPlan {
  return {
    handler,
    durationMs: WORK_MS,
    style: {
      path: 'operationStatuses',
      underResource: { 'azure-asyncoperation': 'operationStatuses', location: 'operationResults' },
      headers: ['azure-asyncoperation', 'location'],
      status: 202,
      body: 'none',
      statusBody: 'bare',
      instant,
    },
  };
}
