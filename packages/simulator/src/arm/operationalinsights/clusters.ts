import { Refusal } from '../../kernel/errors.ts';
import { stringAt, type JsonObject, objectAt } from '../../kernel/json.ts';
import {
  checkIdentity,
  readIdentity,
  storeIdentity,
  systemPrincipalsOf,
} from '../../kernel/managed-identity.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import {
  defineResourceType,
  type OperationPlan,
  type OperationResult,
  type ResourceType,
  type RunningOperation,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import {
  checkKeyOfNew,
  checkSingleIdentity,
  mustUseClusterKey,
  readClusterKey,
} from './cluster-key.ts';
import { associatedWith, withLink } from './cluster-links.ts';
import { checkClusterName, readClusterProperties, readClusterSku } from './cluster-plan.ts';
import { refused } from './workspace-errors.ts';

const TYPE = 'Microsoft.OperationalInsights/clusters';
/** Documented as "a few hours"; nobody measured the others. Milliseconds. */
const CREATE_MS = 2 * 60 * 60_000;
const UPDATE_MS = 30 * 60_000;
const DELETE_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** For so many days the name of a cluster that is deleted stays taken. */
const NAME_KEPT_DAYS = 14;
/** Clusters that a subscription may have in a region; and with those whose names are still taken. */
const ACTIVE_MAX = 5;
const RESERVED_MAX = 7;
/** Clusters that were deleted, by their ids. */
const DELETED = 'deletedLogAnalyticsClusters';

/** Dedicated clusters of Log Analytics: what encrypts the logs of the workspaces linked to one under a customer's key. */
export const logAnalyticsClusters: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: [
    '2020-08-01',
    '2020-10-01',
    '2021-06-01',
    '2022-10-01',
    '2023-09-01',
    '2025-02-01',
    '2025-07-01',
  ],
  scope: 'group',
  checkName: checkClusterName,
  put: write,
  patch: write,
  remove: (_context, { existing }) => ({
    pending: withState(existing, 'Deleting'),
    operation: operation('delete', DELETE_MS),
  }),
  operations: { create: finishWrite, update: finishWrite, delete: finishDelete },
  inProgress: (context, { id }, verb) =>
    inProgress(verb, stringAt(context.resource(id)?.properties, 'provisioningState')),
});

/** What is documented of clusters that are busy: status and words; the codes are assumed. */
function inProgress(verb: 'write' | 'delete', state: string | undefined): Refusal {
  const what =
    verb === 'delete'
      ? "Can't delete a cluster while in provisioning state."
      : state === 'Deleting'
        ? 'Cluster is in deleting state.'
        : "Operation can't be executed now.";
  return new Refusal({
    status: verb === 'delete' ? 409 : 400,
    code: verb === 'delete' ? 'Conflict' : 'InvalidOperation',
    message: `${what} Wait for the async operation to complete and try again.`,
    evidence: 'documented',
  });
}

function write(context: UnitContext, request: WriteRequest): WriteAnswer {
  const { address, body, existing } = request;
  const location = existing?.location ?? String(body['location']);
  if (!existing) checkRoom(context, address.id, location);
  const given = objectAt(body, 'properties');
  const asked =
    readIdentity(body['identity']) ?? (existing ? undefined : { system: true, userAssigned: [] });
  if (asked) {
    checkSingleIdentity(asked);
    checkIdentity(context, address, asked);
    if (!existing) checkKeyOfNew(given['keyVaultProperties'], asked);
  }
  const sku = readClusterSku(context, body['sku'], existing);
  const { keyVaultProperties: keyBefore, ...properties } = readClusterProperties(
    context,
    given,
    sku,
    existing,
  );
  const key = readClusterKey(given['keyVaultProperties'], keyBefore);
  const outcome = asked
    ? storeIdentity(context, address, asked, existing)
    : { ...(existing?.identity ? { identity: existing.identity } : {}), effects: {} };
  const tags = readTags(body['tags']) ?? existing?.tags;
  const cluster: StoredResource = {
    id: existing?.id ?? address.id,
    type: TYPE,
    name: existing?.name ?? address.name,
    location,
    sku,
    ...(tags === undefined ? {} : { tags }),
    ...(outcome.identity ? { identity: outcome.identity } : {}),
    properties: {
      ...properties,
      ...(key === undefined ? {} : { keyVaultProperties: key }),
      provisioningState: 'Succeeded',
    },
  };
  if (given['keyVaultProperties'] !== undefined) mustUseClusterKey(context, cluster);
  const { effects } = outcome;
  if (!existing) {
    const pending = withState(cluster, 'ProvisioningAccount');
    return { pending, operation: operation('create', CREATE_MS), effects };
  }
  // Its storage has to be told of another key and of who uses it.
  if (!asked && given['keyVaultProperties'] === undefined) return { done: cluster, effects };
  const pending = withState(cluster, 'Updating');
  return { pending, operation: operation('update', UPDATE_MS), effects };
}

