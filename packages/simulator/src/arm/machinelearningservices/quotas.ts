/**
 * Cores by family: what computes use, and what workspaces were given. What a subscription may have of a family, Azure
 * alone knows: it is not listed, and no limit is told where nobody set one.
 */
import { isObject, type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import { regionUsages } from '../../kernel/region-usages.ts';
import type { Route, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { badRequest } from './bad-request.ts';
import { workspaceOf } from './child-model.ts';
import { VIRTUAL_CPUS } from './compute-cluster.ts';
import {
  type CoresInUse,
  coresUnder,
  familyQuota,
  familyQuotas,
  quotaDocument,
} from './core-usage.ts';
import { familyNames } from './vm-families.ts';
import { WORKSPACES } from './workspace-model.ts';

const NAMESPACE = 'Microsoft.MachineLearningServices';
const LOCATION = `/subscriptions/{subscriptionId}/providers/${NAMESPACE}/locations/{location}`;
const QUOTA_ID = /^(?<workspaceId>\/.+\/workspaces\/[^/]+)\/quotas\/(?<family>[^/]+)$/i;

const underscored = (name: string): string => name.replaceAll(' ', '_');

function row(id: string, type: string, name: string, values: JsonObject): JsonObject {
  return {
    id,
    type: `${NAMESPACE}/${type}`,
    ...values,
    name: { value: name, localizedValue: name },
    unit: 'Count',
  };
}

const sum = (uses: readonly CoresInUse[]): number =>
  uses.reduce((total, { cores }) => total + cores, 0);

/** `GET usages`. */
export const machineLearningUsages: Route = regionUsages(NAMESPACE, (context, location) => {
  const subscription = `/subscriptions/${context.subscription.subscriptionId}`;
  const uses = coresUnder(context, subscription).filter(
    ({ compute }) => compute.location === location,
  );
  const dedicated = uses.filter(({ isDedicated }) => isDedicated);
  const limit = context.quota(VIRTUAL_CPUS, location);
  const all = `${subscription}/usages`;
  return [
    row(all, 'totalCores/usages', 'Clusters', { currentValue: uses.length }),
    row(all, 'dedicatedCores/usages', 'Total Cluster Dedicated Regional vCPUs', {
      currentValue: sum(dedicated),
      ...(limit === undefined ? {} : { limit }),
    }),
    row(all, 'lowPriorityCores/usages', 'Total Cluster LowPriority Regional vCPUs', {
      currentValue: sum(uses) - sum(dedicated),
    }),
    ...familyNames.flatMap((family) => familyRows(context, subscription, family, dedicated)),
  ];
});

/** A family in the subscription, in each workspace and compute that has some of it. */
function familyRows(
  context: UnitContext,
  subscription: string,
  family: string,
  dedicated: readonly CoresInUse[],
): JsonObject[] {
  const uses = dedicated.filter((use) => use.family === family);
  const used = (id: string, type: string, of: readonly CoresInUse[], limit?: number): JsonObject =>
    row(`${id}/usages/${underscored(family)}`, type, family, {
      currentValue: sum(of),
      ...(limit === undefined ? {} : { limit }),
    });
  const workspaces = new Map<string, CoresInUse[]>();
  for (const use of uses) {
    const { id } = workspaceOf(context, use.compute.id);
    workspaces.set(id, [...(workspaces.get(id) ?? []), use]);
  }
  return [
    used(subscription, 'vmFamily/usages', uses),
    ...[...workspaces].flatMap(([id, own]) => [
      used(id, 'workspaces/usages', own, familyQuota(context, id, family)),
      ...own.map((use) => used(use.compute.id, 'workspaces/computes/usages', [use])),
    ]),
  ];
}

/** `GET quotas`: what workspaces were given. */
export const machineLearningQuotas: Route = {
  method: 'GET',
  path: `${LOCATION}/quotas`,
  action: `${NAMESPACE}/locations/quotas/read`,
  handle: (context, { params }) => {
    const location = normalizeLocation(params['location'] ?? '');
    const value = familyQuotas(context).flatMap(({ workspaceId, family, limit }) =>
      context.resource(workspaceId)?.location === location
        ? [
            row(`${workspaceId}/quotas/${underscored(family)}`, 'workspaces/quotas', family, {
              limit,
            }),
          ]
        : [],
    );
    return { status: 200, body: { value } };
  },
};

/** `POST updateQuotas`: each of them is told what came of it. */
export const updateMachineLearningQuotas: Route = {
  method: 'POST',
  path: `${LOCATION}/updateQuotas`,
  action: `${NAMESPACE}/locations/updateQuotas/action`,
  handle: (context, { params, body }) => {
    const location = normalizeLocation(params['location'] ?? '');
    const asked = body['value'];
    if (!Array.isArray(asked)) throw badRequest("'value' must be a list of quotas");
    const told = (asked as readonly Json[]).map((one) => decided(context, location, one));
    return {
      status: 200,
      body: { value: told.map(({ shown }) => shown) },
      effects: { documents: told.flatMap(({ document }) => document ?? []) },
    };
  },
};

interface Decided {
  readonly shown: JsonObject;
  readonly document?: ReturnType<typeof quotaDocument>;
}

function decided(context: UnitContext, location: string, asked: Json): Decided {
  if (!isObject(asked)) throw badRequest("'value' must be a list of quotas");
  const { limit } = asked;
  const id = stringAt(asked, 'id') ?? '';
  const shown = { id, type: `${NAMESPACE}/workspaces/quotas`, limit, unit: 'Count' };
  const groups = QUOTA_ID.exec(id)?.groups ?? {};
  const workspace = context.resource(groups['workspaceId'] ?? '');
  const isCount = typeof limit === 'number' && Number.isInteger(limit) && limit >= 0;
  if (!isCount || workspace?.type !== WORKSPACES || workspace.location !== location) {
    return { shown: { ...shown, status: 'Failure' } };
  }
  const wanted = groups['family']?.toLowerCase();
  const family = familyNames.find((name) => underscored(name).toLowerCase() === wanted);
  if (family === undefined) return { shown: { ...shown, status: 'InvalidVMFamilyName' } };
  if (limit < sum(ofFamily(context, workspace, family))) {
    return { shown: { ...shown, status: 'InvalidQuotaBelowClusterMinimum' } };
  }
  return {
    shown: { ...shown, status: 'Success' },
    document: quotaDocument({ workspaceId: workspace.id, family, limit }),
  };
}

const ofFamily = (context: UnitContext, { id }: StoredResource, family: string): CoresInUse[] =>
  coresUnder(context, id).filter((use) => use.isDedicated && use.family === family);
