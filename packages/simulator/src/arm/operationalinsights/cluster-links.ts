/** Which workspace is linked to which cluster: the workspace keeps its link, the cluster the list of its workspaces. */
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

/** What a workspace remembers of its cluster. */
export interface ClusterLink {
  readonly clusterId: string;
  readonly state: 'ProvisioningAccount' | 'Succeeded' | 'Deleting';
}

/** The link of a workspace. */
export function linkOf(workspace: StoredResource | undefined): ClusterLink | undefined {
  const link = workspace?.hidden?.['cluster'];
  return isObject(link) ? (link as unknown as ClusterLink) : undefined;
}

/** A workspace with another link; its features name the cluster once it is linked. */
export function withLink(workspace: StoredResource, link: ClusterLink | undefined): StoredResource {
  const { cluster: _before, ...hidden } = workspace.hidden ?? {};
  const { clusterResourceId: _named, ...features } = objectAt(workspace.properties, 'features');
  const isLinked = link !== undefined && link.state !== 'ProvisioningAccount';
  return {
    ...workspace,
    properties: {
      ...workspace.properties,
      features: { ...features, ...(isLinked ? { clusterResourceId: link.clusterId } : {}) },
    },
    hidden: { ...hidden, ...(link ? { cluster: link as unknown as JsonObject } : {}) },
  };
}

/** The workspaces of a cluster, as it shows them. */
export function associatedWith(cluster: StoredResource): readonly Json[] {
  const { associatedWorkspaces } = cluster.properties;
  return Array.isArray(associatedWorkspaces) ? associatedWorkspaces : [];
}

/** A cluster that has this workspace too. */
export function withWorkspace(
  context: UnitContext,
  cluster: StoredResource,
  workspace: StoredResource,
): StoredResource {
  const entry = {
    workspaceId: stringAt(workspace.properties, 'customerId') ?? '',
    workspaceName: workspace.name,
    resourceId: workspace.id,
    associateDate: context.iso,
  };
  const { properties } = withoutWorkspace(cluster, workspace.id);
  return {
    ...cluster,
    properties: {
      ...properties,
      associatedWorkspaces: [...associatedWith({ ...cluster, properties }), entry],
    },
  };
}

/** A cluster without this workspace. */
export function withoutWorkspace(cluster: StoredResource, workspaceId: string): StoredResource {
  const { associatedWorkspaces: _all, ...properties } = cluster.properties;
  const others = associatedWith(cluster).filter(
    (entry) => stringAt(entry, 'resourceId')?.toLowerCase() !== workspaceId.toLowerCase(),
  );
  return {
    ...cluster,
    properties: {
      ...properties,
      ...(others.length > 0 ? { associatedWorkspaces: others } : {}),
    },
  };
}

/** The cluster of a workspace that is gone for good, without it. */
export function clusterLeftBy(
  context: UnitContext,
  workspace: StoredResource | undefined,
): StoredResource[] {
  const cluster = context.resource(linkOf(workspace)?.clusterId ?? '');
  return workspace && cluster ? [withoutWorkspace(cluster, workspace.id)] : [];
}
