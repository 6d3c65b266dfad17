import { isObject, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { subnetJoined } from '../../kernel/linked-access.ts';
import { checkIdentity, readIdentity, storeIdentity } from '../../kernel/managed-identity.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { patchTags, readTags } from '../../kernel/tags.ts';
import { stopWork } from './abort.ts';
import { API_VERSIONS } from './api-versions.ts';
import { shownId, shownProperties } from './cluster-shown.ts';
import {
  CLUSTER_ACTIONS,
  finishMove,
  finishAbort,
  finishResetPrincipal,
  finishRotate,
} from './cluster-actions.ts';
import { diskEncryptionSetOf } from './cluster-disks.ts';
import {
  actionOperation,
  finishCreate,
  finishDelete,
  finishUpdate,
  profilesOf,
  withPools,
  withState,
  writeOperation,
} from './cluster-operations.ts';
import {
  checkClusterName,
  invalid,
  nodeGroupName,
  readClusterProperties,
  withConcreteVersion,
  POOL_SUBNETS,
} from './cluster-request.ts';

const TYPE = 'Microsoft.ContainerService/managedClusters';
/** Recorded: between four and six minutes. Milliseconds. */
const CREATE_MS = 5 * 60_000;
const UPDATE_MS = 2 * 60_000;
const DELETE_MS = 4 * 60_000;
/** Characters after the prefix in a cluster's host name. */
const HOST_DIGITS = 8;

/**
 * Kubernetes clusters, with and without a disk encryption set. Nothing runs: commands answer 501, and so do aborting, meshes
 * and what only a region knows (where the machines of a cluster have to get).
 */
export const managedClusters: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: API_VERSIONS,
  scope: 'group',
  linkedAccess: POOL_SUBNETS.map((name) => subnetJoined(`properties.agentPoolProfiles.*.${name}`)),
  checkName: checkClusterName,
  put,
  patch: patchTags,
  remove: (_context, { existing }) => ({
    pending: withState(existing, 'Deleting'),
    operation: actionOperation('delete', DELETE_MS, 204),
  }),
  actions: CLUSTER_ACTIONS,
  operations: {
    create: finishCreate,
    update: finishUpdate,
    delete: finishDelete,
    start: finishMove('Running'),
    stop: finishMove('Stopped'),
    rotate: finishRotate,
    resetPrincipal: finishResetPrincipal,
    abort: stopWork,
    aborted: finishAbort,
  },
  present: ({ id, name, location, tags, identity, sku, properties }, apiVersion) => ({
    id: shownId(id),
    location,
    name,
    ...(tags === undefined ? {} : { tags }),
    type: 'Microsoft.ContainerService/ManagedClusters',
    properties: shownProperties(properties, apiVersion),
    ...(identity === undefined ? {} : { identity }),
    sku: sku ?? { name: 'Base', tier: 'Free' },
  }),
});

function put(context: UnitContext, request: WriteRequest): WriteAnswer {
  const { address, body, existing } = request;
  const location = String(body['location'] ?? existing?.location ?? '');
  const asked = readIdentity(body['identity']);
  if (asked) checkIdentity(context, address, asked);
  const wasMade = existing?.hidden?.['made'] === true;
  const given = readClusterProperties(body, wasMade ? existing.properties : {});
  checkRunsAsSomebody(given, asked ?? (existing?.identity ? {} : undefined));
  const outcome = asked
    ? storeIdentity(context, address, asked, existing)
    : { ...(existing?.identity ? { identity: existing.identity } : {}), effects: {} };
  const tags = readTags(body['tags']) ?? existing?.tags;
  const asAsked: StoredResource = {
    id: address.id,
    type: TYPE,
    name: address.name,
    location,
    ...(tags === undefined ? {} : { tags }),
    ...(outcome.identity === undefined ? {} : { identity: outcome.identity }),
    sku: isObject(body['sku']) ? body['sku'] : (existing?.sku ?? { name: 'Base', tier: 'Free' }),
    ...(existing?.hidden === undefined ? {} : { hidden: existing.hidden }),
    properties: {
      ...given,
      ...hosts(context, address.id, given, location),
      ...(asked ? { servicePrincipalProfile: { clientId: 'msi' } } : {}),
      nodeResourceGroup: stringAt(given, 'nodeResourceGroup') ?? nodeGroupName(address, location),
      provisioningState: wasMade ? 'Updating' : 'Creating',
    },
  };
  const set = diskEncryptionSetOf(context, asAsked);
  context.rules.enforce(
    wasMade ? 'managedCluster.update.request' : 'managedCluster.create.request',
    {
      cluster: asAsked,
      ...(wasMade ? { previousCluster: existing } : {}),
      ...(set ? { diskEncryptionSet: set } : {}),
    },
  );
  const cluster = { ...asAsked, properties: withConcreteVersion(asAsked.properties) };
  return {
    pending: withPools(cluster, wasMade ? 'Updating' : 'Creating'),
    operation: wasMade
      ? {
          ...writeOperation('update', UPDATE_MS, 200),
          input: { needsDisks: needsDisks(existing, cluster) },
        }
      : writeOperation('create', CREATE_MS, 201),
    effects: outcome.effects,
  };
}

/** Whether another set is named, or a pool has more machines than before. */
function needsDisks(before: StoredResource, after: StoredResource): boolean {
  const [was, is] = [before, after].map(({ properties }) =>
    stringAt(properties, 'diskEncryptionSetID')?.toLowerCase(),
  );
  const counts = new Map(profilesOf(before).map(({ name, count }) => [name, Number(count)]));
  const grows = profilesOf(after).some(
    ({ name, count }) => Number(count) > (counts.get(name) ?? 0),
  );
  return was !== is || grows;
}

function checkRunsAsSomebody(given: JsonObject, identity: unknown): void {
  if (identity !== undefined) return;
  if (stringAt(objectAt(given, 'servicePrincipalProfile'), 'clientId')) return;
  throw invalid('identity', "a cluster needs an 'identity' or a 'servicePrincipalProfile'");
}

function hosts(context: UnitContext, id: string, given: JsonObject, location: string): JsonObject {
  const prefix = stringAt(given, 'dnsPrefix') ?? stringAt(given, 'fqdnSubdomain') ?? '';
  const name = `${prefix}-${context.namedGuid(id, 'host').slice(0, HOST_DIGITS)}`;
  const suffix = HOST_SUFFIXES[context.cloud];
  return {
    fqdn: `${name}.hcp.${location}.${suffix}`,
    azurePortalFQDN: `${name}.portal.hcp.${location}.${suffix}`,
  };
}

const HOST_SUFFIXES = Object.freeze({
  public: 'azmk8s.io',
  usGovernment: 'cx.aks.containerservice.azure.us',
  china: 'cx.prod.service.azk8s.cn',
});
