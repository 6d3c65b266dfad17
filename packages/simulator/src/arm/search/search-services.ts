import { forgetStore } from '../../kernel/encrypted-store.ts';
import { notSimulated } from '../../kernel/errors.ts';
import { isObject, type JsonObject, mergePatch, objectAt, stringAt } from '../../kernel/json.ts';
import {
  checkIdentity,
  readIdentity,
  storeIdentity,
  systemPrincipalsOf,
} from '../../kernel/managed-identity.ts';
import { privateLinkList } from '../../kernel/private-link-resources.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { together } from '../../kernel/together.ts';
import { SEARCH_API_VERSIONS } from './search-api-versions.ts';
import { refused } from './search-errors.ts';
import { SEARCH_HOSTS, searchLinkGroups } from './search-private-link.ts';
import {
  checkServiceKey,
  KEY_TIMER,
  keptKey,
  keyOf,
  mustScale,
  mustUseKey,
  readEncryption,
} from './service-encryption.ts';
import { keyActions, newKeys } from './service-keys.ts';
import { presentSharedLink, removedWithService, sharedLinksOf } from './shared-private-links.ts';
import { checkServiceName, isServiceNameTaken, SERVICE_NAMES } from './service-routes.ts';
import { presentService } from './service-shown.ts';
import { checkQuota, checkSize, skuOf } from './service-size.ts';

const TYPE = 'Microsoft.Search/searchServices';
/** What more than one search unit takes, milliseconds; one alone is there at once, as recorded. */
const PROVISION_MS = 5 * 60_000;

/** What a request sets, besides its encryption. */
const GIVEN = [
  'replicaCount',
  'partitionCount',
  'hostingMode',
  'computeType',
  'publicNetworkAccess',
  'networkRuleSet',
  'dataExfiltrationProtections',
  'disableLocalAuth',
  'authOptions',
  'semanticSearch',
];

/** AI Search services: customers' own, and those that a workspace under a customer's key brings. */
export const searchServices: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: SEARCH_API_VERSIONS,
  scope: 'group',
  checkName: checkServiceName,
  put: write,
  patch: write,
  remove: (context, { existing }) => ({
    removed: true,
    effects: {
      documents: [
        { table: SERVICE_NAMES, key: existing.name, value: undefined },
        ...forgetStore(context, existing.id),
      ],
      removePrincipals: systemPrincipalsOf(existing),
      ...removedWithService(context, existing.id),
    },
  }),
  derive: withLinks,
  // Lists tell the tag in the body, since there is no header for it.
  listed: withTag,
  actions: { ...keyActions, ...privateLinkList(searchLinkGroups) },
  privateLinkGroups: searchLinkGroups,
  operations: {
    provision: (_context, { resource }) => {
      if (!resource) throw new TypeError('a service that is provisioned is stored');
      return { resource: { ...resource, properties: { ...resource.properties, ...RUNNING } } };
    },
  },
  failed: (_context, { resource }) => {
    if (!resource) return {};
    const states = { status: 'error', provisioningState: 'failed' };
    return { put: [{ ...resource, properties: { ...resource.properties, ...states } }] };
  },
  timers: { [KEY_TIMER]: checkServiceKey },
  present: presentService,
});

const RUNNING = { status: 'running', provisioningState: 'succeeded' } as const;

function withTag(service: StoredResource): StoredResource {
  const { etag, properties } = service;
  return etag === undefined ? service : { ...service, properties: { ...properties, eTag: etag } };
}

/** A service with its shared private links, as the owners of their targets have it now. */
function withLinks(context: UnitContext, service: StoredResource): StoredResource {
  const sharedPrivateLinkResources = sharedLinksOf(context, service.id).map(presentSharedLink);
  return { ...service, properties: { ...service.properties, sharedPrivateLinkResources } };
}

