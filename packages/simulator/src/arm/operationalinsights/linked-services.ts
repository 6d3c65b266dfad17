import { notSimulated } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { linkedAuthorizationFailed } from '../../kernel/linked-access.ts';
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
import {
  associatedWith,
  linkOf,
  withLink,
  withoutWorkspace,
  withWorkspace,
} from './cluster-links.ts';
import { refused } from './workspace-errors.ts';

const TYPE = 'Microsoft.OperationalInsights/workspaces/linkedServices';
const WRITE_CLUSTER = 'Microsoft.OperationalInsights/clusters/write';
/** The only service that is simulated. */
const CLUSTER = 'Cluster';
/** Documented: up to 90 minutes. Milliseconds. */
const LINK_MS = 90 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** How often a workspace may be linked in so many days. */
const LINKS_MAX = 2;
const LINKS_IN_DAYS = 30;
const WORKSPACES_MAX = 1000;
const CLUSTER_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.OperationalInsights\/clusters\/[^/]+$/i;

/**
 * The link of a workspace to a dedicated cluster: what the workspace is sent from then on is under the cluster's key. It
 * goes and comes back with its workspace, so it is a part of that. Automation accounts are not linked.
 */
export const linkedServices: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: ['2020-08-01', '2023-09-01', '2025-02-01', '2025-07-01'],
  scope: 'group',
  checkName: (name) => {
    if (name.toLowerCase() === CLUSTER.toLowerCase()) return;
    throw notSimulated(`the linked service '${name}' of a Log Analytics workspace`);
  },
  find: (context, { parentId, name }) =>
    name.toLowerCase() === CLUSTER.toLowerCase()
      ? serviceOf(context.resource(parentId))
      : undefined,
  list: (context, scope) => [serviceOf(context.resource(scope)) ?? []].flat(),
  put,
  remove: (context, { address, existing }) => {
    const workspace = context.resource(address.parentId);
    const link = linkOf(workspace);
    if (!workspace || !link) throw new TypeError(`'${existing.id}' comes from its workspace`);
    return {
      operation: operation('unlink', link.clusterId),
      effects: { put: [withLink(workspace, { ...link, state: 'Deleting' })] },
    };
  },
  operations: { link: finishLink, unlink: finishUnlink },
  inProgress: (_context, { names: [workspace = ''] }) =>
    refused(
      `The workspace '${workspace}' is being linked or unlinked: wait until that has ended and try again.`,
      'Conflict',
      409,
    ),
  present: ({ id, type, properties, name }) => ({ id, name, type, properties }),
});

function serviceOf(workspace: StoredResource | undefined): StoredResource | undefined {
  const link = linkOf(workspace);
  if (!workspace || !link) return undefined;
  return {
    id: `${workspace.id}/linkedServices/${CLUSTER}`,
    type: TYPE,
    name: `${workspace.name}/${CLUSTER}`,
    properties: { writeAccessResourceId: link.clusterId, provisioningState: link.state },
  };
}

function put(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const given = objectAt(body, 'properties');
  if (stringAt(given, 'resourceId') !== undefined) {
    throw notSimulated("'resourceId' of a linked service of a Log Analytics workspace");
  }
  const clusterId = stringAt(given, 'writeAccessResourceId') ?? '';
  if (!CLUSTER_ID.test(clusterId)) {
    throw refused(`'writeAccessResourceId' must be the id of a cluster; got '${clusterId}'.`);
  }
  if (!context.allows(context.caller.objectId, WRITE_CLUSTER, clusterId)) {
    throw linkedAuthorizationFailed(context, `${TYPE}/write`, address.id, WRITE_CLUSTER, clusterId);
  }
  const workspace = context.resource(address.parentId);
  if (!workspace) throw new TypeError('the kernel answers for a workspace that is not there');
  const cluster = linkable(context, clusterId, workspace);
  const before = linkOf(workspace);
  if (existing && before?.clusterId.toLowerCase() === cluster.id.toLowerCase()) {
    return { done: existing, isStored: false };
  }
  if (before) {
    throw refused(
      `The workspace '${workspace.name}' is linked to the cluster '${before.clusterId}': unlink it first.`,
    );
  }
  const links = linksOf(workspace).filter((at) => at > context.now - LINKS_IN_DAYS * DAY_MS);
  if (links.length >= LINKS_MAX) {
    throw refused(
      `The workspace '${workspace.name}' was linked ${links.length} times in the last ${LINKS_IN_DAYS} days, which is as often as it may be.`,
    );
  }
  const linking = withLink(workspace, { clusterId: cluster.id, state: 'ProvisioningAccount' });
  const hidden: JsonObject = { ...linking.hidden, clusterLinks: [...links, context.now] };
  return {
    operation: operation('link', cluster.id),
    effects: { put: [{ ...linking, hidden }] },
  };
}