function operation(handler: 'create' | 'update' | 'delete', durationMs: number): OperationPlan {
  return {
    handler,
    durationMs,
    style: {
      path: 'operationstatuses',
      headers: ['azure-asyncoperation', 'location'],
      underResource: { location: 'operationresults' },
      status: 202,
      body: 'none',
      instant: 200,
    },
  };
}

function finishWrite(_context: UnitContext, { resource }: RunningOperation): OperationResult {
  if (!resource) throw new TypeError('a cluster that is made is stored');
  return { resource: withState(resource, 'Succeeded') };
}

/** Documented: its workspaces are unlinked, and its name stays taken for a while. */
function finishDelete(
  context: UnitContext,
  { resource, resourceId }: RunningOperation,
): OperationResult {
  if (!resource) return { removed: true };
  const put = associatedWith(resource).flatMap((entry) => {
    const workspace = context.resource(stringAt(entry, 'resourceId') ?? '');
    return workspace ? [withLink(workspace, undefined)] : [];
  });
  const kept = { location: resource.location ?? '', until: context.now + NAME_KEPT_DAYS * DAY_MS };
  return {
    removed: true,
    effects: {
      put,
      documents: [{ table: DELETED, key: resourceId.toLowerCase(), value: kept }],
      removePrincipals: systemPrincipalsOf(resource),
    },
  };
}

function withState(cluster: StoredResource, provisioningState: string): StoredResource {
  return { ...cluster, properties: { ...cluster.properties, provisioningState } };
}

/** A name that was given back, and no more clusters than a subscription may have. */
function checkRoom(context: UnitContext, id: string, location: string): void {
  const isHere = (at: string | undefined): boolean =>
    normalizeLocation(at ?? '') === normalizeLocation(location);
  const subscription = `/subscriptions/${context.subscription.subscriptionId}`;
  const kept = context
    .documents<JsonObject>(DELETED, `${subscription.toLowerCase()}/`)
    .filter(([, { until }]) => Number(until) > context.now);
  const reserved = kept.find(([key]) => key === id.toLowerCase());
  if (reserved) {
    const until = new Date(Number(reserved[1]['until'])).toISOString();
    throw refused(
      `A cluster with the id '${id}' was deleted less than ${NAME_KEPT_DAYS} days ago: its name can be used again from ${until} on.`,
      'Conflict',
      409,
    );
  }
  const active = context.resources(TYPE, subscription).filter((other) => isHere(other.location));
  const deleted = kept.filter(([, value]) => isHere(stringAt(value, 'location')));
  if (active.length < ACTIVE_MAX && active.length + deleted.length < RESERVED_MAX) return;
  throw refused(
    `A subscription can have ${ACTIVE_MAX} clusters in a region, and ${RESERVED_MAX} with those deleted in the last ${NAME_KEPT_DAYS} days; in '${location}' there are ${active.length} and ${deleted.length}.`,
  );
}
