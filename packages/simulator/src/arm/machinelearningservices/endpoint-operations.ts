/** How endpoints and deployments tell of long-running work, and how they are written, removed and shown. */
import { isObject, type Json, type JsonObject, objectAt } from '../../kernel/json.ts';
import { locationRequired } from '../../kernel/gateway-errors.ts';
import {
  checkIdentity,
  readIdentity,
  storeIdentity,
  systemPrincipalOf,
} from '../../kernel/managed-identity.ts';
import type {
  OperationPlan,
  OperationResult,
  OperationStyle,
  RemoveAnswer,
  RunningOperation,
  UnitContext,
  WriteAnswer,
  WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { together } from '../../kernel/together.ts';
import { locationOf, workspaceOf } from './child-model.ts';
import { checkWhole } from './workspace-whole.ts';

/** Recorded: both headers, the Location being the resource, and a status body with progress. */
const WRITE_STYLE: OperationStyle = Object.freeze({
  path: 'mfeOperationsStatus',
  headers: ['azure-asyncoperation', 'location'],
  locationTarget: 'resource',
  statusBody: 'progress',
  running: 'Updating',
  status: 201,
  body: 'resource',
  instant: 201,
} as const);

/** PATCH and DELETE: 202 without a body, and a Location that tells of the end. */
const PATCH_STYLE: OperationStyle = Object.freeze({
  ...WRITE_STYLE,
  locationTarget: 'operation',
  status: 202,
  body: 'none',
  instant: 200,
} as const);

/** The mark of a type in the ids of its operations: `oe:{workspace}:{guid}`. */
export type OperationMark = 'oe' | 'od' | 'be' | 'bd';

/** Durations of a type, milliseconds. */
export interface Durations {
  readonly writeMs: number;
  readonly deleteMs: number;
}

/** What a type makes of a request. */
export interface TrackedDraft {
  readonly mark: OperationMark;
  readonly durations: Durations;
  readonly type: string;
  /** `properties` without a provisioning state. */
  readonly properties: JsonObject;
  readonly kind?: string;
  readonly sku?: JsonObject;
  /** The state until it stands. */
  readonly making: 'Creating' | 'Updating';
}

function planned(
  context: UnitContext,
  id: string,
  mark: OperationMark,
): { readonly id: string; readonly location: string } {
  const { properties, location = '' } = workspaceOf(context, id);
  return { id: `${mark}:${String(properties['workspaceId'])}:${context.guid()}`, location };
}

/** A PUT of an endpoint or deployment. */
export function writeTracked(
  context: UnitContext,
  request: WriteRequest,
  draft: TrackedDraft,
): WriteAnswer {
  const { address, apiVersion, body, existing } = request;
  if (typeof body['location'] !== 'string' && !existing) throw locationRequired();
  if (!existing) checkWhole(context, address.id);
  const asked = readIdentity(body['identity']);
  if (asked) checkIdentity(context, address, asked);
  const { identity = existing?.identity, effects } = asked
    ? storeIdentity(context, address, asked, existing, ',')
    : { effects: {} };
  const tags = readTags(body['tags']) ?? existing?.tags ?? {};
  const plan = planned(context, address.id, draft.mark);
  const { resourceManager, subscription } = context;
  const uri = `${resourceManager}/subscriptions/${subscription.subscriptionId}/providers/Microsoft.MachineLearningServices/locations/${plan.location}/${WRITE_STYLE.path}/${plan.id}?api-version=${apiVersion}`;
  return {
    pending: {
      id: address.id,
      type: draft.type,
      name: address.name,
      location: existing?.location ?? locationOf(body, workspaceOf(context, address.id)),
      tags,
      ...(draft.kind === undefined ? {} : { kind: draft.kind }),
      ...(draft.sku === undefined ? {} : { sku: draft.sku }),
      ...(identity === undefined ? {} : { identity }),
      properties: {
        ...draft.properties,
        properties: {
          ...objectAt(draft.properties, 'properties'),
          AzureAsyncOperationUri: uri,
        },
        provisioningState: existing ? 'Updating' : draft.making,
      },
      ...(existing?.hidden ? { hidden: existing.hidden } : {}),
      ...(existing?.systemData ? { systemData: existing.systemData } : {}),
    },
    operation: {
      ...plan,
      handler: 'write',
      style: existing ? { ...WRITE_STYLE, status: 200, instant: 200 } : WRITE_STYLE,
      durationMs: draft.durations.writeMs,
    },
    effects,
  };
}

/** By the edition's document a workspace under a customer's key may not have such an endpoint (CMK-042). */
export function checkEndpointAllowed(
  context: UnitContext,
  { address: { id, type, name }, existing }: WriteRequest,
): void {
  if (existing) return;
  const endpoint = { id, type, name, properties: {} };
  context.rules.enforce('endpoint.create.request', {
    workspace: workspaceOf(context, id),
    endpoint,
  });
}

/** A PATCH: tags, and whatever of the rest the type lets change. */
export function patchTracked(
  context: UnitContext,
  request: WriteRequest,
  about: { readonly mark: OperationMark; readonly durations: Durations },
  change: Partial<Pick<StoredResource, 'sku' | 'properties'>>,
): WriteAnswer {
  const { address, body, existing } = request;
  if (!existing) throw new TypeError('a PATCH needs a resource that is there');
  const asked = readIdentity(body['identity']);
  if (asked) checkIdentity(context, address, asked);
  const { identity = existing.identity, effects } = asked
    ? storeIdentity(context, address, asked, existing, ',')
    : { effects: {} };
  const tags = readTags(body['tags']) ?? existing.tags;
  return {
    pending: {
      ...existing,
      ...change,
      ...(tags === undefined ? {} : { tags }),
      ...(identity === undefined ? {} : { identity }),
      properties: { ...(change.properties ?? existing.properties), provisioningState: 'Updating' },
    },
    operation: {
      ...planned(context, existing.id, about.mark),
      handler: 'write',
      style: PATCH_STYLE,
      durationMs: about.durations.writeMs,
    },
    effects,
  };
}

/** A DELETE: 202. */
export function removeTracked(
  context: UnitContext,
  existing: StoredResource,
  about: { readonly mark: OperationMark; readonly durations: Durations },
): RemoveAnswer {
  const operation: OperationPlan = {
    ...planned(context, existing.id, about.mark),
    handler: 'delete',
    style: { ...PATCH_STYLE, running: 'Deleting' },
    durationMs: about.durations.deleteMs,
  };
  return {
    pending: { ...existing, properties: { ...existing.properties, provisioningState: 'Deleting' } },
    operation,
  };
}

/** The end of a DELETE: what lies in it goes too, and the principals behind its identities. */
export function finishRemoving(
  context: UnitContext,
  { resourceId, resource }: RunningOperation,
): OperationResult {
  const inside = context.under(resourceId);
  const principals = [...inside, ...(resource ? [resource] : [])].flatMap(
    (gone) => systemPrincipalOf(gone) ?? [],
  );
  return {
    removed: true,
    effects: together({ remove: inside.map(({ id }) => id) }, { removePrincipals: principals }),
  };
}

/** The end of a PUT or PATCH. */
export function finishWriting(
  { resource }: RunningOperation,
  made: (resource: StoredResource) => JsonObject = () => ({}),
): OperationResult {
  if (!resource) throw new TypeError('what is written is stored');
  return {
    resource: {
      ...resource,
      properties: { ...resource.properties, ...made(resource), provisioningState: 'Succeeded' },
    },
  };
}

/** The version that tells only by whom it was made and when. */
const SPARSE_VERSION = '2022-02-01-preview';

/** Members in the order that was recorded. */
export function presentTracked(resource: StoredResource, apiVersion: string): Json {
  const { id, name, type, properties, tags, location, kind, sku, identity } = resource;
  const systemData = shownSystemData(resource, apiVersion);
  return {
    id,
    name,
    type,
    properties,
    ...(systemData === undefined ? {} : { systemData }),
    tags: tags ?? {},
    location,
    ...(kind === undefined ? {} : { kind }),
    ...(sku === undefined ? {} : { sku }),
    ...(identity === undefined ? {} : { identity }),
  };
}

function shownSystemData({ systemData }: StoredResource, apiVersion: string): Json | undefined {
  if (systemData === undefined || apiVersion !== SPARSE_VERSION) {
    return systemData && { ...systemData };
  }
  const { createdAt, createdBy, lastModifiedAt } = systemData;
  return { createdAt, createdBy, lastModifiedAt };
}

/** The sku of a deployment: so many instances. */
export function readDeploymentSku(
  body: JsonObject,
  existing: StoredResource | undefined,
): JsonObject {
  const given = isObject(body['sku']) ? body['sku'] : {};
  return { name: 'Default', tier: 'Standard', capacity: 1, ...existing?.sku, ...given };
}