const linksOf = ({ hidden }: StoredResource): number[] => {
  const links = hidden?.['clusterLinks'];
  return Array.isArray(links) ? links.map(Number) : [];
};

/** The cluster, when this workspace can be linked to it. */
function linkable(
  context: UnitContext,
  clusterId: string,
  workspace: StoredResource,
): StoredResource {
  const cluster = context.resource(clusterId);
  if (!cluster) throw refused(`There is no cluster '${clusterId}'.`, 'ClusterNotFound');
  if (stringAt(cluster.properties, 'provisioningState') !== 'Succeeded') {
    throw refused(`The cluster '${cluster.name}' is not provisioned yet.`, 'InvalidOperation');
  }
  const [there, here] = [cluster, workspace].map(({ location }) =>
    normalizeLocation(location ?? ''),
  );
  if (there !== here) {
    throw refused(
      `The cluster '${cluster.name}' is in '${there ?? ''}' and the workspace '${workspace.name}' in '${here ?? ''}': they must be in the same region.`,
    );
  }
  if (associatedWith(cluster).length >= WORKSPACES_MAX) {
    throw refused(
      `The cluster '${cluster.name}' has ${WORKSPACES_MAX} workspaces, and takes no more.`,
    );
  }
  return cluster;
}

function operation(handler: 'link' | 'unlink', clusterId: string): OperationPlan {
  return {
    handler,
    durationMs: LINK_MS,
    input: { clusterId },
    style: {
      path: 'operationstatuses',
      headers: ['azure-asyncoperation'],
      status: 202,
      body: 'none',
      instant: 'poll',
    },
  };
}

/** The id without its last type and name. */
const workspaceIdOf = (serviceId: string): string => serviceId.split('/').slice(0, -2).join('/');

function finishLink(
  context: UnitContext,
  { resourceId, input }: RunningOperation,
): OperationResult {
  const workspace = context.resource(workspaceIdOf(resourceId));
  if (!workspace) return {};
  const clusterId = stringAt(input, 'clusterId') ?? '';
  const cluster = context.resource(clusterId);
  if (!cluster) return { effects: { put: [withLink(workspace, undefined)] } };
  const linked = withLink(workspace, { clusterId, state: 'Succeeded' });
  return { effects: { put: [linked, withWorkspace(context, cluster, workspace)] } };
}

/** Clients read what was unlinked out of the status. */
function finishUnlink(
  context: UnitContext,
  { resourceId, input }: RunningOperation,
): OperationResult {
  const workspaceId = workspaceIdOf(resourceId);
  const clusterId = stringAt(input, 'clusterId') ?? '';
  const [workspace, cluster] = [workspaceId, clusterId].map((id) => context.resource(id));
  return {
    output: { writeAccessResourceId: clusterId, provisioningState: 'Deleting' },
    effects: {
      put: [
        ...(workspace ? [withLink(workspace, undefined)] : []),
        ...(cluster ? [withoutWorkspace(cluster, workspaceId)] : []),
      ],
    },
  };
}