function write(context: UnitContext, request: WriteRequest): WriteAnswer {
  const { address, body, existing } = request;
  const given = objectAt(body, 'properties');
  const sku = stringAt(body['sku'], 'name') ?? stringAt(existing?.sku, 'name') ?? '';
  if (existing && sku.toLowerCase() !== skuOf(existing)) {
    throw notSimulated('another SKU for an AI Search service');
  }
  const asked = readIdentity(body['identity']);
  if (asked) checkIdentity(context, address, asked);
  const outcome = asked
    ? storeIdentity(context, address, asked, existing)
    : { ...(existing?.identity ? { identity: existing.identity } : {}), effects: {} };
  // A write mends one whose provisioning failed.
  const isFailed = existing?.properties['provisioningState'] === 'failed';
  const before = existing
    ? { ...existing.properties, ...(isFailed ? RUNNING : undefined) }
    : newProperties(context, address.name);
  const kept = Object.fromEntries(GIVEN.flatMap((name) => [[name, given[name]]]));
  const merged = mergePatch(before, kept);
  const base = isObject(merged) ? merged : before;
  checkSize(sku.toLowerCase(), base);
  checkAuthentication(base);
  const { identity: _identity, ...rest } = existing ?? {};
  const encryption = readEncryption(
    objectAt(before, 'encryptionWithCmk'),
    given['encryptionWithCmk'],
    request.apiVersion,
    { sku: { name: sku } },
  );
  const service: StoredResource = {
    ...rest,
    id: existing?.id ?? address.id,
    type: TYPE,
    name: existing?.name ?? address.name,
    location: existing?.location ?? String(body['location']),
    sku: existing?.sku ?? { name: sku },
    etag: `W/"datetime'${encodeURIComponent(context.iso)}'"`,
    ...tagsOf(body, existing),
    ...(outcome.identity ? { identity: outcome.identity } : {}),
    properties: { ...base, encryptionWithCmk: encryption },
    hidden: existing?.hidden ?? newKeys(context, address.id),
  };
  return kindOfWrite(context, request, service, outcome.effects, asked !== undefined);
}

function kindOfWrite(
  context: UnitContext,
  { address, body, existing }: WriteRequest,
  service: StoredResource,
  identityEffects: object,
  isIdentityTold: boolean,
): WriteAnswer {
  const isKeyTold = 'encryptionWithCmk' in objectAt(body, 'properties');
  const isTold = isKeyTold || isIdentityTold;
  if (isTold && keyOf(service) !== undefined) mustUseKey(context, service);
  const kept = isTold ? keptKey(context, service) : {};
  if (!existing) {
    if (isServiceNameTaken(context, address.name)) {
      throw refused(
        `The name '${address.name}' of a search service is taken.`,
        'ServiceNameUnavailable',
      );
    }
    checkQuota(context, skuOf(service), service.location ?? '');
  }
  const named = { table: SERVICE_NAMES, key: service.name, value: service.id };
  const effects = together(identityEffects, { documents: [named] }, kept);
  const units = (one: StoredResource | undefined): number =>
    Number(one?.properties['replicaCount'] ?? 1) * Number(one?.properties['partitionCount'] ?? 1);
  const isScaled = units(service) !== units(existing);
  if (!isScaled) return { done: service, effects };
  if (existing) mustScale(context, existing);
  const states = { status: 'provisioning', provisioningState: 'provisioning' };
  const status = existing ? 200 : 201;
  return {
    pending: { ...service, properties: { ...service.properties, ...states } },
    operation: {
      handler: 'provision',
      durationMs: PROVISION_MS,
      style: { path: 'operations', headers: [], status, body: 'resource', instant: status },
    },
    effects,
  };
}

function newProperties(context: UnitContext, name: string): JsonObject {
  return {
    replicaCount: 1,
    partitionCount: 1,
    endpoint: `https://${name}.${SEARCH_HOSTS[context.cloud]}`,
    hostingMode: 'default',
    computeType: 'default',
    publicNetworkAccess: 'Enabled',
    ...RUNNING,
    statusDetails: '',
    networkRuleSet: { ipRules: [], bypass: 'None' },
    disableLocalAuth: false,
    authOptions: { apiKeyOnly: {} },
    semanticSearch: 'disabled',
    dataExfiltrationProtections: [],
    privateEndpointConnections: [],
    upgradeAvailable: 'notAvailable',
  };
}

/** Clients authenticate by key or by token; who takes keys away cannot choose between them. */
function checkAuthentication(properties: JsonObject): void {
  if (properties['disableLocalAuth'] !== true) return;
  const { aadOrApiKey } = objectAt(properties, 'authOptions');
  if (aadOrApiKey === undefined) return;
  throw refused("'authOptions' cannot be set when 'disableLocalAuth' is true.");
}

function tagsOf(body: JsonObject, existing: StoredResource | undefined) {
  const tags = readTags(body['tags']) ?? existing?.tags;
  return tags === undefined ? {} : { tags };
}
