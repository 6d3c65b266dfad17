/** Deleting a workspace: softly, so that its name and what Microsoft keeps for it stay for 14 days, or for good. */
import { Refusal } from '../../kernel/errors.ts';
import { type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import { systemPrincipalsOf } from '../../kernel/managed-identity.ts';
import type {
  Effects,
  OperationResult,
  OperationPlan,
  RemoveAnswer,
  RemoveMissingRequest,
  RemoveRequest,
  ResourceAddress,
  RunningOperation,
  UnitContext,
  WriteAnswer,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { together } from '../../kernel/together.ts';
import { childrenOf, isKept, removeChildren } from './child-life.ts';
import { withoutQuotas } from './core-usage.ts';
import { checkNoProjects, hubIdOf, joined, left, requireHub } from './hub-projects.ts';
import { removeManagedResources } from './managed-resources.ts';
import { dissolvedNetwork } from './network-endpoints.ts';
import { asInput, busy, checkNotBusy, fromInput, WORKSPACE_STYLE } from './workspace-operations.ts';
import { linksChanged } from './workspace-shared-links.ts';
import { knows } from './workspace-versions.ts';

/** How long a soft-deleted workspace can be recovered, days. */
export const WORKSPACE_RETENTION_DAYS = 14;
const RETENTION_MS = WORKSPACE_RETENTION_DAYS * 24 * 60 * 60_000;
/** Deleting and recovering, milliseconds. */
const DELETE_MS = 60_000;
const RECOVER_MS = 60_000;

/** Table of {@link SoftDeleted} by lower-cased id. */
const SOFT_DELETED = 'softDeletedWorkspaces';
/** Timer handler that ends a retention. */
export const PURGE_TIMER = 'machineLearning.purgeWorkspace';

interface SoftDeleted {
  readonly workspace: StoredResource;
  /** What lay in it and comes back with it. */
  readonly children: readonly StoredResource[];
  /** Virtual epoch milliseconds. */
  readonly purgeAt: number;
}

/**
 * A DELETE; `forceToPurge=true` deletes for good, in api-versions that know it. The documents before `current` know no
 * other deletion (CMK-039).
 */
export function deleteWorkspace(context: UnitContext, request: RemoveRequest): RemoveAnswer {
  const { existing, apiVersion, query } = request;
  checkNotBusy(context, existing.id);
  checkNoProjects(context, existing);
  const purge = context.edition !== 'current' || isForGood(query, apiVersion);
  return {
    pending: { ...existing, properties: { ...existing.properties, provisioningState: 'Deleting' } },
    operation: {
      handler: 'delete',
      style: WORKSPACE_STYLE,
      durationMs: DELETE_MS,
      input: { workspace: asInput(existing), purge },
    },
    effects: { documents: busy(existing.id, true) },
  };
}

/** A DELETE of a workspace that is softly deleted already: with `forceToPurge=true` it goes for good. */
export function purgeWorkspace(
  context: UnitContext,
  { address, apiVersion, query }: RemoveMissingRequest,
): { readonly operation: OperationPlan; readonly effects: Effects } | undefined {
  const found = context.document<SoftDeleted>(SOFT_DELETED, address.id.toLowerCase());
  if (!found || !isForGood(query, apiVersion)) return undefined;
  const { id, location } = found.workspace;
  if (context.workspacePurge === 'reported') throw unfound(id);
  checkNotBusy(context, id);
  return {
    operation: {
      handler: 'purge',
      style: WORKSPACE_STYLE,
      durationMs: DELETE_MS,
      input: { workspace: asInput(found.workspace) },
      ...(location === undefined ? {} : { location }),
    },
    effects: { documents: busy(id, true) },
  };
}

/** What a user of Azure CLI was told, with nothing left to do but wait. The status is assumed. */
const unfound = (id: string): Refusal =>
  new Refusal({
    status: 404,
    code: 'UserError',
    message: `Unable to find workspace: ${id}`,
    evidence: 'reported',
  });

/** The end of such a DELETE. */
export function finishPurge(context: UnitContext, { input }: RunningOperation): OperationResult {
  const workspace = fromInput(input['workspace']);
  return {
    effects: together(
      { documents: busy(workspace.id, false) },
      purged(context, workspace),
      forgotten(workspace.id),
    ),
  };
}

function isForGood(query: ReadonlyMap<string, string>, apiVersion: string): boolean {
  return query.get('forceToPurge')?.toLowerCase() === 'true' && knows(apiVersion, 'forceToPurge');
}

/** The end of a DELETE. */
export function finishDelete(context: UnitContext, { input }: RunningOperation): OperationResult {
  const workspace = fromInput(input['workspace']);
  const children = childrenOf(context, workspace.id);
  const unlinked = linksChanged(context, workspace, undefined);
  const gone = dissolvedNetwork(context, workspace, unlinked);
  const free = together(
    { documents: busy(workspace.id, false) },
    removeChildren(children),
    left(context, workspace),
    { put: gone.others },
  );
  if (input['purge'] === true) {
    return { removed: true, effects: together(free, purged(context, workspace)) };
  }
  const purgeAt = context.now + RETENTION_MS;
  const softDeleted: SoftDeleted = {
    workspace: gone.workspace,
    children: children.filter(isKept),
    purgeAt,
  };
  return {
    removed: true,
    effects: together(free, {
      documents: [
        {
          table: SOFT_DELETED,
          key: workspace.id.toLowerCase(),
          value: softDeleted as unknown as Json,
        },
      ],
      timers: [
        {
          dueAt: purgeAt,
          handler: PURGE_TIMER,
          payload: {
            id: workspace.id,
            subscriptionId: context.subscription.subscriptionId,
          },
        },
      ],
    }),
  };
}

/** The retention of a soft-deleted workspace ends; one that was recovered meanwhile stays. */
export function purgeWhenDue(context: UnitContext, payload: Json): Effects {
  const key = (stringAt(payload, 'id') ?? '').toLowerCase();
  const found = context.document<SoftDeleted>(SOFT_DELETED, key);
  if (!found || found.purgeAt > context.now) return {};
  return together(purged(context, found.workspace), forgotten(found.workspace.id));
}

/** A name that a soft-deleted workspace holds: recover it when asked to, else refuse. */
export function recoverOrRefuse(
  context: UnitContext,
  address: ResourceAddress,
  given: JsonObject,
): WriteAnswer | undefined {
  const found = context.document<SoftDeleted>(SOFT_DELETED, address.id.toLowerCase());
  if (!found) return undefined;
  if (given['allowRecoverSoftDeletedWorkspace'] !== true) {
    throw new Refusal({
      status: 400,
      code: 'BadRequest',
      message:
        'Soft-deleted workspace exists. Please purge or recover it. https://aka.ms/wsoftdelete',
      evidence: 'reported',
    });
  }
  return {
    operation: {
      handler: 'recover',
      style: WORKSPACE_STYLE,
      durationMs: RECOVER_MS,
      input: { workspace: asInput(found.workspace), children: found.children.map(asInput) },
    },
    effects: { documents: busy(address.id, true) },
  };
}

/** The end of a recovery: the workspace is as it was. */
export function finishRecover(context: UnitContext, { input }: RunningOperation): OperationResult {
  const workspace = fromInput(input['workspace']);
  const children = Array.isArray(input['children']) ? input['children'].map(fromInput) : [];
  const isProject = hubIdOf(workspace) !== undefined;
  return {
    resource: workspace,
    effects: together(
      {
        documents: busy(workspace.id, false),
        put: [...children, ...linksChanged(context, undefined, workspace)],
      },
      isProject ? joined(context, workspace, requireHub(context, workspace)) : {},
      forgotten(workspace.id),
    ),
  };
}

function forgotten(id: string): Effects {
  return { documents: [{ table: SOFT_DELETED, key: id.toLowerCase(), value: undefined }] };
}

function purged(context: UnitContext, workspace: StoredResource): Effects {
  return together(removeManagedResources(context, workspace), {
    documents: withoutQuotas(context, workspace.id),
    removePrincipals: systemPrincipalsOf(workspace),
  });
}
