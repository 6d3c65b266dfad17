import { notSimulated } from '../../kernel/errors.ts';
import { isObject, type JsonObject, mergePatch, objectAt, stringAt } from '../../kernel/json.ts';
import {
  checkIdentity,
  readIdentity,
  storeIdentity,
  systemPrincipalsOf,
} from '../../kernel/managed-identity.ts';
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
import { clusterLeftBy } from './cluster-links.ts';
import {
  deletedWorkspace,
  forgetWorkspace,
  keepWorkspace,
  recoveredEffects,
  WORKSPACE_RETENTION_ENDED,
} from './deleted-workspaces.ts';
import { refused } from './workspace-errors.ts';
import { keyActions } from './workspace-keys.ts';
import { checkPlan, NEW_PLAN } from './workspace-plan.ts';

const TYPE = 'Microsoft.OperationalInsights/workspaces';
/** What making one takes, and what deleting one takes, milliseconds. */
const CREATE_MS = 30_000;
const DELETE_MS = 10_000;
/** 4-63 letters, digits and dashes, none of these first or last. */
const NAME = /^(?=.{4,63}$)[A-Za-z0-9][A-Za-z0-9-]+[A-Za-z0-9]$/;
/** What a request sets. */
const GIVEN = [
  'sku',
  'retentionInDays',
  'workspaceCapping',
  'publicNetworkAccessForIngestion',
  'publicNetworkAccessForQuery',
  'forceCmkForQuery',
  'features',
];
const NOT_SIMULATED = ['defaultDataCollectionRuleResourceId', 'replication', 'failover'];

/** Log Analytics workspaces: deleted softly, recovered by a PUT of the same name. */
export const logAnalyticsWorkspaces: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: [
    '2015-11-01-preview',
    '2020-03-01-preview',
    '2020-08-01',
    '2020-10-01',
    '2021-06-01',
    '2021-12-01-preview',
    '2022-10-01',
    '2023-09-01',
    '2025-02-01',
    '2025-07-01',
  ],
  scope: 'group',
  checkName: (name) => {
    if (NAME.test(name)) return;
    throw refused(
      `The name '${name}' cannot be that of a workspace: it has 4-63 letters, digits and dashes, and no dash as its first or last character.`,
    );
  },
  put: write,
  patch: write,
  remove: (_context, { query }) => ({
    operation: {
      handler: 'delete',
      durationMs: DELETE_MS,
      style: {
        path: 'operationstatuses',
        headers: ['azure-asyncoperation', 'location'],
        underResource: { location: 'operationresults' },
        status: 202,
        body: 'none',
        instant: 200,
      },
      input: { isForced: query.get('force')?.toLowerCase() === 'true' },
    },
  }),
  operations: {
    create: (_context, { resource }) => {
      if (!resource) throw new TypeError('a workspace that is made is stored');
      const properties = { ...resource.properties, ...SUCCEEDED };
      return { resource: { ...resource, properties } };
    },
    delete: (context, { resourceId, input }) => {
      const workspace = context.resource(resourceId);
      if (!workspace) return { removed: true };
      const removePrincipals = systemPrincipalsOf(workspace);
      const kept =
        input['isForced'] === true
          ? { put: clusterLeftBy(context, workspace) }
          : keepWorkspace(context, workspace);
      const remove = context.under(resourceId).map(({ id }) => id);
      return { removed: true, effects: { ...kept, remove, removePrincipals } };
    },
  },
  timers: { [WORKSPACE_RETENTION_ENDED]: forgetWorkspace },
  actions: keyActions,
});

const SUCCEEDED = { provisioningState: 'Succeeded' } as const;

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const deleted = existing ? undefined : deletedWorkspace(context, address.id);
  const location = existing?.location ?? String(body['location']);
  if (deleted && deleted.location !== location) {
    throw refused(
      `The workspace '${address.name}' was deleted in '${deleted.location ?? ''}' and can only be recovered there. Recover it and delete it with 'force' to use its name elsewhere.`,
      'Conflict',
      409,
    );
  }
  const given = objectAt(body, 'properties');
  const before = (existing ?? deleted)?.properties ?? newProperties(context);
  // A write mends one whose creation failed.
  const isFailed = before['provisioningState'] === 'Failed';
  const properties = changed(isFailed ? { ...before, ...SUCCEEDED } : before, given);
  checkPlan(properties);
  const asked = readIdentity(body['identity']);
  if (asked) checkIdentity(context, address, asked);
  const outcome = asked
    ? storeIdentity(context, address, asked, existing)
    : { ...(existing?.identity ? { identity: existing.identity } : {}), effects: {} };
  const workspace: StoredResource = {
    id: existing?.id ?? address.id,
    type: TYPE,
    name: existing?.name ?? address.name,
    location,
    tags: readTags(body['tags']) ?? (existing ?? deleted)?.tags ?? {},
    etag: `"${context.guid()}"`,
    ...(outcome.identity ? { identity: outcome.identity } : {}),
    properties: { ...properties, modifiedDate: context.iso },
    hidden: (existing ?? deleted)?.hidden ?? {},
  };
  if (existing) return { done: workspace, effects: outcome.effects };
  return {
    pending: {
      ...workspace,
      properties: { ...workspace.properties, provisioningState: 'Creating' },
    },
    operation: {
      handler: 'create',
      durationMs: CREATE_MS,
      style: {
        path: 'operationstatuses',
        headers: [],
        status: 201,
        body: 'resource',
        instant: 201,
      },
    },
    effects: deleted
      ? together(outcome.effects, recoveredEffects(context, deleted.id))
      : outcome.effects,
  };
}

function newProperties(context: UnitContext): JsonObject {
  return {
    customerId: context.guid(),
    ...SUCCEEDED,
    ...NEW_PLAN,
    publicNetworkAccessForIngestion: 'Enabled',
    publicNetworkAccessForQuery: 'Enabled',
    features: { enableLogAccessUsingOnlyResourcePermissions: true },
    createdDate: context.iso,
  };
}

function changed(before: JsonObject, given: JsonObject): JsonObject {
  const missing = NOT_SIMULATED.find((name) => isObject(given[name]) || stringAt(given, name));
  if (missing !== undefined) throw notSimulated(`'${missing}' of a Log Analytics workspace`);
  const cluster = stringAt(given['features'], 'clusterResourceId');
  const linked = stringAt(before['features'], 'clusterResourceId');
  if (cluster !== undefined && cluster.toLowerCase() !== linked?.toLowerCase()) {
    throw notSimulated(
      'linking a Log Analytics workspace to a cluster other than by linkedServices',
    );
  }
  const kept = Object.fromEntries(
    GIVEN.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
  const merged = mergePatch(before, kept);
  return isObject(merged) ? merged : before;
}
