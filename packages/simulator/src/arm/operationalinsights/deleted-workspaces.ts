/** Soft-deleted workspaces: kept for 14 days, in which a PUT of the same name in the same group recovers one. */
import { type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import type { Effects, Route, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { clusterLeftBy } from './cluster-links.ts';

const SOFT_DELETED_MS = 14 * 24 * 60 * 60_000;
/** Name of the timer that {@link forgetWorkspace} answers. */
export const WORKSPACE_RETENTION_ENDED = 'Microsoft.OperationalInsights/workspaces.retentionEnded';
/** Soft-deleted workspaces by their ids. */
const TABLE = 'deletedLogAnalyticsWorkspaces';

interface DeletedWorkspace {
  readonly resource: StoredResource;
  /** What is below it. */
  readonly children: readonly StoredResource[];
  readonly deletedAt: number;
}

/** The soft-deleted workspace that had this id. */
export const deletedWorkspace = (context: UnitContext, id: string): StoredResource | undefined =>
  context.document<DeletedWorkspace & JsonObject>(TABLE, id.toLowerCase())?.resource;

/** Keeps a workspace that is deleted. */
export function keepWorkspace(context: UnitContext, resource: StoredResource): Effects {
  const { subscriptionId } = context.subscription;
  const kept = { resource, children: context.under(resource.id), deletedAt: context.now };
  return {
    documents: [
      { table: TABLE, key: resource.id.toLowerCase(), value: kept as unknown as JsonObject },
    ],
    timers: [
      {
        dueAt: context.now + SOFT_DELETED_MS,
        handler: WORKSPACE_RETENTION_ENDED,
        payload: { subscriptionId, id: resource.id, deletedAt: context.now },
      },
    ],
  };
}

/** Lets go of one. */
const forgotten = (id: string): NonNullable<Effects['documents']> => [
  { table: TABLE, key: id.toLowerCase(), value: undefined },
];

/** One that is recovered comes back with what is below it. */
export function recoveredEffects(context: UnitContext, id: string): Effects {
  const kept = context.document<DeletedWorkspace & JsonObject>(TABLE, id.toLowerCase());
  return { put: kept?.children ?? [], documents: forgotten(id) };
}

/** What happens when the time to recover a workspace has passed. */
export function forgetWorkspace(context: UnitContext, payload: JsonObject): Effects {
  const id = stringAt(payload, 'id') ?? '';
  const kept = context.document<DeletedWorkspace & JsonObject>(TABLE, id.toLowerCase());
  // One that was recovered and deleted again has a timer of its own.
  if (!kept || kept.deletedAt !== payload['deletedAt']) return {};
  return { put: clusterLeftBy(context, kept.resource), documents: forgotten(id) };
}

function listUnder(context: UnitContext, scope: string) {
  const found = context.documents<DeletedWorkspace & JsonObject>(TABLE, `${scope.toLowerCase()}/`);
  const value = found.map(([, { resource }]): Json => {
    const { id, name, type, location, tags, properties } = resource;
    return { id, name, type, location: location ?? '', tags: tags ?? {}, properties };
  });
  return { status: 200, body: { value } };
}

const PROVIDER = 'providers/Microsoft.OperationalInsights/deletedWorkspaces';
const SUBSCRIPTION = '/subscriptions/{subscriptionId}';
const GROUP = `${SUBSCRIPTION}/resourceGroups/{resourceGroupName}`;
const READ = 'Microsoft.OperationalInsights/deletedWorkspaces/read';

export const deletedWorkspaceRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${SUBSCRIPTION}/${PROVIDER}`,
    action: READ,
    handle: (context, { params }) =>
      listUnder(context, `/subscriptions/${params['subscriptionId'] ?? ''}`),
  },
  {
    method: 'GET',
    path: `${GROUP}/${PROVIDER}`,
    action: READ,
    scope: GROUP,
    handle: (context, { params }) =>
      listUnder(
        context,
        `/subscriptions/${params['subscriptionId'] ?? ''}/resourceGroups/${params['resourceGroupName'] ?? ''}`,
      ),
  },
];
