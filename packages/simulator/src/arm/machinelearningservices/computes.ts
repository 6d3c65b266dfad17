import { notSimulated } from '../../kernel/errors.ts';
import { isObject, type Json, objectAt, stringAt } from '../../kernel/json.ts';
import {
  checkIdentity,
  readIdentity,
  storeIdentity,
  systemPrincipalsOf,
} from '../../kernel/managed-identity.ts';
import {
  defineResourceType,
  type OperationResult,
  type RemoveAnswer,
  type RemoveRequest,
  type ResourceType,
  type RunningOperation,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { together } from '../../kernel/together.ts';
import {
  badChild,
  childApiVersions,
  locationOf,
  oneOf,
  propertiesOf,
  workspaceOf,
} from './child-model.ts';
import {
  COMPUTE_STYLE,
  finishMove,
  listComputeKeys,
  listNodes,
  move,
  operationLocation,
} from './compute-actions.ts';
import { readScaleSettings } from './compute-cluster.ts';
import { disksOf } from './compute-disks.ts';
import { computeKind, type ComputeKindName, readKindOfCompute } from './compute-kinds.ts';
import {
  COMPUTES,
  type ComputeSubject,
  failedCompute,
  managedClusterOf,
  presentCompute,
  sizeOf,
} from './compute-model.ts';
import { checkFitsNetwork } from './compute-network.ts';
import { checkFamilyQuota } from './core-usage.ts';
import { provisionedForCompute } from './network-provisioning.ts';
import {
  machineLearningQuotas,
  machineLearningUsages,
  updateMachineLearningQuotas,
} from './quotas.ts';
import { checkWhole } from './workspace-whole.ts';

/** Recorded durations, milliseconds. */
const DELETE_MS = 60_000;
const SCALE_MS = 5_000;

/** Clusters and instances of a workspace, and clusters of Kubernetes Service that are attached to it. */
export const computes: ResourceType = defineResourceType({
  type: COMPUTES,
  apiVersions: childApiVersions,
  scope: 'group',
  put: write,
  patch: scale,
  remove,
  present: presentCompute,
  actions: {
    'POST start': move('start'),
    'POST stop': move('stop'),
    'POST restart': move('restart'),
    'POST listNodes': listNodes,
    'POST listKeys': listComputeKeys,
  },
  routes: [machineLearningUsages, machineLearningQuotas, updateMachineLearningQuotas],
  failed: (_context, { resource }, error) => ({
    put: resource ? [failedCompute(resource, error ?? null)] : [],
  }),
  operations: {
    make: finishMaking,
    start: finishMove('start'),
    stop: finishMove('stop'),
    restart: finishMove('restart'),
    delete: (_context, { resource }) => {
      return {
        removed: true,
        effects: { removePrincipals: systemPrincipalsOf(resource) },
      };
    },
  },
});

function write(context: UnitContext, request: WriteRequest): WriteAnswer {
  const { address, body, existing } = request;
  const workspace = workspaceOf(context, address.id);
  const asked = propertiesOf(body);
  const kindName = readKindOfCompute(asked);
  const kind = computeKind(kindName);
  const attachedId = stringAt(asked, 'resourceId');
  const given = kind.read({ ...sizeOf(existing), ...objectAt(asked, 'properties') }, attachedId);
  if (existing) checkSame(existing, kindName, given);
  else checkWhole(context, address.id, ['storageAccount', 'keyVault']);
  const location = locationOf(body, workspace);
  checkFitsNetwork(context, workspace, {
    kind: kindName,
    isAttached: kind.isAttached,
    location,
    given,
  });
  const identityRequest = readIdentity(body['identity']);
  if (identityRequest) checkIdentity(context, address, identityRequest);
  const outcome = identityRequest
    ? storeIdentity(context, address, identityRequest, existing, ',')
    : { ...(existing?.identity ? { identity: existing.identity } : {}), effects: {} };
  const tags = readTags(body['tags']) ?? existing?.tags;
  const { disks, effects } = disksOf(context, kindName, workspace);
  const before = existing?.properties;
  const subject: ComputeSubject = { context, name: address.name, location, attachedId, given };
  const pending: StoredResource = {
    id: address.id,
    type: COMPUTES,
    name: address.name,
    location,
    ...(tags === undefined ? {} : { tags }),
    ...(isObject(body['sku']) ? { sku: body['sku'] } : {}),
    ...(outcome.identity === undefined ? {} : { identity: outcome.identity }),
    properties: {
      createdOn: before?.['createdOn'] ?? context.iso,
      modifiedOn: context.iso,
      disableLocalAuth: asked['disableLocalAuth'] ?? false,
      description: asked['description'] ?? null,
      resourceId: attachedId ?? managedClusterOf(existing),
      computeType: kindName,
      ...(before ? { computeLocation: before['computeLocation'] } : {}),
      provisioningState: 'Creating',
      provisioningErrors: null,
      isAttachedCompute: kind.isAttached,
      properties: kind.whileMade(subject),
    },
    // Disks stay as they were made.
    hidden: { ...(disks === undefined ? {} : { disks }), ...existing?.hidden, given },
  };
  return {
    pending,
    operation: {
      handler: 'make',
      style: COMPUTE_STYLE,
      durationMs: kind.createMs,
      ...operationLocation(context, address.id),
    },
    effects: together(outcome.effects, existing ? {} : effects),
  };
}

/** What a compute is and which machines it has stay. */
function checkSame(existing: StoredResource, kind: string, given: Json): void {
  const was = existing.properties['computeType'];
  if (was !== kind) throw badChild(`the compute type is ${String(was)} and cannot become ${kind}`);
  const size = stringAt(objectAt(existing.properties, 'properties'), 'vmSize');
  const wanted = stringAt(given, 'vmSize');
  if (size !== undefined && wanted !== undefined && size !== wanted) {
    throw badChild(`the size of '${existing.name}' is ${size} and cannot become ${wanted}`);
  }
}

/** The compute stands; an operation that fails leaves it `Failed`. */
function finishMaking(context: UnitContext, { resource }: RunningOperation): OperationResult {
  if (!resource) throw new TypeError('a compute that is made is stored');
  const { properties, location = '', name, hidden } = resource;
  const kind = computeKind(properties['computeType'] as ComputeKindName);
  const subject: ComputeSubject = {
    context,
    name,
    location,
    attachedId: kind.isAttached ? stringAt(properties, 'resourceId') : undefined,
    given: objectAt(hidden, 'given'),
  };
  if (!kind.isAttached) checkFamilyQuota(context, resource);
  const workspace = workspaceOf(context, resource.id);
  const { description, ...rest } = properties;
  return {
    resource: {
      ...resource,
      tags: resource.tags ?? {},
      properties: {
        ...rest,
        description: description ?? null,
        resourceId: subject.attachedId ?? null,
        computeLocation: location,
        modifiedOn: context.iso,
        provisioningState: 'Succeeded',
        properties: kind.whenMade(subject),
      },
    },
    effects: kind.isAttached ? {} : provisionedForCompute(context, workspace),
  };
}

/** PATCH: the scale settings of a cluster. */
function scale(context: UnitContext, { body, existing }: WriteRequest): WriteAnswer {
  if (!existing) throw new TypeError('a PATCH needs a compute that is there');
  if (existing.properties['computeType'] !== 'AmlCompute') {
    throw badChild('only an AmlCompute has scale settings to update');
  }
  const wanted = objectAt(propertiesOf(body), 'properties')['scaleSettings'];
  const given = { ...objectAt(existing.hidden, 'given'), scaleSettings: readScaleSettings(wanted) };
  return {
    pending: {
      ...existing,
      properties: { ...existing.properties, provisioningState: 'Updating' },
      hidden: { ...existing.hidden, given },
    },
    operation: {
      handler: 'make',
      style: { ...COMPUTE_STYLE, status: 200, instant: 200 },
      durationMs: SCALE_MS,
      ...operationLocation(context, existing.id),
    },
  };
}

/** A DELETE says whether what is underneath goes too. */
function remove(context: UnitContext, { existing, query }: RemoveRequest): RemoveAnswer {
  const action = query.get('underlyingResourceAction');
  // A group that is deleted takes its computes with it and asks nothing.
  if (query.size > 0) {
    oneOf(action, ['Delete', 'Detach'], 'underlyingResourceAction');
    const isAttached = existing.properties['isAttachedCompute'] === true;
    if (action === 'Detach' && !isAttached) {
      throw badChild(`the compute '${existing.name}' is not attached and cannot be detached`);
    }
    if (action === 'Delete' && isAttached) {
      throw notSimulated(
        'deleting what a compute is attached to: detach it and delete that itself',
      );
    }
  }
  return {
    pending: { ...existing, properties: { ...existing.properties, provisioningState: 'Deleting' } },
    operation: {
      handler: 'delete',
      style: { ...COMPUTE_STYLE, status: 202, body: 'none', instant: 200 },
      durationMs: DELETE_MS,
      ...operationLocation(context, existing.id),
    },
  };
}
