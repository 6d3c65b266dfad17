/** Cores of managed computes: how many there are in use, and how many a workspace may have of a family. */
import { Refusal } from '../../kernel/errors.ts';
import { objectAt, stringAt } from '../../kernel/json.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { workspaceOf } from './child-model.ts';
import { nodesOf } from './compute-cluster.ts';
import { COMPUTES } from './compute-model.ts';
import { familyOf } from './vm-families.ts';
import { virtualCpusOf } from './vm-sizes.ts';

/** Table of limits by workspace and family. */
const QUOTAS = 'machineLearningQuotas';

/** A managed compute and the cores that it has. */
export interface CoresInUse {
  readonly compute: StoredResource;
  readonly family: string | undefined;
  readonly isDedicated: boolean;
  readonly cores: number;
}

/** A limit that somebody gave to a workspace. */
export interface FamilyQuota {
  readonly workspaceId: string;
  readonly family: string;
  readonly limit: number;
}

/** What the managed computes under a scope have: the nodes of a cluster, an instance that is not stopped. */
export function coresUnder(context: UnitContext, scope: string): CoresInUse[] {
  return context.resources(COMPUTES, scope).flatMap((compute) => {
    const inner = compute.properties['properties'];
    const vmSize = stringAt(inner, 'vmSize');
    const kind = compute.properties['computeType'];
    if (vmSize === undefined || (kind !== 'AmlCompute' && kind !== 'ComputeInstance')) return [];
    const nodes = nodesIn(compute);
    return [
      {
        compute,
        family: familyOf(vmSize),
        isDedicated: stringAt(inner, 'vmPriority') !== 'LowPriority',
        cores: nodes * virtualCpusOf(vmSize),
      },
    ];
  });
}

function nodesIn({ properties }: StoredResource): number {
  const { state, currentNodeCount } = objectAt(properties, 'properties');
  if (properties['computeType'] === 'ComputeInstance') return state === 'Stopped' ? 0 : 1;
  return typeof currentNodeCount === 'number' ? currentNodeCount : 0;
}

/** The limits of the workspaces in a subscription. */
export function familyQuotas(context: UnitContext): FamilyQuota[] {
  const prefix = `/subscriptions/${context.subscription.subscriptionId}/`.toLowerCase();
  return context.documents<FamilyQuota>(QUOTAS, prefix).map(([, quota]) => quota);
}

/** Forgets the limits of a workspace that goes for good. */
export function withoutQuotas(
  context: UnitContext,
  workspaceId: string,
): NonNullable<Effects['documents']> {
  return context
    .documents(QUOTAS, keyOf(workspaceId, ''))
    .map(([key]) => ({ table: QUOTAS, key, value: undefined }));
}

/** Refuses a compute whose first nodes go over what its workspace was given of their family. */
export function checkFamilyQuota(context: UnitContext, compute: StoredResource): void {
  const given = objectAt(compute.hidden, 'given');
  const vmSize = stringAt(given, 'vmSize') ?? '';
  const family = familyOf(vmSize);
  if (family === undefined || stringAt(given, 'vmPriority') === 'LowPriority') return;
  const workspace = workspaceOf(context, compute.id);
  const limit = familyQuota(context, workspace.id, family);
  if (limit === undefined) return;
  const others = coresUnder(context, workspace.id).filter(
    (use) => use.isDedicated && use.family === family && use.compute.id !== compute.id,
  );
  const used = others.reduce((total, { cores }) => total + cores, 0);
  const asked = Math.max(nodesOf(given), 1) * virtualCpusOf(vmSize);
  if (used + asked <= limit) return;
  throw new Refusal({
    status: 400,
    code: 'ClusterMinNodesExceedCoreQuota',
    message: `The workspace '${workspace.name}' has a quota of ${limit} of '${family}', of which ${used} are in use; '${compute.name}' needs ${asked}.`,
    evidence: 'assumed',
    failureCause: 'service',
  });
}

/** The limit of a workspace for a family. */
export function familyQuota(
  context: UnitContext,
  workspaceId: string,
  family: string,
): number | undefined {
  return context.document<FamilyQuota>(QUOTAS, keyOf(workspaceId, family))?.limit;
}

/** Stores a limit. */
export function quotaDocument(quota: FamilyQuota): {
  table: string;
  key: string;
  value: { workspaceId: string; family: string; limit: number };
} {
  return { table: QUOTAS, key: keyOf(quota.workspaceId, quota.family), value: { ...quota } };
}

const keyOf = (workspaceId: string, family: string): string =>
  `${workspaceId}|${family}`.toLowerCase();
